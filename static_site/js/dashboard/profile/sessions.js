// Where somebody is signed in.
import { html } from "../../../vendor/preact.js";
import { api } from "../../api.js";
import { attempted, toast } from "../../parts/toast.js";
import { Time } from "../../page/times.js";
import { ListRow, Listed, useList } from "../shared/lists.js";

const BROWSERS = ["Edg", "Firefox", "Chrome", "Safari"]; // each also calls itself what comes after it
const SYSTEMS = ["Android", "iPhone", "iPad", "Mac OS", "Windows", "Linux"];
const named = (agent, names) => names.find((name) => agent.includes(name))?.replace(/^Edg$/, "Edge");
const browserOf = (agent) => agent ? [named(agent, BROWSERS) ?? "Some program", named(agent, SYSTEMS)].filter(Boolean).join(" on ") : "A browser";

export function Sessions() {
  const list = useList("/api/auth/sessions");
  const end = async ({ id }) => {
    if (await attempted(() => api.delete(`/api/auth/sessions/${id}`))) toast("Signed out there");
    list.reload();
  };
  return html`
    <${Listed} list=${list} empty="None.">${(items) => html`
      <ul class="rows" aria-label="Sessions">${items.map((each) => html`
        <${ListRow} key=${each.id} title=${html`<strong>${browserOf(each.user_agent)}</strong>${each.current && " (this one)"}`} hint=${html`since <${Time} at=${each.created_at} />${each.last_used_at && html`, last used <${Time} at=${each.last_used_at} />`}`}>
          ${!each.current && html`<button class="button small" aria-label="Sign out ${browserOf(each.user_agent)}" onClick=${() => end(each)}>Sign out</button>`}
        <//>`)}</ul>`}<//>`;
}
