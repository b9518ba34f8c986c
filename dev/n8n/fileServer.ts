import fastify from 'fastify';

/** Serves one file on loopback, in the place of a picture on the internet. */
export async function serveFile(
	bytes: Buffer,
	name: string,
): Promise<{ url: string; close: () => Promise<void> }> {
	const path = `/${encodeURIComponent(name)}`;
	const server = fastify({ forceCloseConnections: true });
	server.get(path, (_request, reply) => reply.type('application/octet-stream').send(bytes));
	const origin = await server.listen({ host: '127.0.0.1', port: 0 });
	return { url: origin + path, close: () => server.close() };
}
