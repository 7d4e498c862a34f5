// /sign-in
import { html } from "../../vendor/preact.js";
import { useEffect, useState } from "../../vendor/hooks.js";
import { keepingReturn, start } from "./frame.js";
import { accessToken, isOurs, wantedReturn } from "./session.js";
import { SignInForm, Ways } from "./sign-in-form.js";

function SignIn() {
  const [failed, setFailed] = useState("");
  useEffect(() => {
    if (isOurs()) accessToken().then((token) => token && location.replace(wantedReturn()), () => {});
    if (sessionStorage.length) import("./oidc.js").then(({ failure }) => setFailed(failure()));
  }, []);
  return html`
    <h1>Sign in</h1>
    ${failed && html`<p class="problem" role="alert">You were not signed in. ${failed}</p>`}
    <${Ways}>
      <${SignInForm} onEntered=${() => location.replace(wantedReturn())} />
      <p class="aside"><a href="/forgot-password">Forgot your password?</a></p>
    <//>
    <p class="aside">New here? <a href=${keepingReturn("/sign-up")}>Create an account</a></p>`;
}

start(SignIn);
