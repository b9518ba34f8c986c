import type { Runtime } from '../../base/runtime';
import type { GivenUp, Verdict } from './capacity';
import { Capacity } from './capacity';
import type { Sent } from './sentLately';

/** A place in the queue. An item keeps it while it is sent back and tries again. */
export interface Ticket {
	readonly place: number;
	sent?: Sent;
}

export type Entry =
	| { kind: 'go' }
	/** No more submissions are to be made (see close). */
	| { kind: 'closed' }
	| GivenUp;

interface Waiter {
	ticket: Ticket;
	admit(entry: Entry): void;
	fail(error: unknown): void;
}

interface WaiterAlone {
	admit(): void;
	fail(error: unknown): void;
}

/**
 * The queue through which the submissions of a batch pass, first come, first served, at the pace
 * that the service bears. An item is given up only with the whole batch, when nothing of it has
 * been accepted for a long time.
 */
export class Turnstile {
	private tickets = 0;
	private readonly waiting: Waiter[] = [];
	private readonly waitingAlone: WaiterAlone[] = [];
	private readonly capacity: Capacity;
	private underWay = 0;
	private occupied = false;
	private closed = false;
	private wakesAt = Infinity;

	/**
	 * @param items how many submissions there will be, about
	 * @param maxAtOnce so many at most are under way
	 */
	constructor(
		items: number,
		private readonly maxAtOnce: number,
		private readonly runtime: Runtime,
	) {
		this.capacity = new Capacity(items, runtime);
	}

	/** The next place in the queue. */
	ticket(): Ticket {
		return { place: this.tickets++ };
	}

	/**
	 * Waits for a turn to submit.
	 *
	 * @throws StoppedError when the execution is or was stopped
	 */
	async enter(ticket: Ticket): Promise<Entry> {
		return await new Promise((admit, fail) => {
			const behind = this.waiting.findIndex((other) => other.ticket.place > ticket.place);
			const at = behind < 0 ? this.waiting.length : behind;
			this.waiting.splice(at, 0, { ticket, admit, fail });
			this.pump();
		});
	}

	/** Must follow every `go`. */
	leave(ticket: Ticket, verdict: Verdict): void {
		this.underWay--;
		const { sent } = ticket;
		ticket.sent = undefined;
		if (sent) this.learn(sent, verdict);
		this.pump();
	}

	/** Runs `task` while no submission is under way, and no other task. */
	async alone<T>(task: () => Promise<T>): Promise<T> {
		await new Promise<void>((admit, fail) => {
			this.waitingAlone.push({ admit, fail });
			this.pump();
		});
		try {
			return await task();
		} finally {
			this.occupied = false;
			this.pump();
		}
	}

	/** From now on nobody is admitted; what is under way goes on. */
	close(): void {
		this.closed = true;
		this.pump();
	}

	private learn(sent: Sent, verdict: Verdict): void {
		const { pause, givenUp } = this.capacity.learn(sent, verdict);
		if (pause) this.tellPause(pause);
		if (givenUp) for (const { admit } of this.waiting.splice(0)) admit(givenUp);
	}

	private opensAt(): number {
		return this.underWay >= this.maxAtOnce ? Infinity : this.capacity.opensAt(this.underWay);
	}

	private pump(): void {
		try {
			this.runtime.checkStop();
		} catch (stopped) {
			const everyone = [...this.waiting.splice(0), ...this.waitingAlone.splice(0)];
			for (const { fail } of everyone) fail(stopped);
			return;
		}
		if (this.closed) {
			for (const { admit } of this.waiting.splice(0)) admit({ kind: 'closed' });
		}
		if (this.occupied) return;
		if (this.waitingAlone.length > 0) {
			if (this.underWay > 0) return;
			this.occupied = true;
			this.waitingAlone.shift()?.admit();
			return;
		}
		while (this.waiting.length > 0 && this.opensAt() <= this.runtime.now()) this.admitNext();
		if (this.waiting.length === 0) return;
		const opensAt = this.opensAt();
		// Whoever comes during the pause of a batch that was given up, need not wait for its end.
		const { givenUp } = this.capacity;
		if (givenUp && Number.isFinite(opensAt)) {
			for (const { admit } of this.waiting.splice(0)) admit(givenUp);
		} else {
			this.wakeAt(opensAt);
		}
	}

	private admitNext(): void {
		const next = this.waiting.shift();
		if (!next) return;
		next.ticket.sent = this.capacity.send();
		this.underWay++;
		next.admit({ kind: 'go' });
	}

	private wakeAt(time: number): void {
		if (time >= this.wakesAt) return;
		this.wakesAt = time;
		const wake = () => {
			if (this.wakesAt === time) this.wakesAt = Infinity;
			this.pump();
		};
		// A stop ends the sleep, too; pump() sees it.
		this.runtime.sleep(Math.max(1, Math.ceil(time - this.runtime.now()))).then(wake, wake);
	}

	private tellPause(why: string): void {
		const opensAt = this.opensAt();
		if (!Number.isFinite(opensAt)) return;
		const seconds = Math.max(1, Math.round((opensAt - this.runtime.now()) / 1000));
		this.runtime.tell(`${why}; the next submission follows in ${seconds} s`);
	}
}
