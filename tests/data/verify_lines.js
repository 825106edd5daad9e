/* node verify_lines.js SCRIPT LINES: what the page's script says of each certificate, a line each. */
"use strict";
const fs = require("node:fs");
const Verify = require(process.argv[2]);

for (const line of fs.readFileSync(process.argv[3], "utf8").split("\n")) {
  if (line === "") continue;
  try {
    const told = Verify.check(JSON.parse(line));
    const goals = told.goals.map((goal) => goal.proven);
    console.log(JSON.stringify({ goals, plan: told.plan, proven: told.proven, open: told.notChecked, isSaid: told.isSaid }));
  } catch (why) {
    console.log(JSON.stringify({ refused: String(why.message) }));
  }
}
