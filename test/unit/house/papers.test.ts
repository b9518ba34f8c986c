import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

import { REPOSITORY } from './imports';

const IMAGES = join(REPOSITORY, 'docs/images');

const papers = ['', 'docs'].flatMap((folder) =>
	readdirSync(join(REPOSITORY, folder))
		.filter((name) => name.endsWith('.md'))
		.map((name) => join(REPOSITORY, folder, name)),
);

/** Where a paper's links and pictures lead, but for addresses on the web. */
function targetsOf(paper: string): string[] {
	const text = readFileSync(paper, 'utf8').replace(/```[\s\S]*?```|`[^`\n]*`/g, '');
	const links = [...text.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g)];
	return links.map(([, link, attribute]) => link ?? attribute ?? '').filter(isOurs);
}

const isOurs = (target: string): boolean => !/^[a-z]+:/.test(target);

/** The anchors that GitHub makes of headings. */
const anchorsOf = (paper: string): string[] =>
	[...readFileSync(paper, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
		heading
			.toLowerCase()
			.replace(/[^\p{L}\p{N} _-]/gu, '')
			.replaceAll(' ', '-'),
	);

const pathOf = (paper: string, target: string): string => {
	const [path = ''] = target.split('#');
	return path === '' ? paper : resolve(dirname(paper), path);
};

describe('The papers', () => {
	it.each(papers.map((paper) => [relative(REPOSITORY, paper), paper]))(
		'%s leads nowhere but to what is there',
		(_name, paper) => {
			const dead = targetsOf(paper).filter((target) => {
				const path = pathOf(paper, target);
				const [, anchor] = target.split('#');
				return !existsSync(path) || (anchor !== undefined && !anchorsOf(path).includes(anchor));
			});
			expect(dead).toEqual([]);
		},
	);

	it('show each picture of docs/images', () => {
		const shown = papers.flatMap((paper) =>
			targetsOf(paper).map((target) => pathOf(paper, target)),
		);
		const unseen = readdirSync(IMAGES).filter((name) => !shown.includes(join(IMAGES, name)));
		expect(unseen).toEqual([]);
	});
});
