import { FakeService } from '../../../dev/virtual/fakeService';
import { MODEL } from '../../../dev/virtual/execution';
import { VirtualTime } from '../../../dev/virtual/virtualTime';
import { createClient } from '../../../nodes/WaveSpeedVideo/api/client';
import { readWindow } from '../../../nodes/WaveSpeedVideo/generation/acquire/listWindow';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

it.each([0, 10 * MINUTE, -10 * MINUTE])(
	'more than a page of jobs is read whole where n8n’s clock is %d ms ahead',
	async (aheadMs) => {
		const time = new VirtualTime();
		const service = new FakeService(time);
		const client = createClient(service.send, () => time.now() + aheadMs);
		for (let job = 0; job < 250; job++) {
			await time.run(client.submit(MODEL, { prompt: `${job}` }));
		}

		const now = time.now() + aheadMs;
		const listed = await time.run(readWindow(now - HOUR, now + MINUTE, client, time.runtime));

		expect(listed).toHaveLength(250);
	},
);
