import type { INodeProperties } from 'n8n-workflow';

const VIDEO = 'A video usually takes a few minutes';

/** What a person should know before the button is pressed. */
export const expectation = (price: string, takes = VIDEO): INodeProperties => ({
	displayName: `${takes}. It is paid once it is submitted: Stop does not unbuy it. ${price}`,
	name: 'expectation',
	type: 'notice',
	default: '',
});
