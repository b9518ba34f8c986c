import type { FastifyInstance, FastifyRequest, HTTPMethods } from 'fastify';
import { Refusal, textAnswer } from './answer';
import type { Answer } from './answer';
import { isCarriedOut, spoil } from './faultyAnswer';
import type { Faults, HttpFault, Operation } from './faults';
import type { Prediction } from './predictions';
import type { RequestLog } from './requestLog';
import { writeAnswer } from './wire';

/** What every route needs, whatever it does. */
export interface RouteContext {
	log: RequestLog;
	faults: Faults;
}

export interface Route {
	method: HTTPMethods | HTTPMethods[];
	url: string;
	operation: Operation;
	/**
	 * Answers the request; refuses it by throwing a Refusal.
	 *
	 * @param fault the fault that this answer is going to suffer; the CDN has faults of its own kind
	 */
	handle(request: FastifyRequest, fault: HttpFault | undefined): Answer | Promise<Answer>;
	/** The prediction that the request is about, for the log and for fault rules. */
	predictionOf?(request: FastifyRequest): Prediction | undefined;
}

const nothing: Answer = textAnswer(200, 'text/plain', '');

async function answerTo(
	route: Route,
	request: FastifyRequest,
	fault: HttpFault | undefined,
	log: RequestLog,
): Promise<Answer> {
	try {
		return await route.handle(request, fault);
	} catch (error) {
		if (error instanceof Refusal) return error.toAnswer();
		log.report(`The simulator failed: ${String(error)}`, request);
		return new Refusal(500).toAnswer();
	}
}

/** Registers a route: logs the request, looks for a fault, answers, and spoils the answer. */
export function addRoute(app: FastifyInstance, context: RouteContext, route: Route): void {
	const { log, faults } = context;
	app.route({
		method: route.method,
		url: route.url,
		exposeHeadRoute: false,
		handler: async (request, reply) => {
			const prediction = route.predictionOf?.(request);
			const record = log.of(request);
			record.operation = route.operation;
			record.predictionId = prediction?.id;
			if (Buffer.isBuffer(request.body)) record.bodyBytes = request.body.length;
			else record.body = request.body;
			const fault = faults.forRequest(route.operation, record, prediction);
			reply.hijack();
			const answer = isCarriedOut(fault) ? await answerTo(route, request, fault, log) : nothing;
			try {
				const spoilt = await spoil(answer, fault);
				await writeAnswer(reply.raw, spoilt.answer, spoilt.wire, record);
			} catch (error) {
				log.report(`The simulator failed: ${String(error)}`, request);
				reply.raw.destroy();
			}
		},
	});
}
