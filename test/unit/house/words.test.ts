import ts from 'typescript';

import { sourcesOf } from './imports';

/**
 * n8n's UX guidelines: what a person reads when something went wrong says what happened and what to
 * do, without the words "error", "problem", "failure" and "mistake".
 */
const AVOIDED = /\b(errors?|problems?|failures?|mistakes?)\b/i;
/** Names of n8n's own: a setting, a branch, an entry of our lists. */
const NAMES = /Continue \(using error output\)|error (output|branch|details)/g;

/** Properties that are shown to people. */
const SHOWN = new Set(['message', 'advice', 'problem', 'reason']);

/** The texts of an expression, without what is put in. */
function textsOf(node: ts.Node): string[] {
	if (ts.isStringLiteralLike(node)) return [node.text];
	if (ts.isTemplateExpression(node)) {
		return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)];
	}
	if (ts.isConditionalExpression(node)) {
		return [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)];
	}
	return [];
}

function shownTexts(node: ts.Node): string[] {
	const here =
		ts.isPropertyAssignment(node) && SHOWN.has(node.name.getText())
			? textsOf(node.initializer)
			: ts.isNewExpression(node) && node.expression.getText() === 'ParameterError'
				? (node.arguments ?? []).flatMap(textsOf)
				: [];
	return [...here, ...node.getChildren().flatMap(shownTexts)];
}

const texts = [...sourcesOf('nodes')].flatMap(([file, source]) => {
	const parsed = ts.createSourceFile(file, source, ts.ScriptTarget.ES2022, true);
	return shownTexts(parsed).map((text) => ({ file, text }));
});

test('there are many texts of that kind to look at', () => {
	expect(texts.length).toBeGreaterThan(100);
	expect(texts.map(({ text }) => text).join()).toContain('must be a number of at least');
});

test('no text that says what went wrong speaks of errors, problems, failures or mistakes', () => {
	const bad = texts.filter(({ text }) => AVOIDED.test(text.replace(NAMES, '')));
	expect(bad).toEqual([]);
});
