// The head of the page: which scenario, back and forth, what can be made of it.

import { dialog, el, note, refill, toast } from "./dom.js";
import { get, post } from "./server.js";
import { lang, t } from "./words.js";
import { switchLanguage } from "./app.js";
import { openComparison } from "./compare.js";
import { chooseTable } from "./check.js";
import { openLedger } from "./ledger.js";
import { openTradeOffs } from "./tradeoffs.js";
import { paperButtons } from "./papers.js";

const head = document.getElementById("head");

export function paintHead(known) {
  const focused = document.activeElement?.dataset?.tool;
  const onDesk = known.desk !== null;
  const title = known.policy?.title ?? (onDesk ? "" : "optalloc");
  document.title = onDesk && title ? `${title} · optalloc` : `optalloc · ${t("welcome")}`;
  const opened = [...head.querySelectorAll("details[open]")].map((d) => d.dataset.tool);
  refill(head,
    el("div", { class: "title" }, el("h1", {}, onDesk ? title : `optalloc ${t("welcome")}`), onDesk && desks(known)),
    el("div", { class: "tools" }, onDesk && tools(known),
      known.start.ledger && el("button", { "data-tool": "ledger", onclick: () => openLedger(known) }, t("ledger")),
      el("button", { "data-tool": "lang", lang: lang === "zh" ? "en" : "zh-CN", onclick: switchLanguage }, t("other_lang"))));
  for (const name of opened) head.querySelector(`details[data-tool="${name}"]`)?.setAttribute("open", "");
  if (focused) head.querySelector(`[data-tool="${focused}"]`)?.focus();
}

function desks(known) {
  const names = known.state?.desks ?? [];
  return el("nav", { class: "desks", "aria-label": t("welcome") },
    el("a", { href: "#start" }, "⌂ ", t("welcome")),
    names.map((name, i) => el("a", { href: `#${i}`, "aria-current": i === known.desk && "page" }, name)));
}

// Who only looks is told who writes, and may ask to.
function penTools({ start }) {
  document.body.classList.toggle("reading", !start.may_write);
  return [
    start.holder && el("span", { class: "badge warn", role: "status" }, t("writing", start.holder)),
    !start.may_write && !start.holder && el("span", { class: "badge", role: "status" }, t("reading")),
    start.is_host && start.holder && el("button", { "data-tool": "pen", onclick: () => post("/api/pen/back") }, t("take_back")),
    !start.is_host && start.may_write && el("button", { "data-tool": "pen", onclick: () => post("/api/pen/back") }, t("give_back")),
    start.can_ask && !start.may_write && el("button", { "data-tool": "pen", onclick: openPen }, t("write")),
  ];
}

function openPen() {
  const name = el("input", { type: "text", id: "pen-name", maxlength: 30, required: true });
  const phrase = el("input", { type: "text", id: "pen-phrase", autocomplete: "off", required: true });
  const take = async (event) => {
    event.preventDefault();
    if (await post("/api/pen/take", { name: name.value, phrase: phrase.value }, (text) => note(phrase, text))) box.close();
  };
  const box = dialog(t("write"), t("close"), el("form", { class: "steps", onsubmit: take },
    el("label", { for: "pen-name" }, t("your_name"), " ", name), el("label", { for: "pen-phrase" }, t("phrase"), " ", phrase),
    el("div", { class: "buttons" }, el("button", { class: "main" }, t("write")))));
  name.focus();
}

function tools(known) {
  const { state } = known;
  if (!state) return [];
  if (!known.start.may_write) return penTools(known);
  const go = (place) => post(`/api/desks/${known.desk}/go`, { place });
  return [
    ...penTools(known),
    el("button", { "data-tool": "undo", title: `${t("undo")} (Ctrl+Z)`, disabled: state.place === 0, onclick: () => go(state.place - 1) }, "↶ ", t("undo")),
    el("button", { "data-tool": "redo", title: `${t("redo")} (Ctrl+Y)`, disabled: state.place >= state.count - 1, onclick: () => go(state.place + 1) }, "↷ ", t("redo")),
    el("button", { "data-tool": "history", onclick: () => openHistory(known, go) }, t("history")),
    el("button", { "data-tool": "save", onclick: () => openSaving(known) }, t("save")),
    el("button", { "data-tool": "compare", onclick: () => openComparison(known) }, t("compare")),
    el("button", { "data-tool": "tradeoffs", disabled: !known.policy || !known.tables, onclick: () => openTradeOffs(known) }, t("tradeoffs")),
    menu("papers", t("papers"), paperButtons(known)),
    el("button", { "data-tool": "check", onclick: () => chooseTable(known) }, t("check")),
  ];
}

export function menu(tool, name, children) {
  const box = el("details", { class: "menu", "data-tool": tool }, el("summary", {}, name), el("div", {}, children));
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    box.open = false;
    box.querySelector("summary").focus();
  });
  return box;
}

async function openHistory(known, go) {
  const found = await get(`/api/desks/${known.desk}/states`);
  if (!found) return;
  const { states } = found;
  const { place } = known.state;
  const rows = states.map((state, i) => el("li", {},
    el("button", { class: i === place && "main", "aria-current": i === place && "step", onclick: () => { box.close(); go(i); } },
      i ? state.said || "…" : t("opened")),
    " ", el("span", { class: "quiet" }, i ? new Date(state.at * 1000).toLocaleString(lang === "zh" ? "zh-CN" : "en-GB") : "", state.who && ` · ${state.who}`)));
  const box = dialog(t("history"), t("close"),
    el("div", {}, states.length > 1 ? el("ol", { class: "list" }, rows) : el("p", {}, t("no_history"))));
}

function openSaving(known) {
  const name = el("input", { type: "text", id: "save-name", maxlength: 60, required: true });
  const save = async (event) => {
    event.preventDefault();
    const done = await post(`/api/desks/${known.desk}/save`, { name: name.value }, (text) => note(name, text));
    if (!done) return;
    box.close();
    toast(t("saved", done.file));
  };
  const box = dialog(t("save"), t("close"),
    el("form", { class: "steps", onsubmit: save },
      el("p", { class: "quiet" }, t(known.policy?.is_workbook ? "save_book" : "save_hint")),
      el("label", { for: "save-name" }, t("save_name"), " ", name),
      el("div", { class: "buttons" }, el("button", { class: "main" }, t("save")))));
  name.focus();
}

addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || /^(input|textarea|select)$/i.test(event.target.tagName) && event.target.type === "text") return;
  const tool = { z: event.shiftKey ? "redo" : "undo", y: "redo" }[event.key.toLowerCase()];
  const button = tool && head.querySelector(`[data-tool="${tool}"]`);
  if (!button || button.disabled || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  button.click();
});

