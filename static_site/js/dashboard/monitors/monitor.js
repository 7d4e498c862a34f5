// One monitor: how it is, what checks found, and looking at once.
import { html } from "../../../vendor/preact.js";
import { useEffect, useState } from "../../../vendor/hooks.js";
import { api } from "../../api.js";
import { Icon, words } from "../../page/states.js";
import { Time } from "../../page/times.js";
import { confirmed } from "../../parts/dialog.js";
import { attempted, toast } from "../../parts/toast.js";
import { go } from "../routing.js";
import { Heading } from "../shared/heading.js";
import { ListRow, Listed, useList } from "../shared/lists.js";
import { ReadOnly, may } from "../shared/permission.js";
import { Health, KINDS, whereOf } from "./words.js";
import { showAddress } from "./address.js";

const HOME = "/dashboard/monitors";
const AGAIN = 15_000;

async function remove(monitor) {
  const text = html`<p>What it found is forgotten, and what it holds down is given back.</p>`;
  if (!(await confirmed({ title: html`Delete the monitor “<bdi>${monitor.name}</bdi>”?`, text, action: "Delete monitor" }))) return;
  if (await attempted(() => api.delete(`/api/monitors/${monitor.id}`))) {
    toast(html`The monitor <bdi>${monitor.name}</bdi> is deleted`);
    go(HOME, { replace: true });
  }
}

async function renew(monitor) {
  const text = html`<p>The address that the job calls now ends at once.</p>`;
  if (!(await confirmed({ title: html`New address for “<bdi>${monitor.name}</bdi>”?`, text, action: "Make a new address", keep: "Cancel" }))) return;
  await attempted(async () => showAddress((await api.post(`/api/monitors/${monitor.id}/address`, {})).heartbeat_url));
}

const Facts = ({ monitor: { state, ...monitor } }) => html`
  <dl class="facts">
    <div><dt>State</dt><dd><${Health} monitor=${{ ...monitor, state }} />${state.since && !monitor.paused && html` <span class="hint">since <${Time} at=${state.since} /></span>`}</dd></div>
    <div><dt>${KINDS[monitor.kind] ?? monitor.kind}</dt><dd><bdi>${whereOf(monitor)}</bdi></dd></div>
    ${monitor.expected_at && html`<div><dt>Expected next</dt><dd><${Time} at=${monitor.expected_at} /></dd></div>`}
    ${state.certificate_expires_at && html`<div><dt>Certificate valid until</dt><dd><${Time} at=${state.certificate_expires_at} /></dd></div>`}
    ${monitor.regions.length > 1 && Object.entries(state.regions).map(([region, seen]) => html`<div key=${region}><dt>Seen from ${region}</dt><dd>${seen.down === null ? "Not known yet" : seen.down ? "Down" : "Up"}</dd></div>`)}
  </dl>`;

const Result = ({ result, regions }) => html`
  <${ListRow} title=${html`<span class="state tone-${result.ok ? "ok" : "critical"}"><${Icon} tone=${result.ok ? "ok" : "critical"} /> ${result.ok ? "Fine" : "Failed"}</span>`} hint=${html`<span dir="auto">${result.message}</span>`}>
    <span class="hint">${result.milliseconds !== null && result.milliseconds !== undefined && `${result.milliseconds} ms · `}${regions.length > 1 && `${words(result.region)} · `}<${Time} at=${result.at} /></span>
  <//>`;

const Buttons = ({ monitor, set, looked }) => {
  const [looking, setLooking] = useState(false);
  const look = async () => {
    setLooking(true);
    await attempted(async () => {
      const { ok, message } = await api.post(`/api/monitors/${monitor.id}/check`, {});
      toast(html`${ok ? "All is well" : "It failed"}: <span dir="auto">${message}</span>`);
      await looked();
    });
    setLooking(false);
  };
  const turn = (what) => attempted(async () => set(await api.post(`/api/monitors/${monitor.id}/${what}`, {})));
  const isHeartbeat = monitor.kind === "heartbeat";
  return html`
    ${!isHeartbeat && !monitor.paused && html`<button class="button primary" aria-disabled=${looking} onClick=${() => looking || look()}>${looking ? "Looking…" : "Check now"}</button>`}
    ${isHeartbeat && html`<button class="button" onClick=${() => renew(monitor)}>New address</button>`}
    <a class="button" href="${HOME}/${monitor.id}/edit">Edit</a>
    <button class="button" onClick=${() => turn(monitor.paused ? "resume" : "pause")}>${monitor.paused ? "Resume" : "Pause"}</button>
    <button class="button quiet danger" onClick=${() => remove(monitor)}>Delete</button>`;
};

export function OneMonitor({ monitor, load, set }) {
  const [failed, only] = useState(false);
  const list = useList(`/api/monitors/${monitor.id}/results?limit=50${failed ? "&failed=true" : ""}`);
  useEffect(() => {
    const timer = setInterval(() => document.hidden || load(), AGAIN);
    return () => clearInterval(timer);
  }, [monitor.id]);
  const looked = () => Promise.all([load(), list.reload()]);
  return html`
    <${Heading} title=${html`<bdi>${monitor.name}</bdi>`} named=${monitor.name} back=${[HOME, "Monitors"]}>${may("run") && html`<${Buttons} monitor=${monitor} set=${set} looked=${looked} />`}<//>
    <${ReadOnly} what="monitors" />
    <${Facts} monitor=${monitor} />
    <h2>Checks</h2>
    <label class="choice"><input type="checkbox" checked=${failed} onChange=${({ target }) => only(target.checked)} /><span>Only those that failed</span></label>
    <${Listed} list=${list} empty=${failed ? "No check has failed in the last 30 days." : "There was no check in the last 30 days."} older>${(items) => html`
      <ul class="rows" aria-label="Checks">${items.map((each) => html`<${Result} key="${each.at}${each.region}" result=${each} regions=${monitor.regions} />`)}</ul>`}<//>`;
}
