import type { ReceiptKeys } from './boughtReceipts';

/**
 * The key of a purchase: the n-th of this content (a hash of what is bought) that the root's
 * execution makes.
 */
export const purchaseKey = (root: string, content: string, n: number): string =>
	JSON.stringify([root, content, n]);

/** Under it every purchase of a content is marked, whatever execution makes it. */
const ANY_ROOT = 'any';

const PAY_ONCE = 'pay once ';

/** The n-th purchase of a content by any execution: for those that can't tell, or don't care, whose it is. */
export const contentKey = (content: string, n: number): string => purchaseKey(ANY_ROOT, content, n);

/** All purchases of a root's executions. */
export const rootKey = (root: string): string => JSON.stringify([root]);

/**
 * The key of a purchase under the user's own key.
 *
 * @param wish the content that was asked for, where another model's stands in for it
 */
export const payOnceReceipt = (key: string, content: string, wish = content): string =>
	JSON.stringify([PAY_ONCE + key, content, 0, ...(wish === content ? [] : [wish])]);

const partsOf = (receipt: string) =>
	JSON.parse(receipt) as [root: string, content: string, n: number, wish?: string];

/** The user's own key that a receipt stands under, if any. */
export function payOnceKeyOf(receipt: string): string | undefined {
	const [root] = partsOf(receipt);
	return root.startsWith(PAY_ONCE) ? rootKey(root) : undefined;
}

/** What stands under the user's own key of a receipt. */
export interface KeyPlaces {
	/** What is bought first under it. */
	key: string;
	/** What is bought for this wish beside it, with On Changed Inputs = Buy Anew. */
	anew: string;
	/** Receipt of what was asked for: the same one, unless another model stands in. */
	wish: string;
	standsIn: boolean;
}

/** @throws Error for a receipt that stands under no such key */
export function keyPlaces(receipt: string): KeyPlaces {
	const [root, content, , wish = content] = partsOf(receipt);
	const key = payOnceKeyOf(receipt);
	if (key === undefined) throw new Error(`${receipt} stands under no key`);
	return {
		key,
		anew: JSON.stringify([root, 'anew', wish]),
		wish: purchaseKey(root, wish, 0),
		standsIn: wish !== content,
	};
}

/** All keys that a purchase with this receipt stands under; none of them the user's own. */
export function keysOf(receipt: string): ReceiptKeys {
	const [root, content, n] = partsOf(receipt);
	return { key: receipt, also: [contentKey(content, n), rootKey(root)], root: rootKey(root) };
}
