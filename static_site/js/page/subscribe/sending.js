// Sends a subscription, and turns every refusal into sentences by field.

const UNREACHABLE = "Nothing was sent: the server cannot be reached. Check your connection and try again.";
const TOO_MANY = "That was asked for too often. Try again in a while.";
const FIELDS = ["email", "url"];

const ofField = ({ loc, msg }) => [String(loc.find((part) => FIELDS.includes(part)) ?? ""), msg.replace(/^value error, /i, "")];
const sentence = (words) => words[0].toUpperCase() + words.slice(1);

/** What the answer says is wrong, by field; "" is the form as a whole. */
export function refusalOf(status, { detail, title, errors = [] } = {}) {
  if (status === 429) return { "": TOO_MANY };
  const named = errors.map(ofField).filter(([name]) => name).reverse();
  if (named.length) return Object.fromEntries(named.map(([name, words]) => [name, sentence(words)]));
  return { "": detail ?? title ?? "Something went wrong. Try again." };
}

/** {done: the answer} or {errors}. */
export async function send(slug, body) {
  const options = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(`/api/status/${encodeURIComponent(slug)}/subscribers`, options).catch(() => undefined);
  if (!answer) return { errors: { "": UNREACHABLE } };
  const said = await answer.json().catch(() => ({}));
  return answer.ok ? { done: said } : { errors: refusalOf(answer.status, said) };
}
