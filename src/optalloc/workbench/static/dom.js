// Elements are made one by one and texts are set as texts: a name is never markup.

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

// Rebuilds only the children whose data changed, and none in which somebody is typing.
export function keyed(holder, items, build) {
  const old = new Map([...holder.children].map((node) => [node.dataset.keyed, node]));
  const wanted = items.map(([key, data]) => {
    const signature = JSON.stringify(data);
    const there = old.get(key);
    if (there && (there.dataset.signature === signature || there.contains(document.activeElement))) {
      old.delete(key);
      if (there.dataset.signature !== signature) soon(there, key, signature, data, build);
      return there;
    }
    return made(key, signature, data, build);
  });
  for (const node of old.values()) node.remove();
  wanted.forEach((node, place) => {
    if (holder.children[place] !== node) holder.insertBefore(node, holder.children[place] ?? null);
  });
}

function made(key, signature, data, build) {
  const node = build(data);
  node.dataset.keyed = key;
  node.dataset.signature = signature;
  return node;
}

// What changed while it had the focus is built anew when the focus leaves it.
function soon(node, key, signature, data, build) {
  node.stale = () => made(key, signature, data, build);
  if (node.waits) return;
  node.waits = true;
  node.addEventListener("focusout", () => setTimeout(() => {
    if (node.isConnected && !node.contains(document.activeElement)) node.replaceWith(node.stale());
  }));
}

export function toast(text, isBad = false) {
  const note = el("div", { class: isBad ? "toast bad" : "toast" },
    el("p", {}, text), el("button", { class: "plain", "aria-label": "×", onclick: () => note.remove() }, "×"));
  document.getElementById("toasts").append(note);
  if (!isBad) setTimeout(() => note.remove(), 6000);
}

// A dialog that is closed by Escape, by its cross, and by nothing else.
export function dialog(title, close, ...children) {
  const box = el("dialog", { "aria-label": title },
    el("div", { class: "dialog-head" }, el("h2", {}, title),
      el("button", { class: "plain big", "aria-label": close, title: close, onclick: () => box.close() }, "×")),
    ...children);
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
  return box;
}
