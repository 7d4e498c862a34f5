// ReDoc on our own description.

window.Redoc.init('/openapi.json', {
  hideDownloadButton: true,
  nativeScrollbars: true,
  requiredPropsFirst: true,
  scrollYOffset: 48,
  theme: { typography: { fontFamily: 'system-ui, sans-serif', headings: { fontFamily: 'system-ui, sans-serif' } } },
}, document.getElementById('reference'));
