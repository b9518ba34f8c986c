/** The class of a Node stream; there is no other way to it without Node's own modules. */
export interface ReadableClass {
	from(source: AsyncIterable<Uint8Array>, options: object): unknown;
}
