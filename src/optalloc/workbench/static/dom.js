// Elements are made one by one and texts are set as texts: a name is never markup.

import { t } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";

export function el(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value" && "value" in node) node.value = value;
    else if (name === "checked" || name === "open" || name === "hidden") node[name] = Boolean(value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  put(node, children);
  return node;
}

export function put(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

export function refill(node, ...children) {
  node.replaceChildren();
  put(node, children);
  return node;
}

// Rebuilds only the children whose data changed; what somebody types in a field of one stays there.
export function keyed(holder, items, build) {
  const refocus = keepFocus(holder);
  const old = new Map([...holder.children].map((node) => [node.dataset.keyed, node]));
  const wanted = items.map(([key, data]) => {
    const signature = JSON.stringify(data);
    const there = old.get(key);
    if (there?.dataset.signature === signature) { old.delete(key); return there; }
    const fresh = build(data);
    fresh.dataset.keyed = key;
    if (there && isBusy(there)) { old.delete(key); return follow(there, fresh); }
    fresh.dataset.signature = signature;
    return fresh;
  });
  for (const node of old.values()) node.remove();
  wanted.forEach((node, place) => {
    if (holder.children[place] !== node) holder.insertBefore(node, holder.children[place] ?? null);
  });
  refocus();
}

// What has the focus gets it again when it was built anew: its like has its id, or its words.
export function keepFocus(holder) {
  const old = document.activeElement;
  if (!old || !holder.contains(old)) return () => {};
  const words = (node) => node.getAttribute("aria-label") ?? node.textContent;
  const [said, from, to] = [words(old), old.selectionStart, old.selectionEnd];
  return () => {
    if (document.activeElement === old) return;
    const like = old.isConnected ? old : old.id ? document.getElementById(old.id)
      : [...holder.querySelectorAll(old.tagName)].find((node) => words(node) === said);
    like?.focus({ preventScroll: true });
    if (like?.type === "text" && typeof from === "number") like.setSelectionRange(from, to);
  };
}

// ---- fields: `given` is what stands there as it was last heard of

export const isTouched = (input) => "given" in input.dataset && input.value !== input.dataset.given;
const isBusy = (node) => node.dragging || [...node.querySelectorAll("input[data-given]")].some(isTouched)
  || (document.activeElement?.tagName === "SELECT" && node.contains(document.activeElement));

// Fields of a part in which somebody types take over what changed elsewhere; the half-typed one says so.
function follow(there, fresh) {
  for (const input of there.querySelectorAll("input[id], select[id]")) {
    const now = fresh.querySelector(`#${CSS.escape(input.id)}`);
    if (!now) continue;
    if (!("given" in input.dataset)) {
      if (input !== document.activeElement) Object.assign(input, { value: now.value, checked: now.checked });
    } else if (now.dataset.given !== input.dataset.given) {
      const isMine = isTouched(input) && input.value !== now.dataset.given;
      input.dataset.given = now.dataset.given;
      if (isMine) note(input, t("elsewhere", now.dataset.given || "–"));
      else input.value = now.dataset.given;
    }
  }
  if (!there.waits) {
    there.waits = true;
    there.addEventListener("focusout", () => setTimeout(() => there.dispatchEvent(new CustomEvent("settled", { bubbles: true }))));
  }
  return there;
}

// A field whose text is taken when it is left; Escape puts back what stood there. `take` returns
// what is wrong with it, as words, or null.
export function typed(given, take, attributes) {
  const input = el("input", { type: "text", value: given, "data-given": given, autocomplete: "off", ...attributes });
  const leave = () => {
    if (!input.isConnected || !isTouched(input)) return; // what is built anew loses the focus too
    const wrong = take(input.value.trim(), input);
    if (wrong) note(input, wrong);
  };
  input.addEventListener("change", leave);
  input.addEventListener("input", () => unnote(input));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && input.wrong) { // once more, as it was not taken
      event.preventDefault();
      leave();
    }
    if (event.key !== "Escape" || !isTouched(input)) return;
    event.preventDefault();
    restore(input);
  });
  return input;
}

export function restore(input) {
  input.value = input.dataset.given;
  unnote(input);
  input.dispatchEvent(new CustomEvent("settled", { bubbles: true }));
}

// It was taken: what it says is what stands there.
export function settle(input) {
  input.dataset.given = input.value;
  unnote(input);
}

let notes = 0;
const ROWS = ".weight, .setting, .pot, .sentence, .wish, td, label";

// Says at a field what is wrong with what is typed there, until that is mended.
export function note(input, text) {
  unnote(input);
  const row = input.closest(ROWS) ?? input.parentElement;
  const words = el("p", { class: "wrong", role: "alert", id: `wrong-${notes += 1}` }, text);
  input.setAttribute("aria-invalid", "true");
  input.setAttribute("aria-describedby", words.id);
  input.wrong = words;
  if (row.tagName === "LABEL") row.after(words);
  else row.append(words);
}

export function unnote(input) {
  input.wrong?.remove();
  input.wrong = null;
  input.removeAttribute("aria-invalid");
  input.removeAttribute("aria-describedby");
}

// ---- what is said

// What could not be done is said where one is: in the dialog on top, else at the edge of the page.
// It goes when the same thing (`of`) is done, or is said anew.
export function complain(text, of = "") {
  mended(of);
  const box = [...document.querySelectorAll("dialog[open]")].at(-1);
  if (!box) return toast(text, true, of);
  const said = el("p", { class: "notice", role: "alert", "data-of": of }, text);
  return box.querySelector(".dialog-head").after(said);
}

export function mended(of) {
  for (const said of document.querySelectorAll(".notice, .toast.bad")) if (said.dataset.of === of) said.remove();
}

export function toast(text, isBad = false, of = "") {
  const said = el("div", { class: isBad ? "toast bad" : "toast", "data-of": of },
    el("p", {}, text), el("button", { class: "plain", "aria-label": t("close"), onclick: () => said.remove() }, "×"));
  document.getElementById("toasts").append(said);
  if (!isBad) setTimeout(() => said.remove(), 6000);
}

// A dialog that is closed by Escape, by its cross, and by nothing else. While `unsaved` (a function
// of the box) says that something typed would be lost, it asks first.
export function dialog(title, close, ...children) {
  const box = el("dialog", { "aria-label": title },
    el("div", { class: "dialog-head" }, el("h2", {}, title),
      el("button", { class: "plain big", "aria-label": close, title: close, onclick: () => box.leave() }, "×")),
    ...children);
  box.leave = () => (box.unsaved?.() ? askToLeave(box) : box.close());
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    box.leave();
  });
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
  return box;
}

function askToLeave(box) {
  box.querySelector(".notice.leaving")?.remove();
  const stay = el("button", { onclick: () => asked.remove() }, t("keep_typing"));
  const asked = el("div", { class: "notice leaving", role: "alert" }, el("p", {}, t("unsaved")),
    el("div", { class: "buttons" }, stay, el("button", { onclick: () => { box.discard?.(); box.close(); } }, t("discard"))));
  box.querySelector(".dialog-head").after(asked);
  stay.focus();
}
