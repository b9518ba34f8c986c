import { LoadOptionsContext } from 'n8n-core';
import {
	type ICredentialDataDecryptedObject,
	type ILoadOptionsFunctions,
	type INodeParameters,
	Workflow,
} from 'n8n-workflow';

import { WaveSpeedAiApi } from '../../../credentials/WaveSpeedAiApi.credentials';
import { additionalDataFor } from './additionalData';
import { NextNode } from './aroundNodes';
import { TestCredentialsHelper } from './credentialsHelper';
import { nodeTypesFor, savedWorkflow, VIDEO } from './testWorkflow';

/** What n8n gives to the methods of a node's panel while a person fills it in. */
export function openPanel(
	parameters: INodeParameters,
	credentials: ICredentialDataDecryptedObject,
): ILoadOptionsFunctions {
	const workflow = new Workflow({
		...savedWorkflow({ parameters }),
		active: false,
		nodeTypes: nodeTypesFor([], new NextNode()),
	});
	const node = workflow.getNode(VIDEO);
	if (!node) throw new Error('The test workflow lacks our node');
	const additionalData = additionalDataFor({
		id: 'panel',
		credentialsHelper: new TestCredentialsHelper(new WaveSpeedAiApi(), credentials),
		onUiMessage: () => undefined,
	});
	additionalData.currentNodeParameters = node.parameters;
	return new LoadOptionsContext(workflow, node, additionalData, '');
}
