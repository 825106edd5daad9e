// A table as cells to type in: arrow keys move, a block copied from Excel lands where one is.

import { dialog, el, refill } from "./dom.js";
import { t } from "./words.js";
import { edit, set } from "./app.js";

export function openGrid(known, name, title) {
  const grid = known.tables[name];
  if (grid.is_long) {
    dialog(title, t("close"), el("p", {}, t("long_table")));
    return;
  }
  const rows = grid.rows.map((row) => [...row]);
  const body = el("tbody", {});
  const cell = (r, c) => {
    const input = el("input", { type: "text", value: rows[r][c], "aria-label": `${rows[r][grid.key ?? 0] || r + 1} ${grid.headers[c]}` });
    const note = () => { rows[r][c] = input.value; td.classList.toggle("changed", input.value !== (grid.rows[r]?.[c] ?? "")); };
    input.addEventListener("input", note);
    input.addEventListener("keydown", (event) => {
      const step = { ArrowDown: [1, 0], ArrowUp: [-1, 0], Enter: [1, 0] }[event.key];
      if (!step) return;
      event.preventDefault();
      body.children[r + step[0]]?.children[c]?.firstChild?.focus();
    });
    input.addEventListener("paste", (event) => {
      const block = event.clipboardData.getData("text").replace(/\r/g, "").replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
      if (block.length === 1 && block[0].length === 1) return;
      event.preventDefault();
      block.forEach((line, i) => {
        if (r + i >= rows.length) rows.push(grid.headers.map(() => ""));
        line.forEach((value, j) => { if (c + j < grid.headers.length) rows[r + i][c + j] = value.trim(); });
      });
      paint();
      body.children[r]?.children[c]?.firstChild?.focus();
    });
    const td = el("td", { class: rows[r][c] !== (grid.rows[r]?.[c] ?? "") && "changed" }, input);
    return td;
  };
  const paint = () => refill(body, rows.map((row, r) => el("tr", {}, row.map((_, c) => cell(r, c)))));
  paint();
  const box = dialog(title, t("close"),
    el("p", { class: "quiet" }, t("paste_hint")),
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": title },
      el("table", { class: "grid" }, el("thead", {}, el("tr", {}, grid.headers.map((h) => el("th", { scope: "col" }, h)))), body)),
    el("div", { class: "buttons" },
      el("button", { class: "main", onclick: async () => { if (await taken(name, grid, rows, title)) box.close(); } }, t("done")),
      el("button", { onclick: () => { rows.push(grid.headers.map(() => "")); paint(); } }, t("add_row")),
      el("button", { onclick: () => box.close() }, t("cancel"))));
}

// Cells of rows that have a name are changes of those cells; anything else is the table anew.
async function taken(name, grid, rows, title) {
  const kept = rows.filter((row) => row.some((cell) => cell.trim() !== ""));
  const isSame = kept.length === grid.rows.length && grid.key !== null && kept.every((row, r) => row[grid.key] === grid.rows[r][grid.key]);
  const edits = [];
  if (isSame) {
    kept.forEach((row, r) => row.forEach((value, c) => {
      if (value !== grid.rows[r][c]) edits.push(set(["changes", name, row[grid.key], grid.headers[c]], value.trim()));
    }));
  } else if (JSON.stringify(kept) !== JSON.stringify(grid.rows)) {
    edits.push(set(["tables", name], kept.map((row) => Object.fromEntries(grid.headers.map((h, c) => [h, row[c].trim()]).filter(([, v]) => v !== "")))));
  }
  return edits.length ? edit(edits, `${title}: ${edits.length}`) : true;
}
