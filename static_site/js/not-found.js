// Where nothing is: an address below a status page leads to the page itself.
const [, folder, slug, below] = location.pathname.split("/");

if (folder === "status" && slug && below) {
  const link = Object.assign(document.createElement("a"), { className: "button primary", href: `/status/${slug}`, textContent: "Current status" });
  document.querySelector(".badges").prepend(link);
}
