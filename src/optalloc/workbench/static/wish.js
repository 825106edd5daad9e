// What it would take for a recipient to get what somebody wishes.

import { dialog, el, refill } from "./dom.js";
import { t } from "./words.js";
import { post } from "./server.js";
import { edit } from "./app.js";
import { brief } from "./meaning.js";

export async function openWish(known, recipient, amount) {
  const body = el("div", { role: "status" }, el("p", {}, t("making")));
  const box = dialog(`${recipient}: ${amount} ${known.plan.unit}`, t("close"), body);
  const found = await post(`/api/desks/${known.desk}/wish`, { recipient, amount });
  if (!found) return box.close();
  const take = (settings) => { box.close(); edit([{ settings }], settings.join("; ")); };
  const words = (found.words ?? []).filter((w) => !w.includes("--set"));
  const changes = (found.changes ?? []).filter((c) => c.settings?.length);
  return refill(body, el("ul", { class: "list" }, words.map((w) => el("li", {}, w.trim()))),
    changes.length > 0 && el("div", { class: "ways" }, changes.map((c) => el("div", { class: "way" },
      el("button", { class: "main", onclick: () => take(c.settings) }, t("apply"), " ", c.settings.map((s) => brief(known, s)).join("; "))))));
}
