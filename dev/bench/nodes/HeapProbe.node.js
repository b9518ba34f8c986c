const v8 = require('node:v8');
const vm = require('node:vm');
const { getEventListeners } = require('node:events');

v8.setFlagsFromString('--expose-gc');
const collect = vm.runInNewContext('gc');

/**
 * The scales of the batches bench: passes its items on, and puts into the first one what the process
 * holds at that moment. n8n loads it as CUSTOM.heapProbe.
 */
class HeapProbe {
	constructor() {
		this.description = {
			displayName: 'Heap Probe',
			name: 'heapProbe',
			group: ['input'],
			version: 1,
			description: 'Tells how much the process holds',
			defaults: { name: 'Heap Probe' },
			inputs: ['main'],
			outputs: ['main'],
			properties: [],
		};
	}

	async execute() {
		const [first, ...others] = this.getInputData();
		collect();
		collect();
		const timers = process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length;
		const held = {
			heap: process.memoryUsage().heapUsed,
			timers,
			listeners: getEventListeners(this.getExecutionCancelSignal(), 'abort').length,
		};
		const items = [{ ...first, json: { ...first.json, held } }, ...others];
		return [items.map((item, index) => ({ ...item, pairedItem: { item: index } }))];
	}
}

module.exports = { HeapProbe };
