import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { headersBeyondHttp } from '../../dev/simulator';
import { expectVideo, IMAGE_MODEL, submitUrl } from './harness/answers';
import { fileOf, readFile, storeFile } from './harness/binaryFiles';
import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { imageToVideo } from './harness/parameters';
import { BMP, GIF, JPEG, PNG, WEBP } from './harness/pictures';
import { runOn } from './harness/runOn';
import { onWire, type Reaction, useWires, type Wire } from './harness/wire';
import { expectUpload, pictureUrl, putUrl, SIGNED, ticket, ticketUrl } from './harness/ticket';

/** The two-step upload: a ticket from the API, then a PUT to a signed address of the storage. */
useHost();
useWires();
useFastClock();

async function itemWith(
	content = PNG,
	file = { fileName: 'cat.png', mimeType: 'image/png' },
): Promise<INodeExecutionData> {
	return { json: {}, binary: { photo: await storeFile(content, file) } };
}

const parameters = imageToVideo({ imageSource: 'binary', imageBinaryField: 'photo' });

const uploading = async (wire: Wire, item = itemWith()) =>
	await runOn(wire, parameters, { items: [await item] });

const submittedImage = (wire: Wire) =>
	wire.to('POST', submitUrl(wire, IMAGE_MODEL)).map(({ body }) => (body as IDataObject).image);

test.concurrent(
	'A picture from a binary field is uploaded, and the model gets its address',
	onWire(async (wire) => {
		expectUpload(wire);
		const bytes = expectVideo(wire, 'p1', { model: IMAGE_MODEL });
		const run = await uploading(wire);
		expect(run.status).toBe('success');
		expect(submittedImage(wire)).toEqual([pictureUrl(wire)]);
		expect(await fileOf(run.output[0])).toEqual(bytes);
	}),
);

test.concurrent(
	'The ticket is asked for with name, size and type of the picture, and with the key',
	onWire(async (wire) => {
		expectUpload(wire);
		expectVideo(wire, 'p1', { model: IMAGE_MODEL });
		await uploading(wire);
		const [asked] = wire.to('POST', ticketUrl(wire));
		expect(asked?.headers.authorization).toBe('Bearer wsk_test_key');
		expect(asked?.body).toEqual({
			filename: expect.stringMatching(/\.png$/),
			size: PNG.length,
			content_type: 'image/png',
		});
	}),
);

test.concurrent(
	'The PUT carries the bytes and exactly the signed headers, and not the key',
	onWire(async (wire) => {
		expectUpload(wire);
		expectVideo(wire, 'p1', { model: IMAGE_MODEL });
		await uploading(wire);
		const [put] = wire.to('PUT', putUrl(wire));
		expect(put?.body).toEqual(PNG);
		expect(headersBeyondHttp(put)).toEqual({
			'content-type': 'image/png',
			'if-none-match': '*',
			'x-amz-meta-owner': 'org7',
			'content-length': String(PNG.length),
		});
		expect(JSON.stringify(put?.headers)).not.toContain('wsk_test_key');
	}),
);

test.concurrent.each([
	['PNG', PNG, 'image/png'],
	['JPEG', JPEG, 'image/jpeg'],
	['GIF', GIF, 'image/gif'],
	['WebP', WEBP, 'image/webp'],
	['BMP', BMP, 'image/bmp'],
])('A %s is recognised by its content, whatever the field says it is', (_name, content, type) =>
	onWire(async (wire) => {
		expectUpload(wire);
		expectVideo(wire, 'p1', { model: IMAGE_MODEL });
		await runOn(wire, parameters, {
			items: [await itemWith(content, { fileName: 'x.bin', mimeType: 'application/octet-stream' })],
		});
		expect(wire.to('POST', ticketUrl(wire))[0]?.body).toMatchObject({
			content_type: type,
			size: content.length,
		});
	})(),
);

test.concurrent(
	'A picture in the combined binary layout is uploaded too, and the video comes out in that layout',
	onWire(async (wire) => {
		const file = await storeFile(PNG, { fileName: 'cat.png', mimeType: 'image/png' });
		expectUpload(wire);
		const bytes = expectVideo(wire, 'p1', { model: IMAGE_MODEL });
		const run = await runOn(
			wire,
			imageToVideo({ imageSource: 'binary', imageBinaryField: '_files.photo' }),
			{
				items: [{ json: { _files: { photo: { ...file } } } }],
				workflowSettings: { binaryMode: 'combined' },
			},
		);
		expect(run.error).toBeUndefined();
		expect(wire.to('PUT', putUrl(wire))[0]?.body).toEqual(PNG);
		const { data } = run.output[0]?.json._files as { data: Parameters<typeof readFile>[0] };
		expect(await readFile(data)).toEqual(bytes);
	}),
);

test.concurrent.each<[string, Reaction]>([
	['a ticket office that is down for a moment', { status: 503, body: 'busy' }],
	['a ticket that breaks off', { body: '{"code":200,"data":{"down' }],
])('%s is asked again, and the generation is bought once', (_what, reaction) =>
	onWire(async (wire) => {
		wire.expect('POST', ticketUrl(wire), reaction);
		expectUpload(wire);
		expectVideo(wire, 'p1', { model: IMAGE_MODEL });
		const run = await uploading(wire);
		expect(run.status).toBe('success');
		expect(submittedImage(wire)).toHaveLength(1);
	})(),
);

test.concurrent(
	'A PUT that fails is tried again with a new ticket',
	onWire(async (wire) => {
		expectUpload(wire, { status: 503, body: 'slow down' });
		expectUpload(wire);
		expectVideo(wire, 'p1', { model: IMAGE_MODEL });
		const run = await uploading(wire);
		expect(run.status).toBe('success');
		expect(wire.to('PUT', putUrl(wire)).map(({ body }) => body)).toEqual([PNG, PNG]);
	}),
);

test.concurrent(
	'A picture that cannot be uploaded ends the item before anything is bought',
	onWire(async (wire) => {
		wire.expect('POST', ticketUrl(wire), {
			status: 413,
			body: { code: 413, message: 'upload too large' },
		});
		const run = await uploading(wire);
		expect(run.status).toBe('error');
		expect(errorText(run)).toContain('upload too large');
		expect(errorText(run)).toContain('Nothing was bought');
	}),
);

test.concurrent(
	'A ticket that points to an address of the local network is not followed',
	onWire(async (wire) => {
		const answer = ticket(wire);
		const body = JSON.parse(
			JSON.stringify(answer.body).replace(wire.storage, 'http://169.254.169.254'),
		) as IDataObject;
		wire.allow('POST', ticketUrl(wire), { body });
		const run = await uploading(wire);
		expect(run.status).toBe('error');
		expect(wire.requests.filter(({ method }) => method === 'PUT')).toEqual([]);
		expect(errorText(run)).toContain('Nothing was bought');
	}),
);

test.concurrent(
	'Of the headers that the ticket names, only those of a signed PUT are sent',
	onWire(async (wire) => {
		const evil = {
			...SIGNED,
			Authorization: 'Basic c3RlYWw=',
			Cookie: 'a=b',
			Host: 'internal.example',
			'Transfer-Encoding': 'chunked',
			'X-Forwarded-For': '127.0.0.1',
		};
		const signed = ticket(wire);
		const { data } = signed.body as { data: { upload: IDataObject } };
		data.upload.headers = evil;
		wire.expect('POST', ticketUrl(wire), signed);
		wire.expect('PUT', putUrl(wire), { status: 200 });
		expectVideo(wire, 'p1', { model: IMAGE_MODEL });
		await uploading(wire);
		const [put] = wire.to('PUT', putUrl(wire));
		expect(put?.headers.host).toBe(new URL(wire.storage).host);
		expect(Object.keys(headersBeyondHttp(put)).sort()).toEqual([
			'content-length',
			'content-type',
			'if-none-match',
			'x-amz-meta-owner',
		]);
	}),
);
