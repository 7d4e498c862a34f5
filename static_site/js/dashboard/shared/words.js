// Sentences with counts and names.
export const plural = (count, one) => `${count} ${one}${count === 1 ? "" : "s"}`;
export const both = (names) => new Intl.ListFormat("en").format(names);
