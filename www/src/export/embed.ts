/** The code that shows this page, at this state, inside another. */
export function embedCode(address: string, title: string): string {
  const url = new URL(address);
  url.searchParams.set("embed", "");
  const src = url.href.replace("embed=&", "embed&").replace(/embed=(?=#|$)/, "embed");
  return `<iframe src="${attribute(src)}" title="${attribute(title)}" width="100%" height="720" loading="lazy" style="border:0" allow="clipboard-write"></iframe>`;
}

function attribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
