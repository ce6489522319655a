// In the page that `preview` shows, never in a report: when the server has made the report again, the sheets that
// came out otherwise are put in place of the old ones. Where more than sheets changed, the page is loaded again.
(() => {
  "use strict";

  const RETRY = 1000; // milliseconds
  const SHEETS = "main > section[id]:not(#summary)"; // the summary's controls belong to the page's own script

  const newest = async () => {
    const answer = await fetch("/", { cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return { page, number: answer.headers.get("X-Number") };
  };

  const sheetsOf = (page) => [...page.querySelectorAll(SHEETS)];

  // All of the page but what its sheets hold, and but the number of its making.
  const frameOf = (page) => {
    const copy = page.documentElement.cloneNode(true);
    copy.querySelectorAll(SHEETS).forEach((sheet) => sheet.replaceChildren());
    copy.querySelectorAll("[data-number]").forEach((script) => script.remove());
    return copy.outerHTML;
  };

  const redraw = (before, after) => {
    if (frameOf(before) !== frameOf(after)) {
      location.reload();
      return;
    }
    const old = sheetsOf(before);
    const here = sheetsOf(document);
    sheetsOf(after).forEach((sheet, place) => {
      if (sheet.outerHTML !== old[place].outerHTML) here[place].replaceWith(document.importNode(sheet, true));
    });
  };

  const follow = async (number) => {
    let shown = await newest();
    if (shown.number !== number) location.reload();
    for (;;) {
      try {
        const answer = await fetch(`/newer?than=${shown.number}`, { cache: "no-store" });
        if ((await answer.text()) === shown.number) continue;
        const next = await newest();
        redraw(shown.page, next.page);
        shown = next;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, RETRY));
      }
    }
  };

  follow(document.currentScript.dataset.number);
})();
