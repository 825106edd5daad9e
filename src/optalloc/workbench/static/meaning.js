// The right side: what the plan means, found section after section.

import { el, refill, svg } from "./dom.js";
import { colon, lang, listed, t } from "./words.js";
import { post } from "./server.js";
import { edit } from "./app.js";

const OPEN = new Map();

export function paintMeaning(known) {
  const holder = document.getElementById("meaning");
  const { plan } = known;
  if (!holder || !plan) return;
  refill(holder, plan.has_plan ? ofPlan(known) : []);
  paintExplaining(known);
  holder.setAttribute("aria-busy", String(!known.meaning?.is_whole));
}

function section(key, title, ...children) {
  const box = el("details", { class: "card", open: OPEN.get(key) ?? true }, el("summary", {}, title), el("div", {}, children));
  box.addEventListener("toggle", () => OPEN.set(key, box.open));
  return box;
}

function items(words, most = 6) {
  if (words.length <= most + 1) return el("ul", { class: "list" }, words.map((w) => el("li", {}, w)));
  return [el("ul", { class: "list" }, words.slice(0, most).map((w) => el("li", {}, w))),
    el("details", {}, el("summary", { class: "quiet" }, `… ${words.length - most}`), el("ul", { class: "list" }, words.slice(most).map((w) => el("li", {}, w))))];
}

function ofPlan(known) {
  const { plan } = known;
  const m = known.meaning ?? {};
  return [
    section("goals", t("goals_found"), el("ol", { class: "list" }, plan.goals.map((g) => el("li", {}, g.said)))),
    m.costs && section("costs", t("binding"), costs(m.costs)),
    m.prices && section("prices", t("step_more"), prices(m.prices)),
    m.room && section("room", t("room"), room(m.room)),
    m.fairness && section("fairness", t("fair"), items(m.fairness.words)),
    section("ties", t("ties"), el("p", {}, plan.as_good.tie_rule_words), items(plan.as_good.words)),
    m.waterfall && section("waterfall", t("way"), items(m.waterfall.words)),
    el("p", { class: "quiet", id: "explaining", role: "status" }),
  ];
}

// What is ready stands there already; here it says what is still worked out, or had no time.
const TITLES = { waterfall: "way", room: "room", fairness: "fair", costs: "binding", prices: "step_more" };
const titled = (sections) => listed(sections.map((name) => t(TITLES[name] ?? name)));

export function paintExplaining(known) {
  const line = document.getElementById("explaining");
  if (!line) return;
  const { meaning, explaining } = known;
  const late = [...(meaning?.left_out ?? []), ...(meaning?.cut_short ?? [])];
  if (meaning?.is_whole) {
    refill(line, late.length > 0 && [t("no_time", titled(late)), " ", el("button", { onclick: () => more(known) }, t("take_time"))]);
  } else {
    const left = Object.keys(TITLES).filter((name) => !meaning?.[name]);
    refill(line, t("thinking", titled(left)), explaining && ` ${t(TITLES[explaining.section] ?? "thinking")} ${explaining.done}/${explaining.of}`);
  }
}

function more(known) {
  known.meaning = { ...known.meaning, is_whole: false };
  for (const name of [...(known.meaning.left_out ?? []), ...(known.meaning.cut_short ?? [])]) delete known.meaning[name];
  paintMeaning(known);
  post(`/api/desks/${known.desk}/explain`);
}

function costs(found) {
  const matter = found.rules.filter((r) => r.weight !== "never" && r.effect !== "equal");
  return items(matter.length ? matter.map((r) => r.words) : [t("equal")]);
}

function prices(found) {
  const said = (list) => list.filter((p) => p.effect !== "equal").map((p) => p.words);
  const settings = said(found.settings);
  const money = said(found.money);
  return [settings.length ? items(settings, 4) : el("p", {}, t("equal")), money.length > 0 && [el("h3", {}, t("more_money")), items([...new Set(money)], 3)]];
}

function room(found) {
  const moving = found.recipients.filter((r) => r.least !== r.most);
  if (!moving.length) return items(found.words.slice(1, 2).concat(found.words.slice(2)), 2);
  const most = Math.max(...moving.map((r) => Number(r.most))) || 1;
  const x = (v) => `${(98 * Number(v)) / most}%`;
  return moving.map((r) => el("div", { class: "range" }, el("span", {}, r.recipient),
    svg("svg", { "aria-hidden": "true" }, svg("line", { x1: x(r.least), x2: x(r.most), y1: 7, y2: 7, stroke: "#005a92", "stroke-width": 5, "stroke-linecap": "round" }),
      svg("circle", { cx: x(r.award), cy: 7, r: 5, fill: "#fff", stroke: "#1c2430", "stroke-width": 2 })),
    el("span", { class: "n" }, `${r.least} – ${r.most}`)));
}

// Each way out was solved and audited; taking it is one change like any other.
export function ways(known, why) {
  if (!why.ways_out.length) return null;
  return [el("h3", {}, t("ways_out")), el("div", { class: "ways" }, why.ways_out.map((way) => el("div", { class: "way" },
    el("p", {}, way.words),
    el("button", { class: "main", onclick: () => edit([{ settings: way.settings }], way.settings.map((s) => brief(known, s)).join("; ")) }, `${t("apply")}${colon()}`, way.settings.map((s) => brief(known, s)).join("; ")))))];
}

// A setting's text as people read it: a list of names without brackets and quotes.
function names(text) {
  return /^\["/.test(text) ? listed(JSON.parse(text)) : text;
}

// `rules.floor.amount=55` as people call it, with the words of the catalogue, and what stood before.
export function brief(known, setting) {
  const [, path, value] = /^([^=]*)=(.*)$/s.exec(setting) ?? [null, setting, ""];
  const keys = path.match(/"[^"]*"|[^."]+/g).map((k) => k.replaceAll('"', ""));
  const [section, label, name] = keys;
  const weight = section === "targets" && known.policy?.formulas?.find((f) => f.label === label)?.weights.find((w) => w.name === keys[3]);
  if (weight) return `${weight.name} ${weight.weight} → ${value}`;
  const part = known.policy?.[section]?.find?.((p) => p.label === label);
  const kind = part && known.catalogue?.[section]?.[part.kind];
  if (!kind) return `${keys.slice(section === "changes" ? 2 : 1).join(" · ")} → ${value}`;
  const title = part.shown?.[lang] ?? kind.called;
  if (value === "off") return `${t("leave_out")} ${title}`;
  const named = kind.settings.find((s) => s.name === name);
  const told = (word) => named?.choices?.find(([known]) => known === word)?.[1] ?? names(word) ?? "";
  return `${title} ${named?.called ?? name ?? ""} ${told(part.settings[name])} → ${told(value)}`;
}
