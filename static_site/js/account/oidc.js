// Signing in by an outside provider: authorization code with PKCE. Loaded only when somebody does.
// docs/decisions/0018-outside-providers.md says which token is sent, and what a reload does.
import * as oauth from "../../vendor/oauth4webapi.js";
import { entered, forget, handOver, returnAddress } from "./session.js";

const BEGUN = "allclear.oidc"; // this tab's sign-in under way
const SCOPE = "openid email profile";
const RETURN_TO = `${location.origin}/dashboard`; // what the provider has to know: no other page keeps the token
const FAILED = "allclear.oidc.failed";

const isLocal = (url) => ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);

async function discovered(issuer) {
  const url = new URL(issuer);
  const options = { [oauth.allowInsecureRequests]: isLocal(url) };
  const server = await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, options));
  return { server, options };
}

/** Leaves for the provider; `silent` never shows anything there, and fails when nobody is signed in with it. */
export async function begin({ issuer, client_id: clientId, name }, back, { silent } = {}) {
  const { server } = await discovered(issuer);
  const begun = { issuer, clientId, name, back, verifier: oauth.generateRandomCodeVerifier(), state: oauth.generateRandomState(), nonce: oauth.generateRandomNonce() };
  sessionStorage.setItem(BEGUN, JSON.stringify(begun));
  const address = new URL(server.authorization_endpoint);
  const challenge = await oauth.calculatePKCECodeChallenge(begun.verifier);
  const asked = { client_id: clientId, redirect_uri: RETURN_TO, response_type: "code", scope: SCOPE, state: begun.state, nonce: begun.nonce, code_challenge: challenge, code_challenge_method: "S256", ...(silent && { prompt: "none" }) };
  for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value);
  location.assign(address);
}

async function whoIs(token) {
  const answer = await fetch("/api/auth/me", { headers: { Authorization: `Bearer ${token}` } });
  return answer.ok ? answer.json() : null;
}

/** The ID token is made for us; an API with an audience of its own takes the access token. */
async function enteredWith({ id_token: idToken, access_token: accessToken, expires_in: seconds = 300, refresh_token: refresh }, provider) {
  for (const token of [idToken, accessToken].filter(Boolean)) {
    const user = await whoIs(token);
    if (user) return entered({ access_token: token, expires_in: seconds, user, refresh }, provider);
  }
  throw new Error("This account is not accepted here.");
}

/** Why the last sign-in in this tab failed; told once. */
export function failure() {
  const told = sessionStorage.getItem(FAILED);
  sessionStorage.removeItem(FAILED);
  return told;
}

/** Back from the provider: goes on where somebody wanted to be; a failure is told by the sign-in page. */
export async function arrive() {
  const begun = JSON.parse(sessionStorage.getItem(BEGUN));
  sessionStorage.removeItem(BEGUN);
  try {
    if (!begun) throw new Error("It was begun in another window. Try again.");
    await finish(begun);
  } catch (error) {
    sessionStorage.setItem(FAILED, error.message);
    return location.replace(`/sign-in?return=${encodeURIComponent(begun?.back ?? "/dashboard")}`);
  }
  const back = new URL(returnAddress(begun.back));
  if (!`${back.pathname}/`.startsWith("/dashboard/")) {
    handOver();
    return location.replace(back);
  }
  history.replaceState(null, "", back);
  return true;
}

async function finish(begun) {
  const client = { client_id: begun.clientId };
  try {
    const { server, options } = await discovered(begun.issuer);
    const parameters = oauth.validateAuthResponse(server, client, new URL(location.href), begun.state);
    const answer = await oauth.authorizationCodeGrantRequest(server, client, oauth.None(), parameters, RETURN_TO, begun.verifier, options);
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer, { expectedNonce: begun.nonce, requireIdToken: true });
    await enteredWith(tokens, { issuer: begun.issuer, client_id: begun.clientId, name: begun.name });
  } catch (error) {
    forget();
    throw new Error(error.error === "login_required" ? "Your session has ended." : (error.error_description ?? error.message));
  }
}

/** A new token: by the refresh token this tab was given, else by going to the provider and back. */
export async function renewed(held, provider) {
  if (held?.refresh) {
    const { server, options } = await discovered(provider.issuer);
    const client = { client_id: provider.client_id };
    const answer = await oauth.refreshTokenGrantRequest(server, client, oauth.None(), held.refresh, options);
    const tokens = await oauth.processRefreshTokenResponse(server, client, answer).catch(() => null);
    if (tokens) return enteredWith({ refresh_token: held.refresh, ...tokens }, provider);
  }
  await begin(provider, location.pathname + location.search + location.hash, { silent: true });
  return new Promise(() => {});
}
