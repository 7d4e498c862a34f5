// Filling a form from a template. Pure, so that node can test it.

const isBlank = (value) => value === "" || value == null || (typeof value === "object" && !Object.keys(value).length);
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** {changes, overwritten}: what a template puts into a form, and the fields in which something else was written; those of `own` only the form has filled. */
export function filling(values, wanted, own = []) {
  const changes = Object.fromEntries(Object.entries(wanted).filter(([name, value]) => !isBlank(value) && !same(value, values[name])));
  return { changes, overwritten: Object.keys(changes).filter((name) => !own.includes(name) && !isBlank(values[name])) };
}

/** Only what goes into fields that are still empty. */
export const onlyEmpty = ({ changes, overwritten }) => Object.fromEntries(Object.entries(changes).filter(([name]) => !overwritten.includes(name)));

/** The text of a step after another step is chosen: the template's for that, unless something else was written by now. */
export function textAt(template, step, before) {
  const untouched = !before.text.trim() || before.text === template.texts[before.step];
  return untouched ? template.texts[step] ?? "" : before.text;
}
