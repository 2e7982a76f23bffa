/** The code that shows this page, at this state, inside another; one panel of it where that is named. */
export function embedCode(address: string, title: string, panel = ""): string {
  const url = new URL(address);
  url.searchParams.set("embed", "");
  if (panel !== "") url.searchParams.set("panel", panel);
  const src = url.href.replace("embed=&", "embed&").replace(/embed=(?=#|$)/, "embed");
  return `<iframe src="${attribute(src)}" title="${attribute(title)}" width="100%" height="${panel === "" ? 720 : 420}" loading="lazy" style="border:0" allow="clipboard-write"></iframe>`;
}

function attribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
