// /sign-in: also where outside providers send people back to.
import { html } from "../../vendor/preact.js";
import { useEffect, useState } from "../../vendor/hooks.js";
import { SignInForm, Ways } from "./credentials.js";
import { keepingReturn, start } from "./frame.js";
import { accessToken, returnPath } from "./session.js";

const isReturning = new URLSearchParams(location.search).has("state");

function SignIn() {
  const [failed, setFailed] = useState("");
  const [waiting, setWaiting] = useState(isReturning);
  useEffect(() => {
    if (!isReturning) accessToken().then((token) => token && location.replace(returnPath()), () => {});
    else import("./oidc.js").then(({ finish }) => finish()).then((path) => location.replace(path), (problem) => {
      history.replaceState(null, "", "/sign-in");
      setFailed(problem.message);
      setWaiting(false);
    });
  }, []);
  if (waiting) return html`<h1>Signing you in…</h1>`;
  return html`
    <h1>Sign in</h1>
    ${failed && html`<p class="problem" role="alert">You were not signed in. ${failed}</p>`}
    <${Ways}>
      <${SignInForm} onEntered=${() => location.replace(returnPath())} />
      <p class="aside"><a href="/forgot-password">Forgot your password?</a></p>
    </${Ways}>
    <p class="aside">New here? <a href=${keepingReturn("/sign-up")}>Create an account</a></p>`;
}

start(SignIn);
