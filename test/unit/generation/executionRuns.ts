import { attempt } from '../../../dev/virtual/execution';
import { FakeService } from '../../../dev/virtual/fakeService';
import { VirtualTime } from '../../../dev/virtual/virtualTime';

export function setUp() {
	const time = new VirtualTime();
	const service = new FakeService(time);
	const run = async (prompts: string[], options: Partial<Parameters<typeof attempt>[0]> = {}) =>
		await attempt({ service, time, store, prompts, ...options });
	const store = {};
	return { time, service, store, run };
}
