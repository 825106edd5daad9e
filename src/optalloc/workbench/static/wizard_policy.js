// The second and third step of a new plan: factors with their weights, and rules as sentences.

import { el, note, refill, unnote } from "./dom.js";
import { post } from "./server.js";
import { lang, t } from "./words.js";
import { route } from "./app.js";
import * as F from "./fractions.js";

const SAY = (zh, en) => (lang === "zh" ? zh : en);

const IN_WAN = { 元: 10000, 千元: 10, 亿元: 0.0001 };

export function policySteps({ box, known, draft, rest, keep }) {
  const table = (kind) => draft.files.find((f) => f.table === kind);
  const recipients = table("recipients");
  const unit = table("sources").unit || "万元";
  const columns = recipients.columns.filter((c) => c.is_number);
  const kinds = [...new Set(recipients.people.map((p) => p.kind).filter(Boolean))];
  const whole = kinds.filter((kind) => recipients.people.filter((p) => p.kind === kind).every((p) => columns.some((c) => p.has.includes(c.name))));
  const outside = recipients.people.filter((p) => p.kind && !whole.includes(p.kind));
  const inKinds = whole.length < kinds.length ? whole : null;
  const rules = sentences(table, inKinds, unit, draft);
  const name = el("input", { type: "text", id: "wizard-name", maxlength: 60, value: draft.name, oninput: () => { draft.name = name.value; unnote(name); keep(); } });
  const fields = outside.map((p, i) => el("input", { type: "text", id: `wizard-fixed-${i}`, inputmode: "decimal", value: draft.fixed[p.name] ?? "",
    oninput: (event) => { draft.fixed[p.name] = event.target.value.trim(); unnote(event.target); keep(); } }));
  if (!draft.proposed) { // once: what somebody takes apart stays apart
    draft.proposed = true;
    draft.sums.push(...proposed(columns));
  }
  const used = () => factorsOf(columns, draft);
  const step = el("div", {});
  const paint = () => refill(step, factorStep({ columns, draft, used, keep, paint }));
  paint();
  refill(rest,
    el("section", { class: "card factors" }, el("h3", {}, SAY("2. 因素和权重", "2. Factors and weights")), el("p", { class: "quiet" }, t("weights_hint")), step,
      outside.length > 0 && [el("p", {}, SAY(`下列单位没有因素数字，按定额安排（${unit}）：`, `These have no figures and get fixed amounts (${unit}):`)),
        outside.map((p, i) => el("div", { class: "sentence fixed" }, el("label", { for: `wizard-fixed-${i}` }, p.name), fields[i]))]),
    el("section", { class: "card" }, el("h3", {}, SAY("3. 约束", "3. Rules")), rules.map((r, i) => sentenceRow(r, i, draft, keep))),
    el("section", { class: "card" }, el("div", { class: "sentence" }, el("label", { for: "wizard-name" }, SAY("方案名称（也是文件夹名）", "Name of the plan, and of its folder")), name),
      el("p", { class: "quiet" }, known.start.folder),
      el("div", { class: "buttons" }, el("button", { class: "main", onclick: make }, SAY("做出方案", "Make the plan")))));

  // Says at each field what is missing there; returns whether all is filled in.
  function isFilled() {
    const empty = [...rest.querySelectorAll(".summed > :first-child > input"), ...fields, name].filter((f) => f.value.trim() === "");
    for (const field of empty) note(field, t(fields.includes(field) ? "fill_amount" : "fill_in"));
    const wrong = [...empty, ...rest.querySelectorAll("[aria-invalid=true]")];
    wrong[0]?.scrollIntoView({ block: "center" });
    wrong[0]?.focus();
    return !wrong.length;
  }

  async function make() {
    const factors = used();
    const total = rest.querySelector("#wizard-total");
    unnote(total);
    if (!isFilled()) return undefined;
    if (F.exact(F.sum(factors.map((f) => f.share))) !== "100%") {
      note(total, SAY("权重合计应为 100%。", "The weights must add up to 100%."));
      return total.scrollIntoView({ block: "center" });
    }
    const said = await post("/api/new/make", {
      name: name.value, title: name.value.trim(), unit,
      tables: Object.fromEntries(draft.files.filter((f) => f.table).map((f) => [f.table, { file: f.file, sheet: f.sheet }])),
      indicators: Object.fromEntries(factors.map((f) => [f.name, { unit: f.unit || SAY("个", "units"), direction: f.direction, ...(f.columns ? { columns: f.columns } : {}) }])),
      targets: {
        ...(outside.length ? { fixed: { amounts: Object.fromEntries(outside.map((p) => [p.name, draft.fixed[p.name]])) } } : {}),
        formula: { kind: "factors", ...(inKinds ? { kinds: inKinds } : {}), weights: Object.fromEntries(factors.map((f) => [f.name, F.exact(f.share)])) },
      },
      rules: Object.fromEntries(rules.filter((r) => r.on).map((r) => [r.label, r.entry(r.values)])),
      goals: { evenness: {}, closest_to_target: { distance: "squared_over_target" } },
    }, (text) => note(name, text));
    if (!said) return undefined;
    box.close();
    known.start.desks[said.desk] ??= name.value;
    return route(said.desk);
  }
}

// ---- factors

// Columns that count the same things, some done and some not (已…, 未…), are likely one factor.
function proposed(columns) {
  return columns.filter((c) => c.name.startsWith("已")).flatMap((done) => {
    const open = columns.find((c) => c.name === `未${done.name.slice(1)}` && c.unit === done.unit);
    return open ? [{ name: done.name.slice(1), times: { [done.name]: "1", [open.name]: "1" } }] : [];
  });
}

// Columns and sums of columns that are factors, each with its share: one that nobody typed gets as
// much of what is left as the others.
function factorsOf(columns, draft) {
  const held = new Set(draft.sums.flatMap((sum) => Object.keys(sum.times)));
  const choice = (name) => (draft.factors[name] ??= { on: true, weight: "", direction: "more" });
  const alone = columns.filter((c) => !held.has(c.name)).map((c) => ({ name: c.name, written: c.written, unit: c.unit, choice: choice(c.name) }));
  for (const sum of draft.sums) sum.choice ??= { on: true, weight: "", direction: "more" };
  const sums = draft.sums.filter((sum) => Object.keys(sum.times).length)
    .map((sum) => ({ name: sum.name, unit: columns.find((c) => c.name in sum.times)?.unit, columns: sum.times, choice: sum.choice }));
  const all = [...alone, ...sums].filter((f) => f.choice.on);
  const typed = all.map((f) => F.readPercent(f.choice.weight));
  const rest = F.minus(F.ONE, F.sum(typed.filter(Boolean)));
  const free = typed.filter((share) => share === null).length;
  const places = all.map((_, i) => typed.slice(0, i).filter((share) => share === null).length);
  all.forEach((f, i) => { f.share = typed[i] ?? (F.less(rest, F.ZERO) ? F.ZERO : evenly(rest, free, places[i])); f.direction = f.choice.direction; });
  return all;
}

// Whole percentages as even as may be, which add up to what there is; parts of it where it is none.
function evenly(rest, count, place) {
  const hundred = F.times(rest, { n: 100n, d: 1n });
  if (hundred.d !== 1n) return F.over(rest, { n: BigInt(count), d: 1n });
  const [each, more] = [hundred.n / BigInt(count), hundred.n % BigInt(count)];
  return F.fraction(each + (BigInt(place) < more ? 1n : 0n), 100n);
}

function factorStep({ columns, draft, used, keep, paint }) {
  const total = el("output", { id: "wizard-total" });
  const inputs = [];
  const show = () => {
    const factors = used();
    total.textContent = F.percent(F.sum(factors.map((f) => f.share)));
    for (const { input, choice } of inputs) {
      const factor = factors.find((f) => f.choice === choice);
      if (input !== document.activeElement && !choice.weight) input.value = factor ? F.shown(factor.share).replace(/%$/, "") : "";
    }
    keep();
  };
  const held = new Set(draft.sums.flatMap((sum) => Object.keys(sum.times)));
  used(); // every column and sum has its choice now
  const weightOf = (choice, name) => {
    const input = el("input", { type: "text", value: choice.weight, inputmode: "decimal", "aria-label": `${name} ${t("weight")} %` });
    input.addEventListener("change", () => {
      const text = input.value.trim();
      const share = F.readPercent(text);
      unnote(input);
      if (text && (!share || F.less(F.ONE, share))) return note(input, t("weight_wrong"));
      choice.weight = text;
      return show();
    });
    inputs.push({ input, choice });
    const way = el("select", { "aria-label": `${name}: ${SAY("方向", "direction")}`, onchange: () => { choice.direction = way.value; keep(); } },
      [["more", SAY("越多越多得", "more gets more")], ["less", SAY("越少越多得", "less gets more")]].map(([value, words]) => el("option", { value, selected: value === choice.direction }, words)));
    return [el("span", { class: "percent" }, input, "%"), way];
  };
  const rows = columns.filter((c) => !held.has(c.name)).map((c, i) => {
    const choice = draft.factors[c.name];
    const box = el("input", { type: "checkbox", id: `wizard-factor-${i}`, checked: choice.on, onchange: () => { choice.on = box.checked; show(); } });
    return el("div", { class: "sentence" }, box, el("label", { for: `wizard-factor-${i}` }, c.written), weightOf(choice, c.name));
  });
  const sums = draft.sums.map((sum, i) => sumRow({ sum, i, columns, held, draft, keep, paint }, weightOf(sum.choice, sum.name)));
  const free = columns.filter((c) => !held.has(c.name));
  const add = el("button", { id: "wizard-sum", onclick: () => { draft.sums.push({ name: "", times: {} }); paint(); keep(); } }, SAY("把几列合成一个因素…", "Make one factor of several columns…"));
  const node = [rows, sums, free.length > 1 && el("div", { class: "buttons" }, add), el("div", { class: "sum" }, el("label", {}, t("sum"), " "), total)];
  show();
  return node;
}

// One factor of several columns, each counted so many times.
function sumRow({ sum, i, columns, held, draft, keep, paint }, weight) {
  const name = el("input", { type: "text", id: `wizard-sum-${i}`, value: sum.name, "aria-label": SAY("因素名称", "Name of the factor"),
    onchange: () => { sum.name = name.value.trim(); keep(); paint(); } });
  const written = (column) => columns.find((c) => c.name === column)?.written ?? column;
  const parts = Object.entries(sum.times).map(([column, times], k) => {
    const input = el("input", { type: "text", id: `wizard-sum-${i}-${k}`, value: times, inputmode: "decimal", "aria-label": `${written(column)}: ${SAY("计几倍", "how many times")}`, onchange: () => {
      unnote(input);
      if (!/^\d+(\.\d+)?$/.test(input.value.trim())) return note(input, SAY("应为数字，如 1、2、0.5。", "A number, such as 1, 2 or 0.5."));
      sum.times[column] = input.value.trim();
      return keep();
    } });
    return [k > 0 && "+", input, "×", el("span", {}, written(column))];
  });
  const more = columns.filter((c) => !held.has(c.name));
  const adding = el("select", { "aria-label": SAY("加一列", "Add a column"), onchange: () => { sum.times[adding.value] = "1"; keep(); paint(); } },
    el("option", { value: "" }, SAY("加一列…", "Add a column…")), more.map((c) => el("option", { value: c.name }, c.written)));
  const apart = el("button", { onclick: () => { draft.sums.splice(i, 1); keep(); paint(); } }, SAY("拆开", "Take apart"));
  return el("div", { class: "summed" }, el("div", { class: "sentence" }, name, weight), el("div", { class: "sentence" }, "=", parts, more.length > 0 && adding, apart));
}

// ---- rules

function sentences(table, kinds, unit, draft) {
  const uses = table("uses").names;
  const over = table("earlier") ? "year" : "batch";
  const money = (wan) => String(wan * (IN_WAN[unit] ?? 1)); // what is proposed is the same money in any unit
  const all = [
    { label: "grain", on: true, must: true, values: [money(0.5), money(1)], say: [SAY("每笔金额是", "Awards in steps of"), SAY(`${unit} 的整数倍，单位合计是`, `${unit}, totals in steps of`), SAY(`${unit} 的整数倍`, unit)], entry: (v) => ({ cell: v[0], total: v[1] }) },
    { label: "spend_whole", on: true, values: [], say: [SAY("资金全部安排，不留余额", "All money is given out")], entry: () => ({}) },
    { label: "share", on: uses.length > 1, values: [uses[0], "55"], choices: [uses, null], percent: 1, say: ["", SAY("的占比不低于", "gets at least"), over === "year" ? SAY("%（全年，含已下达）", "% of the year's money") : "%"], entry: (v) => ({ uses: [v[0]], at_least: F.exact(F.readPercent(v[1])), over }) },
    { label: "balance", on: true, values: ["10"], percent: 0, say: [SAY("各单位与测算额相差不超过", "Nobody strays from target by more than"), "%"], entry: (v) => ({ max_deviation: F.exact(F.readPercent(v[0])), ...(kinds ? { kinds } : {}) }) },
    table("needs") && { label: "within_need", on: true, values: [], say: [SAY("不超过各单位申报的需求", "Nobody gets more than asked for")], entry: () => ({ over }) },
    { label: "floor", on: false, values: [money(20)], say: [SAY("每个单位至少", "Everybody gets at least"), unit], entry: (v) => ({ amount: v[0] }) },
  ];
  return all.filter(Boolean).map((rule) => ({ ...rule, ...draft.rules[rule.label] }));
}

function sentenceRow(rule, i, draft, keep) {
  const note_down = () => { draft.rules[rule.label] = { on: rule.on, values: rule.values }; keep(); };
  const words = rule.say.filter(Boolean).join(" … ");
  const box = el("input", { type: "checkbox", id: `wizard-rule-${i}`, checked: rule.on, disabled: rule.must, "aria-label": words, onchange: () => { rule.on = box.checked; note_down(); } });
  const field = (k) => {
    const own = { id: `wizard-rule-${i}-${k}`, "aria-label": `${words} (${k + 1})` };
    const chosen = rule.choices?.[k];
    const input = chosen ? el("select", own, chosen.map((c) => el("option", { value: c, selected: c === rule.values[k] }, c))) : el("input", { ...own, type: "text", value: rule.values[k] });
    input.addEventListener("change", () => {
      const text = input.value.trim();
      const share = rule.percent === k ? F.readPercent(text) : F.ZERO;
      unnote(input);
      if (!text || !share || F.less(F.ONE, share)) return note(input, t(text ? "weight_wrong" : "fill_in"));
      rule.values = rule.values.map((v, at) => (at === k ? text : v));
      return note_down();
    });
    return input;
  };
  return el("div", { class: "sentence" }, box, rule.say.flatMap((said, k) => [said, k < rule.values.length && field(k)]));
}
