// CloudFront Function on viewer requests. RULES is infra/cdn.json, put here when the template is made.
// chalicelib/publish/paths.py is the same in Python; a test holds the two against each other.
import cf from 'cloudfront';

var RULES = {};
var NO_PAGE = '/status/404';

function covers(pattern, path) {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
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

function pagePath(segments) {
  if (segments.length < 2 || !every(segments, RULES.documents.segment)) return NO_PAGE;
  if (segments.length > 2 && !hasDot(segments)) segments = segments.slice(0, 2).concat(RULES.documents.below);
  return '/' + segments.join('/');
}

// The document's path, or null when only the API can answer.
function documentPath(path, query) {
  var plain = path.replace(/\/+$/, '');
  var segments = plain.split('/').slice(1);
  if (path.startsWith(RULES.documents.shells)) return pagePath(segments);
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

function handler(event) {
  var request = event.request;
  var behavior = RULES.behaviors.find(function (each) { return covers(each.path, request.uri); });
  if (behavior.origin === 'site') request.uri = siteFile(request.uri);
  if (behavior.origin === 'documents') {
    var found = documentPath(request.uri, request.querystring);
    if (found === null) cf.selectRequestOriginById('api');
    else request.uri = found;
  }
  return request;
}
