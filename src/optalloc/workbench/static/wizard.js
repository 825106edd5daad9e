// A new plan from tables, in three steps: the tables, what their columns are, the rules as sentences.

import { dialog, el, refill, toast } from "./dom.js";
import { post, send } from "./server.js";
import { lang, t } from "./words.js";
import { tableName } from "./policy.js";
import { route } from "./app.js";

const KINDS = ["sources", "recipients", "uses", "needs", "earlier", "projects", "history", "negative_list"];
const NEEDED = ["sources", "recipients", "uses"];
const SAY = (zh, en) => (lang === "zh" ? zh : en);

export function openWizard(known) {
  const files = [];
  const list = el("div", { class: "steps" });
  const rest = el("div", { class: "steps" });
  const input = el("input", { type: "file", multiple: true, accept: ".csv,.xlsx,.xls,.ods,.et", "aria-label": t("choose_file"),
    onchange: () => take([...input.files]) });
  const area = el("textarea", { rows: 3, cols: 40, "aria-label": SAY("粘贴表格", "Paste a table"), placeholder: SAY("或者把 Excel 里复制的表格粘贴到这里", "or paste a table copied from Excel here") });
  area.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text");
    if (!text.includes("\t") && !text.includes(",")) return;
    event.preventDefault();
    const csv = text.replace(/\r/g, "").split("\n").filter(Boolean).map((line) => line.split("\t").map((c) => (/[",\n]/.test(c) ? `"${c.replaceAll('"', '""')}"` : c)).join(",")).join("\n");
    take([new File([csv], `${SAY("粘贴", "pasted")}-${files.length + 1}.csv`)]);
  });
  const drop = el("div", { class: "drop" }, el("p", {}, SAY("把资金、单位、用途等表格（CSV 或 Excel）拖到这里", "Drop the tables of money, recipients and uses here, CSV or Excel")), input, area);
  drop.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => { event.preventDefault(); drop.classList.remove("over"); take([...event.dataTransfer.files]); });
  const box = dialog(t("new_plan"), t("close"),
    el("div", { class: "steps" }, el("section", { class: "card" }, el("h3", {}, SAY("1. 表格", "1. Tables")), drop, list), rest));
  const made = { box, known, files, rest };

  async function take(taken) {
    for (const file of taken) {
      const said = await send(`/api/new/table?name=${encodeURIComponent(file.name)}`, file);
      if (said) said.tables.forEach((table) => files.push({ ...table, file: said.file, name: table.sheet ? `${file.name}#${table.sheet}` : file.name }));
    }
    input.value = "";
    paint();
  }

  function paint() {
    refill(list, files.map((file, i) => el("div", { class: "sentence" },
      el("label", { for: `wizard-table-${i}` }, file.name, " ", el("span", { class: "quiet" }, t("rows", file.count))),
      el("select", { id: `wizard-table-${i}`, onchange: (event) => { file.table = event.target.value || null; paint(); } },
        el("option", { value: "" }, SAY("（不用）", "(not used)")),
        KINDS.map((kind) => el("option", { value: kind, selected: kind === file.table }, tableName(kind)))),
      el("span", { class: "quiet" }, file.columns.map((c) => c.written).join(" · ")))));
    const missing = NEEDED.filter((kind) => !files.some((f) => f.table === kind));
    if (missing.length) refill(rest, el("p", { class: "quiet", role: "status" }, SAY("还缺：", "Still missing: "), missing.map(tableName).join(SAY("、", ", "))));
    else policySteps(made);
  }
}

function policySteps({ box, known, files, rest }) {
  const table = (kind) => files.find((f) => f.table === kind);
  const recipients = table("recipients");
  const unit = table("sources").unit ?? "万元";
  const columns = recipients.columns.filter((c) => c.is_number);
  const kinds = [...new Set(recipients.people.map((p) => p.kind).filter(Boolean))];
  const whole = kinds.filter((kind) => recipients.people.filter((p) => p.kind === kind).every((p) => columns.some((c) => p.has.includes(c.name))));
  const factors = columns.map((c, i) => ({ ...c, weight: even(i, columns.length), on: true, direction: "more" }));
  const outside = recipients.people.filter((p) => p.kind && !whole.includes(p.kind));
  const fixed = new Map(outside.map((p) => [p.name, ""]));
  const inKinds = whole.length < kinds.length ? whole : null;
  const rules = sentences(table, inKinds, unit);
  const name = el("input", { type: "text", id: "wizard-name", maxlength: 60 });
  const sum = el("output", {});
  const count = () => { sum.textContent = `${factors.filter((f) => f.on).reduce((all, f) => all + Number(f.weight || 0), 0)}%`; };
  count();
  refill(rest,
    el("section", { class: "card factors" }, el("h3", {}, SAY("2. 因素和权重", "2. Factors and weights")),
      factors.map((f, i) => factorRow(f, i, count)), el("div", { class: "sum" }, t("sum"), sum),
      outside.length > 0 && [el("p", {}, SAY(`下列单位没有因素数字，按定额安排（${unit}）：`, `These have no figures and get fixed amounts (${unit}):`)),
        outside.map((p, i) => el("div", { class: "sentence fixed" }, el("label", { for: `wizard-fixed-${i}` }, p.name),
          el("input", { type: "text", id: `wizard-fixed-${i}`, inputmode: "decimal", onchange: (event) => fixed.set(p.name, event.target.value.trim()) })))]),
    el("section", { class: "card" }, el("h3", {}, SAY("3. 约束", "3. Rules")), rules.map((r, i) => sentenceRow(r, i))),
    el("section", { class: "card" }, el("div", { class: "sentence" }, el("label", { for: "wizard-name" }, SAY("方案名称（也是文件夹名）", "Name of the plan, and of its folder")), name),
      el("p", { class: "quiet" }, known.start.folder),
      el("div", { class: "buttons" }, el("button", { class: "main", onclick: make }, SAY("做出方案", "Make the plan")))));

  async function make() {
    const used = factors.filter((f) => f.on);
    const empty = [...fixed].filter(([, amount]) => amount === "");
    if (empty.length) return toast(SAY("请填写定额：", "Fill in the fixed amounts: ") + empty.map(([n]) => n).join(SAY("、", ", ")), true);
    const said = await post("/api/new/make", {
      name: name.value, title: name.value, unit,
      tables: Object.fromEntries(files.filter((f) => f.table).map((f) => [f.table, { file: f.file, sheet: f.sheet }])),
      indicators: Object.fromEntries(used.map((f) => [f.name, { unit: f.unit || SAY("个", "units"), direction: f.direction }])),
      targets: {
        ...(fixed.size ? { fixed: { amounts: Object.fromEntries(fixed) } } : {}),
        formula: { kind: "factors", ...(inKinds ? { kinds: inKinds } : {}), weights: Object.fromEntries(used.map((f) => [f.name, `${f.weight}%`])) },
      },
      rules: Object.fromEntries(rules.filter((r) => r.on).map((r) => [r.label, r.entry(r.values)])),
      goals: { evenness: {}, closest_to_target: { distance: "squared_over_target" } },
    });
    if (!said) return undefined;
    box.close();
    known.start.desks[said.desk] ??= name.value;
    return route(said.desk);
  }
}

// Equal whole percentages that add up to 100.
const even = (i, count) => String(Math.floor(100 / count) + (i < 100 % count ? 1 : 0));

function factorRow(factor, i, count) {
  return el("div", { class: "sentence" },
    el("input", { type: "checkbox", id: `wizard-factor-${i}`, checked: factor.on, onchange: (event) => { factor.on = event.target.checked; count(); } }),
    el("label", { for: `wizard-factor-${i}` }, factor.written),
    el("input", { type: "text", value: factor.weight, inputmode: "decimal", "aria-label": `${factor.name} ${t("weight")} %`, onchange: (event) => { factor.weight = event.target.value.trim().replace(/[%％]$/, ""); count(); } }), "%",
    el("select", { "aria-label": `${factor.name}: ${SAY("方向", "direction")}`, onchange: (event) => { factor.direction = event.target.value; } },
      el("option", { value: "more" }, SAY("越多越多得", "more gets more")), el("option", { value: "less" }, SAY("越少越多得", "less gets more"))));
}

function sentences(table, kinds, unit) {
  const uses = table("uses").names;
  const over = table("earlier") ? "year" : "batch";
  const all = [
    { label: "grain", on: true, must: true, values: ["0.5", "1"], say: [SAY("每笔金额是", "Awards in steps of"), SAY(`${unit} 的整数倍，单位合计是`, `${unit}, totals in steps of`), SAY(`${unit} 的整数倍`, unit)], entry: (v) => ({ cell: v[0], total: v[1] }) },
    { label: "spend_whole", on: true, values: [], say: [SAY("资金全部安排，不留余额", "All money is given out")], entry: () => ({}) },
    { label: "share", on: uses.length > 1, values: [uses[0], "55%"], say: ["", SAY("的占比不低于", "gets at least"), over === "year" ? SAY("（全年，含已下达）", "of the year's money") : ""], entry: (v) => ({ uses: [v[0]], at_least: v[1], over }) },
    { label: "balance", on: true, values: ["10%"], say: [SAY("各单位与测算额相差不超过", "Nobody strays from target by more than"), ""], entry: (v) => ({ max_deviation: v[0], ...(kinds ? { kinds } : {}) }) },
    table("needs") && { label: "within_need", on: true, values: [], say: [SAY("不超过各单位申报的需求", "Nobody gets more than asked for")], entry: () => ({ over }) },
    { label: "floor", on: false, values: ["20"], say: [SAY("每个单位至少", "Everybody gets at least"), unit], entry: (v) => ({ amount: v[0] }) },
  ];
  return all.filter(Boolean);
}

function sentenceRow(rule, i) {
  const box = el("input", { type: "checkbox", id: `wizard-rule-${i}`, checked: rule.on, disabled: rule.must, "aria-label": rule.say.join(" … "), onchange: () => { rule.on = box.checked; } });
  const parts = rule.say.flatMap((words, k) => [words, k < rule.values.length && el("input", { type: "text", value: rule.values[k],
    "aria-label": `${rule.say.join(" … ")} (${k + 1})`, onchange: (event) => { rule.values[k] = event.target.value.trim(); } })]);
  return el("div", { class: "sentence" }, box, parts);
}
