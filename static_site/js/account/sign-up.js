// /sign-up: an account, then an organization with its page.
import { html } from "../../vendor/preact.js";
import { useEffect, useState } from "../../vendor/hooks.js";
import { keepingReturn, start } from "./frame.js";
import { OrganizationForm } from "./organization-form.js";
import { accessToken, isOurs, user, wantedReturn } from "./session.js";
import { Ways } from "./sign-in-form.js";
import { SignUpForm } from "./sign-up-form.js";

const isInvited = new URLSearchParams(location.search).has("return");

function SignUp() {
  const [entered, setEntered] = useState(false);
  useEffect(() => {
    if (user() || isOurs()) accessToken().then((token) => token && setEntered(true), () => {});
  }, []);
  if (entered && isInvited) location.replace(wantedReturn());
  if (entered) return html`
    <h1>Create your status page</h1>
    <p class="steps">Step 2 of 2</p>
    <${OrganizationForm} onCreated=${() => location.replace("/dashboard/services")} />`;
  return html`
    <h1>Create an account</h1>
    ${!isInvited && html`<p class="steps">Step 1 of 2</p>`}
    <${Ways}><${SignUpForm} onEntered=${() => setEntered(true)} /><//>
    <p class="aside">Already have an account? <a href=${keepingReturn("/sign-in")}>Sign in</a></p>`;
}

start(SignUp);
