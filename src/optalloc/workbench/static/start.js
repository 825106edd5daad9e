// The page without a scenario: what was opened last, a new plan, a table to check.

import { el, refill } from "./dom.js";
import { post } from "./server.js";
import { t } from "./words.js";
import { chooseTable } from "./check.js";
import { openWizard, wasOpen } from "./wizard.js";
import { route } from "./app.js";

export function paintStart(known, main) {
  const { start } = known;
  const opened = async (i) => { const said = await post("/api/open", { recent: i }); if (said) { start.desks[said.desk] ??= ""; route(said.desk); } };
  if (!start.is_host) {
    refill(main, el("section", { class: "card tile" }, el("h2", {}, t("plan")), start.desks.map((name, i) => el("a", { href: `#${i}` }, name))));
    return;
  }
  refill(main,
    el("div", { class: "tiles" },
      el("section", { class: "card tile" }, el("h2", {}, t("recent")),
        start.recent.length ? el("ul", { class: "list bare" }, start.recent.map((r, i) => el("li", {}, el("button", { onclick: () => opened(i) }, r.name), " ", el("span", { class: "quiet" }, r.folder))))
          : el("p", { class: "quiet" }, t("nothing_recent"))),
      el("section", { class: "card tile" }, el("h2", {}, t("new_plan")), el("p", {}, t("new_hint")),
        el("button", { class: "main", onclick: () => openWizard(known) }, t("begin"))),
      el("section", { class: "card tile" }, el("h2", {}, t("check")), el("p", {}, t("check_hint")),
        el("button", { onclick: () => chooseTable(known) }, t("choose_file")))));
  if (wasOpen()) openWizard(known);
}
