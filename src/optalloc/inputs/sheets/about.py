"""What a workbook says of itself: how it is filled in, and what each of its columns is for."""

from collections.abc import Collection, Iterator

from optalloc.core.message import Lang, Words
from optalloc.inputs.sheets.layout import (
    DEEPER,
    DETAIL,
    ITEM,
    KIND,
    MEANING,
    NAME,
    REMARK,
    SETTING,
    SHEETS,
    VALUE,
)
from optalloc.inputs.table_schema import TABLES

HEADS = {
    NAME: Words(
        "自己起的名称，印在方案里；空着时与上一行是同一条，或以种类为名。",
        "A name of your own, printed with the plan; empty: the entry of the row above, or the one "
        "that is called as its kind.",
    ),
    KIND: Words(
        "是哪一种，可从列表选；空着时与上一行相同。各种类见“设置一览”。",
        "Which kind it is; empty: that of the row above. All are in the sheet settings list.",
    ),
    SETTING: Words(
        "种类的哪一项设置，可从列表选。没有设置的种类，这里空着。",
        "Which setting of the kind; empty for a kind without settings.",
    ),
    ITEM: Words(
        "设置说的是谁：资金来源、单位、因素等的名称。不分对象的空着。",
        "What the setting speaks of: the name of a source, a recipient, an indicator.",
    ),
    DETAIL: Words("对象以下再细一层，很少用到。", "One level below the item; seldom needed."),
    DEEPER: Words("细项以下再细一层，很少用到。", "One level below the detail; seldom needed."),
    VALUE: Words(
        "数字、百分数、文字或名称。几个名称可写在一格里，用顿号分开，也可一行一个。"
        "设置空着、这里写“停用”，整条就不用。",
        "A number, percentage, text or name; several names are divided by commas. The word off in "
        "a row without a setting leaves the entry out.",
    ),
    MEANING: Words(
        "这项设置的含义，自动显示，不用填。", "What the setting means; shown by itself."
    ),
    REMARK: Words("自己的备注，不读。", "Remarks of your own; not read."),
}


def about_lines(tables: Collection[str], lang: Lang) -> Iterator[str]:
    """Yield the lines of the sheet that says how the workbook is filled in."""
    for words in (*_HEAD, *_sheets(tables), *_FOOT):
        yield words.say(lang)


_HEAD = (
    Words("本工作簿就是一个完整的情景，不需要别的文件。", "This workbook is a whole scenario."),
    Words(
        "改好、保存后运行：optalloc solve 文件名.xlsx；"
        "explain、check、report、compare、explore、open 也一样用。",
        "Change it, save it, and run: optalloc solve FILE.xlsx (explain, check, report, compare, "
        "explore and open take it too).",
    ),
    Words("", ""),
    Words("设置的各表，一行写一项：", "Sheets of settings, one value a row:"),
)
_FOOT = (
    Words("", ""),
    Words(
        "同一条约束有几项设置，就写几行，名称、种类可以空着（同上一行）。",
        "An entry with several settings has several rows; name and kind may be empty in the rest.",
    ),
    Words(
        "删去一行就不用这一项；暂时不用的一条，加一行：设置空着，内容写“停用”。",
        "Delete a row to do without it; to do without an entry for a while, add a row to it "
        "without a setting and with the value off.",
    ),
    Words(
        "表头可以换次序；以“说明”“备注”“草稿”或 # 开头的工作表不读，可以放自己的东西。",
        "Columns may change places; sheets whose names begin with notes, draft or # are not read.",
    ),
    Words(
        "写错的地方，运行时会说明是哪张工作表、哪个单元格、应该怎样写。",
        "What is wrong is said with its sheet and cell, and what may stand there.",
    ),
)


def _sheets(tables: Collection[str]) -> Iterator[Words]:
    for sheet in SHEETS:
        yield Words(
            f"　{sheet.title.zh}：{sheet.about.zh}", f"  {sheet.title.en}: {sheet.about.en}"
        )
    yield Words("", "")
    yield Words("数据的各表，一行一个：", "Tables, one row each:")
    for name, table in TABLES.items():
        heads = [field.heads[0] for field in table.fields]
        there = Words("", "") if name in tables else Words("（可另加）", " (may be added)")
        zh = f"　{table.title.zh}{there.zh}：{'、'.join(heads)}"
        yield Words(zh, f"  {table.title.en}{there.en}: {', '.join(heads)}")
