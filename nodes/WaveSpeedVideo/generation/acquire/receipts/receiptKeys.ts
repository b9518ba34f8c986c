import type { ReceiptKeys } from './receipts';

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

/** The key of a purchase under the user's own key. */
export const payOnceReceipt = (key: string, content: string): string =>
	purchaseKey(PAY_ONCE + key, content, 0);

/** All purchases under the user's own key. */
export const payOnceKey = (key: string): string => rootKey(PAY_ONCE + key);

const partsOf = (receipt: string) =>
	JSON.parse(receipt) as [root: string, content: string, n: number];

/** The user's own key that a receipt stands under, if any. */
export function payOnceKeyOf(receipt: string): string | undefined {
	const [root] = partsOf(receipt);
	return root.startsWith(PAY_ONCE) ? rootKey(root) : undefined;
}

/** All keys that a purchase with this receipt stands under. */
export function keysOf(receipt: string): ReceiptKeys {
	const [root, content, n] = partsOf(receipt);
	const payOnce = payOnceKeyOf(receipt);
	return {
		key: receipt,
		also: payOnce === undefined ? [contentKey(content, n), rootKey(root)] : [payOnce],
	};
}
