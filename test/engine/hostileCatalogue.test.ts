import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { WaveSpeedVideo } from '../../nodes/WaveSpeedVideo/WaveSpeedVideo.node';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator } from './harness/onSimulator';
import { openPanel } from './harness/openPanel';
import { runOn } from './harness/runOn';
import { grouped } from '../../dev/n8n';

/** What the account's live list may do to a workflow: nothing but offer its words and values. */
useHost();
useFastClock(20);

const SECRET = 'the secret of another node';
const EVIL = '={{ $json.secret }}';
const ID = 'acme/evil/text-to-video';

/** A model whose every text is an expression that reads the item. */
const evilModel = {
	model_id: ID,
	name: EVIL,
	type: 'text-to-video',
	description: EVIL,
	api_schema: {
		api_schemas: [
			{
				type: 'model_run',
				request_schema: {
					properties: {
						prompt: { type: 'string', title: EVIL, default: EVIL },
						style: { type: 'string', enum: [EVIL, 'plain'], default: EVIL },
						[EVIL]: { type: 'string', default: EVIL },
					},
					required: ['prompt', 'style', EVIL],
				},
			},
		],
	},
};

const parametersWith = (value: IDataObject) =>
	({
		operation: 'customModel',
		customModel: { __rl: true, mode: 'list', value: ID },
		modelInputs: { mappingMode: 'defineBelow', value },
		...grouped({ pollInterval: 1, downloadVideo: false }),
	}) as INodeParameters;

test(
	'A live model whose texts are expressions gets nothing evaluated: what the panel offers is saved as it is and sends no data of the workflow',
	onSimulator(async (world) => {
		const body = { code: 200, message: 'success', data: [evilModel] };
		world.misbehave({ on: 'models', times: 5, fault: { kind: 'status', status: 200, body } });
		const { methods } = new WaveSpeedVideo();
		const panel = openPanel(parametersWith({}), world.credentials);
		const listed = await methods.listSearch.searchModels.call(panel);
		const offered = await methods.resourceMapping.getModelInputs.call(panel);
		expect(listed.results.map(({ value }) => value)).toEqual([ID]);

		// As the editor saves it: each field's default, or the first of its choices.
		const saved = Object.fromEntries(
			offered.fields.map(({ id, defaultValue, options }) => [
				id,
				(defaultValue ?? options?.[0]?.value ?? 'x') as string,
			]),
		);
		expect(saved).toEqual({ style: 'plain' });
		await runOn(
			world,
			{ ...parametersWith(saved), prompt: 'x' },
			{ items: [{ json: { secret: SECRET } }] },
		);
		expect(world.requests.length).toBeGreaterThan(0);
		expect(JSON.stringify(world.requests)).not.toContain(SECRET);
	}),
);
