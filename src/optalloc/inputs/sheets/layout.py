"""The sheets of a workbook that is a scenario, the columns of each, and which sheet is misnamed.

    约束:  名称      种类      设置   对象      内容  依据
           市区分担  分担比例  比例   市级资金  45    某通知第三条
                               比例   区级资金  55

A row says one value: the entry by its 名称 and 种类, the setting by 设置, what in it by 对象 (and
细项, 小项 below it), the value by 内容. A column such as 依据 is a setting that most entries have;
it stands in any row of its entry. Empty cells of 名称 and 种类 mean the row above.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from optalloc.core.errors import close_to, nearest
from optalloc.core.message import NOTHING, Words, listed
from optalloc.core.money import halfwidth
from optalloc.inputs.table_schema import TABLES
from optalloc.inputs.yaml_reader import Key
from optalloc.problem.interfaces import CATALOGUES
from optalloc.problem.setting_names import name_of

NAME, KIND = Words("名称", "name"), Words("种类", "kind")
SETTING, ITEM = Words("设置", "setting"), Words("对象", "item")
DETAIL, DEEPER = Words("细项", "detail"), Words("小项", "deeper")
VALUE = Words("内容", "value")
MEANING, REMARK = Words("含义", "meaning"), Words("备注", "remark")
STEPS = (SETTING, ITEM, DETAIL, DEEPER)
"""The columns that lead from an entry to a value; what stands deeper has no place in a sheet."""
UNREAD = (MEANING, REMARK)
OFF = Words("停用", "off")
"""The value of a row without a setting that leaves its entry out."""
LEFT_ALONE = ("说明", "备注", "草稿", "设置一览", "#", "about", "notes", "draft", "settings list")
"""How the names of sheets begin that are for people alone."""


def plain(text: str) -> str:
    """Return a name without what people write differently each time: width, spaces, capitals.

    A word of several is the same with spaces as with `_`: `max deviation`.
    """
    return "".join(halfwidth(text).replace("_", " ").split()).casefold()


@dataclass(frozen=True)
class SettingsSheet:
    """A sheet whose rows are entries of a section.

    Attributes:
        section: The section; empty for the settings of the scenario itself.
        title: What the sheet is called.
        aliases: What else it may be called.
        about: What it is for.
        named: The header of its entries' names; None where it has no entries.
        own: The settings that have a column of their own.
    """

    section: str
    title: Words
    about: Words
    aliases: tuple[str, ...] = ()
    named: Words | None = None
    own: tuple[str, ...] = ()

    @property
    def has_kinds(self) -> bool:
        """Whether its entries are parts, each of a kind."""
        return self.section in CATALOGUES

    def columns(self, depth: int = len(STEPS)) -> tuple[Words, ...]:
        """Return the headers from left to right, as they are written.

        Args:
            depth: How many steps there are from an entry to its values, at most.
        """
        named = () if self.named is None else (self.named,)
        kind = (KIND,) if self.has_kinds else ()
        own = tuple(self.header(word) for word in self.own)
        steps = (*STEPS[:depth], VALUE)
        return (*named, *kind, *((*steps, *own) if self.has_kinds else (*own, *steps)), *UNREAD)

    def header(self, word: str) -> Words:
        """Return the header of a setting that has a column of its own."""
        return Words(name_of(word, "indicator", self.section), word)


SHEETS = (
    SettingsSheet(
        "",
        Words("方案设置", "settings"),
        Words("标题、金额单位、说明等，对整个方案", "title, unit and notes of the whole scenario"),
    ),
    SettingsSheet(
        "indicators",
        Words("因素", "indicators"),
        Words(
            "按哪些因素分配；数字在“单位”表里，列名与因素相同",
            "what money is shared out by; the figures stand in the table of recipients",
        ),
        ("指标", "因素设置"),
        Words("因素", "indicator"),
        ("unit", "direction", "source"),
    ),
    SettingsSheet(
        "targets",
        Words("测算", "targets"),
        Words("测算额怎么算：因素与权重、定额、标准", "how targets are found: factors and weights"),
        ("因素权重", "权重"),
        NAME,
        ("cite",),
    ),
    SettingsSheet(
        "rules",
        Words("约束", "rules"),
        Words("每个方案都必须遵守的规定", "what every plan must obey"),
        ("规则",),
        NAME,
        ("cite",),
    ),
    SettingsSheet(
        "goals",
        Words("目标", "goals"),
        Words("使什么最好，自上而下按先后次序", "what to make best, the first goal first"),
        (),
        NAME,
        ("cite",),
    ),
    SettingsSheet(
        "paper",
        Words("文书", "paper"),
        Words(
            "印发的文件要用的内容，空着的以后填", "what the papers need; blanks are filled later"
        ),
    ),
)
TABLE_ALIASES: Mapping[str, tuple[str, ...]] = {
    "recipients": ("单位与因素",),
    "earlier": ("已下达",),
}


def settings_sheet(name: str) -> SettingsSheet | None:
    """Return the sheet of settings that a name is, or None."""
    asked = plain(name)
    return next((s for s in SHEETS if asked in map(plain, (*s.title, *s.aliases))), None)


def table_named(name: str) -> str | None:
    """Return the table that the name of a sheet is, or None."""
    asked = plain(name)
    for word, table in TABLES.items():
        if asked in map(plain, (word, *table.title, *TABLE_ALIASES.get(word, ()))):
            return word
    return None


def is_left_alone(name: str) -> bool:
    """Say whether a sheet is for people alone."""
    return plain(name).startswith(tuple(map(plain, LEFT_ALONE)))


SECTIONS = ("", "indicators", "targets", "rules", "goals")
TABLES_OF_ALL = ("sources", "recipients", "uses")
"""The sheets that nearly every workbook has: what is lost of them may have another name."""


@dataclass(frozen=True)
class LostSheet:
    """A sheet that a workbook lacks: its title, and the section or table that it holds."""

    title: Words
    key: Key

    def words(self) -> Words:
        """Return the advice to call it so again."""
        return Words(
            f"没有工作表“{self.title.zh}”：改了名的，请改回来。",
            f"There is no sheet {self.title.en}: call it so again if it is that.",
        )


def lost_sheet(name: str, names: Sequence[str]) -> LostSheet | None:
    """Return the sheet that an unknown one probably is; None without one.

    It is the one whose title is alike, or the only one that is lost beside one unknown sheet.

    Args:
        names: The names of all sheets of the workbook.
    """
    settings, tables = {settings_sheet(n) for n in names}, {table_named(n) for n in names}
    wanted = [s for s in SHEETS if s.section in SECTIONS and s not in settings]
    lost = [LostSheet(s.title, (s.section or "unit",)) for s in wanted]
    lost += [LostSheet(TABLES[t].title, ("tables", t)) for t in TABLES_OF_ALL if t not in tables]
    of_title = {word: one for one in lost for word in one.title}
    if alike := close_to(name, of_title, 1):
        return of_title[alike[0]]
    known = (n for n in names if settings_sheet(n) or table_named(n) or is_left_alone(n))
    return lost[0] if len(lost) == len(names) - len(list(known)) == 1 else None


def unread_sheet(name: str, names: Sequence[str]) -> tuple[Words, Words, Key]:
    """Return what a sheet that nobody reads should be, what to do, and what it probably holds."""
    titles = [*(s.title for s in SHEETS), *(t.title for t in TABLES.values())]
    hint = nearest(name, [word for title in titles for word in title])
    meant = lost_sheet(name, names)
    if hint == NOTHING and meant is not None:
        hint = meant.words()
    known = listed(titles)
    allowed = Words(f"应为要读的工作表（{known.zh}）", f"a sheet that is read ({known.en})")
    if hint != NOTHING:
        allowed = Words("这个名称的工作表不读", "a sheet that is read")
    lone = listed(LEFT_ALONE[:4])
    remedy = hint + Words(
        f"自己用的表，名称请以 {lone.zh} 开头。",
        f"{' ' if hint.en else ''}Let its name begin with notes if it is for people.",
    )
    return allowed, remedy, () if meant is None else meant.key
