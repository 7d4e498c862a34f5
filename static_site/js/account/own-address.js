// Where a parameter may lead: only to this site. Pure, so that node can test it.

/**
 * The full address that `text` leads to on the site of `here`, or undefined for any other.
 * A browser's own parser decides: it drops tabs and line breaks, and reads \ as /. The address is full because a path
 * such as //host would lead away again.
 */
export function ownAddress(text, here) {
  if (!text || !URL.canParse(text, here)) return undefined;
  const [wanted, own] = [new URL(text, here), new URL(here)];
  const isOwn = wanted.protocol === own.protocol && wanted.origin === own.origin;
  return isOwn ? wanted.origin + wanted.pathname + wanted.search + wanted.hash : undefined;
}
