// What a page asks of its server: one stream of news, and small questions.

import { lang } from "./words.js";
import { toast } from "./dom.js";

const HEADERS = { "Content-Type": "application/json", "X-Optalloc": "1" };

async function answered(response) {
  const said = await response.json().catch(() => ({}));
  if (response.ok) return said.left ? null : said;
  if (said.refused) toast(said.refused[lang] ?? said.refused.en, true);
  else toast(said.failed?.[lang] ?? `${response.status}`, true);
  return null;
}

export async function get(path) {
  return answered(await fetch(withLang(path)));
}

export async function post(path, body = {}) {
  try {
    return await answered(await fetch(withLang(path), { method: "POST", headers: HEADERS, body: JSON.stringify(body) }));
  } catch {
    return null; // the stream says that the server is gone
  }
}

export async function send(path, file) {
  try {
    return await answered(await fetch(withLang(path), { method: "POST", headers: { "X-Optalloc": "1" }, body: file }));
  } catch {
    return null;
  }
}

export const withLang = (path) => `${path}${path.includes("?") ? "&" : "?"}lang=${lang}`;

export function listen(desk, heard, isThere) {
  const stream = new EventSource(withLang(desk === null ? "/api/events" : `/api/events?desk=${desk}`));
  stream.onmessage = (event) => heard(JSON.parse(event.data));
  stream.onopen = () => isThere(true);
  stream.onerror = () => isThere(false);
  return stream;
}
