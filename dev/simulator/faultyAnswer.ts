import { jsonAnswer, textAnswer } from './answer';
import type { Answer } from './answer';
import { readAll } from './bytes';
import type { HttpFault } from './faults';
import type { Wire } from './wire';

/** Whether the request is carried out in spite of the fault. */
export function isCarriedOut(fault: HttpFault | undefined): boolean {
	switch (fault?.kind) {
		case 'reset':
		case 'stall':
			return fault.accepted ?? fault.afterBytes !== undefined;
		case 'status':
		case 'malformedJson':
		case 'envelope':
			return fault.accepted ?? false;
		case 'html':
		case 'empty':
			return false;
		default:
			return true;
	}
}

function otherStatus({ status, body, headers }: HttpFault & { kind: 'status' }): Answer {
	if (typeof body === 'string') return textAnswer(status, 'text/plain', body, headers);
	return jsonAnswer(status, body ?? { code: status, message: `simulated ${status}` }, headers);
}

async function brokenJson(answer: Answer): Promise<Answer> {
	const text = (await readAll(answer.body)).toString();
	const whole = text || '{"code":200,"message":"success","data":{}}';
	return textAnswer(200, 'application/json', whole.slice(0, Math.ceil(whole.length / 2)));
}

/**
 * What goes on the wire instead of the true answer.
 *
 * @param answer the true answer, empty when the request was not carried out
 */
export async function spoil(
	answer: Answer,
	fault: HttpFault | undefined,
): Promise<{ answer: Answer; wire: Wire }> {
	switch (fault?.kind) {
		case 'status':
			return { answer: otherStatus(fault), wire: {} };
		case 'reset':
			return { answer, wire: { stopAfter: fault.afterBytes ?? 'nothing', ending: 'reset' } };
		case 'stall':
			return { answer, wire: { stopAfter: fault.afterBytes ?? 'nothing', ending: 'silence' } };
		case 'delay':
			return { answer, wire: { delaySeconds: fault.seconds } };
		case 'malformedJson':
			return { answer: await brokenJson(answer), wire: {} };
		case 'envelope': {
			const { code, message } = fault;
			return { answer: jsonAnswer(200, { code, message, data: null }), wire: {} };
		}
		case 'truncate':
			return fault.chunked
				? { answer, wire: { stopAfter: fault.afterBytes, announcedLength: 'none' } }
				: { answer, wire: { stopAfter: fault.afterBytes, ending: 'close' } };
		case 'slow':
			return { answer, wire: { bytesPerSecond: fault.bytesPerSecond } };
		case 'contentLength':
			return {
				answer,
				wire: { announcedLength: answer.body.size + fault.offBy, ending: 'close' },
			};
		case 'html':
			return { answer: textAnswer(200, 'text/html', '<html>Please log in</html>'), wire: {} };
		case 'empty':
			return { answer: textAnswer(200, 'video/mp4', ''), wire: {} };
		default:
			return { answer, wire: {} };
	}
}
