// Who wants only the first and the last of something.
const ENDS = ["resolved", "completed", "cancelled"];

/** Whether an update neither begins nor ends something: they are not told of it. */
export const isBetween = (before, after) => before === after || !(ENDS.includes(before) || ENDS.includes(after));
