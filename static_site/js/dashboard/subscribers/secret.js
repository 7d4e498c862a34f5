// The secret by which a webhook's messages are signed: shown once, and renewed without missing one.
import { html } from "../../../vendor/preact.js";
import { api } from "../../api.js";
import { confirmed, shown } from "../../parts/dialog.js";
import { Once } from "../../parts/once.js";
import { attempted } from "../../parts/toast.js";
import { addressOf } from "./words.js";

export const showSecret = (secret, hint) => shown(({ close }) => html`
  <${Once} title="Copy this secret now" text="The endpoint checks by it that a message is yours (Standard Webhooks)." secret=${secret} hint=${hint} action="I have kept it" close=${close} />`);

export async function renewSecret(subscriber) {
  const text = html`<p>Messages are signed by both secrets, until you renew it once more: take the new one over in peace.</p>`;
  if (!(await confirmed({ title: html`New secret for <bdi>${addressOf(subscriber)}</bdi>?`, text, action: "Make a new secret", tone: "primary", keep: "Cancel" }))) return;
  await attempted(async () => {
    const { signing_secret: secret } = await api.post(`/api/subscribers/${subscriber.id}/signing-secret`, {});
    await showSecret(secret, "It is not shown again. The one before it stays valid beside it.");
  });
}
