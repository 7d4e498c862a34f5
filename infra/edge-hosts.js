// What follows infra/edge-paths.js in the function of pages' own hosts, below PAGES_DOMAIN and of organizations' own.
// chalicelib/publish/host_paths.py is the same in Python; a test holds the two against each other.
var BELOW = '.${PagesDomain}';
var API = '/api/status/';
var NOBODY = {
  statusCode: 404,
  statusDescription: 'Not Found',
  headers: { 'content-type': { value: 'text/plain; charset=utf-8' } },
  body: { encoding: 'text', data: 'There is no page at this host.\n' },
};

// The slug of the page that a host is of; null for nobody's.
async function slugOf(host) {
  if (host.endsWith(BELOW)) {
    var name = host.slice(0, -BELOW.length);
    return /^[a-z0-9-]{1,63}$/.test(name) ? name : null;
  }
  try {
    return await cf.kvs().get(host);
  } catch (unknown) {
    return null;
  }
}

// Where what was asked for really is on this host; null where the path is right, or names nothing.
function movedOn(slug, path) {
  var plain = path.replace(/\/+$/, '');
  if (plain && !every(plain.split('/').slice(1), RULES.documents.segment)) return null;
  var head = RULES.documents.shells + slug;
  var below = plain.slice(head.length);
  if (plain.toLowerCase().startsWith(head) && (!below || below[0] === '/')) return below || '/';
  return path !== plain && path !== '/' ? plain || '/' : null;
}

function belowPage(slug, path) {
  var plain = path.replace(/\/+$/, '');
  if (plain && !every(plain.split('/').slice(1), RULES.documents.segment)) return NO_PAGE;
  return RULES.documents.shells + slug + plain;
}

// The path of the site that a path on the page's host is.
function onSite(slug, path, origin) {
  if (path.startsWith(API)) return path.slice(API.length).split('/')[0] === slug ? path : NO_PAGE;
  return origin === 'documents' ? belowPage(slug, path) : path;
}

async function handler(event) {
  var request = event.request;
  var host = request.headers.host.value.toLowerCase().split(':')[0].replace(/\.$/, '');
  var slug = await slugOf(host);
  if (slug === null) return NOBODY;
  var path = request.uri;
  var behavior = RULES.behaviors.find(function (each) { return covers(each.path, path); });
  if (asksToRead(request, behavior)) return mayRead();
  var origin = behavior.origin;
  var right = origin === 'documents' && !path.startsWith(API) ? movedOn(slug, path) : null;
  if (right) return moving(right, request.querystring);
  request.headers['x-allclear-page'] = { value: slug };
  request.uri = onSite(slug, path, origin);
  if (request.uri === NO_PAGE && origin === 'api') return NOBODY;
  if (origin === 'site') request.uri = siteFile(path);
  if (origin === 'documents') goToDocument(request);
  return request;
}
