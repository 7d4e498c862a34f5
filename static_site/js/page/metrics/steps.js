// The steps of a line: when each was, what it is called, and where it is drawn. Needs no browser, so node tests it.

/** The moment in which a step begins, in milliseconds. */
export const startOf = ({ start, step }, place) => Date.parse(start) + place * step * 1000;

/** A day of the page's time zone, which is no moment of the visitor's. */
export const dayAt = ({ first_day: first }, place) => new Date(Date.parse(first) + place * 86_400_000);

/** "34.5 ms": with as many decimals as the metric has. */
export function valued({ decimals, unit }, value) {
  if (value === null || value === undefined) return "No data";
  const number = value.toLocaleString("en-GB", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return unit ? `${number}${unit === "%" ? "" : "\u202f"}${unit}` : number;
}

/** [bottom, top] of what is drawn: from zero, unless that would make a flat line of it. */
export function extent(values) {
  const known = values.filter((each) => each !== null);
  if (!known.length) return [0, 1];
  const [least, most] = [Math.min(...known), Math.max(...known)];
  if (least === most) return least === 0 ? [0, 1] : [Math.min(0, 2 * least), Math.max(0, 2 * most)];
  const isFlat = most - least < Math.abs(least) / 3;
  if (!isFlat) return [Math.min(0, least), Math.max(0, most)];
  const edge = (most - least) / 4;
  return [least - edge, most + edge];
}

/** A path through the values; where nothing was measured it has a gap, and a value alone is a dot. */
export function pathOf(values, [bottom, top], height) {
  const round = (number) => Math.round(number * 100) / 100;
  let path = "";
  values.forEach((value, place) => {
    if (value === null) return;
    const y = round(height * (1 - (value - bottom) / (top - bottom)));
    const goesOn = place > 0 && values[place - 1] !== null;
    path += `${goesOn ? "L" : "M"}${place} ${y}`;
    if (!goesOn && (values[place + 1] ?? null) === null) path += "h.01";
  });
  return path;
}

/** The values with a gap for the time that has passed since the document was made, so that an old line shows its age. */
export function upTo({ start, step, first_day: first }, values, now) {
  if (first) return { values, dropped: 0 };
  const passed = Math.floor((now - Date.parse(start)) / (step * 1000)) - values.length + 1;
  const dropped = Math.max(0, Math.min(passed, values.length));
  return { values: [...values.slice(dropped), ...Array(dropped).fill(null)], dropped };
}
