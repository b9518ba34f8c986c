/**
 * What the service's texts say. Words are looked for as words: `safety_tolerance` is a parameter's
 * name and no refusal. Only the first units count, so that no text costs more than a moment.
 */

const LOOKED_AT = 2_000;

/** Quotes and brackets out, machine words (`content_policy_violation`) as words. */
const plain = (text: string) =>
	text
		.slice(0, LOOKED_AT)
		.toLowerCase()
		.replace(/[_"'`’“”]/g, (mark) => (mark === '_' ? ' ' : ''))
		.replace(/\s+/g, ' ');

/** Any of the patterns, in the text as it is read here. */
const any =
	(...patterns: RegExp[]) =>
	(text: string): boolean => {
		const words = plain(text);
		return patterns.some((pattern) => pattern.test(words));
	};

/** Clear words of a refusal for what is shown or asked for. */
const REFUSED_CONTENT = [
	/\bcontent (?:policy|policies|moderation|filter|safety|violation|violates|guidelines)\b/,
	/\b(?:usage|safety|community|platform|moderation|acceptable use) (?:policy|policies|guidelines|standards)\b/,
	/\bpolicy violations?\b/,
	/\bviolat(?:e|es|ed|ing|ion) .{0,40}\b(?:policy|policies|guidelines|terms|rules|standards)\b/,
	/\b(?:safety|moderation) (?:system|filters?|check|checker|review|service) .{0,30}\b(?:refused|rejected|blocked|flagged|detected|triggered|failed)\b/,
	/\b(?:refused|rejected|blocked|flagged|filtered|stopped|caught|disallowed) (?:by|for|due to|because of|as) .{0,40}\b(?:moderation|safety|nsfw|sensitive|policy|policies|unsafe|inappropriate|explicit|sexual|violen(?:t|ce)|copyright(?:ed)?)\b/,
	/\b(?:prompt|input|image|picture|photo|content|request|output|video|text|it|frame|audio) (?:was|were|is|has been|have been|got) (?:\w+ )?(?:flagged|moderated|censored)\b/,
	/\bflagged (?:as|by|for)\b/,
	/\bmoderation (?:blocked|refused|rejected|failed|error|violation|triggered|flagged)\b/,
	/\b(?:refused|rejected|blocked|failed|did not pass|not pass(?:ed)?) (?:the )?(?:content )?moderation\b/,
	/\b(?:nsfw|sensitive|inappropriate|prohibited|harmful|unsafe|explicit|adult|sexual|violent|copyrighted) (?:content|material|images?|words?|information|text|prompt)\b/,
	/\b(?:nsfw|nudity|unsafe|copyright infringement|real (?:person|people|human faces?)) (?:\w+ )?(?:is |was |were |are )?(?:detected|found|not (?:allowed|permitted|supported))\b/,
	/\bdetected .{0,20}\b(?:nsfw|nudity|sexual|real (?:person|people))\b/,
	/\b(?:third[ -]party content|similarity to third party|public figures?|protected likeness|likeness of)\b/,
	/\bsensitive (?:content|information) (?:detected|found)\b|\bmay contain (?:sensitive|real|nsfw|unsafe)\b/,
];

/** The forms in which a check names a parameter and what it must be. */
const CHECK_OF_INPUT = [
	/\bmust (?:be|not be|have|contain|match|equal|start|end)\b/,
	/\bshould (?:be|match) (?:a|an|one|in|at|between|less|greater|of|either|equal)\b/,
	/\b(?:is|are) (?:a )?required\b|\brequired (?:field|parameter|property|input)\b|\bmissing required\b/,
	/\b(?:invalid|unknown|unsupported|unrecognized|unexpected|missing|bad) (?:value|type|parameter|param|field|enum|option|argument|input|property|key|duration|size|resolution|aspect ratio|format|seed)\b/,
	/\b(?:duration|size|resolution|aspect ratio|seed|prompt|width|height|fps|format|length|input|value|field|parameter)\b.{0,40}\b(?:not (?:available|supported|allowed|valid|one of|in)|is invalid|out of range|too (?:long|short|large|small|big)|exceeds?)\b/,
	/\b(?:one of|at most|at least|no more than|between \d+ and \d+|less than or equal|greater than or equal|expected (?:a|an|one|string|number|integer|boolean|array|object))\b/,
	/\b(?:cannot|can not|may not|must not) be (?:empty|blank|null|negative|zero)\b/,
];

const MODEL = String.raw`\b(?:model|endpoint)\b(?: id)?[ :]{0,2}`;
/** A model's id: with a slash, dash, dot or digit in it, so that it is no ordinary word. */
const ID = String.raw`(?:(?=[\w.-]{0,80}[/\d-])[\w./@-]{1,120}[ :]{0,2})?`;
const GONE = String.raw`(?:(?:not|no longer) (?:be )?(?:found|exist(?:s|ing)?|available|offered|served|known)|does ?n[o]?t exist|(?:has been|is|was) (?:deprecated|retired|removed|discontinued|unknown))`;
/** What follows when it is not the model but one of its inputs that is not to be had. */
const NOT_WITH = String.raw`(?! (?:with|at|for (?:this |the )?(?:duration|size|resolution|aspect|length|input)))`;

export const says = {
	/** The request was refused for its content. A check that names a parameter is none. */
	moderated: (text: string): boolean =>
		any(...REFUSED_CONTENT)(text) ||
		(any(/\b(?:moderation|nsfw)\b/)(text) && !says.inputIsWrong(text)),

	/** A parameter is missing, or has a value that the model does not take. */
	inputIsWrong: (text: string): boolean =>
		any(...CHECK_OF_INPUT)(text) && !any(...REFUSED_CONTENT)(text),

	/** The account has no money left (the words for it are not documented). */
	noMoney: any(
		/\b(?:insufficient|not enough|no|low) (?:account |remaining |available )?(?:credits?|balance|funds?)\b/,
		/\b(?:credits?|balance|funds?) (?:(?:is|are|was|were) )?(?:insufficient|not enough|too low|exhausted|depleted|used up)\b/,
		/\b(?:out of|run out of|ran out of) (?:credits?|balance|funds?)\b/,
		/\bplease (?:top ?up|recharge|add (?:credits?|funds))\b/,
	),

	/** The account or its key is refused, not this request. */
	account: any(
		/\b(?:account|organi[sz]ation|user|team) (?:\w+ ){0,3}(?:suspended|disabled|banned|blocked|locked|restricted|deactivated)\b/,
		/\b(?:suspended|disabled|banned|locked|deactivated) account\b/,
		/\b(?:role|permissions?|api key|access key|access denied|forbidden|not authori[sz]ed|unauthori[sz]ed|not allowed to use)\b/,
	),

	/** The model itself is not there; one of its inputs that isn't available is another matter. */
	modelIsMissing: any(
		new RegExp(`${MODEL}${ID}(?:(?:is|was|does|could|has|do) ){0,2}${GONE}${NOT_WITH}`),
		/\b(?:unknown|no such|unsupported|nonexistent) model\b/,
		/\b(?:cannot|can not|could not|couldnt|cant|unable to|did not|failed to) find (?:the |this |a )?model\b/,
	),

	/** A picture, video or sound that the service could not fetch. */
	mediaNotReached: any(
		/\b(?:failed|unable|cannot|could not|couldnt|cant|error|timeout|timed out)\b.{0,20}\b(?:download|downloading|fetch|fetching|access|accessing|load|loading|retrieve|retrieving|reach|reaching|get|open|read)\b.{0,40}\b(?:image|video|audio|media|file|url|picture|photo)s?\b/,
		/\b(?:image|video|audio|media|file|url|picture|photo)s?\b.{0,40}\b(?:could not|cannot|can not|couldnt|cant) be (?:downloaded|fetched|accessed|loaded|retrieved|reached|opened|read)\b/,
		/\b(?:image|video|audio|media|file|url|picture|photo)s?(?: url)?(?: is| are)? (?:not (?:publicly )?(?:accessible|reachable)|inaccessible|unreachable)\b/,
	),

	/** The model or what stands behind it is not to be had for the moment. */
	unavailable: any(
		/\b(?:temporarily|currently|momentarily) (?:unavailable|not available|overloaded|down|disabled|offline|out of service)\b/,
		/\b(?:overloaded|over capacity|at capacity|no capacity|under maintenance|service unavailable|try again later)\b/,
	),

	/** What was not found is a character, a file, a prediction …, not the model. */
	somethingElseIsMissing: any(
		/\b(?:character|char|image|video|audio|file|media|url|voice|prediction|task|user|account|upload|template|lora)s?\b.{0,60}\bnot (?:be )?(?:found|exist)\b/,
	),
};
