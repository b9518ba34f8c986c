// n8n's vetting scanner over one folder: node scan.mjs FOLDER PATTERNS-AS-JSON | "source".
// A process of its own, because the scanner is an ESM package, which jest can't import.
import {
	analyzePackage,
	SOURCE_FILE_PATTERNS,
} from '@n8n/scan-community-package/scanner/scanner.mjs';

const [folder, patterns] = process.argv.slice(2);
const result = await analyzePackage(
	folder,
	patterns === 'source' ? SOURCE_FILE_PATTERNS : JSON.parse(patterns),
);
process.stdout.write(JSON.stringify(result));
