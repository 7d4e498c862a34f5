// Focus that went with the row it was in, once a list is read again, is at the beginning of the content.
export const refocus = () => requestAnimationFrame(() => document.activeElement === document.body && document.getElementById("content").focus());
