/** Makes a value when it is first asked for, and keeps it: what n8n's start need not pay for. */
export function once<T>(make: () => T): () => T {
	let made: { value: T } | undefined;
	return () => (made ??= { value: make() }).value;
}
