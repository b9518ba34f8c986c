/** A parameter that is not allowed. What its item is told is `invalid_parameter`: nothing was sent. */
export class ParameterError extends TypeError {
	constructor(
		message: string,
		readonly advice?: string,
	) {
		super(message);
	}
}
