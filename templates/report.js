// What a screen can do that paper cannot: sort, filter, look at another year, ask where a figure came from.
// The page is whole without it. Everything is read from the page itself; nothing is fetched or kept.
(() => {
  "use strict";

  const element = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  const number = (text) => {
    const plain = text.replace("▲", "-").replace(/[%,]/g, "");
    return plain === "" || Number.isNaN(Number(plain)) ? null : Number(plain);
  };

  // --- the table of all indicators -----------------------------------------------------------------

  // One table: in the plan's order its groups share a heading cell; sorted or filtered, each row has its own.
  class Overview {
    constructor(table) {
      this.table = table;
      this.groups = [...table.tBodies];
      this.rows = this.groups.flatMap((group) => {
        const heading = group.querySelector(".group");
        return [...group.rows].map((row) => {
          const copy = row.cloneNode(true);
          copy.querySelector(".group")?.remove();
          const own = heading.cloneNode(true);
          own.removeAttribute("rowspan");
          own.scope = "row";
          copy.prepend(own);
          return copy;
        });
      });
      this.flat = element("tbody");
      this.key = "plan";
      this.direction = 1;
      this.wanted = { group: "", verdict: "" };
      for (const heading of table.querySelectorAll("th[data-sort]")) this.addButton(heading);
    }

    addButton(heading) {
      const button = element("button", { type: "button" }, ...heading.childNodes);
      button.addEventListener("click", () => this.sortBy(heading.dataset.sort));
      heading.append(button);
    }

    sortBy(key) {
      this.direction = this.key === key ? -this.direction : 1;
      if (key === "plan") this.direction = 1;
      this.key = key;
      this.show();
    }

    filter(wanted) {
      this.wanted = wanted;
      this.show();
    }

    // Rows without a figure stand last, whichever way the table is sorted.
    compare(a, b) {
      const [x, y] = [a, b].map((row) => number(row.dataset[this.key]));
      if (x === null || y === null) return (x === null) - (y === null);
      return (x - y) * this.direction;
    }

    show() {
      const { group, verdict } = this.wanted;
      const chosen = this.rows.filter(
        (row) => (!group || row.dataset.group === group) && (!verdict || row.dataset.verdict === verdict),
      );
      this.shown = chosen.length;
      if (this.key !== "plan") chosen.sort((a, b) => this.compare(a, b));
      const asPlanned = this.key === "plan" && chosen.length === this.rows.length;
      [...this.table.tBodies].forEach((body) => body.remove());
      this.flat.replaceChildren(...chosen);
      this.table.append(...(asPlanned ? this.groups : [this.flat]));
      for (const heading of this.table.querySelectorAll("th[data-sort]")) {
        const sorted = heading.dataset.sort === this.key && this.key !== "plan";
        if (sorted) heading.setAttribute("aria-sort", this.direction > 0 ? "ascending" : "descending");
        else heading.removeAttribute("aria-sort");
      }
    }
  }

  const select = (id, label, values, onChange) => {
    const list = element("select", { id }, element("option", { value: "" }, "すべて"));
    list.append(...[...new Set(values)].map((value) => element("option", { value }, value)));
    list.addEventListener("change", onChange);
    return [list, element("div", {}, element("label", { htmlFor: id }, label), list)];
  };

  const addControls = () => {
    const editions = [...document.querySelectorAll(".edition")];
    if (!editions.length) return;
    const overviews = editions.map((edition) => new Overview(edition.querySelector("table.overview")));
    const rows = overviews.flatMap((overview) => overview.rows);
    const told = element("p", { className: "told" });
    told.setAttribute("role", "status");
    let current = 0;

    const show = (say) => {
      const wanted = { group: group.value, verdict: verdict.value };
      overviews.forEach((overview) => overview.filter(wanted));
      editions.forEach((edition, place) => (edition.hidden = place !== current));
      years.forEach((button, place) => button.setAttribute("aria-pressed", String(place === current)));
      const { shown, rows: all } = overviews[current];
      if (say) told.textContent = `${editions[current].dataset.edition}：${all.length}件のうち${shown}件を表示しています。`;
    };
    const [group, groupLabel] = select("filter-group", "分野", rows.map((row) => row.dataset.group), () => show(true));
    const byRank = [...rows].sort((a, b) => a.dataset.rank - b.dataset.rank);
    const [verdict, verdictLabel] = select("filter-verdict", "判定", byRank.map((row) => row.dataset.verdict), () => show(true));
    const years = editions.map((edition, place) => {
      const button = element("button", { type: "button" }, edition.dataset.edition);
      button.addEventListener("click", () => {
        current = place;
        show(true);
      });
      return button;
    });
    const controls = element("div", { className: "controls" });
    if (years.length > 1) controls.append(element("fieldset", {}, element("legend", {}, "報告の年度"), ...years));
    controls.append(groupLabel, verdictLabel, told);
    controls.setAttribute("role", "group");
    controls.setAttribute("aria-label", "表の表示");
    editions[0].before(controls);
    editions[0].after(...editions.slice(1)); // out of the fold, which is for readers without a script
    document.querySelector(".earlier")?.remove();
    show(false);
  };

  // --- where a figure came from --------------------------------------------------------------------

  const listOf = (pairs) =>
    element("dl", {}, ...pairs.flatMap(([term, text]) => [element("dt", {}, term), element("dd", {}, text)]));

  const originOf = (cell) => {
    const { series, file, period, published, cell: place, status, earlier, note } = cell.dataset;
    const source = document.getElementById(file).dataset;
    const facts = [
      ["値", cell.textContent.trim()],
      ["公表日", published],
      ["資料", source.source],
      ["ファイル", source.path],
      ["欄", place],
      ["状態", status],
      ["改定前（公表日）", earlier],
      ["備考", note],
      ["照合用の値", source.hash],
    ];
    return [element("h3", {}, `${series}　${period}`), listOf(facts.filter(([, text]) => text))];
  };

  const addOrigins = () => {
    const heading = element("h2", { id: "origin-title", tabIndex: -1 });
    const body = element("div");
    const close = element("button", { type: "button" }, "閉じる");
    const dialog = element("dialog", {}, heading, body, close);
    dialog.setAttribute("aria-labelledby", "origin-title");
    close.addEventListener("click", () => dialog.close());
    document.body.append(dialog);
    // One listener for all: the table's rows are copied and moved.
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a.origin-link");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const rows = link.dataset.origins.split(" ").map((id) => document.getElementById(id)).filter(Boolean);
      if (!rows.length) return;
      event.preventDefault();
      heading.textContent = `「${link.textContent}」の出所`;
      body.replaceChildren(...rows.flatMap(originOf));
      dialog.showModal();
      heading.focus();
    });
  };

  addControls();
  addOrigins();
})();
