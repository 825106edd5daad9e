// The left side: what the policy says, each part where it can be changed.

import { el, isTouched, keyed, note, refill, restore, typed, unnote } from "./dom.js";
import { colon, lang, listed, t } from "./words.js";
import { drop, edit, set } from "./app.js";
import * as F from "./fractions.js";
import { openGrid } from "./grid.js";

const OPEN = new Map();

function card(holder, name, title, note = "") {
  let box = holder.querySelector(`:scope > [data-card="${name}"]`);
  if (!box) {
    box = el("details", { class: "card", "data-card": name, open: OPEN.get(name) ?? name !== "tables" },
      el("summary", {}), el("div", {}));
    box.addEventListener("toggle", () => OPEN.set(name, box.open));
    holder.append(box);
  }
  refill(box.querySelector("summary"), title, " ", el("span", { class: "quiet" }, note));
  return box.lastElementChild;
}

export function paintPolicy(known) {
  const holder = document.getElementById("policy");
  const { policy } = known;
  if (!holder || !policy || !known.tables) return;
  const formulas = policy.formulas ?? holder.formulas ?? [];
  holder.formulas = formulas;
  for (const formula of formulas) {
    const title = formulas.length > 1 ? `${t("weights")} · ${formula.shown?.[lang] ?? formula.label}` : t("weights");
    paintWeights(card(holder, `weights-${formula.label}`, title), known, formula);
  }
  if (known.tables.sources) paintMoney(card(holder, "money", t("money"), policy.unit), known);
  paintParts(card(holder, "rules", t("rules"), ""), known, "rules", ruleCard);
  paintParts(card(holder, "goals", t("goals"), ""), known, "goals", goalCard);
  paintTables(card(holder, "tables", t("tables")), known);
  lightFaults(holder, known.faults ?? []);
  const isReading = !known.start.may_write;
  for (const control of holder.querySelectorAll("input, select, button")) {
    if (isReading && !control.disabled) control.dataset.read = "";
    if (isReading) control.disabled = true;
    else if ("read" in control.dataset) { control.disabled = false; delete control.dataset.read; }
  }
}

// ---- weights

function paintWeights(box, known, formula) {
  keyed(box, [[formula.label, { formula, lang }]], (data) => weightsOf(box, known, data.formula));
}

// The formula as it stands now, which may be another than the one whose rows are on the page.
const current = (known, label) => (known.policy.formulas ?? []).find((f) => f.label === label);

function weightsOf(box, known, formula) {
  const weights = formula.weights.map((w) => F.read(w.share));
  box.held ??= new Set();
  const node = el("div", {}, el("p", { class: "quiet" }, t("weights_hint")));
  node.rows = formula.weights.map((w, i) => weightRow({ box, node, known, label: formula.label }, w, weights[i], i));
  node.append(...node.rows.map((row) => row.node), el("div", { class: "sum" }, el("span", {}, t("sum")), el("output", {}, F.percent(F.sum(weights)))));
  return node;
}

function weightRow({ box, node, known, label }, { name, weight, unit }, share, place) {
  const id = `weight-${label}-${place}`;
  const now = () => {
    const formula = current(known, label);
    return { formula, weights: formula.weights.map((w) => F.read(w.share)), held: formula.weights.map((w) => box.held.has(w.name)) };
  };
  const show = (made) => node.rows.forEach((row, i) => row.show(made[i]));
  const take = (wanted, input) => {
    const { formula, weights, held } = now();
    const made = F.rebalanced(weights, place, wanted, held);
    if (made.every((w, i) => F.exact(w) === F.exact(weights[i]))) return input && restore(input);
    return send(formula, made, `${name} ${formula.weights[place].weight} → ${F.exact(made[place])}`, input);
  };
  const text = typed(bare(share), (said, input) => {
    const wanted = F.readPercent(said);
    if (!wanted || F.less(F.ONE, wanted)) return t("weight_wrong");
    const { weights, held } = now();
    const { most, isFree } = F.bounds(weights, place, held);
    if (!isFree && F.exact(wanted) !== F.exact(most)) return t("weight_only", F.shown(most));
    if (F.less(most, wanted)) return t("weight_most", F.shown(F.minus(F.ONE, most)), F.shown(most));
    take(wanted, input);
    return null;
  }, { title: weight, id: `${id}-text`, inputmode: "decimal", "data-path": `targets.${label}.weights.${name}`, "aria-label": `${name} ${t("weight")} %` });
  const slider = el("input", { type: "range", min: 0, max: 100, step: 1, value: F.number(share) * 100, id, "aria-valuetext": F.percent(share) });
  const hold = el("input", { type: "checkbox", id: `${id}-hold`, checked: box.held.has(name), "aria-label": t("hold_of") + name,
    onchange: () => (hold.checked ? box.held.add(name) : box.held.delete(name)) });
  slider.addEventListener("input", () => {
    node.dragging = true;
    const { weights, held } = now();
    show(F.rebalanced(weights, place, F.read(`${slider.value}%`), held));
  });
  slider.addEventListener("change", () => {
    node.dragging = false;
    take(F.read(`${slider.value}%`), null);
  });
  return {
    node: el("div", { class: "weight" }, el("label", { class: "name", for: id }, name, unit && el("span", { class: "quiet" }, ` ${unit}`)),
      el("span", { class: "percent" }, text, "%"), el("label", { class: "hold" }, hold, t("hold")), slider),
    show(w) {
      text.value = text.dataset.given = bare(w);
      unnote(text);
      slider.value = F.number(w) * 100;
      slider.setAttribute("aria-valuetext", F.percent(w));
    },
  };
}

// A % stands beside the box.
const bare = (share) => F.shown(share).replace(/%$/, "");

function send(formula, weights, said, input) {
  const pairs = formula.weights.map((w, i) => [w.name, F.exact(weights[i])]);
  return edit([{ key: ["targets", formula.label, "weights"], pairs }], said, input);
}

// ---- money

// The table may count another unit than the page: a bare number says which it means.
export const inUnit = (said, unit) => (/^[\d０-９][\d０-９.,．，]*$/.test(said.trim()) ? `${said.trim()}${unit}` : said);

function paintMoney(box, known) {
  const grid = known.tables.sources;
  if (grid.key === null || grid.pots === undefined) return;
  const notes = (row) => [grid.tier, grid.document].filter((c) => c !== undefined).map((c) => row[c]).filter(Boolean);
  keyed(box, grid.rows.map((row, i) => [row[grid.key], { name: row[grid.key], amount: grid.pots[i], unit: known.policy.unit, notes: [...new Set(notes(row))], lang }]), (pot) => {
    const id = `pot-${pot.name}`;
    const column = grid.headers[grid.amount];
    const input = typed(pot.amount, (said) => {
      if (!said) return t("fill_amount");
      edit([set(["changes", "sources", pot.name, column], inUnit(said, pot.unit))], `${pot.name}${colon()}${input.dataset.given} → ${said}`, input);
      return null;
    }, { id, inputmode: "decimal", "data-path": `changes.sources.${pot.name}` });
    return el("div", { class: "pot" }, el("label", { for: id }, pot.name), input, el("small", {}, pot.notes.join(" · ")));
  });
}

// ---- rules and goals

function paintParts(box, known, section, build) {
  let list = box.querySelector(":scope > .parts");
  if (!list) {
    list = el(section === "goals" ? "ol" : "div", { class: `parts ${section === "goals" ? "list bare" : ""}` });
    refill(box, list, el("div", { class: "adder" }));
  }
  const words = new Map((section === "rules" ? known.plan?.rules : known.plan?.goals)?.map((r) => [r.rule ?? r.goal, r]) ?? []);
  const costs = new Map((known.meaning?.costs?.rules ?? []).map((c) => [c.rule, c]));
  const conflicts = new Set((known.meaning?.no_plan?.conflicts ?? []).flatMap((c) => c.rules.map((r) => r.rule)));
  const parts = known.policy[section];
  keyed(list, parts.map((part, i) => [part.label, {
    part, lang, place: i, of: parts.filter((p) => !p.off).length, words: words.get(part.label)?.words ?? "",
    binds: ["binds"].includes(costs.get(part.label)?.weight), conflict: conflicts.has(part.label),
  }]), (data) => {
    const now = () => known.policy[section].find((p) => p.label === data.part.label) ?? data.part;
    return build({ ...data, part: { ...data.part, kindCalled: kindOf(known, section, data.part.kind).called, now } }, known, section);
  });
  const adder = box.lastElementChild;
  if (adder.lang !== lang) {
    adder.lang = lang;
    refill(adder, adding(known, section));
  }
}

const kindOf = (known, section, kind) => known.catalogue?.[section]?.[kind] ?? { called: kind, title: kind, settings: [] };
const labelOf = (part, kind) => part.shown?.[lang] ?? (/[^\x00-\x7f]/.test(part.label) ? part.label : kind.called);

function ruleCard({ part, words, binds, conflict }, known, section) {
  const kind = kindOf(known, section, part.kind);
  const id = `part-${section}-${part.label}`;
  const on = el("input", { type: "checkbox", id, checked: !part.off });
  on.addEventListener("change", () => switched(part, section, on.checked, kind));
  return el("div", { class: `entry${part.off ? " off" : ""}${conflict ? " conflict" : ""}`, "data-part": part.label },
    el("div", { class: "top" }, on, el("label", { for: id, class: "label" }, labelOf(part, kind)),
      conflict && el("span", { class: "badge bad" }, t("conflict")), !conflict && binds && el("span", { class: "badge" }, t("binds")),
      part.off && el("span", { class: "badge warn" }, t("off"))),
    words && !part.off && el("p", { class: "said" }, words),
    part.cite && el("p", { class: "cite" }, part.cite),
    !part.off && settingsOf(part, kind, section));
}

function switched(part, section, isOn, kind) {
  const key = [section, part.label];
  const said = `${labelOf(part, kind)}${colon()}${isOn ? t("apply") : t("leave_out")}`;
  if (part.is_new) edit([drop(key)], said);
  else edit([isOn ? drop(key) : set(key, "off")], said);
}

function settingsOf(part, kind, section, send = null) {
  const shown = kind.settings.filter((s) => s.name in part.settings || s.is_required);
  const rest = kind.settings.filter((s) => !shown.includes(s) && s.form !== "other");
  const inputs = (all) => all.map((s) => settingRow(part, s, section, send)).filter(Boolean);
  return el("div", { class: "settings" }, inputs(shown),
    rest.length && !send ? el("details", {}, el("summary", { class: "quiet" }, t("more_settings")), el("div", { class: "settings" }, inputs(rest))) : send && inputs(rest));
}

const shownValue = (value) => (Array.isArray(value) ? listed(value) : value && typeof value === "object"
  ? Object.entries(value).map(([k, v]) => `${k} ${shownValue(v)}`).join("; ") : value === true ? t("yes") : value === false ? t("no") : value ?? "");

function settingRow(part, setting, section, send) {
  const id = `set-${section}-${part.label}-${setting.name}`;
  const value = part.settings[setting.name];
  const kind = { called: part.kindCalled ?? part.label };
  const told = (one) => setting.choices?.find(([word]) => word === one)?.[1] ?? shownValue(one);
  const words = (to, from = value) => `${labelOf(part, kind)} ${setting.called}${colon()}${told(from) || "–"} → ${to === null ? "–" : told(to)}`;
  const change = send ?? ((to, input) => edit([to === null ? drop([section, part.label, setting.name]) : set([section, part.label, setting.name], to)], words(to), input));
  const common = { id, "data-path": `${section}.${part.label}.${setting.name}` };
  let input = null;
  if (setting.form === "choice") {
    input = el("select", { ...common, onchange: () => change(input.value === "" ? null : input.value) },
      !setting.is_required && el("option", { value: "" }, t("unset")),
      setting.choices.map(([word, called]) => el("option", { value: word, selected: word === value }, called)));
  } else if (setting.form === "boolean") {
    input = el("input", { ...common, type: "checkbox", checked: value === true, onchange: () => change(input.checked) });
  } else if (setting.form === "names") {
    input = field(Array.isArray(value) ? listed(value) : value ?? "", (said) => (said ? said.split(/[、,，;；]/).map((n) => n.trim()).filter(Boolean) : null),
      { ...common, placeholder: t("names_hint") });
  } else if (setting.form === "other" || (value && typeof value === "object")) {
    return mapRow(part, setting, section, common, change);
  } else {
    input = field(value ?? "", (said) => said || null, common);
  }
  const was = part.was?.[setting.name];
  return el("div", { class: `setting${setting.form === "names" ? " wide" : ""}` }, el("label", { for: id, title: setting.text }, setting.called), input,
    was !== undefined && shownValue(was) !== shownValue(value) && el("span", { class: "was" }, t("was", told(was))));

  function field(given, read, attributes) {
    return typed(given, (said, from) => {
      const to = read(said);
      if (to === null && setting.is_required && given) return t("fill_in");
      change(to, from);
      return null;
    }, attributes);
  }
}

// A setting by name, such as the shares of a split, or the parts of a blend: one field a name.
function mapRow(part, setting, section, common, change) {
  const value = part.settings[setting.name];
  if (!value || typeof value !== "object" || Array.isArray(value)) return null;
  const now = () => part.now?.().settings[setting.name] ?? value; // another field of it may have changed since
  const row = (path, v, changed) => {
    const input = typed(v, (said) => {
      if (!said) return t("fill_in");
      change(changed(said), input);
      return null;
    }, { id: `${common.id}-${path}`, "data-path": `${common["data-path"]}.${path}` });
    return el("div", { class: "setting" }, el("label", { for: `${common.id}-${path}` }, path), input);
  };
  const texts = (of) => Object.entries(of).filter(([, v]) => typeof v === "string");
  const inner = Object.entries(value).filter(([, v]) => v && typeof v === "object" && !Array.isArray(v));
  return el("div", { class: "settings" }, el("span", { class: "quiet", title: setting.text }, setting.called),
    texts(value).map(([name, v]) => row(name, v, (said) => ({ ...now(), [name]: said }))),
    inner.map(([name, of]) => texts(of).map(([key, v]) => row(`${name}.${key}`, v, (said) => ({ ...now(), [name]: { ...now()[name], [key]: said } })))));
}

// ---- the order of goals

function goalCard({ part, place, of }, known, section) {
  const kind = kindOf(known, section, part.kind);
  if (part.off) return el("li", { class: "entry off" }, el("div", { class: "top" }, el("span", { class: "label" }, labelOf(part, kind)),
    el("button", { onclick: () => reorder(known, [...live(known), part], part) }, t("add"))));
  const title = labelOf(part, kind);
  const move = (to) => { const all = live(known).filter((p) => p.label !== part.label); all.splice(to, 0, part); reorder(known, all, part); };
  const node = el("li", { class: "entry goal", draggable: "true", "data-part": part.label },
    el("div", { class: "top" }, el("span", { class: "handle", "aria-hidden": "true", title: t("drag") }, "⠿"),
      el("span", { class: "rank" }, `${place + 1}.`), el("span", { class: "label" }, title),
      el("span", { class: "arrows" },
        el("button", { class: "plain", disabled: place === 0, "aria-label": `${t("up")}: ${title}`, onclick: () => move(place - 1) }, "▲"),
        el("button", { class: "plain", disabled: place >= of - 1, "aria-label": `${t("down")}: ${title}`, onclick: () => move(place + 1) }, "▼"),
        el("button", { class: "plain", disabled: of < 2, "aria-label": `${t("remove")}: ${title}`, onclick: () => reorder(known, live(known).filter((p) => p.label !== part.label), part) }, "×"))),
    settingsOf(part, kind, section));
  node.addEventListener("dragstart", (event) => { event.dataTransfer.setData("text/plain", part.label); event.dataTransfer.effectAllowed = "move"; });
  node.addEventListener("dragover", (event) => { event.preventDefault(); node.classList.add("over"); });
  node.addEventListener("dragleave", () => node.classList.remove("over"));
  node.addEventListener("drop", (event) => {
    event.preventDefault();
    node.classList.remove("over");
    const moved = live(known).find((p) => p.label === event.dataTransfer.getData("text/plain"));
    if (!moved || moved.label === part.label) return;
    const all = live(known).filter((p) => p.label !== moved.label);
    all.splice(place, 0, moved);
    reorder(known, all, moved);
  });
  return node;
}

const live = (known) => known.policy.goals.filter((p) => !p.off);
const entryOf = (part) => ({ ...part.settings, ...(part.kind === part.label ? {} : { kind: part.kind }), ...(part.cite ? { cite: part.cite } : {}) });

function reorder(known, parts, moved) {
  edit([{ key: ["goals"], pairs: parts.map((p) => [p.label, entryOf(p)]) }], `${t("goals")}${colon()}${labelOf(moved, kindOf(known, "goals", moved.kind))}`);
}

// ---- one more

// Its name, as everything calls it, and what it does where that says more.
const offered = ({ called, title }) => (title.startsWith(called) ? title : `${called}${colon()}${title}`);

function adding(known, section) {
  const kinds = known.catalogue?.[section] ?? {};
  const choice = el("select", { "aria-label": t(section === "rules" ? "add_rule" : "add_goal") },
    el("option", { value: "" }, t(section === "rules" ? "add_rule" : "add_goal")),
    Object.entries(kinds).map(([name, kind]) => el("option", { value: name }, offered(kind))));
  const form = el("div", {});
  choice.addEventListener("change", () => {
    if (!choice.value) return refill(form);
    const kind = kinds[choice.value];
    const taken = new Set(known.policy[section].map((p) => p.label));
    let label = choice.value;
    for (let i = 2; taken.has(label); i += 1) label = `${choice.value}_${i}`;
    const part = { label, kind: choice.value, settings: {} };
    const settings = {};
    for (const s of kind.settings) if (s.form === "choice" && s.is_required) settings[s.name] = s.choices[0][0];
    const row = (s) => settingRow(part, s, `new-${section}`, (to) => { if (to === null) delete settings[s.name]; else settings[s.name] = to; });
    const add = () => {
      const entry = { ...settings, ...(label === choice.value ? {} : { kind: choice.value }) };
      const made = section === "goals"
        ? { key: ["goals"], pairs: [...live(known).map((p) => [p.label, entryOf(p)]), [label, entry]] }
        : set([section, label], entry);
      edit([made], `${t("add")} ${kind.called}`);
      choice.value = "";
      refill(form);
    };
    refill(form, el("div", { class: "settings" }, kind.settings.map(row).filter(Boolean)),
      el("div", { class: "buttons" }, el("button", { class: "main", onclick: add }, t("add")), el("button", { onclick: () => { choice.value = ""; refill(form); } }, t("cancel"))));
  });
  return [choice, form];
}

// ---- tables

const TABLE_NAMES = { sources: ["资金来源", "Sources"], recipients: ["单位", "Recipients"], uses: ["用途", "Uses"], needs: ["需求", "Needs"],
  projects: ["项目库", "Projects"], earlier: ["已下达", "Awarded earlier"], history: ["往年", "Past years"], approved: ["已批准", "Approved"], negative_list: ["负面清单", "Negative list"] };
export const tableName = (name) => TABLE_NAMES[name]?.[lang === "zh" ? 0 : 1] ?? name;

function paintTables(box, known) {
  keyed(box, Object.entries(known.tables).map(([name, grid]) => [name, { name, rows: grid.rows.length, lang }]), ({ name, rows }) =>
    el("div", { class: "pot" }, el("span", {}, tableName(name), " ", el("span", { class: "quiet" }, t("rows", rows))),
      el("button", { "aria-label": `${t("edit")}: ${tableName(name)}`, onclick: () => openGrid(known, name, tableName(name)) }, t("edit"))));
}

// ---- what cannot be used lights up where it was typed, with its words

const isAt = (path, input) => path === input.dataset.path || path?.startsWith(`${input.dataset.path}.`);

function lightFaults(holder, faults) {
  for (const input of holder.querySelectorAll("[data-path]")) {
    const said = faults.find((fault) => isAt(fault.path, input))?.said ?? null;
    if (said === (input.fault ?? null) || isTouched(input)) continue;
    input.fault = said;
    if (said) note(input, said);
    else unnote(input);
  }
}

// What a place in the state is called where it can be typed; the path itself where it cannot.
export function placeName(path) {
  const input = [...document.querySelectorAll("#policy [data-path]")].find((one) => isAt(path, one));
  if (!input) return path;
  const own = input.getAttribute("aria-label") ?? document.querySelector(`label[for="${CSS.escape(input.id)}"]`)?.textContent ?? "";
  const part = input.closest(".entry")?.querySelector(".label") ?? input.closest(".card")?.querySelector("summary");
  return [part?.textContent.trim(), own.trim()].filter(Boolean).join(" · ");
}
