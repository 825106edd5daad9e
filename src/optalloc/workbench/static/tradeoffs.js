// Trade-offs as pictures: every point is a plan, and a click loads it.

import { dialog, el, refill, svg, toast } from "./dom.js";
import { lang, t } from "./words.js";
import { post } from "./server.js";
import { edit, set } from "./app.js";
import * as F from "./fractions.js";

const COLOURS = ["#0072B2", "#D55E00", "#00785a", "#8a4a78", "#7a6200", "#b0186a", "#444444", "#a05a00"];
const WIDE = 900, HIGH = 380, LEFT = 84, RIGHT = 150, TOP = 32, BOTTOM = 46;
const SAY = (zh, en) => (lang === "zh" ? zh : en);

export function openTradeOffs(known) {
  const body = el("div", { class: "steps", role: "status" });
  const labels = known.policy.goals.filter((g) => !g.off).map((g) => g.label);
  const titles = new Map(known.plan?.goals?.map((g) => [g.goal, g.words]) ?? []);
  const sources = known.tables.sources;
  const formulas = known.policy.formulas ?? [];
  const choices = [
    ...labels.flatMap((a, i) => labels.slice(i + 1).map((b) => [`${SAY("两个目标：", "Two goals: ")}${titles.get(a) ?? a} / ${titles.get(b) ?? b}`, () => goals(a, b)])),
    ...(sources.pots ?? []).map((pot, i) => [`${SAY("资金增减：", "Money: ")}${sources.rows[i][sources.key]}`, () => money(sources.rows[i][sources.key], pot)]),
    ...formulas.flatMap((f) => f.weights.map((w) => [`${SAY("权重：", "Weight: ")}${w.name}`, () => weight(f, w)])),
  ];
  const pick = el("select", { id: "trade-off", onchange: () => choices[pick.value]?.[1]() },
    el("option", { value: "" }, SAY("选择要看的取舍…", "Choose a trade-off…")), choices.map(([name], i) => el("option", { value: i }, name)));
  const box = dialog(t("tradeoffs"), t("close"), el("div", { class: "sentence" }, el("label", { for: "trade-off" }, t("tradeoffs")), pick), body);

  const ask = async (what, said) => {
    refill(body, el("p", {}, t("making")));
    const found = await post(`/api/desks/${known.desk}/trade_offs`, { what, ...said });
    if (!found) refill(body);
    return found;
  };
  const load = (edits, said) => { box.close(); edit(edits, said); };

  async function goals(a, b) {
    const found = await ask("goals", { goals: [a, b] });
    if (!found) return;
    const points = found.points.map((p) => ({ x: Number(p.x), y: Number(p.y), said: `${found.names[0]} ${p.shown[0]}; ${found.names[1]} ${p.shown[1]}`,
      take: p.load && (() => load([{ key: ["goals"], pairs: ordered(p.load) }], p.shown.join(" / "))) }));
    refill(body, scrolled(curve(found.names, found.points.map((p) => p.shown), points)), list(points),
      el("ul", { class: "list" }, [...(found.knee ? [found.knee.words] : []), ...found.words.slice(0, 3)].map((w) => el("li", {}, w))));
  }

  // The goals that were compared come first, in the order and with the tolerance that gives the point.
  function ordered(wanted) {
    const parts = new Map(known.policy.goals.filter((g) => !g.off).map((g) => [g.label, g]));
    const entry = (part, tolerance) => {
      const { tolerance: _, ...settings } = part.settings;
      return { ...settings, ...(part.kind === part.label ? {} : { kind: part.kind }), ...(part.cite ? { cite: part.cite } : {}), ...(tolerance ? { tolerance } : {}) };
    };
    const first = wanted.map(([label, tolerance]) => [label, entry(parts.get(label), tolerance)]);
    return [...first, ...[...parts.values()].filter((p) => !wanted.some(([l]) => l === p.label)).map((p) => [p.label, entry(p, p.settings.tolerance)])];
  }

  async function money(name, pot) {
    const amount = Number(pot);
    const step = Number(known.plan?.lattice?.step) || 1;
    const by = Math.max(step, Math.ceil((0.4 * amount) / 20 / step) * step);
    const low = Math.max(0, amount - 10 * by);
    const found = await ask("money", { source: `${name}=${low}:${amount + 10 * by}:${by}` });
    if (!found) return;
    const rows = found.rows.map((r) => ({ ...r, at: Number(r.x), said: `${name} ${r.x}${found.unit}`,
      take: () => load([set(["changes", "sources", name, sources.headers[sources.amount]], `${r.x}${found.unit}`)], `${name} ${pot} → ${r.x}`) }));
    refill(body, lines(rows, `${name} (${found.unit})`, found.unit, amount), list(rows.filter((r) => r.has_plan)));
  }

  async function weight(formula, w) {
    const found = await ask("weight", { formula: formula.label, name: w.name });
    if (!found) return;
    const rows = found.rows.map((r) => ({ ...r, at: 100 * F.number(F.read(r.x)), said: `${w.name} ${r.x}`,
      take: () => load([{ key: ["targets", formula.label, "weights"], pairs: r.load }], `${w.name} ${found.stated} → ${r.x}`) }));
    refill(body, lines(rows, `${w.name} (%)`, found.unit, 100 * F.number(F.read(found.stated))), list(rows.filter((r) => r.has_plan)));
  }
}

// On a narrow page a picture keeps its size and is scrolled.
const scrolled = (node) => el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": node.getAttribute("aria-label") }, node);

function list(points) {
  return el("details", {}, el("summary", {}, SAY("列成按钮", "As a list of buttons")),
    el("div", { class: "buttons" }, points.map((p) => el("button", { disabled: !p.take, onclick: p.take ?? (() => toast("–")) }, p.said))));
}

const scale = (low, high, from, to) => (v) => from + ((v - low) / (high - low || 1)) * (to - from);

function frame(xs, ys, names, ticksX = null, ticksY = null) {
  const [lowX, highX, lowY, highY] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const spare = (highY - lowY) * 0.06 || 1;
  const x = scale(lowX, highX, LEFT, WIDE - RIGHT);
  const y = scale(lowY - spare, highY + spare, HIGH - BOTTOM, TOP);
  const node = svg("svg", { class: "chart", viewBox: `0 0 ${WIDE} ${HIGH}`, role: "group", "aria-label": names.join(" / ") });
  for (const [v, text] of ticksY ?? round(lowY, highY)) {
    node.append(svg("line", { x1: LEFT, x2: WIDE - RIGHT, y1: y(v), y2: y(v), stroke: "#e3e7ec" }), svg("text", { x: LEFT - 8, y: y(v) + 4, "text-anchor": "end" }, text));
  }
  for (const [v, text] of ticksX ?? round(lowX, highX)) node.append(svg("text", { x: x(v), y: HIGH - BOTTOM + 18, "text-anchor": "middle" }, text));
  node.append(svg("text", { x: (LEFT + WIDE - RIGHT) / 2, y: HIGH - 8, "text-anchor": "middle" }, names[0]), svg("text", { x: 4, y: 13 }, names[1]));
  return { node, x, y };
}

const tick = (v) => String(Number(v.toPrecision(10)));

// Ticks at round figures: steps of 1, 2 or 5 times a power of ten.
function round(low, high) {
  const rough = (high - low) / 5 || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((k) => k * power >= rough) ?? 10);
  const ticks = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k += 1) ticks.push([k * step, tick(k * step)]);
  return ticks;
}

function point(x, y, p, mark) {
  const node = svg("g", { class: "point", tabindex: "0", role: "button", "aria-label": p.said }, mark(x, y), svg("title", {}, p.said));
  const take = () => p.take?.();
  node.addEventListener("click", take);
  node.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); take(); } });
  return node;
}

// Two goals, smaller being better: what lies between two points cannot be had.
function curve(names, shown, points) {
  const ends = (key, at) => [0, points.length - 1].map((i) => [points[i][key], shown[i][at]]);
  const { node, x, y } = frame(points.map((p) => p.x), points.map((p) => p.y), names, ends("x", 0), ends("y", 1));
  const steps = points.map((p, i) => `${i ? `H${x(p.x)} V${y(p.y)}` : `M${x(p.x)} ${y(p.y)}`}`).join(" ");
  node.append(svg("path", { d: steps, fill: "none", stroke: "#6aa9cf", "stroke-width": 2 }));
  points.forEach((p, i) => node.append(point(x(p.x), y(p.y), p, (cx, cy) => svg("circle", { cx, cy, r: 7, fill: "#005a92" })),
    svg("text", { x: x(p.x) + 11, y: y(p.y) - 8 }, shown[i].join(" / "))));
  return node;
}

// What each recipient gets as one thing moves; those that move most are named.
function lines(rows, name, unit, stated) {
  const there = rows.filter((r) => r.has_plan);
  if (!there.length) return el("p", {}, t("none"));
  const names = Object.keys(there[0].recipients);
  const moves = (n) => { const all = there.map((r) => Number(r.recipients[n])); return Math.max(...all) - Math.min(...all); };
  const shown = names.map((n) => [n, moves(n)]).sort((a, b) => b[1] - a[1]).slice(0, COLOURS.length).map(([n]) => n);
  const values = there.flatMap((r) => shown.map((n) => Number(r.recipients[n])));
  const { node, x, y } = frame(rows.map((r) => r.at), values, [name, unit]);
  node.append(svg("line", { x1: x(stated), x2: x(stated), y1: TOP, y2: HIGH - BOTTOM, stroke: "#1c2430", "stroke-dasharray": "4 3" }));
  const ends = shown.map((n) => y(Number(there.at(-1).recipients[n])));
  const order = [...shown.keys()].sort((a, b) => ends[b] - ends[a]); // from the bottom up
  let last = HIGH - BOTTOM + 12;
  for (const i of order) {
    const n = shown[i];
    const path = there.map((r, k) => `${k ? "L" : "M"}${x(r.at)} ${y(Number(r.recipients[n]))}`).join(" ");
    const at = Math.min(ends[i] + 4, last - 15);
    last = at;
    node.append(svg("path", { d: path, fill: "none", stroke: COLOURS[i], "stroke-width": 2.2 }),
      svg("text", { x: WIDE - RIGHT + 8, y: at, fill: COLOURS[i], class: "own" }, n.length > 10 ? `${n.slice(0, 9)}…` : n));
  }
  const half = (WIDE - RIGHT - LEFT) / Math.max(2, rows.length) / 2;
  for (const r of there) {
    const said = `${r.said}: ${shown.map((n) => `${n} ${r.recipients[n]}`).join(", ")}`;
    node.append(point(x(r.at), TOP, { ...r, said }, (cx) => svg("g", {}, svg("rect", { x: cx - half, y: TOP, width: 2 * half, height: HIGH - BOTTOM - TOP, fill: "transparent" }),
      shown.map((n, i) => svg("circle", { cx, cy: y(Number(r.recipients[n])), r: 3.2, fill: COLOURS[i] })))));
  }
  return el("div", {}, el("p", { class: "quiet" }, SAY("点任一处，载入那里的方案；竖虚线是现在的值。", "A click loads the plan there; the dashed line is what stands now.")), scrolled(node));
}
