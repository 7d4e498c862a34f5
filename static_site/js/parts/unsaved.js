// Forms with something in them that is kept nowhere: whoever lets people leave the page asks first.
const held = new Set();

/** Says that something would be lost, until what it answers is called. */
export function holdBack() {
  const form = {};
  held.add(form);
  return () => held.delete(form);
}

export const hasUnsaved = () => held.size > 0;
