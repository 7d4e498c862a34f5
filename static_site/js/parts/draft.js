// What somebody has typed, kept on this browser until it is sent: a reload or an expired session loses nothing.

const PREFIX = "allclear.draft.";

/** A draft by its name; `isEmpty(values)` says when there is nothing worth keeping. */
export function draftOf(name, isEmpty) {
  const key = PREFIX + name;
  return {
    read() {
      try {
        return JSON.parse(localStorage.getItem(key)) ?? {};
      } catch {
        return {};
      }
    },
    keep: (values) => (isEmpty(values) ? localStorage.removeItem(key) : localStorage.setItem(key, JSON.stringify(values))),
    forget: () => localStorage.removeItem(key),
  };
}

/** Signing out leaves nobody's words behind. */
export function forgetDrafts() {
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
}
