import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import { WaveSpeedVideo } from '../../nodes/WaveSpeedVideo/WaveSpeedVideo.node';
import { WaveSpeedVideoCallbackTrigger } from '../../nodes/WaveSpeedVideo/WaveSpeedVideoCallbackTrigger.node';
import { WaveSpeedVideoTrigger } from '../../nodes/WaveSpeedVideo/WaveSpeedVideoTrigger.node';

/**
 * n8n saves only the parameters that differ from their defaults: a changed default changes what
 * saved workflows buy, a changed name or value loses what they are set to. New ones are harmless.
 *
 * Before the package is published: `npx jest --selectProjects engine description -u`. After that a
 * line that changes or goes is a new version of the node, beside the old one.
 */
test.each([WaveSpeedVideo, WaveSpeedVideoTrigger, WaveSpeedVideoCallbackTrigger])(
	'What saved workflows depend on changes only with a new version of the node: %p',
	(type) => {
		const { version, name, properties, webhooks = [] } = new type().description;
		const lines = properties.flatMap((property) => linesOf(property));
		const addresses = webhooks.map(({ path, httpMethod }) => `${httpMethod} ${path}`);
		expect(
			[`${name} version ${String(version)}`, ...addresses, ...lines.sort()].join('\n'),
		).toMatchSnapshot();
	},
);

function linesOf(property: INodeProperties, under = ''): string[] {
	if (property.type === 'notice') return [];
	const { name, type, default: preset, options = [], displayOptions } = property;
	const place = Object.entries(displayOptions?.show ?? {})
		.filter(([condition]) => condition !== 'resource')
		.map(
			([condition, values]) => (condition === 'operation' ? '' : `${condition}=`) + values?.join(),
		)
		.join(' ');
	const path = [place, under + name].filter(Boolean).join(' › ');
	const values = options.flatMap((option) => (isChoice(option) ? [option.value] : []));
	const list = values.length > 0 ? ` of ${values.sort().join(', ')}` : '';
	const members = options.flatMap((option) => (isField(option) ? linesOf(option, `${path}.`) : []));
	return [`${path}: ${type} ${JSON.stringify(preset)}${list}`, ...members];
}

type Entry = INodeProperties | INodePropertyOptions | INodePropertyCollection;

const isChoice = (entry: Entry): entry is INodePropertyOptions => 'value' in entry;
const isField = (entry: Entry): entry is INodeProperties => 'type' in entry;
