// What the CloudFront Functions on viewer requests share. RULES is infra/cdn.json, put here when the template is made.
import cf from 'cloudfront';

var RULES = {};
var NO_PAGE = '/status/404';

function covers(pattern, path) {
  var parts = pattern.split('*');
  var last = parts.length - 1;
  var at = parts[0].length;
  if (last === 0 || !path.startsWith(parts[0])) return path === pattern;
  for (var i = 1; i < last; i++) {
    at = path.indexOf(parts[i], at) + parts[i].length;
    if (at < parts[i].length) return false;
  }
  return path.length >= at + parts[last].length && path.endsWith(parts[last]);
}

function every(segments, pattern) {
  var whole = new RegExp('^(?:' + pattern + ')$');
  return segments.every(function (each) { return whole.test(each); });
}

function hasDot(segments) {
  return segments[segments.length - 1].indexOf('.') !== -1;
}

// The file's path; one that names no file is left as it is, and is a 404.
function siteFile(path) {
  var plain = path.replace(/\/+$/, '');
  if (path !== '/' && !every(plain.split('/').slice(1), RULES.files.segment)) return path;
  for (var i = 0; i < RULES.rewrites.length; i++) {
    if (covers(RULES.rewrites[i].from, path)) return RULES.rewrites[i].to;
  }
  return hasDot(plain.split('/')) ? plain : plain + '.html';
}

function namesPage(segments) {
  return segments.length > 1 && every(segments, RULES.documents.segment);
}

// Where a page, or what is below it, really is; null where the path is right, or names none.
function moved(path) {
  var segments = path.replace(/\/+$/, '').split('/').slice(1);
  if (!path.startsWith(RULES.documents.shells) || !namesPage(segments)) return null;
  segments[1] = segments[1].toLowerCase();
  var right = '/' + segments.join('/');
  return right === path ? null : right;
}

function withQuery(path, query) {
  var pairs = [];
  Object.keys(query).forEach(function (name) {
    (query[name].multiValue || [query[name]]).forEach(function (each) { pairs.push(name + '=' + each.value); });
  });
  return pairs.length ? path + '?' + pairs.join('&') : path;
}

// The document's path, or null when only the API can answer.
function documentPath(path, query) {
  var plain = path.replace(/\/+$/, '');
  var segments = plain.split('/').slice(1);
  if (path.startsWith(RULES.documents.shells)) return namesPage(segments) ? plain : NO_PAGE;
  if (!every(segments, RULES.documents.segment)) return null;
  var asked = Object.keys(query).filter(function (name) { return RULES.documents.ignored_query.indexOf(name) === -1; });
  if (asked.length === 0) return plain;
  var month = query.month;
  if (asked.length === 1 && month && !month.multiValue && every([plain], RULES.documents.by_month)
    && every([month.value], RULES.documents.months)) return plain + '/' + month.value;
  var cursor = query.cursor;
  if (asked.length > 1 || !cursor || cursor.multiValue || !every([cursor.value], RULES.documents.cursors)) return null;
  return plain + '/' + RULES.documents.cursor + '/' + cursor.value;
}

// A browser's question whether a script of another site may read this: any may, and with any header.
function asksToRead(request, behavior) {
  return behavior.open && request.method === 'OPTIONS' && 'access-control-request-method' in request.headers;
}

function mayRead() {
  var headers = {};
  Object.keys(RULES.open).forEach(function (name) { headers[name.toLowerCase()] = { value: RULES.open[name] }; });
  return { statusCode: 204, statusDescription: 'No Content', headers: headers };
}

function moving(path, query) {
  var location = { value: withQuery(path, query) };
  return { statusCode: 301, statusDescription: 'Moved Permanently', headers: { location: location } };
}

// Leads to the document, or else to the API.
function goToDocument(request) {
  var found = documentPath(request.uri, request.querystring);
  if (found === null) cf.selectRequestOriginById('api');
  else request.uri = found;
}

