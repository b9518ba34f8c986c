/**
 * The comparison of the downloads bench: a node that fetches each file into memory (arraybuffer)
 * before it stores it, as community nodes commonly do. n8n loads it as CUSTOM.bufferingDownload.
 */
class BufferingDownload {
	constructor() {
		this.description = {
			displayName: 'Buffering Download',
			name: 'bufferingDownload',
			group: ['input'],
			version: 1,
			description: 'Downloads every item’s URL into memory',
			defaults: { name: 'Buffering Download' },
			inputs: ['main'],
			outputs: ['main'],
			properties: [{ displayName: 'URL', name: 'url', type: 'string', default: '' }],
		};
	}

	async execute() {
		const download = async (_item, index) => {
			const url = this.getNodeParameter('url', index);
			const body = await this.helpers.httpRequest({ url, encoding: 'arraybuffer' });
			const file = Buffer.from(body);
			const data = await this.helpers.prepareBinaryData(file, 'video.mp4', 'video/mp4');
			return { json: {}, binary: { data }, pairedItem: { item: index } };
		};
		return [await Promise.all(this.getInputData().map(download))];
	}
}

module.exports = { BufferingDownload };
