// A table as cells to type in: arrow keys move, a block copied from Excel lands where one is.

import { complain, dialog, el, mended, refill } from "./dom.js";
import { colon, listed, t } from "./words.js";
import { edit, set } from "./app.js";

const MOST_ROWS = 2500; // what the server sends of a table: longer ones are changed in their file

// What is typed and not yet applied outlives a reload of the page.
const kept = (known, name) => `optalloc-grid ${known.policy?.name} ${name}`;

export function openGrid(known, name, title) {
  const grid = known.tables[name];
  if (grid.is_long) {
    dialog(title, t("close"), el("p", {}, t("long_table")));
    return;
  }
  const [at, stands] = [kept(known, name), JSON.stringify(grid.rows)];
  const left = JSON.parse(sessionStorage.getItem(at) ?? "null");
  const isLeft = left?.stands === stands;
  const rows = isLeft ? left.rows : grid.rows.map((row) => [...row]);
  const isChanged = () => JSON.stringify(rows) !== stands;
  const forget = () => sessionStorage.removeItem(at);
  const keep = () => { try { sessionStorage.setItem(at, JSON.stringify({ stands, rows })); } catch { forget(); } };
  const body = el("tbody", {});
  const cell = (r, c) => {
    const input = el("input", { type: "text", value: rows[r][c], "aria-label": `${rows[r][grid.key ?? 0] || r + 1} ${grid.headers[c]}` });
    input.addEventListener("input", () => {
      rows[r][c] = input.value;
      td.classList.toggle("changed", input.value !== (grid.rows[r]?.[c] ?? ""));
      keep();
    });
    input.addEventListener("keydown", (event) => {
      const step = { ArrowDown: [1, 0], ArrowUp: [-1, 0], Enter: [1, 0] }[event.key];
      if (!step || event.isComposing) return;
      event.preventDefault();
      body.children[r + step[0]]?.children[c]?.firstChild?.focus();
    });
    input.addEventListener("paste", (event) => {
      const block = event.clipboardData.getData("text").replace(/\r/g, "").replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
      if (block.length === 1 && block[0].length === 1) return;
      event.preventDefault();
      if (r + block.length > MOST_ROWS) return complain(t("long_paste", block.length, MOST_ROWS), "paste");
      mended("paste");
      block.forEach((line, i) => {
        if (r + i >= rows.length) rows.push(grid.headers.map(() => ""));
        line.forEach((value, j) => { if (c + j < grid.headers.length) rows[r + i][c + j] = value.trim(); });
      });
      keep();
      paint();
      return body.children[r]?.children[c]?.firstChild?.focus();
    });
    const td = el("td", { class: rows[r][c] !== (grid.rows[r]?.[c] ?? "") && "changed" }, input);
    return td;
  };
  const paint = () => refill(body, rows.map((row, r) => el("tr", {}, row.map((_, c) => cell(r, c)))));
  paint();
  const box = dialog(title, t("close"),
    el("p", { class: "quiet" }, t("paste_hint")), isLeft && el("p", { role: "status" }, t("left_cells")),
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": title },
      el("table", { class: "grid" }, el("thead", {}, el("tr", {}, grid.headers.map((h) => el("th", { scope: "col" }, h)))), body)),
    el("div", { class: "buttons" },
      el("button", { class: "main", onclick: async () => { if (await taken(name, grid, rows, title)) { forget(); box.close(); } } }, t("done")),
      el("button", { onclick: () => { rows.push(grid.headers.map(() => "")); paint(); } }, t("add_row")),
      el("button", { onclick: () => box.leave() }, t("cancel"))));
  box.unsaved = isChanged;
  box.discard = forget;
}

// Cells of rows that have a name are changes of those cells; anything else is the table anew.
async function taken(name, grid, rows, title) {
  const kept = rows.filter((row) => row.some((cell) => cell.trim() !== ""));
  const isSame = kept.length === grid.rows.length && grid.key !== null && kept.every((row, r) => row[grid.key] === grid.rows[r][grid.key]);
  const [edits, said] = [[], []];
  if (isSame) {
    kept.forEach((row, r) => row.forEach((value, c) => {
      if (value === grid.rows[r][c]) return;
      edits.push(set(["changes", name, row[grid.key], grid.headers[c]], value.trim()));
      said.push(`${row[grid.key]} ${grid.headers[c]} ${grid.rows[r][c] || "–"} → ${value.trim() || "–"}`);
    }));
  } else if (JSON.stringify(kept) !== JSON.stringify(grid.rows)) {
    edits.push(set(["tables", name], kept.map((row) => Object.fromEntries(grid.headers.map((h, c) => [h, row[c].trim()]).filter(([, v]) => v !== "")))));
    said.push(t("rows", kept.length));
  }
  return edits.length ? edit(edits, `${title}${colon()}${said.length > 3 ? t("cells_changed", said.length) : listed(said)}`) : true;
}
