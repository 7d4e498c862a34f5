// Having a service follow somebody else's status page.
import { html } from "../../../vendor/preact.js";
import { useState } from "../../../vendor/hooks.js";
import { api } from "../../api.js";
import { wrongAddress } from "../../parts/checks.js";
import { FormDialog, shown } from "../../parts/dialog.js";
import { Field } from "../../parts/fields.js";
import { useForm } from "../../parts/form.js";
import { attempted, toast } from "../../parts/toast.js";
import { lost } from "../shared/permission.js";
import { ahead } from "../store.js";

function FollowDialog({ service, close }) {
  const [provider, found] = useState();
  const form = useForm({
    initial: { url: service.follows?.url ?? "", component_id: service.follows?.component_id ?? "" },
    draft: null,
    check: ({ url }) => ({ url: url.trim() ? wrongAddress(url.trim()) : "Enter the address of the page, or of its feed" }),
    submit: async ({ url, component_id: part }) => {
      if (!provider) return found(await api.post("/api/providers", { url: url.trim() }));
      const saved = await api.put(`/api/services/${service.id}/follows`, { url: url.trim(), ...(part && { component_id: part }) });
      ahead("services", saved);
      toast(html`<bdi>${saved.name}</bdi> follows <bdi>${saved.follows.component || saved.follows.name}</bdi>`);
      close();
    },
  });
  const leave = () => attempted(async () => {
    ahead("services", await api.delete(`/api/services/${service.id}/follows`));
    toast(html`<bdi>${service.name}</bdi> follows nobody any more`);
    close();
  });
  const parts = provider?.components.map(({ id, name }) => [id, name]) ?? [];
  return html`
    <${FormDialog} title=${html`What <bdi>${service.name}</bdi> follows`} form=${form} action=${provider ? "Follow" : "Look at it"} saving=${provider ? "Saving…" : "Looking…"} refusal=${lost("run")} onClose=${close}
      also=${service.follows && html`<button type="button" class="button danger" onClick=${leave}>Follow nobody</button>`}>
      <p class="hint">Its status becomes what that page says, whenever that changes. It is read every five minutes; while it can’t be read, visitors see that nothing is known.</p>
      ${provider ? html`
        <p>Page: <a href=${provider.url} rel="noopener" dir="auto">${provider.name}</a></p>
        <${Field} form=${form} name="component_id" label="Part of it" options=${[["", "All of the page"], ...parts]} />`
        : html`<${Field} form=${form} name="url" label="Status page of somebody else" type="url" placeholder="https://" maxlength="200" hint="One with Statuspage’s documents, one of Allclear, or an RSS or Atom feed." />`}
    <//>`;
}

export const followPage = (service) => shown(({ close }) => html`<${FollowDialog} service=${service} close=${close} />`);
