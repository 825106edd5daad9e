"""Write docs/reference.zh.md from the program: parts from the JSON Schema, commands from --help.

python docs/make_reference_zh.py
"""

import inspect
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
from make_reference import columns

from optalloc.cli.ledger import COMMANDS as LEDGER
from optalloc.cli.main import COMMANDS, program
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
COMMON = {"kind", "cite", "firm", "recipients", "kinds", "where"}
"""What every part, or many of them, may say: told once."""
CHINESE = re.compile("[㐀-鿿]")
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

某一列没有写全被问到的单位，或没有单位符合条件，不予接受。

每条约束、每种测算还可以写 `cite`（依据的条款，随方案印出）
和 `firm`（刚性：法规、文件所定，任何出路都不提议改动它）。
名称自定时用 `kind` 写明是哪一种，如 `镇间三倍: {kind: amount_ratio, at_most: 3}`。"""
TIES = """\
几个方案同样好时，`ties:` 规定由谁居先，如 `ties: {by: lot, seed: 2026}`；
不需要别的设置时写一个词就行：`ties: last_year`。
不写则按表中次序。所用的规则随方案印出；两个求解引擎给出同一个方案；不论用哪一种，最优的证明都一样。"""
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
    lines += ["", "## 单位的选取", "", *WHO.splitlines()]
    lines += ["", "## 单位的权重", "", *WEIGHTS.splitlines()]
    definitions = schema("scenario", "zh")["definitions"]
    for title, sort, catalogue in SORTS:
        lines += ["", f"## {title}", ""]
        for word, part in catalogue:
            lines += part_lines(word, part, definitions[f"{sort}.{word}.partial"])
    lines += ["## 并列", "", *TIES.splitlines(), "", "## 基准", "", "| 写法 | 名称 |", "|---|---|"]
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
    settings = form["properties"]
    told = [f"| `{name}` | {said(one)} |" for name, one in settings.items() if name not in COMMON]
    if "where" in settings:
        told.append(
            "| `recipients`、`kinds`、`where` | 管哪些单位（见[单位的选取](#单位的选取)） |"
        )
    if told:
        yield from ("| 设置 | 作用 |", "|---|---|", *told, "")


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
    told = [part for part in (command.help or "").split("\n\n") if CHINESE.search(part)]
    usage = " ".join(command.collect_usage_pieces(context))
    yield from (f"### `optalloc {' '.join(names)}`", "", *map(str.strip, told), "")
    yield from ("```", f"optalloc {' '.join(names)} {usage}", "```", "")
    rows = [option_row(one, context) for one in command.params if isinstance(one, click.Option)]
    yield from ("| 选项 | 作用 |", "|---|---|", *filter(None, rows), "")


def option_row(option: click.Option, context: click.Context) -> str:
    """Return the row of an option; its help says English, a stroke, Chinese."""
    spelled = ", ".join(option.opts)
    if not (option.is_flag or option.count):
        spelled += " " + option.make_metavar(context).replace("|", "\\|")
    told = (option.help or "").rpartition(" / ")[2].rstrip("。. ")
    known = option.default if isinstance(option.default, str | int | float) else None
    default = f"（默认 `{known}`）" if known not in (None, "", False) else ""
    return f"| `{spelled}` | {told}{default} |"


if __name__ == "__main__":
    FILE.write_text(reference_zh(), encoding="utf-8")
