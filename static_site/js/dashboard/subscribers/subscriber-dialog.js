// Adding a subscriber, or changing what one is told.
import { html } from "../../../vendor/preact.js";
import { api } from "../../api.js";
import { LONGEST } from "../../facts/forms.js";
import { wrongAddress, wrongEmail } from "../../parts/checks.js";
import { FormDialog } from "../../parts/dialog.js";
import { draftOf } from "../../parts/drafts.js";
import { Choices, Field } from "../../parts/fields.js";
import { useForm } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { lost } from "../shared/permission.js";
import { Following, followed, followedBody, wrongFollowed } from "./following.js";
import { showSecret } from "./secret.js";
import { CHANNELS, addressOf } from "./words.js";

const OPTIONS = Object.entries(CHANNELS).filter(([channel]) => channel !== "web_push"); // only a browser itself can ask for that
const CONSENT = [
  ["ask", html`<strong>Ask them</strong> <span class="hint">by a mail: they are told once they have confirmed</span>`],
  ["given", html`<strong>They have agreed</strong> <span class="hint">so they are told from now on, and your name is kept with it</span>`],
];

const wrongTarget = ({ channel, email, url }) => (channel === "email" ? { email: wrongEmail(email) } : { url: url.trim() ? wrongAddress(url.trim()) : "Enter a web address that starts with https://" });

function bodyOf(values, page) {
  const { channel, email, url, consent } = values;
  const target = channel === "email" ? { email: email.trim(), consent } : { url: url.trim() };
  return { channel, ...target, ...followedBody(values, page) };
}

async function add(values, page, onDone) {
  const added = await api.post("/api/subscribers", bodyOf(values, page));
  onDone();
  if (added.signing_secret) return showSecret(added.signing_secret, "It is not shown again. A new one can be made at any time.");
  return toast(added.state === "pending" ? html`<bdi>${addressOf(added)}</bdi> is asked to confirm` : html`<bdi>${addressOf(added)}</bdi> is told from now on`);
}

async function save(subscriber, values, page, onDone) {
  const body = { ...followedBody(values, page), ...(values.about === "all" && { incident_ids: [] }) };
  await api.patch(`/api/subscribers/${subscriber.id}`, body, { version: subscriber.version });
  onDone();
  toast("Saved");
}

const Target = ({ form }) => {
  const isMail = form.values.channel === "email";
  return html`
    <${Field} form=${form} name="channel" label="Channel" options=${OPTIONS} />
    ${isMail ? html`<${Field} form=${form} name="email" label="Email address" type="email" autocomplete="off" spellcheck=${false} maxlength=${LONGEST.email} />`
      : html`<${Field} form=${form} name="url" label="Address of the webhook" type="url" autocomplete="off" spellcheck=${false} placeholder="https://" maxlength=${LONGEST.web_address} />`}
    ${isMail && html`<${Choices} form=${form} name="consent" label="Consent" options=${CONSENT} />`}`;
};

/** `subscriber` is {} for a new one. */
export function SubscriberDialog({ subscriber, page, onClose, onDone }) {
  const isNew = !subscriber.id;
  const form = useForm({
    initial: { channel: "email", email: "", url: "", consent: "ask", ...followed(subscriber) },
    draft: draftOf(`subscriber.${subscriber.id ?? "new"}`),
    check: (values) => ({ ...(isNew && wrongTarget(values)), ...wrongFollowed(values) }),
    submit: (values) => (isNew ? add(values, page, onDone) : save(subscriber, values, page, onDone)),
  });
  return html`
    <${FormDialog} title=${isNew ? "Add a subscriber" : html`What <bdi>${addressOf(subscriber)}</bdi> is told`} form=${form} action=${isNew ? "Add" : "Save"} refusal=${lost("run")} onClose=${onClose}>
      ${isNew && html`<${Target} form=${form} />`}
      <${Following} form=${form} page=${page} />
    <//>`;
}
