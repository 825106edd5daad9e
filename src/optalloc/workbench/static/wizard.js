// A new plan from tables, in three steps: the tables, what their columns are, the rules as sentences.
// Everything that is dropped and typed is kept by the server at once: a reload loses nothing.

import { dialog, el, refill } from "./dom.js";
import { get, post, send } from "./server.js";
import { lang, t } from "./words.js";
import { tableName } from "./policy.js";
import { policySteps } from "./wizard_policy.js";

const KINDS = ["sources", "recipients", "uses", "needs", "earlier", "projects", "history", "negative_list"];
const NEEDED = ["sources", "recipients", "uses"];
const SAY = (zh, en) => (lang === "zh" ? zh : en);
const OPEN = "optalloc-wizard";
const nothing = () => ({ files: [], factors: {}, sums: [], fixed: {}, rules: {}, name: "" });

export const wasOpen = () => sessionStorage.getItem(OPEN) !== null;

export async function openWizard(known) {
  if (document.querySelector("dialog[open]")) return;
  sessionStorage.setItem(OPEN, "");
  const kept = await get("/api/new/draft");
  const draft = { ...nothing(), ...kept?.draft };
  const { files } = draft;
  const list = el("div", { class: "steps" });
  const rest = el("div", { class: "steps" });
  const input = el("input", { type: "file", multiple: true, accept: ".csv,.xlsx,.xls,.ods,.et", "aria-label": t("choose_file"),
    onchange: () => take([...input.files]) });
  const drop = el("div", { class: "drop" }, el("p", {}, SAY("把资金、单位、用途等表格（CSV 或 Excel）拖到这里", "Drop the tables of money, recipients and uses here, CSV or Excel")), input, pasting(files, (file) => take([file])));
  drop.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => { event.preventDefault(); drop.classList.remove("over"); take([...event.dataTransfer.files]); });
  const again = el("button", { onclick: async () => { await post("/api/new/draft", { draft: null }); box.close(); openWizard(known); } }, SAY("重新开始", "Start afresh"));
  const box = dialog(t("new_plan"), t("close"),
    el("div", { class: "steps" }, files.length > 0 && el("div", { class: "sentence", role: "status" }, SAY("上次没有做完的还在，接着做就行。", "What you had begun is still here."), again),
      el("section", { class: "card" }, el("h3", {}, SAY("1. 表格", "1. Tables")), drop, list), rest));
  box.addEventListener("close", () => sessionStorage.removeItem(OPEN));
  let timer = 0;
  const keep = () => { clearTimeout(timer); timer = setTimeout(() => post("/api/new/draft", { draft }), 150); };
  addEventListener("pagehide", () => { if (box.isConnected) post("/api/new/draft", { draft }); });
  paint();

  async function take(taken) {
    for (const file of taken) {
      const said = await send(`/api/new/table?name=${encodeURIComponent(file.name)}`, file);
      if (said) said.tables.forEach((table) => files.push({ ...table, file: said.file, name: table.sheet ? `${file.name}#${table.sheet}` : file.name }));
    }
    input.value = "";
    keep();
    paint();
  }

  function paint() {
    refill(list, files.map((file, i) => el("div", { class: "sentence" },
      el("label", { for: `wizard-table-${i}` }, file.name, " ", el("span", { class: "quiet" }, t("rows", file.count))),
      file.refused ? el("span", { class: "letter", role: "alert" }, file.refused[lang]) : el("select", { id: `wizard-table-${i}`, onchange: (event) => { file.table = event.target.value || null; keep(); paint(); } },
        el("option", { value: "" }, SAY("（不用）", "(not used)")),
        KINDS.map((kind) => el("option", { value: kind, selected: kind === file.table }, tableName(kind)))),
      el("button", { class: "plain", "aria-label": `${t("remove")}: ${file.name}`, onclick: () => { files.splice(i, 1); keep(); paint(); } }, "×"),
      el("span", { class: "quiet" }, file.columns.map((c) => c.written).join(" · ")))));
    const missing = NEEDED.filter((kind) => !files.some((f) => f.table === kind));
    if (missing.length) refill(rest, el("p", { class: "quiet", role: "status" }, SAY("还缺：", "Still missing: "), missing.map(tableName).join(SAY("、", ", "))));
    else policySteps({ box, known, draft, rest, keep });
  }
}

function pasting(files, take) {
  const area = el("textarea", { rows: 3, "aria-label": SAY("粘贴表格", "Paste a table"), placeholder: SAY("或者把 Excel 里复制的表格粘贴到这里", "or paste a table copied from Excel here") });
  area.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text");
    if (!text.includes("\t") && !text.includes(",")) return;
    event.preventDefault();
    const csv = text.replace(/\r/g, "").split("\n").filter(Boolean).map((line) => line.split("\t").map((c) => (/[",\n]/.test(c) ? `"${c.replaceAll('"', '""')}"` : c)).join(",")).join("\n");
    take(new File([csv], `${SAY("粘贴", "pasted")}-${files.length + 1}.csv`));
  });
  return area;
}
