import { createHash } from 'crypto';
import type { IBinaryData } from 'n8n-workflow';
import type { Host } from '../../base/host';
import type { VideoFacts } from '../../base/video';
import type { FileType } from '../fileTypes';

const NAME = 'waveSpeedFiles';

/** A download that is in n8n's storage. */
export interface StoredFile {
	binary: IBinaryData;
	bytes: number;
	type: FileType;
	/** As it was asked for; n8n may have changed it. */
	name: string;
	/** Of a video that could be read. */
	video?: VideoFacts;
}

/** What is kept in the context: n8n keeps a file for as long as the execution that stored it. */
interface Kept {
	executionId: string;
	files: Record<string, StoredFile>;
}

/** URLs may be long, and carry signatures. */
const keyOf = (url: string) => createHash('sha256').update(url).digest('hex').slice(0, 32);

/**
 * The files that this execution has downloaded: Retry On Fail need not download them again. A person's
 * retry is an execution of its own; the files of the old one may be gone any time.
 */
export class StoredFiles {
	private readonly kept: Kept;

	constructor(private readonly host: Pick<Host, 'context' | 'executionId' | 'binary'>) {
		const { context, executionId } = host;
		const before = context[NAME] as Kept | undefined;
		this.kept = before?.executionId === executionId ? before : { executionId, files: {} };
		context[NAME] = this.kept;
	}

	/** In memory there are no ids: those files live in the items alone. */
	add(url: string, file: StoredFile): void {
		if (file.binary.id) this.kept.files[keyOf(url)] = file;
	}

	/** The file, if it is still there as a whole and under the name that it would have now. */
	async find(url: string, nameFor: (type: FileType) => string): Promise<StoredFile | undefined> {
		const file = this.kept.files[keyOf(url)];
		if (!file?.binary.id || nameFor(file.type) !== file.name) return undefined;
		try {
			const bytes = await this.host.binary.size(file.binary.id);
			return bytes === file.bytes ? file : undefined;
		} catch {
			// Deleted meanwhile.
			return undefined;
		}
	}
}
