/* node audit_lines.js SCRIPT LINES: what the page's script says of plans, a line a scenario: its facts,
   and plans; printed is for each plan every breach as rule and place. */
"use strict";
const fs = require("node:fs");
const { Audit, parse } = require(process.argv[2]);

for (const line of fs.readFileSync(process.argv[3], "utf8").split("\n")) {
  if (line === "") continue;
  const given = parse(line), facts = parse(given.get("facts"));
  const found = given.get("plans").map((awards) =>
    Audit.audit(facts, awards).flatMap(([rule, places]) => places.map((where) => [rule, where])));
  console.log(JSON.stringify(found));
}
