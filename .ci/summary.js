// Adds up jest's result files and closes with the one line that says what ran.
const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const [folder, exitCode] = process.argv.slice(2);
let passed = 0;
let failed = 0;
for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
	const result = JSON.parse(readFileSync(join(folder, file), 'utf8'));
	passed += result.numPassedTests;
	failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
}
if (exitCode !== '0' && failed === 0) failed = 1;
console.log(`${passed} passed, ${failed} failed`);
