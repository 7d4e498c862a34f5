// /accept-invitation#token=...: who invites, then signing in or up, which joins at once.
import { html } from "../../vendor/preact.js";
import { useEffect, useState } from "../../vendor/hooks.js";
import { api } from "../api.js";
import { DURATIONS, ROLES } from "../facts/forms.js";
import { Incomplete, isWhole, linkToken, start } from "./frame.js";
import { accessToken, choose, handOver, session, signOut, user } from "./session.js";
import { SignInForm, Ways, anonymously } from "./sign-in-form.js";
import { SignUpForm } from "./sign-up-form.js";

const path = () => `/api/team/invitations/${encodeURIComponent(linkToken())}`;

/** The invitation, and who is signed in: undefined while that is being asked. */
function useInvitation() {
  const [found, setFound] = useState({});
  useEffect(() => {
    if (!isWhole()) return undefined;
    const load = Promise.all([api.get(path(), anonymously), accessToken().catch(() => null)]);
    load.then(([invitation]) => setFound({ invitation, me: user() }), (problem) => setFound({ problem }));
    const changed = () => setFound((before) => ({ ...before, me: user() }));
    session.addEventListener("change", changed);
    return () => session.removeEventListener("change", changed);
  }, []);
  return found;
}

const accept = () => api.post(`${path()}/accept`, {});

/** On to the dashboard of the organization that was joined. */
function goTo(organizationId) {
  choose(organizationId);
  handOver();
  location.replace("/dashboard/services");
}

/** `atOnce` for who has just signed in or up here: they have said already that they want to join. */
function Join({ invitation, me, atOnce }) {
  const [problem, setProblem] = useState();
  const [joining, setJoining] = useState(false);
  const isOther = me.email.toLowerCase() !== invitation.email.toLowerCase();
  const enter = async () => {
    setJoining(true);
    setProblem();
    try {
      goTo((await accept()).organization_id);
    } catch (found) {
      setProblem(found);
      setJoining(false);
    }
  };
  useEffect(() => {
    if (atOnce && !isOther) enter();
  }, [atOnce]);
  return html`
    ${problem && html`<p class="problem" role="alert">${problem.message}</p>`}
    <p>You are signed in as <strong>${me.email}</strong>.</p>
    ${isOther && html`<p class="notice">The invitation is for <strong>${invitation.email}</strong>. Sign in with that address to accept it.</p>`}
    ${!isOther && html`<p><button class="button primary wide" aria-disabled=${joining} onClick=${() => joining || enter()}>${joining ? "Joining…" : html`Join <bdi>${invitation.organization_name}</bdi>`}</button></p>`}
    <p class="aside"><button class="button small" onClick=${signOut}>Use another account</button></p>`;
}

function Enter({ invitation, onEntered }) {
  const [isNew, setIsNew] = useState(true);
  const form = isNew ? SignUpForm : SignInForm;
  return html`
    <${Ways} back=${location.pathname + location.hash}><${form} email=${invitation.email} invitation=${{ email: invitation.email, token: linkToken() }} onEntered=${onEntered} /><//>
    <p class="aside">${isNew ? "Have an account already?" : "No account yet?"} <button class="button quiet small" onClick=${() => setIsNew(!isNew)}>${isNew ? "Sign in instead" : "Create one instead"}</button></p>`;
}

function AcceptInvitation() {
  const { invitation, me, problem } = useInvitation();
  const [hasEntered, setEntered] = useState(false);
  const enter = ({ organization_id: joined }) => joined ? goTo(joined) : setEntered(true);
  if (!isWhole()) return html`<${Incomplete} />`;
  if (problem) return html`
    <h1>This invitation does not work</h1>
    <p class="notice">${problem.status === 404 ? `It was used already, taken back, or is older than ${DURATIONS.invitation} days. Ask whoever invited you for a new one.` : problem.message}</p>
    <p class="aside">Did you accept it already? <a href="/dashboard">Go to the dashboard</a></p>`;
  if (!invitation) return html`<h1>Looking up your invitation…</h1>`;
  return html`
    <h1>Join <bdi>${invitation.organization_name}</bdi></h1>
    <p>You are invited as <strong>${invitation.role}</strong>${ROLES[invitation.role] && `: you can ${ROLES[invitation.role]}`}.</p>
    ${me ? html`<${Join} invitation=${invitation} me=${me} atOnce=${hasEntered} />` : html`<${Enter} invitation=${invitation} onEntered=${enter} />`}`;
}

start(AcceptInvitation);
