/**
 * Answers many questions by one task. All questions that wait when the turn comes are answered
 * together; what is asked later waits for the next turn.
 *
 * @param turn gives the task its turn, e.g. `turnstile.alone`
 * @param answer one answer for each question, in order
 */
export function gather<Question, Answer>(
	turn: <T>(task: () => Promise<T>) => Promise<T>,
	answer: (questions: Question[]) => Promise<Answer[]>,
): (question: Question) => Promise<Answer> {
	let gathering: { questions: Question[]; answers: Promise<Answer[]> } | undefined;
	return async (question) => {
		gathering ??= open();
		const { questions, answers } = gathering;
		const index = questions.push(question) - 1;
		return (await answers)[index] as Answer;
	};

	function open() {
		const questions: Question[] = [];
		const answers = turn(async () => {
			gathering = undefined;
			return await answer(questions);
		});
		return { questions, answers };
	}
}
