// The page's own colour, on a page that needs no other script.
const { content } = document.querySelector('meta[name="theme-color"]');
document.documentElement.style.setProperty("--brand", content);
