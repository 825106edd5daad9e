"""Write docs/reference.zh.md from the program: parts from the JSON Schema, commands from --help.

python docs/make_reference_zh.py
"""

import inspect
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
from make_reference import COMMON, WHOM, columns

from optalloc.cli.ledger import COMMANDS as LEDGER
from optalloc.cli.main import COMMANDS, program
from optalloc.cli.spoken_help import option_text, paragraphs
from optalloc.explore import words
from optalloc.inputs.schema.document import schema
from optalloc.inputs.table_schema import REQUIRED, TABLES
from optalloc.problem.baselines import METHODS
from optalloc.problem.interfaces import GOALS, RULES, TARGETS

FILE = Path(__file__).with_name("reference.zh.md")
SORTS = (
    ("测算", "targets", TARGETS),
    ("约束", "rules", RULES),
    ("目标", "goals", GOALS),
)
WEIGHTS = """\
逐个单位相加或比较的目标都可写 `weights`：各单位的差额计几倍，按名称写，或写单位表的一列，大于 0；
没有写的计一倍。与 `at` 同写时，名称和数字是该层级各单位的：

```yaml
closest_to_target: {distance: absolute, weights: {甲镇: 2, 乙镇: 1.5}}
need_covered: {what: money, over: year, weights: 帮扶系数}
evenness: {at: 县, weights: {西县: 150%}}
```

目标的数值是加权后的。目标之前先做到的（没有测算额的单位合计最少）不加权。"""
WHO = """\
凡是只管一部分单位的写法，都可以写 `recipients`（名称）、`kinds`（类型）和
`where`（单位表的列应是什么）。
名称和类型合起来算；
其中符合 `where` 全部条件的，才是它管的单位：

```yaml
floor: {amount: 20, where: {贫困县: 是}}                # 文字
floor: {amount: 20, where: {县: [甲县, 乙县]}}           # 几个文字之一
floor: {amount: 20, where: {人口: ">= 5000, < 9000"}}  # 数字的范围
```

某一列没有写全被问到的单位，或没有单位符合条件，不予接受。"""
EVERY = """\
每种测算、每条约束、每个目标都可以写 `cite`（依据的条款，随方案印出）；
名称自定时用 `kind` 写明是哪一种，如 `镇间三倍: {kind: amount_ratio, at_most: 3}`。
`title` 是给读者看的名称，写一个文本，或 `{zh: 镇间差距, en: gap between towns}`；
不写时，键名是读者的语言就用键名，否则用这一种的名称，如【分担比例】。
测算和约束可以写 `firm`（刚性：法规、文件所定，任何出路都不提议改动它）：
`true` 为全部，或列出刚性的设置。
目标可以写 `tolerance`（后面的目标可使它变差多少）：
百分数为相对它的最好值，以金额计的目标也可写金额。"""
LEVELS = """\
`levels` 写出单位表里哪些列说明各单位属于哪个上级单位（由高到低），以及哪些数字列可以相加：

```yaml
levels: {columns: [市, 县], sums: [脱贫人口]}
rules:
  cap: {kind: ceiling, at: 县, amount: 380}                    # 每个县，所属各乡镇合计
  least: {kind: floor, at: 市, recipients: [西市], amount: 450}  # 指名给某一个市的钱
```

凡是管单位的写法，以及目标 `closest_to_target`、`evenness`、`pro_rata`
和 `fewest_moves`，都可以写 `at`：
这一层级的每个单位算作一个单位，
所属单位的资金、需求、已下达、测算额和 `sums` 所列各列的数字相加就是它的。
这时 `recipients` 和 `where` 选的是这一层级的单位。
写了 `at` 的测算，先算出上级各单位的钱，再按 `within`（各因素的权重）分到所属单位。
一个单位在每一层级只属于一个上级单位，这个上级单位又只属于更高层级的一个；写得不是这样的，不予接受。"""
TIES = """\
几个方案同样好时，`ties:` 规定各单位的位次，如 `ties: {by: lot, seed: 2026}`；
不需要别的设置时写一个词就行：`ties: last_year`。不写则位次按名单先后。
同样好的方案中，取各单位位次乘金额加起来最小的一个。
所以总额相同、只有两个单位金额不同的两个方案，取位次在前的多得的；
目标不因此更好的钱，无论谁在前，都留着不安排（要求全部安排，写约束 `spend_whole`）。
加起来相同的，让位次在前的先多得，再看下一个。各单位合计都相同的，整项安排的项目先安排项目库中在前的，并尽早开工；
然后各来源、各用途的金额尽量接近应占的份额。
所用的规则随方案印出；规则走到底的，两个求解引擎给出同一个方案；不论用哪一种，最优的证明都一样。"""
FIGURES = """\
金额是十进制文字，单位为对象里的 `unit`，总是精确的。
目标的值、界、损失、占比在各命令里同一个写法：键下是六位小数的文字，
旁边同名加 `_exact` 的键是分数：`"value": "6.666667", "value_exact": "20/3"`。
只有再没有同样好的方案（逐笔）时，
`solve --json` 的 `unique` 才是 true；`as_good` 说明还有没有别的，以及怎样从中选了这一个。"""


def reference_zh() -> str:
    """Return the whole page."""
    lines = ["# 参考", "", "由 `python docs/make_reference_zh.py` 生成，请勿手工修改。", ""]
    lines += ["公式一栏取自程序，记号与英文参考相同。", "", "## 表", ""]
    lines += ["每一列可以用其中任何一个名称；带 * 的三张表必须有。", "", "| 表 | 列 |", "|---|---|"]
    lines += [
        f"| `{name}`{' *' if name in REQUIRED else ''} | {columns(name)} |" for name in TABLES
    ]
    definitions = schema("scenario", "zh")["definitions"]
    lines += ["", "## 通用的写法", "", *EVERY.splitlines()]
    lines += ["", "## 单位的选取", "", *WHO.splitlines()]
    lines += ["", "## 层级", "", *LEVELS.splitlines(), "", *setting_lines(definitions["levels"])]
    lines += ["", "## 单位的权重", "", *WEIGHTS.splitlines()]
    for title, sort, catalogue in SORTS:
        lines += ["", f"## {title}", ""]
        for word, part in catalogue:
            lines += part_lines(word, part, definitions[f"{sort}.{word}.partial"])
    lines += ["## 并列", "", *TIES.splitlines(), "", *setting_lines(definitions["ties"])]
    lines += ["", "## 基准", "", "| 写法 | 名称 |", "|---|---|"]
    lines += [f"| `{word}` | {method.words.zh} |" for word, method in METHODS]
    lines += ["", "## JSON 里的数字", "", *FIGURES.splitlines(), "", "## 命令", ""]
    for names in (
        *((name,) for name in COMMANDS),
        *(("explore", name) for name in words()),
        *(("ledger", name) for name in LEDGER),
    ):
        lines += command_lines(*names)
    return "\n".join(lines).rstrip() + "\n"


def part_lines(word: str, part: type, form: Mapping[str, Any]) -> Iterator[str]:
    """Yield a part: its word, what it does, its formula and its settings."""
    yield from (f"### `{word}`", "", form["description"], "", "```text")
    yield from (inspect.getdoc(sys.modules[part.__module__]) or "").splitlines()
    yield from ("```", "")
    told = [*setting_lines(form)]
    if told:
        yield from (*told, "")


def setting_lines(form: Mapping[str, Any]) -> Iterator[str]:
    """Yield the table of the settings of a form; nothing where it has none of its own."""
    settings = form["properties"]
    apart = COMMON.union(WHOM)
    told = [f"| `{name}` | {said(one)} |" for name, one in settings.items() if name not in apart]
    whom = "、".join(f"`{name}`" for name in WHOM if name in settings)
    if whom == "`at`":
        told.append("| `at` | 以哪一层级为单位（见[层级](#层级)） |")
    elif whom:
        told.append(f"| {whom} | 管哪些单位（见[单位的选取](#单位的选取)、[层级](#层级)） |")
    if told:
        yield from ("| 设置 | 作用 |", "|---|---|", *told)


def said(setting: Mapping[str, Any]) -> str:
    """Return what a setting does, with the words it knows where those are few."""
    known = setting.get("enum") or next(
        (one["enum"] for one in setting.get("anyOf", ()) if "enum" in one), ()
    )
    words_known = [f"`{one}`" for one in known if isinstance(one, str)]
    told: str = setting.get("description", "")
    return told + (f"：{'、'.join(words_known)}" if words_known else "")


def command_lines(*names: str) -> Iterator[str]:
    """Yield a command: what it does, its arguments and its options, all in Chinese."""
    command: click.Command = program
    context = click.Context(program, info_name="optalloc")
    for name in names:
        assert isinstance(command, click.Group)
        found = command.get_command(context, name)
        assert found is not None
        command, context = found, click.Context(found, parent=context, info_name=name)
    told = paragraphs(command.help or "", "zh")
    usage = " ".join(command.collect_usage_pieces(context))
    yield from (f"### `optalloc {' '.join(names)}`", "", *told, "")
    yield from ("```", f"optalloc {' '.join(names)} {usage}", "```", "")
    rows = [option_row(one, context) for one in command.params if isinstance(one, click.Option)]
    yield from ("| 选项 | 作用 |", "|---|---|", *filter(None, rows), "")


def option_row(option: click.Option, context: click.Context) -> str:
    """Return the row of an option."""
    told = option_text(option, context, "zh")
    assert told is not None
    return "| `{}` | {} |".format(*(text.replace("|", "\\|") for text in told))


if __name__ == "__main__":
    FILE.write_text(reference_zh(), encoding="utf-8")
