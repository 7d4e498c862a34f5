// What a resolved incident last said its services were, offered when it is opened again.
import { html } from "../../../vendor/preact.js";
import { statusWord } from "../shared/states.js";

/** {service id: status} of those that were not operational by it, and are there and operational now. */
export function saidOf({ services = [] }, present) {
  const now = new Map(present.map(({ id, status }) => [id, status]));
  const said = services.filter(({ id, status }) => !["operational", "under_maintenance"].includes(status) && now.get(id) === "operational");
  return Object.fromEntries(said.map(({ id, status }) => [id, status]));
}

/** `offered` and `chosen` are {service id: status}. */
export function SetAgain({ offered, chosen, services, onChange }) {
  const ids = Object.keys(offered);
  if (!ids.length) return null;
  const toggle = (id) => {
    const { [id]: was, ...others } = chosen;
    onChange(was ? others : { ...chosen, [id]: offered[id] });
  };
  return html`
    <fieldset class="field">
      <legend>Set these services as they were?</legend>
      ${ids.map((id) => html`
        <label class="choice" key=${id}><input type="checkbox" checked=${id in chosen} onChange=${() => toggle(id)} />
          <span><bdi>${services.find((each) => each.id === id)?.name}</bdi>: ${statusWord(offered[id])}</span></label>`)}
    </fieldset>`;
}
