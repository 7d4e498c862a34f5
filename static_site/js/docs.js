// Swagger UI on our own description. Whoever is signed in lends it their session; nothing of it is kept.

import { amend, asLevel } from './reference/amend.js';
import { swaggerParts } from './reference/swagger-parts.js';

const reference = document.getElementById('reference');
const said = document.getElementById('said');

const ui = window.SwaggerUIBundle({
  url: '/openapi.json',
  domNode: reference,
  plugins: [swaggerParts],
  layout: 'ReferenceLayout',
  deepLinking: true,
  persistAuthorization: false,
  tryItOutEnabled: true,
  validatorUrl: null,
});

amend(reference, [
  // The library's headings are those of a page with more above them.
  ['.models > h4:not([aria-level]), h3:not([aria-level])', asLevel(2)],
  ['h4:not([aria-level])', asLevel(3)],
  ['h5:not([aria-level]), h6:not([aria-level])', asLevel(4)],
  // A table that is called a region is no table any more, and one of many regions without a name.
  ['table[role=region]', (table) => table.removeAttribute('role')],
  // What scrolls is scrolled by keyboard, too.
  ['pre:not(.version, [tabindex])', (code) => { code.tabIndex = 0; }],
]);

async function useSession() {
  const answer = await fetch('/api/auth/refresh', { method: 'POST' });
  if (!answer.ok) {
    said.replaceChildren('You are not signed in. ', link('/sign-in', 'Sign in'), ' and come back.');
    return;
  }
  const { access_token: token, user, expires_in: seconds } = await answer.json();
  ui.preauthorizeApiKey('bearer', token);
  said.textContent = `Requests are now sent as ${user.email}, for ${Math.round(seconds / 60)} minutes.`;
}

function link(href, text) {
  const a = document.createElement('a');
  a.href = href;
  a.textContent = text;
  return a;
}

document.getElementById('session').addEventListener('click', () => {
  useSession().catch(() => { said.textContent = 'The API can’t be reached right now.'; });
});
