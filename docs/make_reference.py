"""Write docs/reference.md from the program: parts from docstrings, commands from --help.

python docs/make_reference.py
"""

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from click.testing import CliRunner
from pydantic import BaseModel

from optalloc.cli.ledger import COMMANDS as LEDGER
from optalloc.cli.main import COMMANDS, program
from optalloc.core.money import JSON_DIGITS
from optalloc.explore import words
from optalloc.inputs.entries import LevelsEntry
from optalloc.inputs.schema.settings import AS_WRITTEN, settings_said
from optalloc.inputs.table_schema import REQUIRED, TABLES
from optalloc.problem.baselines import METHODS
from optalloc.problem.interfaces import GOALS, RULES, TARGETS
from optalloc.problem.problem import TieRule

FILE = Path(__file__).with_name("reference.md")
SORTS = (("Targets 测算", TARGETS), ("Rules 约束", RULES), ("Goals 目标", GOALS))
WIDTH = 96
TIES = (
    "`ties:` says in which order recipients stand where plans are equally good, such as",
    "`ties: {by: lot, seed: 2026}`; one word will do where no other setting is needed:",
    "`ties: last_year`. Without it they stand in listed order. Of equally good plans the one is",
    "taken in which each recipient's place times its total adds up to the least. So of two plans",
    "that give the same in all and differ in two recipients, who comes first has the more; and",
    "money by which no goal gains is left over, whoever comes first (the rule `spend_whole` has it",
    "given out). Of equal sums whoever comes first has as much as can be, then the next. Of equal",
    "totals whole projects listed first are funded, and start early; then amounts by source and",
    "use are as near to their parts as can be. The rule is printed with the plan, both engines",
    "give the same plan wherever it comes to its end, and the proof that it is best is the same",
    "whatever the rule is.",
)
FIGURES = (
    "Amounts of money are decimal strings in the object's `unit`, always exact. The value of a",
    "goal, a bound, a loss, a part of one stands in one form in every command: under its key a",
    f"decimal string of {JSON_DIGITS} places, and beside it, under that key with `_exact`, the",
    'fraction: `"value": "6.666667", "value_exact": "20/3"`. Values of money are in the unit; of a',
    "gain they say how much there is. `unique` in `solve --json` is true only where no other plan",
    "is as good, down to the awards; `as_good` says what is known of others and how this one was",
    "chosen.",
)


WHO = (
    "Every part about some recipients takes `recipients` (names), `kinds` (类型) and `where`,",
    "columns of the recipients' table with what they must say. Names and kinds are taken",
    "together; of those, the part is about who meets every condition of `where`:",
    "",
    "```yaml",
    "floor: {amount: 20, where: {贫困县: 是}}                # a word",
    "floor: {amount: 20, where: {县: [甲县, 乙县]}}           # one of several words",
    'floor: {amount: 20, where: {人口: ">= 5000, < 9000"}}  # a figure within bounds',
    "```",
    "",
    "A column that does not tell of everybody who is asked, and conditions that nobody meets,",
    "are refused.",
)
EVERY = (
    "Every target, rule and goal takes `cite`, the clause it comes from, which is printed with the",
    "plan, and `kind`, which part it is where its name is one of its own, as in",
    "`镇间三倍: {kind: amount_ratio, at_most: 3}`. `title` is what readers see it called, a text",
    "or `{zh: 镇间差距, en: gap between towns}`; without it that is the key, where that is in the",
    "reader's language, or the name of its kind. A target and a rule take `firm`: `true` where all",
    "of it is fixed by law or a document, or a list of the settings that are; ways out, wishes",
    "and prices never change those. A goal takes `tolerance`: how much worse than its best the",
    "goals after it may make it, a percentage of its best, or an amount where it counts money.",
)
COMMON = {"label", "title", "kind", "cite", "firm", "tolerance"}
"""What every part may say: told once."""
WHOM = ("at", "recipients", "kinds", "where")
"""How parts say whom they are about: told once too, and named by each."""
LEVELS = (
    "`levels` names the columns of the recipients' table that say under which unit of each level a",
    "recipient stands, the highest first, and the columns of figures that add up:",
    "",
    "```yaml",
    "levels: {columns: [市, 县], sums: [脱贫人口]}",
    "rules:",
    "  cap: {kind: ceiling, at: 县, amount: 380}                    # each county, all its towns",
    "  least: {kind: floor, at: 市, recipients: [西市], amount: 450}  # money named for a unit",
    "```",
    "",
    "Every part about recipients takes `at`, and the goals `closest_to_target`, `evenness`,",
    "`pro_rata` and `fewest_moves` do:",
    "each unit of that level counts as one recipient, with the money, needs, earlier awards and",
    "targets of all that stand under it, added up, and the figures of the columns under `sums`.",
    "`recipients` and `where` then pick units. A target with `at` finds the money of units, and",
    "says by `within`, weights of indicators, how the money of a unit goes to who stands under",
    "it. A recipient stands under one unit of each level, and that under one of the level above:",
    "what says otherwise is refused.",
)
WEIGHTS = (
    "A goal that adds up, or compares, what it finds at each recipient takes `weights`: how often",
    "that counts there, by name or by a column of the recipients' table, above 0. Who is not named",
    "counts once. With `at` the names, and the figures, are those of the units of that level:",
    "",
    "```yaml",
    "closest_to_target: {distance: absolute, weights: {甲镇: 2, 乙镇: 1.5}}",
    "need_covered: {what: money, over: year, weights: 帮扶系数}",
    "evenness: {at: 县, weights: {西县: 150%}}",
    "```",
    "",
    "The value is then the weighed one. What a goal asks for before it (least money to who has no",
    "target) is not weighed.",
)


def reference() -> str:
    """Return the whole page."""
    lines = ["# Reference", "", "Generated by `python docs/make_reference.py`; do not edit.", ""]
    lines += [
        "## Tables 表",
        "",
        "Each column under any of its names; the first three are required.",
        "",
    ]
    lines += ["| table | columns |", "|---|---|"]
    lines += [
        f"| `{name}`{' *' if name in REQUIRED else ''} | {columns(name)} |" for name in TABLES
    ]
    lines += ["", "## What every part may say 通用的写法", "", *EVERY]
    lines += ["", "## Recipients of a part 单位的选取", "", *WHO]
    lines += ["", "## Levels 层级", "", *LEVELS, "", *setting_lines(LevelsEntry)]
    lines += ["", "## Weights of recipients 单位的权重", "", *WEIGHTS]
    for title, catalogue in SORTS:
        lines += ["", f"## {title}", ""]
        for word, part in catalogue:
            lines += part_lines(word, part)
    lines += ["## Ties 并列", "", *TIES, *setting_lines(TieRule), ""]
    lines += ["## Baselines 基准", "", "| word | name |", "|---|---|"]
    lines += [f"| `{word}` | {method.words.zh}, {method.words.en} |" for word, method in METHODS]
    lines += ["", "## Figures in JSON", "", *FIGURES]
    lines += ["", "## Commands 命令", ""]
    for name in COMMANDS:
        lines += command_lines(name)
    for name in words():
        lines += command_lines("explore", name)
    for name in LEDGER:
        lines += command_lines("ledger", name)
    return "\n".join(lines).rstrip() + "\n"


def columns(table: str) -> str:
    """Return the columns of a table, each with its other names."""
    return " · ".join("/".join(field.heads) for field in TABLES[table].fields)


def part_lines(word: str, part: type) -> Iterator[str]:
    """Yield a part: its word, its formula and its settings."""
    yield f"### `{word}`"
    yield ""
    yield "```text"
    yield from inspect.getdoc(sys.modules[part.__module__]).splitlines()  # type: ignore[union-attr]
    yield "```"
    yield ""
    doc = (inspect.getdoc(part) or "").splitlines()
    yield doc[0]
    yield from setting_lines(part)
    yield from inherited_lines(part)
    yield ""


def setting_lines(part: type) -> Iterator[str]:
    """Yield the settings of a part, as its docstring has them."""
    doc = (inspect.getdoc(part) or "").splitlines()
    attributes = [
        line.strip() for line in doc[1:] if line.strip() and line.strip() != "Attributes:"
    ]
    for line in attributes:
        head, colon, rest = line.partition(":")
        is_setting = colon and all(w.strip() in part.model_fields for w in head.split(","))  # type: ignore[attr-defined]
        line = f"\n- `{head}`:{rest}" if is_setting else line
        yield line.replace(*AS_WRITTEN)


def inherited_lines(part: type[BaseModel]) -> Iterator[str]:
    """Yield the settings that a part has from what it derives from, where its docstring is mute."""
    own = own_settings(part)
    for name, said in settings_said(part).items():
        if name not in COMMON and name not in own and name not in WHOM:
            yield f"\n- `{name}`: {said}"
    whom = [name for name in WHOM if name in part.model_fields and name not in own]
    if whom == ["at"]:
        yield "\n- `at`: Level whose units count as one recipient ([above](#levels-层级))."
    elif whom:
        names = ", ".join(f"`{name}`" for name in whom)
        yield f"\n- {names}: Whom it is about ([above](#recipients-of-a-part-单位的选取))."


def own_settings(part: type[BaseModel]) -> set[str]:
    """Return the settings that the docstring of a part itself tells of."""
    heads = (
        line.partition(":")[0].split(",") for line in (inspect.getdoc(part) or "").splitlines()
    )
    return {word.strip() for head in heads for word in head} & part.model_fields.keys()


def command_lines(*names: str) -> list[str]:
    """Return a command with its --help."""
    return [f"### `optalloc {' '.join(names)}`", "", "```", *help_of(*names), "```", ""]


def help_of(*names: str) -> list[str]:
    """Return a command's --help, always as wide."""
    context = {"terminal_width": WIDTH, "max_content_width": WIDTH}
    result = CliRunner(env={"OPTALLOC_LANG": "en"}).invoke(
        program, [*names, "--help"], prog_name="optalloc", **context
    )
    if result.exception and not isinstance(result.exception, SystemExit | click.exceptions.Exit):
        raise result.exception
    return result.output.rstrip().splitlines()


if __name__ == "__main__":
    FILE.write_text(reference(), encoding="utf-8")
