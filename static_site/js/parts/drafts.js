// What somebody has typed and not sent yet, kept on this device until it is sent or they sign out.
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

/** At signing out: who uses this device next must not read them. */
export function forgetDrafts() {
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
}
