import fastify from 'fastify';

/** Serves one PNG on loopback, in the place of a picture on the internet. */
export async function servePicture(
	png: Buffer,
): Promise<{ url: string; close: () => Promise<void> }> {
	const server = fastify({ forceCloseConnections: true });
	server.get('/picture.png', (_request, reply) => reply.type('image/png').send(png));
	const origin = await server.listen({ host: '127.0.0.1', port: 0 });
	return { url: `${origin}/picture.png`, close: () => server.close() };
}
