// The address of a page, as the server would make it of a name.

const LONGEST = 40;

export const slugFrom = (name) =>
  name.normalize("NFKD").replace(/[^\x20-\x7e]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, LONGEST).replace(/^-+|-+$/g, "");

export const wrongSlug = (slug) => {
  if (slug.length < 3 || slug.length > LONGEST) return "Address must have 3 to 40 letters";
  return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug) ? "" : "Address may have small letters, digits, and single hyphens between them";
};

/** Whether some page lives there already; asked over the live socket, which knows every address. Unknown is undefined. */
export function isTaken(slug, signal) {
  const socket = new WebSocket(new URL("/live", location).href.replace(/^http/, "ws"));
  signal.addEventListener("abort", () => socket.close());
  return new Promise((resolve) => {
    socket.onopen = () => socket.send(JSON.stringify({ action: "subscribe_organization", tenant_id: slug }));
    socket.onclose = () => resolve(undefined);
    socket.onmessage = ({ data }) => {
      const { event, code } = JSON.parse(data);
      resolve(event === "subscribed" ? true : code === "unknown_tenant" ? false : undefined);
      socket.close();
    };
  });
}
