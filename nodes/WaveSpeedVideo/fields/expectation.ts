import type { INodeProperties } from 'n8n-workflow';

/** What a person should know before the button is pressed. */
export const expectation = (price: string): INodeProperties => ({
	displayName: `A video usually takes a few minutes. It is paid once it is submitted: Stop does not unbuy it. ${price}`,
	name: 'expectation',
	type: 'notice',
	default: '',
});
