import "./explorer";

// Shown inside another page: the frame around it is that page's own.
if (new URLSearchParams(location.search).has("embed")) {
  document.querySelector("undercut-explorer")?.setAttribute("embed", "");
}
