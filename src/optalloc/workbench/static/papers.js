// Buttons that make papers of the plan as it stands.

import { el } from "./dom.js";
import { withLang } from "./server.js";
import { t } from "./words.js";

const PAPERS = ["xlsx", "docx", "notice", "html", "certificate"];

export function paperButtons(known) {
  return [...PAPERS.map((name) => el("a", { class: "button", href: withLang(`/api/desks/${known.desk}/paper/${name}`), download: "" }, t(name))),
    el("button", { onclick: () => print() }, t("print"))];
}
