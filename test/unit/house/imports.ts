import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

import ts from 'typescript';

export const REPOSITORY = resolve(__dirname, '../../..');

/** One import (or re-export) of one file. */
export interface Import {
	/** From the repository's root. */
	file: string;
	line: number;
	/** As written, or for a file of ours its path from the repository's root, without ending. */
	from: string;
	isOurs: boolean;
	/** Imported names that exist at run time; `*` for the whole module. Types are gone by then. */
	values: string[];
}

/** The TypeScript files of a folder, by their paths from the repository's root. */
export function sourcesOf(folder: string): Map<string, string> {
	const entries = readdirSync(join(REPOSITORY, folder), { recursive: true, encoding: 'utf8' });
	const files = entries
		.filter((entry) => /\.m?ts$/.test(entry))
		.map((entry) => join(folder, entry));
	return new Map(files.map((file) => [file, readFileSync(join(REPOSITORY, file), 'utf8')]));
}

function valuesOfImport({ importClause: clause }: ts.ImportDeclaration): string[] {
	if (!clause) return ['*'];
	if (clause.isTypeOnly) return [];
	const named = clause.namedBindings;
	if (clause.name || (named && ts.isNamespaceImport(named))) return ['*'];
	const elements = named?.elements ?? [];
	return elements
		.filter(({ isTypeOnly }) => !isTypeOnly)
		.map(({ name, propertyName }) => (propertyName ?? name).text);
}

function valuesOfExport({ exportClause: clause, isTypeOnly }: ts.ExportDeclaration): string[] {
	if (isTypeOnly) return [];
	if (!clause || ts.isNamespaceExport(clause)) return ['*'];
	return clause.elements
		.filter((element) => !element.isTypeOnly)
		.map(({ name, propertyName }) => (propertyName ?? name).text);
}

/** What a piece of syntax imports: a declaration, a re-export, `import()`, `require()` or a type. */
function importAt(node: ts.Node): { from: ts.Node | undefined; values: string[] } | undefined {
	if (ts.isImportDeclaration(node)) {
		return { from: node.moduleSpecifier, values: valuesOfImport(node) };
	}
	if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
		return { from: node.moduleSpecifier, values: valuesOfExport(node) };
	}
	if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
		return { from: node.argument.literal, values: [] };
	}
	if (ts.isExternalModuleReference(node)) return { from: node.expression, values: ['*'] };
	if (!ts.isCallExpression(node)) return undefined;
	const called = node.expression;
	const loads =
		called.kind === ts.SyntaxKind.ImportKeyword ||
		(ts.isIdentifier(called) && called.text === 'require');
	return loads ? { from: node.arguments[0], values: ['*'] } : undefined;
}

/** Everything that a file imports, as TypeScript's own parser reads it. */
export function importsOf(file: string, text: string): Import[] {
	const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
	const found: Import[] = [];
	const visit = (node: ts.Node): void => {
		const at = importAt(node);
		if (at) {
			const written = at.from && ts.isStringLiteralLike(at.from) ? at.from.text : '(computed)';
			const isOurs = written.startsWith('.');
			const path = relative(REPOSITORY, resolve(REPOSITORY, dirname(file), written));
			found.push({
				file,
				line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1,
				from: isOurs ? path : written,
				isOurs,
				values: at.values,
			});
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	return found;
}
