import { randomUUID } from 'node:crypto';

import { picture } from '../../dev/simulator';
import { builtIn, generating } from '../../dev/world/workflows';
import { useStrictWorld } from './useWorld';
import { openForm, postForm, publish } from './webhook';

/** Seconds; a request that is held for minutes is what proxies cut. */
const JOB_SECONDS = 8;

const world = useStrictWorld(JOB_SECONDS);

const fields = [
	{ fieldLabel: 'Picture', fieldType: 'file', multipleFiles: false, requiredField: true },
	{ fieldLabel: 'Prompt', fieldType: 'textarea', requiredField: true },
];

const ANIMATE = generating({
	operation: 'imageToVideo',
	imageBinaryField: 'Picture',
	prompt: '={{ $json.Prompt }}',
	duration: 4,
});

const SHOW = builtIn('Show Video', 'form', 2.3, {
	operation: 'completion',
	respondWith: 'showText',
	responseText: '=<video controls src="{{ $json.url }}"></video>',
});

/** The recipe "A form that visitors fill in" (docs/recipes.md). */
test('A form answers its visitor at once, and shows the video when it is there', async () => {
	const { n8n, simulator } = world();
	const path = randomUUID();
	const form = { formTitle: 'Make it move', path, formFields: { values: fields }, options: {} };
	const trigger = builtIn('On Form Submission', 'formTrigger', 2.2, form);
	await publish(world(), 'form', trigger, path, [ANIMATE, SHOW]);

	const content = await picture({ width: 1280, height: 720 });
	const start = Date.now();
	const answer = await postForm(`${n8n.url}/form/${path}`, {
		'field-0': new Blob([new Uint8Array(content)], { type: 'image/png' }),
		'field-1': 'The boat drifts away',
	});
	const { formWaitingUrl } = (await answer.json()) as { formWaitingUrl: string };
	expect(Date.now() - start).toBeLessThan(JOB_SECONDS * 1000);

	const page = await openForm(formWaitingUrl);
	expect(page).toContain('<video');
	expect(page).toContain(`/output/${simulator.billed[0]?.id}.mp4`);
	expect(simulator.billed).toHaveLength(1);
});
