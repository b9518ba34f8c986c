// What is shared with `npm run dev` is TypeScript.
require('tsx/cjs');
const { rm } = require('node:fs/promises');
const { dest, parallel, series, src } = require('gulp');
const { bundle, checkTypes, writeFiles } = require('./dev/bundle/build');

let files = [];

const types = () => checkTypes();

const compile = async () => {
	files = await bundle();
};

const clean = () => rm('dist', { recursive: true, force: true });

const write = () => writeFiles(files);

/** Icons and codex files stand beside the compiled code, where the node's `file:` paths look. */
const copyAssets = () =>
	src(['icons/**/*.svg', 'nodes/**/*.json'], { base: '.', encoding: false }).pipe(dest('dist'));

/** When types or imports are wrong, `dist` stays as it was. */
exports.build = series(parallel(types, compile), clean, parallel(write, copyAssets));
exports.default = exports.build;
