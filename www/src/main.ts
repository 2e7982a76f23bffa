import "./explorer";

// Shown inside another page: the frame around it is that page's own.
const query = new URLSearchParams(location.search);
if (query.has("embed")) {
  const page = document.querySelector("undercut-explorer");
  page?.setAttribute("embed", "");
  page?.setAttribute("panel", query.get("panel") ?? "");
}
