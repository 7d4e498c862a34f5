// Sheets that one section alone needs.

/** Resolves once the sheet is there, or cannot be had. */
export const styled = (href) => new Promise((done) => {
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href, onload: done, onerror: done }));
});
