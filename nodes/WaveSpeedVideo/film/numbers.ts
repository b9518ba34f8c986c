/** A list of numbers in a typed array that grows: 8 bytes each and no objects. */
export class Numbers {
	length = 0;
	private values = new Float64Array(256);

	push(value: number): void {
		if (this.length === this.values.length) {
			const larger = new Float64Array(2 * this.length);
			larger.set(this.values);
			this.values = larger;
		}
		this.values[this.length++] = value;
	}

	at(index: number): number {
		return this.values[index] as number;
	}

	/** The last one becomes larger. */
	addToLast(amount: number): void {
		this.values[this.length - 1] = this.at(this.length - 1) + amount;
	}
}

/** Equal values in a row, as (how many, value). */
export class Runs {
	readonly counts = new Numbers();
	readonly values = new Numbers();

	push(value: number, count = 1): void {
		const last = this.values.length - 1;
		if (last >= 0 && this.values.at(last) === value) this.counts.addToLast(count);
		else {
			this.values.push(value);
			this.counts.push(count);
		}
	}
}
