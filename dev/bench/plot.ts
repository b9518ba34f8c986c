import type { PollingResult } from './pollingSimulation';

/** An SVG: checks per job against mean lag, one line per policy, one point per job length. */
export async function plot(results: PollingResult[]): Promise<string> {
	const { compile } = await import('vega-lite');
	const { parse, View } = await import('vega');
	const { spec } = compile({
		$schema: 'https://vega.github.io/schema/vega-lite/v6.json',
		background: 'white',
		width: 640,
		height: 400,
		title: 'Checks per job and mean lag, for jobs of 6 s to 20 min',
		data: { values: results },
		mark: { type: 'line', point: true },
		encoding: {
			x: {
				field: 'checks',
				type: 'quantitative',
				scale: { type: 'log' },
				title: 'checks per job (log)',
			},
			y: { field: 'meanLag', type: 'quantitative', title: 'mean lag (s)' },
			color: {
				field: 'policy',
				type: 'nominal',
				title: 'policy',
				legend: { labelLimit: 400 },
				scale: { scheme: 'tableau10' },
			},
			order: { field: 'jobSeconds' },
		},
	});
	const view = new View(parse(spec), { renderer: 'none' });
	return await view.toSVG();
}
