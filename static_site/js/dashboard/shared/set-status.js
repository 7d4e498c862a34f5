// The status of a service, changed with one click. It shows at once, and is taken back when the server refuses.
import { html } from "../../../vendor/preact.js";
import { api } from "../../api.js";
import { attempted, toast } from "../../parts/toast.js";
import { ahead, known } from "../store.js";
import { CHOSEN, statusWord } from "./states.js";

const write = (service, status, options) => api.put(`/api/services/${service.id}/status`, { status }, options);

/** The last click wins: a status is one word, and there is an undo (docs/decisions/0017-conflicts.md). */
export async function setStatus(service, status) {
  const takeBack = ahead("services", { ...service, status, version: service.version + 1 });
  let saved;
  const done = await attempted(async () => ahead("services", (saved = await write(service, status))));
  if (!done) return takeBack();
  const undo = () => attempted(() => undoStatus(saved, service.status));
  return toast(html`<bdi>${service.name}</bdi>: ${statusWord(status)}`, { key: service.id, undo: status !== service.status && CHOSEN.includes(service.status) && undo });
}

/** Puts the former status back, by a change of its own, unless somebody has chosen another one meanwhile. */
async function undoStatus(set, former) {
  const newest = await api.get(`/api/services/${set.id}`);
  const back = newest.status === set.status && (await write(set, former, { version: newest.version }).catch(isOvertaken));
  ahead("services", back || (await api.get(`/api/services/${set.id}`)));
  const now = known("services", set.id) ?? newest;
  toast(back ? html`<bdi>${set.name}</bdi> is ${statusWord(former).toLowerCase()} again`
    : html`Nothing was taken back: somebody else has set <bdi>${set.name}</bdi> to ${statusWord(now.status).toLowerCase()}`, { key: set.id });
}

function isOvertaken(problem) {
  if (!problem.isConflict) throw problem;
}
