// What it would take for a recipient to get what somebody wishes.

import { dialog, el, refill } from "./dom.js";
import { colon, t } from "./words.js";
import { post } from "./server.js";
import { edit } from "./app.js";
import { brief } from "./meaning.js";

export async function openWish(known, recipient, amount) {
  const body = el("div", { role: "status" }, el("p", {}, t("making")));
  const box = dialog(`${recipient}: ${amount} ${known.plan.unit}`, t("close"), body);
  const found = await post(`/api/desks/${known.desk}/wish`, { recipient, amount });
  if (!found) return refill(body);
  const take = (settings) => { box.close(); edit([{ settings }], settings.map((s) => brief(known, s)).join("; ")); };
  const ways = (found.found ?? []).filter((way) => way.settings.length);
  const repeated = new Set(ways.map((way) => way.words));
  const words = (found.words ?? []).map((w) => w.trim()).filter((w) => !w.includes("--set") && ![...repeated].some((said) => w.endsWith(said)));
  return refill(body, el("ul", { class: "list" }, words.map((w) => el("li", {}, w))),
    ways.length > 0 && el("div", { class: "ways" }, ways.map((way) => el("div", { class: "way" }, el("p", {}, way.words),
      el("button", { class: "main", onclick: () => take(way.settings) }, `${t("apply")}${colon()}`, way.settings.map((s) => brief(known, s)).join("; "))))));
}
