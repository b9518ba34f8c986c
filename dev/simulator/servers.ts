import multipart from '@fastify/multipart';
import Fastify from 'fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from './answer';
import { addRoute } from './route';
import { balanceRoute, billingsRoute, usageRoute, webhookSecretRoute } from './routes/account';
import { cdnRoutes } from './routes/cdn';
import { modelsRoute, priceRoute } from './routes/catalogue';
import { deleteRoute, listRoute, resultRoutes } from './routes/predictions';
import { signedUploadRoute } from './routes/signedUpload';
import { submitRoute } from './routes/submit';
import { binaryUploadRoute, ticketRoute } from './routes/uploads';
import type { Service } from './service';
import { maxUploadBytes } from './uploads';
import { validatorOptions } from './validation';
import { writeAnswer } from './wire';

/** First parts of paths that belong to the API itself, so cannot begin a model's id. */
const reserved =
	/^\/api\/v3\/(account|balance|billings|media|model|models|predictions|upload|user|webhook)(\/|$)/;

function newServer(server: 'api' | 'cdn', { log }: Service): FastifyInstance {
	const app = Fastify({
		// A stalled answer must not hold up close().
		forceCloseConnections: true,
		bodyLimit: maxUploadBytes + 1024 * 1024,
		ajv: { customOptions: validatorOptions },
	});
	app.addHook('onRequest', (request, reply, done) => {
		log.begin(server, request, reply);
		done();
	});
	return app;
}

async function refuse(
	{ log }: Service,
	request: FastifyRequest,
	reply: FastifyReply,
	refusal: Refusal,
): Promise<FastifyReply> {
	reply.hijack();
	await writeAnswer(reply.raw, refusal.toAnswer(), {}, log.of(request));
	return reply;
}

/** No such route: a mistake of the client, which must not pass unseen. */
function notFound(service: Service, request: FastifyRequest, reply: FastifyReply) {
	service.log.report('Unknown route', request);
	const refusal = new Refusal(404, `${request.method} ${request.url} not found`);
	return refuse(service, request, reply, refusal);
}

/** The API: JSON, bearer key on every route. */
export async function apiServer(service: Service): Promise<FastifyInstance> {
	const app = newServer('api', service);
	const { log, apiKey, settings } = service;
	// JSON only: with fastify's parser for text, a missing Content-Type would pass.
	app.removeContentTypeParser('text/plain');
	await app.register(multipart, { limits: { fileSize: maxUploadBytes } });
	app.setNotFoundHandler((request, reply) => notFound(service, request, reply));
	app.setErrorHandler((error: FastifyError, request, reply) =>
		refuse(service, request, reply, new Refusal(error.statusCode ?? 500, error.message)),
	);
	app.addHook('onRequest', async (request, reply) => {
		if (request.is404) return;
		if (isModelRoute(request) && reserved.test(log.of(request).path)) {
			return notFound(service, request, reply);
		}
		const keys = [apiKey, ...settings.moreApiKeys];
		if (!keys.some((key) => request.headers.authorization === `Bearer ${key}`)) {
			return refuse(service, request, reply, new Refusal(401, 'Invalid API key'));
		}
	});
	const routes = [
		...resultRoutes(service),
		listRoute(service),
		deleteRoute(service),
		balanceRoute(service),
		billingsRoute(service),
		usageRoute(service),
		webhookSecretRoute(service),
		modelsRoute(service),
		priceRoute(),
		ticketRoute(service),
		binaryUploadRoute(service),
		submitRoute(service),
	];
	for (const route of routes) addRoute(app, service, route);
	return app;
}

/** Whether the request fell through to `POST /api/v3/*`. */
function isModelRoute(request: FastifyRequest): boolean {
	return request.routeOptions.url === '/api/v3/*';
}

/** The CDN and the store behind it: no key, and none is to be sent. */
export function cdnServer(service: Service): FastifyInstance {
	const app = newServer('cdn', service);
	const { log } = service;
	app.removeAllContentTypeParsers();
	app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
	app.setNotFoundHandler((request, reply) => notFound(service, request, reply));
	app.addHook('onRequest', async (request) => {
		if (request.headers.authorization !== undefined) {
			log.report('The API key was sent to the CDN', request);
		}
	});
	for (const route of [...cdnRoutes(service), signedUploadRoute(service)]) {
		addRoute(app, service, route);
	}
	return app;
}
