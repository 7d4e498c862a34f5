// /accept-invitation#token=...: who invites, then signing in or up, then joining.
import { html } from "../../vendor/preact.js";
import { useEffect, useState } from "../../vendor/hooks.js";
import { SignInForm, Ways, anonymously } from "./forms.js";
import { linkToken, start } from "./frame.js";
import { accessToken, choose, handOver, session, signOut, user } from "./session.js";
import { SignUpForm } from "./sign-up-form.js";
import { api } from "../api.js";

const WHAT = { viewer: "see everything", member: "run services, incidents and maintenance", admin: "run everything, including the team and the settings", owner: "do everything" };
const path = () => `/api/team/invitations/${encodeURIComponent(linkToken())}`;

/** The invitation, and who is signed in: undefined while that is being asked. */
function useInvitation() {
  const [found, setFound] = useState({});
  useEffect(() => {
    const load = Promise.all([api.get(path(), anonymously), accessToken().catch(() => null)]);
    load.then(([invitation]) => setFound({ invitation, me: user() }), (problem) => setFound({ problem }));
    const changed = () => setFound((before) => ({ ...before, me: user() }));
    session.addEventListener("change", changed);
    return () => session.removeEventListener("change", changed);
  }, []);
  return found;
}

function Join({ invitation, me }) {
  const [problem, setProblem] = useState();
  const [joining, setJoining] = useState(false);
  const accept = async () => {
    setJoining(true);
    try {
      const joined = await api.post(`${path()}/accept`, {});
      choose(joined.organization_id);
      handOver();
      location.replace("/dashboard/services");
    } catch (found) {
      setProblem(found);
      setJoining(false);
    }
  };
  const isOther = me.email.toLowerCase() !== invitation.email.toLowerCase();
  return html`
    ${problem && html`<p class="problem" role="alert">${problem.message}</p>`}
    <p>You are signed in as <strong>${me.email}</strong>.</p>
    ${isOther && html`<p class="notice">The invitation is for <strong>${invitation.email}</strong>. Sign in with that address to accept it.</p>`}
    ${!isOther && html`<p><button class="button primary wide" aria-disabled=${joining} onClick=${accept}>${joining ? "Joining…" : `Join ${invitation.organization_name}`}</button></p>`}
    <p class="aside"><button class="button small" onClick=${signOut}>Use another account</button></p>`;
}

function Enter({ invitation }) {
  const [isNew, setIsNew] = useState(true);
  const form = isNew ? SignUpForm : SignInForm;
  return html`
    <${Ways} back=${location.pathname + location.hash}><${form} email=${invitation.email} onEntered=${() => {}} /><//>
    <p class="aside">${isNew ? "Have an account already?" : "No account yet?"} <button class="button quiet small" onClick=${() => setIsNew(!isNew)}>${isNew ? "Sign in instead" : "Create one instead"}</button></p>`;
}

function AcceptInvitation() {
  const { invitation, me, problem } = useInvitation();
  if (problem) return html`
    <h1>This invitation does not work</h1>
    <p class="notice">${problem.status === 404 ? "It was used already, taken back, or is older than 7 days. Ask whoever invited you for a new one." : problem.message}</p>
    <p class="aside">Did you accept it already? <a href="/dashboard">Go to the dashboard</a></p>`;
  if (!invitation) return html`<h1>Looking up your invitation…</h1>`;
  return html`
    <h1>Join ${invitation.organization_name}</h1>
    <p>You are invited as <strong>${invitation.role}</strong>: you can ${WHAT[invitation.role]}.</p>
    ${me ? html`<${Join} invitation=${invitation} me=${me} />` : html`<${Enter} invitation=${invitation} />`}`;
}

start(AcceptInvitation);
