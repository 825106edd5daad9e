// The middle: the plan as bars and figures, what changed, and what stands in its way.

import { el, isTouched, refill, svg } from "./dom.js";
import { colon, lang, t } from "./words.js";
import { post } from "./server.js";
import { ways } from "./meaning.js";
import { placeName } from "./policy.js";
import { openWish } from "./wish.js";

const OPENED = new Set();
const num = (text) => (text === null || text === undefined ? 0 : Number(text));
// Amounts are decimal texts; their differences are taken in whole millionths, never in floats.
const exact = (text) => { const [whole, tail = ""] = String(text ?? "0").split("."); const sign = whole.startsWith("-") ? -1n : 1n;
  return sign * (BigInt(whole.replace("-", "") || "0") * 1000000n + BigInt(tail.padEnd(6, "0").slice(0, 6))); };
export const difference = (a, b) => textOf(exact(a) - exact(b));
const textOf = (millionths) => { const size = millionths < 0n ? -millionths : millionths; const tail = String(size % 1000000n).padStart(6, "0").replace(/0+$/, "");
  return `${millionths < 0n ? "-" : ""}${size / 1000000n}${tail ? `.${tail}` : ""}`; };
export const signed = (text) => (text.startsWith("-") ? `−${text.slice(1)}` : text === "0" ? "0" : `+${text}`);
const short = (text, digits) => { const n = Number(text); return Number.isInteger(n) ? String(n) : n.toFixed(digits); };

export function paintPlan(known) {
  const holder = document.getElementById("middle");
  if (!holder) return;
  if (!holder.firstChild) {
    refill(holder, el("div", { class: "card headline", id: "headline" }), el("div", { id: "faults" }), el("div", { id: "noplan" }),
      el("div", { class: "card", id: "awards" }));
  }
  paintHeadline(known);
  paintFaults(known);
  paintNoPlan(known);
  paintAwards(known);
}

// What stands below is of another input than the one on the left.
const isOld = (known) => Boolean(known.faults || known.working || known.stopped);

function sealOf(plan) {
  if (!plan.has_plan) return [plan.infeasible === "no" ? "none_found" : "none", "none"];
  return plan.proven === "exact" ? ["proven", ""] : ["unproven", "no"];
}

function verdict(known) {
  const { plan } = known;
  const [words, tone] = sealOf(plan);
  if (isOld(known)) return plan.has_plan && el("div", { class: "verdict" }, el("span", { class: "seal old" }, t("last_seal", t(words))));
  return el("div", { class: "verdict", role: "status" }, el("span", { class: `seal ${tone}` }, t(words)),
    known.ms !== null && el("span", { class: "quiet" }, `${t("time")} ${known.ms < 1000 ? `${known.ms} ms` : `${(known.ms / 1000).toFixed(1)} s`}`));
}

function paintHeadline(known) {
  const box = document.getElementById("headline");
  const { plan, state, working } = known;
  const parts = [];
  if (plan) {
    parts.push(verdict(known));
    if (plan.has_plan) parts.push(facts(known));
    for (const warning of isOld(known) ? [] : plan.warnings) parts.push(el("p", { class: "quiet" }, warning));
  } else if (!known.faults && !known.stopped) parts.push(el("p", { role: "status" }, t("solving")));
  if (known.stopped) {
    parts.push(el("div", { class: "working", role: "status" }, el("p", {}, t("stopped"), plan?.has_plan && ` ${t("last_plan")}`),
      el("button", { onclick: () => { known.stopped = false; paintPlan(known); post(`/api/desks/${known.desk}/solve`); } }, t("solve"))));
  }
  if (working) {
    parts.push(el("div", { class: "working", role: "status" }, el("p", {}, `${working[lang]} · ${working.seconds} s`),
      el("button", { onclick: () => post(`/api/desks/${known.desk}/stop`) }, t("stop"))));
  }
  refill(box, parts);
  box.hidden = !box.firstChild;
  box.setAttribute("aria-busy", String(Boolean(working || (state && !plan && !known.faults))));
}

function facts(known) {
  const { plan, state } = known;
  const fact = (name, value) => el("div", {}, el("dt", {}, name), el("dd", {}, value));
  const moves = changes(plan, state);
  const gained = moves.filter(([, d]) => !d.startsWith("-") && d !== "0").reduce((sum, [, d]) => sum + exact(d), 0n);
  return el("dl", { class: "facts" },
    fact(t("given"), `${plan.total} ${plan.unit}`),
    fact(t("changed"), String(moves.filter(([, d]) => d !== "0").length)),
    fact(t("moved"), `${textOf(gained)} ${plan.unit}`),
    fact(t("breaks"), t(plan.baseline.breaches.length === 1 ? "place" : "places", plan.baseline.breaches.length)));
}

function changes(plan, state) {
  const before = state?.reference?.recipients;
  if (!before) return [];
  return Object.entries(plan.recipients).map(([name, total]) => [name, difference(total, before[name] ?? "0")]);
}

function paintFaults({ faults, plan }) {
  refill(document.getElementById("faults"), faults && el("div", { class: "card faults", role: "alert" }, el("h2", {}, t("faults")),
    el("ul", { class: "list" }, faults.map((fault) => el("li", {}, fault.path ? `${placeName(fault.path)}${colon()}${fault.said}` : fault.said))), plan?.has_plan && el("p", { class: "quiet" }, t("last_plan"))));
}

function paintNoPlan(known) {
  const { plan, meaning, faults } = known;
  const box = document.getElementById("noplan");
  if (!plan || plan.has_plan || faults) return refill(box);
  const why = meaning?.no_plan;
  return refill(box, el("div", { class: "card noplan", role: "alert" }, el("h2", {}, t("no_plan")),
    el("ul", { class: "list" }, (why ? ofConflict(why) : plan.because).map((w) => el("li", {}, w.trim()))),
    why ? ways(known, why) : !meaning?.is_whole && el("p", { class: "quiet" }, t("seeking"))));
}

// The ways out stand below as buttons: their lines are not said twice.
function ofConflict(why) {
  const first = why.words.findIndex((w) => /^ *1\. /.test(w));
  return first < 0 ? why.words : why.words.slice(0, first - 1);
}

// ---- the table

function paintAwards(known) {
  const box = document.getElementById("awards");
  const { plan, state } = known;
  box.hidden = !plan || !plan.has_plan;
  if (box.hidden) return;
  box.classList.toggle("stale", isOld(known));
  const reference = state?.reference;
  const rows = rowsOf(plan, reference);
  const signature = JSON.stringify([rows.map((r) => r.name), reference?.name, lang, plan.unit]);
  if (box.signature !== signature) build(box, known, rows, signature);
  box.known = known;
  const scale = scaleOf(rows);
  rows.forEach((row, i) => fill(box.rows[i], row, scale, known));
  fillTotals(box, rows, plan);
}

const sinceWhat = ({ state, policy }) => (!state?.reference ? "" : state.reference.name === policy?.name ? t("since_opened") : t("since", state.reference.name));

function rowsOf(plan, reference) {
  return Object.entries(plan.recipients).map(([name, award]) => ({
    name, award, target: plan.targets[name], baseline: plan.baseline.recipients[name],
    change: difference(award, plan.baseline.recipients[name] ?? "0"),
    since: reference ? difference(award, reference.recipients[name] ?? "0") : null, before: reference?.recipients[name],
  }));
}

const scaleOf = (rows) => Math.max(1e-9, ...rows.flatMap((r) => [num(r.award), num(r.target), num(r.baseline), num(r.before)])) * 1.04;

function build(box, known, rows, signature) {
  box.signature = signature;
  const head = [t("recipient"), t("bars"), t("target"), t("award"), t("baseline"), t("difference"), sinceWhat(known)];
  const classes = ["", "bars", "n wide", "n", "n wide", "n wide", "n"];
  box.rows = rows.map((row) => newRow(box, row));
  box.foot = el("tr", {}, el("th", { scope: "row" }, t("total")), el("td", { class: "bars" }), ["n wide", "n award", "n wide", "n wide", "n"].map((c) => el("td", { class: c })));
  refill(box, legend(),
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("plan") }, el("table", { class: "plan", id: "plan-table" },
      el("caption", { class: "sr" }, t("plan")),
      el("thead", {}, el("tr", {}, head.map((h, i) => el("th", { scope: "col", class: classes[i] }, h)))),
      el("tbody", {}, box.rows.map((r) => [r.node, r.detail])), el("tfoot", {}, box.foot))));
  for (const row of box.rows) if (OPENED.has(row.name)) row.toggle(true);
}

function legend() {
  const mark = (draw, name) => el("span", {}, svg("svg", { viewBox: "0 0 22 12", "aria-hidden": "true" }, draw), name);
  return el("div", { class: "legend" },
    mark(svg("rect", { x: 0, y: 2, width: 22, height: 8, fill: "#6aa9cf" }), t("award")),
    mark(svg("line", { x1: 11, x2: 11, y1: 0, y2: 12, stroke: "#1c2430", "stroke-width": 2.5 }), t("target")),
    mark(svg("circle", { cx: 11, cy: 6, r: 4.5, fill: "#fff", stroke: "#a33d00", "stroke-width": 1.8 }), t("baseline")),
    mark(svg("rect", { x: 1, y: 2, width: 20, height: 8, fill: "none", stroke: "#566070", "stroke-dasharray": "3 2" }), t("last_saved")));
}

function newRow(box, { name }) {
  const cells = ["n wide", "n award", "n wide", "n wide", "n"].map((c) => el("td", { class: c }));
  const bars = newBars();
  const detail = el("tr", { class: "detail", hidden: true }, el("td", { colspan: 7 }));
  const button = el("button", { class: "plain", "aria-expanded": "false", title: t("detail", name) }, el("span", { "aria-hidden": "true" }, "▸ "), name);
  const row = { name, cells, bars, detail, node: el("tr", {}, el("th", { scope: "row" }, button), el("td", { class: "bars" }, bars.node), cells) };
  row.toggle = (isOpen) => {
    detail.hidden = !isOpen;
    row.node.classList.toggle("opened", isOpen);
    button.setAttribute("aria-expanded", String(isOpen));
    button.firstChild.textContent = isOpen ? "▾ " : "▸ ";
    if (isOpen) { OPENED.add(name); if (row.data) fillDetail(row, box.known); } else OPENED.delete(name);
  };
  button.addEventListener("click", () => row.toggle(detail.hidden));
  dragBar(row, box);
  return row;
}

function newBars() {
  const parts = {
    ghost: svg("rect", { y: 5, height: 16, fill: "none", stroke: "#566070", "stroke-dasharray": "3 2" }),
    award: svg("rect", { x: 0, y: 7, height: 12, fill: "#6aa9cf", rx: 1 }),
    target: svg("line", { y1: 2, y2: 24, stroke: "#1c2430", "stroke-width": 2.5 }),
    baseline: svg("circle", { cy: 13, r: 4.5, fill: "#fff", stroke: "#a33d00", "stroke-width": 1.8 }),
    grip: svg("line", { class: "grip", y1: 0, y2: 26 }),
  };
  return { ...parts, node: svg("svg", { "aria-hidden": "true", focusable: "false" }, Object.values(parts)) };
}

// Only what moved is written to the page: three hundred rows are laid out and painted for it.
function fill(row, data, scale, known) {
  const { bars, cells } = row;
  row.data = data;
  row.scale = scale;
  const signature = `${scale} ${data.award} ${data.target} ${data.baseline} ${data.since} ${data.before}`;
  if (row.signature !== signature) fillCells(row, bars, cells);
  row.signature = signature;
  if (!row.detail.hidden) fillDetail(row, known);
}

function fillCells({ data, scale, node }, bars, cells) {
  const at = (value) => `${Math.max(0, (100 * num(value)) / scale).toFixed(2)}%`;
  bars.award.setAttribute("width", at(data.award));
  bars.target.setAttribute("x1", at(data.target));
  bars.target.setAttribute("x2", at(data.target));
  bars.baseline.setAttribute("cx", at(data.baseline));
  bars.grip.setAttribute("x1", at(data.award));
  bars.grip.setAttribute("x2", at(data.award));
  const moved = data.since !== null && data.since !== "0";
  bars.ghost.setAttribute("width", moved && data.before ? at(data.before) : "0");
  node.classList.toggle("changed", moved);
  const texts = [short(data.target, 2), data.award, data.baseline, signed(data.change), null];
  texts.forEach((text, i) => { if (text !== null && cells[i].textContent !== text) cells[i].textContent = text; });
  cells[0].title = data.target;
  cells[3].className = `n wide ${tone(data.change)}`;
  cells[4].className = `n ${moved ? tone(data.since) : ""}`;
  const since = data.since === null ? "" : moved ? `${data.since.startsWith("-") ? "▼" : "▲"} ${signed(data.since)}` : "=";
  if (cells[4].textContent !== since) cells[4].textContent = since;
}

const tone = (text) => (text.startsWith("-") ? "less" : text === "0" ? "" : "more");

function fillTotals(box, rows, plan) {
  const sum = (key) => textOf(rows.reduce((all, row) => all + exact(row[key] ?? "0"), 0n));
  const since = rows.some((r) => r.since !== null) ? signed(sum("since")) : "";
  [short(sum("target"), 2), plan.total, sum("baseline"), signed(sum("change")), since].forEach((text, i) => { box.foot.children[i + 2].textContent = text; });
}

function fillDetail(row, known) {
  const { plan } = known;
  const own = plan.cells[row.name] ?? [];
  const placed = (of) => [...new Set(own.map((cell) => cell[of]))].sort((a, b) => a - b);
  const [sources, uses] = [placed(0), placed(1)];
  const at = (source, use) => textOf(own.filter((c) => c[0] === source && (use === null || c[1] === use)).reduce((s, c) => s + exact(c[2]), 0n));
  const projects = own.filter((cell) => cell[3]);
  const signature = JSON.stringify([own, plan.sources, plan.uses, lang, row.data.award]);
  const cell = row.detail.firstChild;
  if (cell.signature === signature) return;
  cell.signature = signature;
  cell.own ??= el("div", {});
  refill(cell.own,
    el("table", { class: "cells" }, el("caption", {}, t("cells")),
      el("thead", {}, el("tr", {}, el("td", {}), uses.map((u) => el("th", { scope: "col", class: "n" }, plan.uses[u])), el("th", { scope: "col", class: "n" }, t("total")))),
      el("tbody", {}, sources.map((s) => el("tr", {}, el("th", { scope: "row" }, plan.sources[s].name), uses.map((u) => el("td", { class: "n" }, at(s, u))), el("td", { class: "n" }, at(s, null)))))),
    projects.length > 0 && el("ul", { class: "list" }, projects.map(([source, , amount, project]) => el("li", {}, `${project} · ${plan.sources[source].name} · ${amount}`))));
  if (!cell.firstChild) cell.append(cell.own, wishForm(row, known));
  // A wish that nobody is writing follows the award.
  if (!isTouched(row.wishInput)) row.wishInput.value = row.data.award;
  row.wishInput.dataset.given = row.data.award;
}

function wishForm(row, known) {
  const id = `wish-${row.name}`;
  const input = el("input", { type: "text", id, value: row.data.award, "data-given": row.data.award, inputmode: "decimal", "aria-label": t("wish_of", row.name) });
  row.wishInput = input;
  return el("form", { class: "wish", onsubmit: (event) => { event.preventDefault(); openWish(known, row.name, input.value.trim()); } },
    el("label", { for: id }, t("wish")), input, known.plan.unit, el("button", {}, t("ask_wish")));
}

// The end of a bar can be drawn to a wished amount.
function dragBar(row, box) {
  const { award, grip, node } = row.bars;
  let step = 1;
  grip.addEventListener("pointerdown", (event) => {
    grip.setPointerCapture(event.pointerId);
    step = num(box.known.plan.lattice.step) || 1;
    event.preventDefault();
  });
  grip.addEventListener("pointermove", (event) => {
    if (!grip.hasPointerCapture(event.pointerId)) return;
    const area = node.getBoundingClientRect();
    const value = Math.max(0, ((event.clientX - area.left) / area.width) * row.scale);
    row.wished = String(Math.round(value / step) * step);
    award.setAttribute("width", `${(100 * num(row.wished)) / row.scale}%`);
  });
  const end = (isMeant) => {
    if (row.wished === undefined) return;
    award.setAttribute("width", grip.getAttribute("x1"));
    if (isMeant && row.wished !== row.data.award) openWish(box.known, row.name, row.wished);
    row.wished = undefined;
  };
  grip.addEventListener("pointerup", () => end(true));
  grip.addEventListener("pointercancel", () => end(false));
}
