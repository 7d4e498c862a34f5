// CloudFront Function on viewer requests. RULES is infra/cdn.json, put here when the template is made.
import cf from 'cloudfront';

var RULES = {};

function covers(pattern, path) {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
}

function siteFile(path) {
  if (path.split('/').pop().indexOf('.') !== -1) return path;
  for (var i = 0; i < RULES.rewrites.length; i++) {
    if (covers(RULES.rewrites[i].from, path)) return RULES.rewrites[i].to;
  }
  return path.replace(/\/+$/, '') + '.html';
}

// The document's path, or null when only the API can answer.
function documentPath(path, query) {
  if (path.startsWith(RULES.documents.shells)) {
    var parts = path.replace(/\/+$/, '').split('/');
    return parts.slice(0, 3).join('/') + (parts.length > 3 ? '/' + RULES.documents.below : '');
  }
  var asked = Object.keys(query).filter(function (name) { return RULES.documents.ignored_query.indexOf(name) === -1; });
  var plain = path.replace(/\/+$/, '');
  if (asked.length === 0) return plain;
  var cursor = query.cursor;
  if (asked.length > 1 || !cursor || cursor.multiValue || !/^[A-Za-z0-9_=-]{1,200}$/.test(cursor.value)) return null;
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
