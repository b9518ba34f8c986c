// Tells where the time went, adds up jest's result files, and closes with the one line that says what ran.
const { existsSync, readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

/** How many of the slowest test files are named. */
const SLOWEST = 10;

const [folder, exitCode] = process.argv.slice(2);
const read = (file) => readFileSync(join(folder, file), 'utf8');
const row = (seconds, what) => console.log(`${Number(seconds).toFixed(1).padStart(7)} s  ${what}`);

const runs = readdirSync(folder)
	.filter((file) => file.endsWith('.json'))
	.map((file) => JSON.parse(read(file)));

if (existsSync(join(folder, 'steps.txt'))) {
	console.log('\n== Where the time went');
	for (const line of read('steps.txt').trim().split('\n')) row(...line.split('\t'));
}
const files = runs.flatMap(({ testResults }) =>
	testResults.map(({ name, startTime, endTime }) => ({
		name: name.replace(/^.*\/test\//, 'test/'),
		seconds: (endTime - startTime) / 1000,
	})),
);
if (files.length > 0) {
	console.log('\n== The slowest test files');
	files.sort((a, b) => b.seconds - a.seconds);
	for (const { name, seconds } of files.slice(0, SLOWEST)) row(seconds, name);
	console.log('');
}

const sum = (count) => runs.reduce((total, run) => total + count(run), 0);
const passed = sum(({ numPassedTests }) => numPassedTests);
let failed = sum(
	({ numFailedTests, numRuntimeErrorTestSuites }) => numFailedTests + numRuntimeErrorTestSuites,
);
if (exitCode !== '0' && failed === 0) failed = 1;
console.log(`${passed} passed, ${failed} failed`);
