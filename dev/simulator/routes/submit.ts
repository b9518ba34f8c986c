import type { FastifyRequest } from 'fastify';
import { Refusal, success } from '../answer';
import { models } from '../models';
import { makeOutputs } from '../outputs';
import { wirePrediction } from '../predictions';
import type { Route } from '../route';
import type { Service } from '../service';
import { modelInputs } from '../validation';

/** Submit a job: `POST /api/v3/{model id}`. WaveSpeed docs, "Submit Task". */
export function submitRoute(service: Service): Route {
	const { account, predictions, jobs, settings, log, faults, callbacks } = service;

	/** Accepts the job, which is then billed, whatever becomes of it. */
	const accept = (request: FastifyRequest) => {
		const modelId = (request.params as { '*': string })['*'];
		const model = models.find(({ id }) => id === modelId);
		if (!model) throw new Refusal(400, `model not found: ${modelId}`);
		const inputs = modelInputs(request, model, request.body);
		const cost = model.price(inputs);
		account.checkRate();
		account.checkBalance(cost);
		const prediction = predictions.add(model.id, inputs, cost);
		account.charge(prediction);
		const record = log.of(request);
		record.predictionId = prediction.id;
		prediction.fault = faults.forJob(record, prediction);
		const { webhook } = record.query;
		if (webhook !== undefined) {
			prediction.webhook = webhook;
			prediction.callbackFault = faults.forCallback(record, prediction);
		}
		if (prediction.fault?.kind === 'otherModel') prediction.model = prediction.fault.model;
		return { prediction, model };
	};

	return {
		method: 'POST',
		url: '/api/v3/*',
		operation: 'submit',
		handle(request) {
			const { prediction, model } = accept(request);
			const { requestedModel, inputs } = prediction;
			const { jobSeconds, outputBytes, captions } = settings;
			const seconds =
				typeof jobSeconds === 'number' ? jobSeconds : jobSeconds({ model: requestedModel, inputs });
			const making = makeOutputs(prediction, model, {
				files: service.files,
				cdnUrl: service.urls.cdn,
				outputBytes,
				captions,
			});
			jobs.start(prediction, seconds, making);
			callbacks.submitted(prediction);
			return success(wirePrediction(prediction, service.urls.api));
		},
	};
}
