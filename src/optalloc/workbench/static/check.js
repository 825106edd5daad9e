// A table dropped on the window, or chosen, is judged, with each finding at its cell.

import { dialog, el, refill } from "./dom.js";
import { send } from "./server.js";
import { t } from "./words.js";

export function acceptDrops(known) {
  const isFile = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  addEventListener("dragover", (event) => { if (isFile(event)) event.preventDefault(); });
  addEventListener("drop", (event) => {
    if (!isFile(event) || event.defaultPrevented) return;
    event.preventDefault();
    if (event.dataTransfer.files[0]) judge(known, event.dataTransfer.files[0]);
  });
}

export function chooseTable(known) {
  const file = el("input", { type: "file", accept: ".csv,.xlsx,.xls,.docx,.html,.htm,.pdf,.ods,.et", "aria-label": t("choose_file") });
  const box = dialog(t("check"), t("close"), el("div", { class: "drop" }, el("p", {}, t("drop_here")), file));
  file.addEventListener("change", () => { if (file.files[0]) { box.close(); judge(known, file.files[0]); } });
}

export async function judge(known, file) {
  const body = el("div", { role: "status" }, el("p", {}, t("making")));
  dialog(`${t("check")}: ${file.name}`, t("close"), body);
  const desk = known.desk === null ? "" : `&desk=${known.desk}`;
  const found = await send(`/api/check?name=${encodeURIComponent(file.name)}${desk}`, file);
  if (!found) return refill(body);
  return refill(body, judged(found));
}

// Options of the command line are no advice to a page.
const plain = (words) => words.replace(/\s*[（(]?(；可用|say) --[^)）]*[)）]?( 说明)?/g, "").trim();

function judged(found) {
  const { counts, findings, grids } = found;
  const at = new Map(findings.map((f) => [`${f.where.sheet ?? ""}|${f.where.cell}`, f]));
  return el("div", { class: "steps" },
    el("p", { class: "verdict" }, findings.length ? t("findings", counts.error ?? 0, counts.warning ?? 0) : t("no_findings")),
    el("ul", { class: "list" }, findings.map((f) => el("li", {}, (f.where.cell ?? f.where.row) && el("span", { class: `badge ${f.severity === "error" ? "bad" : "warn"}` }, f.where.cell ?? f.where.row), " ", plain(f.words)))),
    grids.map((grid) => el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": grid.sheet ?? found.file }, el("table", { class: "found" },
      el("tbody", {}, grid.rows.map((row) => el("tr", {}, row.map(({ cell, text }) => {
        const f = at.get(`${grid.sheet ?? ""}|${cell}`);
        return el("td", { class: f?.severity, title: f && plain(f.words) }, text, f && el("span", { class: "sr" }, ` ${plain(f.words)}`));
      }))))))));
}
