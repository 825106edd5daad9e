// The page: which desk is shown, what is known of it, and who paints what.

import { complain, el, mended, note, refill, settle, toast } from "./dom.js";
import { get, listen, post } from "./server.js";
import { lang, speak, t } from "./words.js";
import { paintHead } from "./head.js";
import { paintPolicy } from "./policy.js";
import { paintPlan } from "./plan.js";
import { paintExplaining, paintMeaning } from "./meaning.js";
import { paintStart } from "./start.js";
import { acceptDrops } from "./check.js";

export const known = {
  desk: null, start: null, state: null, policy: null, tables: null, plan: null, faults: null, ms: null,
  meaning: null, explaining: null, working: null, catalogue: null, lost: false,
};
let stream = null;

const main = document.getElementById("main");

// Has something changed; where it was typed is said why it was not taken, and what cannot be typed
// (a box that was ticked) shows again what stands.
export async function edit(edits, said, input = null) {
  const done = await post(`/api/desks/${known.desk}/change`, { edits, said }, input && ((text) => note(input, text)));
  if (done && input) settle(input);
  if (!done && !input) repaint();
  return done;
}

function repaint() {
  for (const node of document.querySelectorAll("#policy [data-signature]")) delete node.dataset.signature;
  paintPolicy(known);
}

export const set = (key, value) => ({ key, value });
export const drop = (key) => ({ key, drop: true });

const HEARD = {
  state(message) { known.state = message; paintHead(known); paintPlan(known); },
  policy(message) { known.policy = message; paintHead(known); paintPolicy(known); },
  tables({ type, number, ...tables }) { known.tables = tables; paintHead(known); paintPolicy(known); },
  plan(message) {
    mended("plan");
    known.working = null;
    known.stopped = false;
    known.faults = message.faults ?? null;
    if (message.plan) {
      known.plan = message.plan;
      known.ms = message.ms;
      known.meaning = null;
      known.explaining = null;
    }
    paintPlan(known);
    paintPolicy(known);
    paintMeaning(known);
    painted(message.number);
  },
  meaning({ type, number, ...said }) { known.meaning = said; paintMeaning(known); paintPolicy(known); paintPlan(known); },
  working(message) { known.working = message; known.stopped = false; paintPlan(known); },
  stopped() { known.working = null; known.stopped = true; paintPlan(known); },
  explaining(message) { known.explaining = message; paintExplaining(known); },
  failed(message) {
    known.working = null;
    if (message.of === "plan") known.stopped = true;
    else known.meaning = { ...known.meaning, is_whole: true };
    paintPlan(known);
    paintMeaning(known);
    complain(message.said[lang] ?? message.said.en, message.of);
  },
  async pen() { Object.assign(known.start, await get("/api/pen")); paintHead(known); paintPolicy(known); paintPlan(known); },
  over() { known.over = true; stream.close(); complain(t("gone"), "over"); },
};

// Two frames later the plan is on the screen: what waits for it can see that.
function painted(number) {
  requestAnimationFrame(() => setTimeout(() => { document.body.dataset.painted = String(number); }));
}

export function open(desk) {
  if (stream) stream.close();
  document.body.classList.toggle("reading", !known.start.may_write);
  Object.assign(known, { desk, state: null, policy: null, tables: null, plan: null, faults: null, meaning: null, working: null, stopped: false });
  delete document.body.dataset.painted;
  document.documentElement.lang = lang;
  document.querySelector(".skip").textContent = t("skip");
  if (desk === null) {
    main.className = "start";
    paintHead(known);
    paintStart(known, main);
  } else {
    main.className = "desk";
    layout();
    paintHead(known);
  }
  stream = listen(desk, (message) => HEARD[message.type]?.(message), (isThere) => (isThere ? found() : missed()));
}

function missed() {
  if (!known.lost && !known.over) {
    toast(t("lost"), true, "lost");
    known.before = known.state?.desks[known.desk];
  }
  known.lost = true;
}

// The server is there (again); another one at the same place may have other scenarios.
async function found() {
  if (!known.lost) return;
  const start = await get("/api/start");
  if (!start) return;
  known.lost = false;
  for (const said of document.querySelectorAll(".toast.bad")) said.remove(); // what was not kept is said at its field
  Object.assign(known.start, start);
  if (known.desk !== null && start.desks[known.desk] !== known.before) route(null);
}

function layout() {
  const tabs = ["policy", "plan", "meaning"].map((name) => el("button", {
    role: "tab", "aria-selected": String(name === "plan"), "aria-controls": name === "plan" ? "middle" : name,
    onclick: (event) => show(name, event.currentTarget),
  }, t(name)));
  main.dataset.tab = "plan";
  refill(main,
    el("div", { class: "tabs", role: "tablist" }, tabs),
    el("section", { id: "policy", class: "side column", "aria-label": t("policy"), tabindex: "0" }),
    el("section", { id: "middle", class: "side", "aria-label": t("plan"), tabindex: "-1" }),
    el("section", { id: "meaning", class: "side column", "aria-label": t("meaning"), tabindex: "0" }));
}

function show(name, button) {
  main.dataset.tab = name;
  for (const other of main.querySelectorAll(".tabs button")) other.setAttribute("aria-selected", String(other === button));
}

export async function switchLanguage() {
  speak(lang === "zh" ? "en" : "zh");
  localStorage.setItem("optalloc-lang", lang);
  known.catalogue = plainly(await get("/api/catalogue"));
  open(known.desk);
}

export function route(desk) {
  location.hash = desk === null ? "#start" : `#${desk}`;
}

// What a kind and a setting mean are sentences of the reference; here they are in one language.
function plainly(catalogue) {
  const label = (text) => (lang === "zh" ? text : text.replace(/\s*\([^()]*[\u4e00-\u9fff][^()]*\)/g, "").replace(/\.$/, "")).replaceAll("`", "");
  for (const section of ["rules", "goals"]) {
    for (const kind of Object.values(catalogue[section])) {
      kind.title = label(kind.title);
      for (const setting of kind.settings) setting.text = label(setting.text);
    }
  }
  return catalogue;
}

function routed() {
  const asked = /^#(\d+)$/.exec(location.hash);
  if (asked) return Number(asked[1]);
  return location.hash === "#start" || !known.start.desks.length ? null : 0;
}

async function begin() {
  known.start = await get("/api/start");
  speak(localStorage.getItem("optalloc-lang") ?? known.start.lang);
  known.catalogue = plainly(await get("/api/catalogue"));
  document.getElementById("main").addEventListener("settled", () => { paintPolicy(known); paintPlan(known); });
  addEventListener("hashchange", () => open(routed()));
  acceptDrops(known);
  open(routed());
}

// The columns beside the plan begin below the head, however many lines it has.
new ResizeObserver(([head]) => document.documentElement.style.setProperty("--head", `${Math.ceil(head.target.offsetHeight)}px`))
  .observe(document.getElementById("head"));
begin();
