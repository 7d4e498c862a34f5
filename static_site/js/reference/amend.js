// Swagger UI and ReDoc give no hook for some of their markup: those elements are set right as they appear.

/** Does each [selector, change] to what `root` holds, now and whenever something is added to it.
 *  A selector must leave out what was changed already. */
export function amend(root, changes) {
  const apply = () => {
    for (const [selector, change] of changes) root.querySelectorAll(selector).forEach(change);
  };
  new MutationObserver(apply).observe(root, { childList: true, subtree: true });
  apply();
}

/** A change that counts a heading as one of this level. */
export const asLevel = (level) => (heading) => heading.setAttribute('aria-level', level);
