import type { IDataObject } from 'n8n-workflow';

import type { World } from './onSimulator';
import { textToVideo } from './parameters';
import { runOn } from './runOn';
import type { RunOptions } from './runWorkflow';
import type { Rule } from '../../../dev/simulator';

export const SORA = 'openai/sora-2/text-to-video-pro';
export const SEEDANCE = 'bytedance/seedance-2.0/text-to-video';
/** A rule's share: the requests about Sora 2 Pro. */
export const toSora: Rule['matching'] = ({ path }) => path.includes('sora');

/** A run with If Sora 2 Pro Is Unavailable = Use Seedance 2.0. */
export function withFallback(
	world: World,
	fields: IDataObject = {},
	options: IDataObject = {},
	more: Partial<RunOptions> = {},
) {
	return runOn(world, textToVideo(fields, { ifUnavailable: 'seedance', ...options }), more);
}

/** Sora's submission is answered so. */
export const refused = (status: number, body: unknown): Rule => ({
	on: 'submit',
	fault: { kind: 'status', status, body },
	matching: toSora,
});

/** Sora's job fails with this code. */
export const failing = (code: number, message = 'failed'): Rule => ({
	on: 'job',
	fault: { kind: 'failed', code, message },
	matching: toSora,
});

export const noModel = { code: 400, message: `model not found: ${SORA}` };
