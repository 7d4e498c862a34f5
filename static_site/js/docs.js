// Swagger UI on our own description. Whoever is signed in lends it their session; nothing of it is kept.

const ui = window.SwaggerUIBundle({
  url: '/openapi.json',
  domNode: document.getElementById('reference'),
  deepLinking: true,
  persistAuthorization: false,
  tryItOutEnabled: true,
  validatorUrl: null,
});

const said = document.getElementById('said');

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
