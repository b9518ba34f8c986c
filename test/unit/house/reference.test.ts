import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import ts from 'typescript';

import { withTables } from '../../../dev/docs/reference';
import { linesOf, reference } from '../support/referencePage';
import { REPOSITORY } from './imports';

const FAILURES = 'nodes/WaveSpeedVideo/api/failure.ts';

/** The members of the type FailureCode. */
function failureCodes(): string[] {
	const text = readFileSync(join(REPOSITORY, FAILURES), 'utf8');
	const source = ts.createSourceFile(FAILURES, text, ts.ScriptTarget.Latest, true);
	const type = source.statements
		.filter(ts.isTypeAliasDeclaration)
		.find(({ name }) => name.text === 'FailureCode')?.type;
	const members = type && ts.isUnionTypeNode(type) ? [...type.types] : [];
	return members.flatMap((member) =>
		ts.isLiteralTypeNode(member) && ts.isStringLiteral(member.literal) ? [member.literal.text] : [],
	);
}

describe('docs/reference.md', () => {
	it('says of operations, fields, options and prices what the node says: else run "npm run docs"', async () => {
		const [is, should] = [linesOf(reference), linesOf(await withTables(reference))];
		expect({
			missing: should.filter((line) => !is.includes(line)),
			outdated: is.filter((line) => !should.includes(line)),
		}).toEqual({ missing: [], outdated: [] });
		expect(is).toEqual(should);
	});

	it('explains each error code, and no other', () => {
		const codes = failureCodes();
		expect(codes.length).toBeGreaterThan(20);
		const rows = reference.split('## When something goes wrong')[1]?.match(/^\| `.*?\|/gm) ?? [];
		const explained = rows.flatMap((row) => [...row.matchAll(/`(\w+)`/g)].map(([, code]) => code));
		const row = (code: string) => `| \`${code}\` | What happened. | What to do. |`;
		expect({
			missing: codes.filter((code) => !explained.includes(code)).map(row),
			outdated: explained.filter((code) => !codes.includes(code ?? '')),
		}).toEqual({ missing: [], outdated: [] });
	});
});
