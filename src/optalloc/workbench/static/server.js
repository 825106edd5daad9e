// What a page asks of its server: one stream of news, and small questions.

import { lang, t } from "./words.js";
import { complain, mended } from "./dom.js";

const OWN = { "X-Optalloc": "1" };
const RETRY = 2000;
const OUT = { 403: "not_allowed", 413: "too_long" };

// The answer, or null where there is none: then `say` is told why, in words.
async function ask(path, options, say) {
  const of = path.split("?")[0];
  let response = null;
  try {
    response = await fetch(withLang(path), options);
  } catch {
    const words = t(options ? "not_kept" : "unreachable");
    if (say) say(words);
    else complain(words, "lost");
    return null;
  }
  const said = await response.json().catch(() => ({}));
  if (response.ok) {
    mended(of);
    return said.left ? null : said;
  }
  const words = said.refused ?? said.failed;
  const told = words ? words[lang] ?? words.en : t(OUT[response.status] ?? "refused", response.status);
  if (say) say(told);
  else complain(told, of);
  return null;
}

export const get = (path) => ask(path);
export const post = (path, body = {}, say = null) => ask(path, { method: "POST", headers: { ...OWN, "Content-Type": "application/json" }, body: JSON.stringify(body) }, say);
export const send = (path, file) => ask(path, { method: "POST", headers: OWN, body: file });

export const withLang = (path) => `${path}${path.includes("?") ? "&" : "?"}lang=${lang}`;

// Where the server refuses (another one came with another key) a stream ends for good: it is begun
// anew, as the browser may have the new key by then.
export function listen(desk, heard, isThere) {
  const held = { close() { this.isOver = true; clearTimeout(this.timer); this.stream.close(); } };
  const begin = () => {
    held.stream = new EventSource(withLang(desk === null ? "/api/events" : `/api/events?desk=${desk}`));
    held.stream.onmessage = (event) => heard(JSON.parse(event.data));
    held.stream.onopen = () => isThere(true);
    held.stream.onerror = () => {
      if (held.isOver) return;
      isThere(false);
      if (held.stream.readyState === EventSource.CLOSED) held.timer = setTimeout(begin, RETRY);
    };
  };
  begin();
  return held;
}
