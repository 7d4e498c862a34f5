// The REST API as pages call it: signed in, retried where that is safe, and every refusal a Problem to show.
import { accessToken, renewed, signInPath } from "./account/session.js";
import { setClock } from "./page/times.js";

const RETRIES = 2;
const LONGEST_ANSWER = 30_000; // API Gateway's own limit is a second less

/** Why a request was refused, in words a person can use. */
export class Problem extends Error {
  constructor({ status = 0, detail, title, errors = [], request_id: requestId } = {}, etag) {
    super(detail ?? title ?? "Something went wrong.");
    Object.assign(this, { status, errors, requestId, etag });
  }

  get isConflict() {
    return this.status === 412;
  }

  /** What is wrong by field. */
  get fields() {
    const named = this.errors.map(({ loc, msg }) => [String(loc.find((part, place) => typeof part === "string" && (place > 0 || loc.length < 2 || part !== "query")) ?? ""), readable(msg)]);
    return Object.fromEntries(named.reverse());
  }
}

function readable(message) {
  if (message.startsWith("String should match pattern")) return "is not in the right form";
  return message.replace(/^(String|Value|Input|List) (should|must)/, "must").replace(/^value error, /i, "");
}

export const UNREACHABLE = "Allclear cannot be reached. Nothing was lost: check your connection and try again.";

export const network = new EventTarget(); // trouble {detail: true | false}; refused: the caller may not be what they were
let troubled = false;
function trouble(now) {
  if (now === troubled) return;
  troubled = now;
  network.dispatchEvent(new CustomEvent("trouble", { detail: now }));
}

let organizationId = null;
/** In whose name all further requests are. */
export const actIn = (id) => (organizationId = id);

/** What happens when the session is over: resolves once signed in again. A page may ask in place. */
let signInAgain = () => {
  location.assign(signInPath());
  return new Promise(() => {});
};
export const onSessionOver = (handler) => (signInAgain = handler);

// A POST that got no answer is sent again under the key it had: the server may have done it.
const unanswered = new Map();

const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
const pause = (ms) => new Promise((resume) => setTimeout(resume, ms));

async function headersOf({ body, version, anonymous }, key) {
  const token = anonymous ? null : await accessToken();
  return {
    token,
    headers: {
      ...(body !== undefined && { "Content-Type": "application/json" }),
      ...(token && { Authorization: `Bearer ${token}` }),
      ...(token && organizationId && { "X-Organization-Id": organizationId }),
      ...(version !== undefined && { "If-Match": `"${version}"` }),
      ...(key && { "Idempotency-Key": key }),
    },
  };
}

async function sent(method, path, options, key) {
  const { token, headers } = await headersOf(options, key);
  if (!token && !options.anonymous) return { status: 401, token, headers: new Headers() };
  const body = options.body === undefined ? undefined : JSON.stringify(options.body);
  const answer = await fetch(path, { method, headers, body, cache: "no-store", signal: AbortSignal.timeout(LONGEST_ANSWER) });
  setClock(answer);
  return Object.assign(answer, { token });
}

const LONGEST_WAIT = 5;
/** Whether the server asks to come again soon: it is busy, and nothing was done. */
const comesAgain = ({ status, headers }) => status === 503 || (status === 429 && Number(headers.get("Retry-After")) <= LONGEST_WAIT);

/** Sends until there is an answer worth having. */
async function answered(method, path, options, key) {
  for (let attempt = 0; ; attempt++) {
    const answer = await sent(method, path, options, key).catch((error) => {
      if (error instanceof TypeError || error.name === "TimeoutError") return null;
      throw error;
    });
    trouble(!answer || answer.status === 503);
    if (answer && !comesAgain(answer)) return answer;
    const mayRepeat = answer || method === "GET";
    if (!mayRepeat || attempt >= RETRIES) throw answer ? await refusal(answer) : new Problem({ detail: UNREACHABLE });
    await pause(1000 * (Number(answer?.headers.get("Retry-After")) || attempt + 1));
  }
}

async function refusal(answer) {
  const problem = await answer.json().catch(() => ({}));
  return new Problem({ title: `The server answered ${answer.status}.`, ...problem, status: answer.status }, answer.headers.get("ETag"));
}

async function withSession(method, path, options, key) {
  for (let renewals = 0; ; renewals++) {
    const answer = await answered(method, path, options, key);
    if (answer.status !== 401 || options.anonymous) return answer;
    if (renewals || !answer.token || !(await renewed(answer.token))) await signInAgain();
  }
}

async function request(method, path, options = {}) {
  const same = method === "POST" && !options.changesNothing && `${path} ${JSON.stringify(options.body)}`;
  const key = same && (unanswered.get(same) ?? newKey());
  if (same) unanswered.set(same, key);
  const answer = await withSession(method, path, options, key);
  unanswered.delete(same);
  if ([403, 404].includes(answer.status)) network.dispatchEvent(new Event("refused"));
  if (!answer.ok) throw await refusal(answer);
  const body = await answer.text();
  if (options.asText) return body;
  return body ? JSON.parse(body) : null;
}

export const api = {
  get: (path, options) => request("GET", path, options),
  post: (path, body, options) => request("POST", path, { ...options, body }),
  patch: (path, body, options) => request("PATCH", path, { ...options, body }),
  put: (path, body, options) => request("PUT", path, { ...options, body }),
  delete: (path, options) => request("DELETE", path, options),
};
