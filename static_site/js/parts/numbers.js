// What can be wrong with a number that is typed; empty when nothing is.
export const wholeNumber = (least, most) => (text) => (/^\d+$/.test(String(text).trim()) && text >= least && text <= most ? "" : `must be a whole number from ${least} to ${most}`);

/** The same, for what may be left out. */
export const wholeOrNone = (least, most) => (text) => String(text).trim() && wholeNumber(least, most)(text);
