// What follows infra/edge-paths.js in the function of the site.
// chalicelib/publish/paths.py is the same in Python; a test holds the two against each other.
function handler(event) {
  var request = event.request;
  var behavior = RULES.behaviors.find(function (each) { return covers(each.path, request.uri); });
  if (asksToRead(request, behavior)) return mayRead();
  var right = moved(request.uri);
  if (right) return moving(right, request.querystring);
  if (behavior.origin === 'site') request.uri = siteFile(request.uri);
  if (behavior.origin === 'documents') goToDocument(request);
  return request;
}
