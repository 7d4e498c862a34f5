// What a service's status was, as it counts, and what it really was: corrected between two times.
import { html } from "../../../vendor/preact.js";
import { useEffect, useRef, useState } from "../../../vendor/hooks.js";
import { api } from "../../api.js";
import { DOWN } from "../../facts/page.js";
import { LONGEST } from "../../facts/forms.js";
import { required } from "../../parts/checks.js";
import { FormDialog, shown } from "../../parts/dialog.js";
import { draftOf } from "../../parts/drafts.js";
import { Field } from "../../parts/fields.js";
import { useForm } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { corrected, lengthBetween } from "../../page/times.js";
import { madeAt } from "../../page/uptime/counted.js";
import { Failure } from "../shared/heading.js";
import { known } from "../shared/local-time.js";
import { lost } from "../shared/permission.js";
import { CHOSEN, State, statusWord } from "../shared/states.js";
import { TimeField, wrongTime } from "../shared/time-field.js";
import { plural } from "../shared/words.js";
import { Zoned } from "../shared/zoned.js";
import { current } from "../store.js";

const DAYS = [[7, "the last 7 days"], [30, "the last 30 days"], [90, "the last 90 days"]];
const NOW = () => new Date(corrected(Date.now())).toISOString();
const BECAUSE = { incident: "because of an incident", maintenance: "because of maintenance", person: "by hand", correction: "corrected", clock: "by itself", created: "when it was added" };

const reasonOf = ({ kind, by, reason }) => [BECAUSE[kind] ?? kind, by && `by ${by}`, reason && `“${reason}”`].filter(Boolean).join(", ");
const lasting = (seconds) => (seconds < 60 ? plural(Math.round(seconds), "second") : lengthBetween(0, seconds * 1000));

/** How long it was in each status between two times, as recorded: {status: seconds}. */
export function recorded(items, from, to) {
  const sums = {};
  for (const each of items) {
    const [start, end] = [Math.max(Date.parse(each.from), Date.parse(from)), Math.min(Date.parse(each.to), Date.parse(to))];
    if (start < end) sums[each.status] = (sums[each.status] ?? 0) + (end - start) / 1000;
  }
  return sums;
}

const downIn = (sums) => Object.entries(sums).reduce((sum, [status, seconds]) => sum + (DOWN[status] ?? 0) * seconds, 0);

const wrongSpan = ({ from, to }, created) => ({
  from: wrongTime(from, "Enter when it began") || (from.at < created ? "The service was not there yet then" : ""),
  to: wrongTime(to, "Enter when it ended") || (to.at > NOW() ? "Only what is past can be corrected" : from.at && to.at <= from.at ? "It must end after it began" : ""),
});

const createdAt = ({ id, created_at: said }) => said ?? madeAt(id);

/** History is in whole seconds: of a service that was added in this one, nothing is recorded yet. */
const isTooNew = ({ items, to }, created) => !items.length && Date.parse(to) - Date.parse(created) < 2000;

/** {items, problem, load} of so many days. */
function useHistory(service, days) {
  const [state, set] = useState({});
  const again = useRef();
  const load = async () => {
    clearTimeout(again.current);
    try {
      const from = new Date(Date.parse(NOW()) - days * 86_400_000).toISOString();
      const found = await api.get(`/api/services/${service.id}/history?from=${from}`);
      if (isTooNew(found, createdAt(service))) again.current = setTimeout(load, 1000);
      else set(found);
    } catch (problem) {
      set({ problem });
    }
  };
  useEffect(() => {
    set({});
    load();
    return () => clearTimeout(again.current);
  }, [days]);
  return { ...state, load };
}

/** The spans, the newest first; `choose` takes one's times over. */
const Spans = ({ history: { items, problem, load }, zone, choose }) => {
  if (problem) return html`<${Failure} problem=${problem} retry=${load} />`;
  if (!items) return html`<div class="placeholder waiting"><p class="visually-hidden">Loading…</p></div>`;
  return html`<ol class="rows spans" aria-label="Recorded history">
    ${items.toReversed().map((each) => html`<li class="list-row" key=${each.from}>
      <div><${State} status=${each.status} /><div class="hint"><${Zoned} from=${each.from} to=${each.to} zone=${zone} /></div><div class="hint" dir="auto">${lasting((Date.parse(each.to) - Date.parse(each.from)) / 1000)}, ${reasonOf(each.because)}</div></div>
      <button type="button" class="button small" onClick=${() => choose(each)}>Correct<span class="visually-hidden"> ${statusWord(each.status)}</span></button></li>`)}
    ${!items.length && html`<li class="list-row">Nothing is recorded for these days.</li>`}
  </ol>`;
};

/** What saving will change. */
function Effect({ items, values: { from, to, status }, zone }) {
  if (!items || !from.at || !to.at || from.at >= to.at) return null;
  const sums = recorded(items, from.at, to.at);
  const length = (Date.parse(to.at) - Date.parse(from.at)) / 1000;
  const change = downIn({ [status]: length }) - downIn(sums);
  const known = Object.values(sums).reduce((sum, each) => sum + each, 0);
  const were = Object.entries(sums).map(([each, seconds]) => `${statusWord(each)} ${lasting(seconds)}`).join(", ");
  return html`<div class="notice" role="status" aria-label="What this changes">
    <p><${Zoned} from=${from.at} to=${to.at} zone=${zone} /></p>
    <p>${known ? `Recorded: ${were}. ` : "These times are before the days listed above. "}It becomes ${statusWord(status)} for ${lasting(length)}.</p>
    ${known > 0 && html`<p><strong>${Math.round(change) === 0 ? "The uptime stays as it is." : `${change > 0 ? "Adds" : "Takes away"} ${lasting(Math.abs(change))} of downtime.`}</strong></p>`}
  </div>`;
}

function HistoryDialog({ service, zone, created, onClose }) {
  const [days, show] = useState(DAYS[0][0]);
  const history = useHistory(service, days);
  const form = useForm({
    draft: draftOf(`history.${service.id}`),
    initial: { from: known(NOW()), to: known(NOW()), status: "operational", reason: "" },
    check: (values) => ({ ...wrongSpan(values, created), reason: required("why the record was wrong")(values.reason) }),
    submit: async ({ from, to, status, reason }) => {
      await api.put(`/api/services/${service.id}/history`, { from: from.at, to: to.at, status, reason });
      toast(html`<bdi>${service.name}</bdi> was ${statusWord(status).toLowerCase()} for ${lasting((Date.parse(to.at) - Date.parse(from.at)) / 1000)}. Its uptime follows within seconds.`);
      onClose();
    },
  });
  const choose = ({ from, to }) => form.set({ from: known(from), to: known(to) });
  const above = html`
    <div class="tools"><label for="history-days">Recorded in</label>
      <select id="history-days" class="narrow" value=${days} onInput=${({ target }) => show(Number(target.value))}>${DAYS.map(([value, label]) => html`<option key=${value} value=${value}>${label}</option>`)}</select></div>
    <${Spans} history=${history} zone=${zone} choose=${choose} />`;
  return html`
    <${FormDialog} title=${html`Correct the history of <bdi>${service.name}</bdi>`} form=${form} action="Correct" refusal=${lost("change_settings")} onClose=${onClose} above=${above}>
      <div class="side-by-side"><${TimeField} form=${form} name="from" label="From" /><${TimeField} form=${form} name="to" label="To" /></div>
      <${Field} form=${form} name="status" label="It really was" options=${CHOSEN.map((each) => [each, statusWord(each)])} />
      <${Field} form=${form} name="reason" label="Why the record was wrong" maxlength=${LONGEST.name} hint="For the audit log and your team. Visitors never read it." />
      <${Effect} items=${history.items} values=${form.values} zone=${zone} />
    <//>`;
}

/** Opens the dialog; resolves once it is closed. */
export const correctHistory = (service) => shown(({ close }) => html`
  <${HistoryDialog} service=${service} zone=${current().organization.time_zone} created=${createdAt(service)} onClose=${() => close()} />`);
