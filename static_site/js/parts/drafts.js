// What somebody has typed and not sent yet, kept on this device until it is sent or they sign out.
const PREFIX = "allclear.draft.";
let person = "";
let organization = "";

const kept = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
const ofSomebodyElse = (userId) => (key) => !key.startsWith(`${PREFIX}${userId}.`);

/** In whose name drafts are kept from now on, and where; what somebody else left on this device goes. */
export function keepDraftsOf(userId, organizationId = "") {
  [person, organization] = [userId, organizationId];
  kept().filter(ofSomebodyElse(userId)).forEach((key) => localStorage.removeItem(key));
}

/** A draft of something in the organization. `isEmpty(values)` says when there is nothing worth keeping: by default, when nothing was changed. */
export const draftOf = (name, isEmpty) => keptAt(`${PREFIX}${person}.${organization}.${name}`, isEmpty);

/** A draft of something that is the person's own, in whatever organization they are. */
export const ownDraftOf = (name) => keptAt(`${PREFIX}${person}..${name}`);

function keptAt(key, isEmpty) {
  return {
    isEmpty,
    /** {values, base}: what was typed, and what it is about; undefined when there is none. */
    read() {
      try {
        return JSON.parse(localStorage.getItem(key)) ?? undefined;
      } catch {
        return undefined;
      }
    },
    /** Whether it is kept: the device may be full, or not let us. */
    keep(values, base) {
      try {
        localStorage.setItem(key, JSON.stringify({ values, base }));
        return true;
      } catch {
        return false;
      }
    },
    forget: () => localStorage.removeItem(key),
  };
}

export const hasDrafts = () => kept().length > 0;

/** At signing out: who uses this device next must not read them. */
export const forgetDrafts = () => kept().forEach((key) => localStorage.removeItem(key));
