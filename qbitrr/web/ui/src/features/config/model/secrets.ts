/** What a stored secret is shown as; sent back it stays what it is. */
export const HIDDEN = "***";
