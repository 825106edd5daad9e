// Scenarios side by side, with what causes each difference.

import { dialog, el, refill } from "./dom.js";
import { t } from "./words.js";
import { post } from "./server.js";
import { difference, signed } from "./plan.js";
import * as F from "./fractions.js";

export function openComparison(known) {
  const { state } = known;
  const choices = [
    ...state.desks.map((name, i) => [`desk:${i}`, name, i === known.desk]),
    ...state.saved.map((name) => [`saved:${name}`, name, true]),
    ...(state.differs ? [["now", t("now"), true]] : []),
  ];
  const boxes = choices.map(([id, name, isOn]) => {
    const input = el("input", { type: "checkbox", value: id, checked: isOn, onchange: ask });
    return { input, node: el("label", { class: "buttons" }, input, name) };
  });
  const found = el("div", { role: "status" });
  dialog(t("compare"), t("close"), el("p", { class: "quiet no-print" }, t("pick")), el("div", { class: "buttons no-print" }, boxes.map((b) => b.node)), found,
    el("div", { class: "buttons no-print" }, el("button", { onclick: () => print() }, t("print"))));
  async function ask() {
    const columns = boxes.filter((b) => b.input.checked).map((b) => b.input.value).slice(0, 6);
    if (columns.length < 2) return refill(found);
    refill(found, el("p", {}, t("making")));
    const said = await post(`/api/desks/${known.desk}/compare`, { columns });
    if (said) refill(found, compared(known, said.columns.map((c) => ({ ...c, name: c.id === "now" ? t("now") : c.name }))));
    return undefined;
  }
  ask();
}

// Weights are percentages here too, rounded where no short one is exact.
const shares = ({ key, words }) => (/^targets\..*weights/.test(key) ? words.replace(/\d+\/\d+/g, (all) => F.shown(F.read(all))) : words);

function compared(known, columns) {
  const names = [...new Set(columns.flatMap((c) => Object.keys(c.plan?.recipients ?? {})))];
  const [first] = columns;
  const cell = (column, name) => {
    const own = column.plan?.recipients?.[name];
    if (own === undefined) return el("td", { class: "n" }, "–");
    const change = column === first || !first.plan?.has_plan ? "0" : difference(own, first.plan.recipients[name] ?? "0");
    return el("td", { class: `n ${change === "0" ? "" : "differs"}` }, own,
      change !== "0" && el("span", { class: change.startsWith("-") ? "less" : "more" }, ` ${change.startsWith("-") ? "▼" : "▲"}${signed(change)}`));
  };
  const goals = [...new Set(columns.flatMap((c) => c.plan?.goals?.map((g) => g.words) ?? []))];
  return el("div", { class: "steps" },
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("compare") }, el("table", { class: "columns" },
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, t("recipient")), columns.map((c) => el("th", { scope: "col", class: "n" }, c.name)))),
      el("tbody", {}, names.map((name) => el("tr", {}, el("th", { scope: "row" }, name), columns.map((c) => cell(c, name)))),
        goals.map((words) => el("tr", {}, el("th", { scope: "row", class: "quiet" }, words), columns.map((c) => {
          const goal = c.plan?.goals?.find((g) => g.words === words);
          return el("td", { class: "n quiet" }, goal ? goal.said.replace(`${words}：`, "").replace(`${words}: `, "").replace(/[（(].*/, "") : "–");
        })))),
      el("tfoot", {}, el("tr", {}, el("th", { scope: "row" }, t("total")), columns.map((c) => el("td", { class: "n" }, c.plan?.total ?? "–")))))),
    columns.filter((c) => c.faults.length || (c.plan && !c.plan.has_plan)).map((c) => el("div", { class: "card noplan" }, el("h3", {}, c.name),
      el("ul", { class: "list" }, [...c.faults, ...(c.plan?.because ?? [])].map((w) => el("li", {}, w))))),
    columns.some((c) => c.why) && el("h3", {}, t("causes")),
    el("div", { class: "causes" }, columns.filter((c) => c.why).map((c) => el("div", { class: "card" }, el("h3", {}, t("against", c.name, first.name)),
      c.why.changes.length ? el("ul", { class: "list" }, c.why.changes.map((change) => el("li", {},
        change.settings.map((s) => shares(s)).join("; ") || change.because,
        el("br", {}), moves(change.moved)))) : el("p", {}, t("equal"))))));
}

function moves(moved) {
  const said = Object.entries(moved).filter(([, v]) => Number(v) !== 0);
  if (!said.length) return el("span", { class: "quiet" }, t("equal"));
  return said.map(([name, v], i) => [i > 0 && ", ", el("span", { class: v.startsWith("-") ? "less" : "more" }, `${name} ${v.startsWith("-") || v.startsWith("+") ? v.replace("-", "−") : `+${v}`}`)]);
}
