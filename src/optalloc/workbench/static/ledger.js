// The ledger of the year: pages to read, and a plan to approve into it after a question.

import { dialog, el, refill, toast } from "./dom.js";
import { get, post } from "./server.js";
import { lang, t } from "./words.js";

const SAY = (zh, en) => (lang === "zh" ? zh : en);
const PAGES = { year: ["全年", "The year"], progress: ["支付进度", "Progress"], library: ["项目库", "Library"] };

export function openLedger(known) {
  const now = new Date();
  const what = el("select", { id: "ledger-what", onchange: show }, Object.entries(PAGES).map(([key, pair]) => el("option", { value: key }, SAY(...pair))));
  const month = el("input", { type: "text", id: "ledger-month", value: `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}`, onchange: show });
  const page = el("div", { role: "status" });
  dialog(`${t("ledger")}: ${known.start.ledger}`, t("close"),
    el("div", { class: "sentence" }, el("label", { for: "ledger-what" }, SAY("看什么", "Show")), what, el("label", { for: "ledger-month" }, SAY("月份", "Month")), month,
      known.desk !== null && known.start.may_write && known.plan?.has_plan && el("button", { onclick: () => openApproval(known, month.value, show) }, t("approve"))),
    page, el("div", { class: "buttons no-print" }, el("button", { onclick: () => print() }, t("print"))));
  async function show() {
    refill(page, el("p", {}, t("making")));
    const found = await get(`/api/ledger/${what.value}?month=${encodeURIComponent(month.value)}`);
    refill(page, found && paper(found));
  }
  show();
}

function paper(said) {
  return el("div", { class: "steps" }, el("h3", {}, said.title), said.lines.map((line) => el("p", {}, line)),
    said.tables.map((table) => el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": table.title }, el("table", {},
      el("caption", {}, table.title, el("span", { class: "quiet" }, ` ${said.unit}`)),
      el("thead", {}, el("tr", {}, table.heads.map((head) => el("th", { scope: "col" }, head)))),
      el("tbody", {}, table.rows.map((row, i) => el("tr", {}, row.map((cell, c) => (c ? el("td", { class: isFigure(cell) && "n" }, cell ?? "–")
        : el("th", { scope: "row" }, table.has_total && i === table.rows.length - 1 ? el("strong", {}, cell) : cell ?? "–"))))))))),
    Object.entries(said.lists).map(([head, items]) => [el("h3", {}, head), el("ul", { class: "list" }, items.map((item) => el("li", {}, item)))]));
}

const isFigure = (cell) => cell === null || /^[−-]?[\d.,]+%?$/.test(cell);

function openApproval(known, at, done) {
  const name = el("input", { type: "text", id: "approve-name", required: true });
  const month = el("input", { type: "text", id: "approve-month", value: at, required: true });
  const document_number = el("input", { type: "text", id: "approve-document" });
  const sure = el("input", { type: "checkbox", id: "approve-sure", required: true });
  const approve = async (event) => {
    event.preventDefault();
    const found = await post(`/api/desks/${known.desk}/approve`, { name: name.value, month: month.value, document: document_number.value, confirmed: sure.checked });
    if (!found) return;
    box.close();
    toast(SAY(`已记入 ${found.year} 年“${found.batch}”：${found.entries} 笔，共 ${found.amount}`, `Wrote ${found.batch} of ${found.year}: ${found.entries} awards, ${found.amount}`));
    done();
  };
  const box = dialog(t("approve"), t("close"), el("form", { class: "steps", onsubmit: approve },
    el("label", { for: "approve-name" }, SAY("批次名称", "Name of the batch"), " ", name), el("label", { for: "approve-month" }, SAY("月份", "Month"), " ", month),
    el("label", { for: "approve-document" }, SAY("文号", "Document number"), " ", document_number),
    el("p", {}, SAY("入账前再独立核对一遍。分录只增不改、不删，登记错了只能冲销。", "The plan is audited once more. Entries are never changed or deleted: a mistake can only be reversed.")),
    el("label", { class: "buttons", for: "approve-sure" }, sure, SAY(`我确认把这个方案（${known.plan.total} ${known.plan.unit}）记入台账`, `I confirm that this plan (${known.plan.total} ${known.plan.unit}) goes into the ledger`)),
    el("div", { class: "buttons" }, el("button", { class: "main" }, t("approve")))));
  name.focus();
}
