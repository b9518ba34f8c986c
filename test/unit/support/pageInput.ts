/** An input as a model's page has it: the simulator's entry. */
export interface PageInput {
	enum?: Array<string | number>;
	minimum?: number;
	maximum?: number;
	type?: string;
	maxItems?: number;
}

/** More are not tried one by one. */
const WIDE = 100;

/** The values of an input to try, if its page has them: of a wide range (a seed's) both ends. */
export function valuesOf({ enum: values, minimum, maximum, type }: PageInput) {
	if (values) return values;
	if (type === 'boolean') return [true, false];
	if (minimum === undefined || maximum === undefined) return [];
	if (maximum - minimum > WIDE) return [minimum, maximum];
	return Array.from({ length: maximum - minimum + 1 }, (_, index) => minimum + index);
}

/** Whether an input of which its page has values takes this one. */
export function takes(input: PageInput, value: unknown): boolean {
	const { enum: values, minimum = 0, maximum = 0, type } = input;
	if (values || type === 'boolean') return valuesOf(input).some((one) => one === value);
	return Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum;
}

/** A value of an input: its first, or one made up where its page has neither a list nor bounds. */
export function anyValue(input: PageInput): unknown {
	const [value = input.type === 'string' ? 'A boat' : 1] = valuesOf(input);
	return value;
}

/** What an input takes, in words: "4, 8 or 12" or "4 to 15". */
export function inWords({ enum: values, minimum, maximum }: PageInput): string {
	if (!values) return `${minimum} to ${maximum}`;
	return `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}
