"""A workbook as the document that a YAML file would be: its sheets become entries with places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optalloc.core.errors import MOST_LISTED, nearest, one_of_many
from optalloc.core.message import NOTHING, Words, listed, one_of
from optalloc.inputs.sheets.document import WorkbookDocument
from optalloc.inputs.sheets.layout import (
    KIND,
    NAME,
    OFF,
    SHEETS,
    STEPS,
    UNREAD,
    VALUE,
    SettingsSheet,
    is_left_alone,
    plain,
    settings_sheet,
    table_named,
    unread_sheet,
)
from optalloc.inputs.sheets.names import path_said, said_in_sheets, typed_setting
from optalloc.inputs.sheets.setting_forms import (
    SettingForm,
    choice_of,
    forms_of,
    kinds_of,
    names_in,
)
from optalloc.inputs.sheets.told import several_names, typed_in_sheets, where_written
from optalloc.inputs.tables import HeaderWords, RawRow, show_value
from optalloc.inputs.tables.files import SAVE_AS_BOOK, open_table
from optalloc.inputs.tables.raw import Flaw, RawSheet, Shown, Value, column_letters, unusable
from optalloc.inputs.tables.raw_rows import without_notes
from optalloc.inputs.tables.table import NOT_A_HIDDEN_SHEET, SHOW_THE_SHEET
from optalloc.inputs.yaml_reader import EntryPlace, Key, SheetWords, YamlEntries
from optalloc.problem.interfaces import CATALOGUES

_HALF, _MORE, _FEW = 0.5, 0.6, 4
"""How alike a kind must be that is named for another: 平衡 and 均衡 are."""
LIST = Words("工作表“设置一览”", "the sheet settings list")
WRITTEN = Words("写法", "")
TEXT = SettingForm(frozenset({"string"}))
_SAMPLE = Words(
    "可用 optalloc new 样例.xlsx 写出一个样例对照。",
    "Write one to compare with by `optalloc new sample.xlsx`.",
)
WORDS = SheetWords(
    path_said, said_in_sheets, typed_setting, where_written, typed_in_sheets, several_names
)
"""What readers of entries are told of a workbook; readers of YAML have words of their own."""


def load_workbook(path: Path, named: str) -> YamlEntries:
    """Read a workbook as the document that a YAML file would be.

    Raises:
        InputUnusable: When it cannot be read, or none of its sheets is one of settings.
    """
    kind, content = open_table(path, named)
    if kind != "book":
        allowed = Words("应为 .xlsx 工作簿", "a workbook that ends in .xlsx")
        raise unusable(named, allowed, SAVE_AS_BOOK)
    return document_of(content, path, named)


def document_of(content: bytes, path: Path, named: str) -> YamlEntries:
    """Return the document that the bytes of a workbook are.

    Args:
        path: Where it stands, or will.
        named: How the user named it, for letters.

    Raises:
        InputUnusable: When it cannot be read, or none of its sheets is one of settings.
    """
    from optalloc.inputs.tables.xlsx_book import book_sheets, read_settings

    document = WorkbookDocument(EntryPlace(named, path.parent, cell=""), WORDS)
    names = book_sheets(content, named)
    found = {s: name for name in reversed(names) if (s := settings_sheet(name)) is not None}
    if not found:
        allowed = Words(
            f"应有工作表 {'、'.join(s.title.zh for s in SHEETS)}",
            f"sheets called {', '.join(s.title.en for s in SHEETS)}",
        )
        came = listed(names)
        there = Words(f"工作簿里有：{came.zh}。", f"The workbook has: {came.en}. ")
        raise unusable(named, allowed, there + _SAMPLE)
    _note_tables(document, path.name, names)
    for sheet, raw in zip(found, read_settings(content, named, [*found.values()]), strict=True):
        if raw.rows:
            _Rows(document, sheet, raw).read()
    return document.read()


def _note_tables(document: WorkbookDocument, file: str, names: tuple[str, ...]) -> None:
    """Say in the document which sheets are tables, and refuse those that nobody reads."""
    first: dict[str, str] = {}
    for name in names:
        place = document.at(name, "A1")
        sheet, table = settings_sheet(name), table_named(name)
        key = sheet.title.zh if sheet is not None else table
        if key is None:
            if not is_left_alone(name):
                allowed, remedy, entry = unread_sheet(name, names)
                document.refuse(place, Words("工作表", "the sheet"), allowed, name, remedy, entry)
            continue
        if (there := first.setdefault(key, name)) != name:
            allowed = Words(f"每种表只能有一张（已有 {there}）", f"each sheet once (see {there})")
            document.refuse(place, Words("工作表", "the sheet"), allowed, name)
        elif table is not None and sheet is None:
            # A table that is not there is missing in the workbook, in no sheet of it.
            document.open(("tables",), document.whole)
            document.put(
                ("tables", table), f"{file}#{name}", place, SettingForm(frozenset({"string"}))
            )


@dataclass(frozen=True)
class _Entry:
    """The entry that a row belongs to.

    Attributes:
        key: Its path in the document; that of the section where it has no entries.
        kind: The word of its part; empty where it is none, None where nobody knows.
    """

    key: Key
    kind: str | None = ""


class _Rows:
    """The rows of one sheet of settings."""

    def __init__(self, document: WorkbookDocument, sheet: SettingsSheet, raw: RawSheet) -> None:
        self.document, self.sheet, self.raw = document, sheet, raw
        self.columns: dict[int, str] = {}
        self.entry: _Entry | None = None
        if sheet.named is None:
            self.entry = _Entry((sheet.section,) if sheet.section else ())

    def read(self) -> None:
        """Put every row into the document, or say what is wrong with it."""
        known = {word: header.en for header in self.sheet.columns() for word in header}
        if self.sheet.named is not None:
            known |= dict.fromkeys((*self.sheet.named, *NAME), NAME.en)
        words = HeaderWords(tuple(known))
        at = words.find(self.raw.rows)
        if at is None:
            headers = listed([header.zh for header in self.sheet.columns() if header not in UNREAD])
            allowed = Words(f"应有表头：{headers.zh}", f"a header row: {headers.zh}")
            self._refuse(self.raw.rows[0].number, 0, allowed, remedy=_SAMPLE)
            return
        self._read_header(self.raw.rows[at], words, known)
        rows, _ = without_notes(self.raw.rows[at + 1 :], len(self.columns))
        if self.raw.is_hidden and rows:
            self._refuse(rows[0].number, 0, NOT_A_HIDDEN_SHEET, remedy=SHOW_THE_SHEET)
        self._refuse_hidden_columns(self.raw.rows[at], rows)
        for row in rows:
            self._read_row(row)

    def _refuse_hidden_columns(self, header: RawRow, rows: Sequence[RawRow]) -> None:
        """Refuse settings in columns that nobody who looks at the sheet sees."""
        read = {i for i, word in self.columns.items() if word not in {u.en for u in UNREAD}}
        for index in sorted(read & self.raw.hidden_columns):
            if any(index < len(row.cells) and row.cells[index] is not None for row in rows):
                allowed = Words("不能是隐藏的列", "a column that is shown, not a hidden one")
                remedy = Words("要用请取消隐藏，不用请清空。", "Unhide it to use it, or empty it.")
                self._refuse(header.number, index, allowed, header.cells[index], remedy)

    def _read_header(self, row: RawRow, words: HeaderWords, known: Mapping[str, str]) -> None:
        for index, cell in enumerate(row.cells):
            if cell is None or isinstance(cell, Flaw):
                continue
            word = known.get(words.heading(show_value(cell)).name)
            if word is None or word in self.columns.values():
                names = [header.zh for header in self.sheet.columns()]
                allowed = one_of(Words("表头", "a header, "), names)
                remedy = nearest(show_value(cell), names)
                if word is not None:
                    allowed, remedy = Words("每个表头只能出现一次", "each header once"), NOTHING
                self._refuse(row.number, index, allowed, cell, remedy)
            else:
                self.columns[index] = word

    def _read_row(self, row: RawRow) -> None:
        """Put one row into the document."""
        cells: dict[str, tuple[Value, int]] = {}
        torn: dict[int, Flaw] = {}
        if row.number in self.raw.hidden_rows:
            allowed = Words("不能是隐藏的行", "a row that is shown, not a hidden one")
            remedy = Words("要用请取消隐藏，不用请删除。", "Unhide it to use it, or delete it.")
            self._refuse(row.number, 0, allowed, remedy=remedy)
        for index, cell in enumerate(row.cells):
            word = self.columns.get(index)
            if cell is None or word in {header.en for header in UNREAD}:
                continue
            if word is None:
                allowed = Words("有内容的列应有表头", "a header, as there are filled cells below")
                self._refuse(row.number, index, allowed, cell)
            elif isinstance(cell, Flaw):
                torn[index] = cell
            else:  # 55% counts as the text that is seen.
                cells[word] = (str(cell) if isinstance(cell, Shown) else cell, index)
        if not (cells or torn):
            return
        self.entry = entry = self._entry_of(row.number, cells)
        for index, flaw in torn.items():
            self._refuse(row.number, index, flaw.allowed, flaw.came, flaw.remedy)
        if entry is None or entry.kind is None or torn:
            return
        form = forms_of(self.sheet.section, entry.kind)
        for word in self.sheet.own:
            if word in cells:
                self._put(row.number, (*entry.key, word), form.inner[word], *cells[word])
        self._read_value(row.number, entry, form, cells)

    def _entry_of(self, row: int, cells: Mapping[str, tuple[Value, int]]) -> _Entry | None:
        """Return the entry of a row: by its name, its kind, or the row above."""
        before = self.entry
        if self.sheet.named is None:
            return before
        name = show_value(cells[NAME.en][0]) if NAME.en in cells else ""
        kind, at = "", cells.get(KIND.en)
        if at is not None:
            said = show_value(at[0])
            found = self._part(said)
            if found is None:
                return self._unknown_kind(row, at[1], said, name)
            kind = found
        if not name and before is not None and kind in ("", before.kind):
            return before
        if not (name or kind):
            named = self.sheet.named
            allowed = Words(f"应写明{named.zh}", f"the {named.en}")
            self.entry = None
            self._refuse(row, 0, allowed, remedy=Words("请补上。", "Write it."))
            return None
        return self._named(row, cells, name, kind)

    def _named(
        self, row: int, cells: Mapping[str, tuple[Value, int]], name: str, kind: str
    ) -> _Entry | None:
        """Return the entry of a name or of a kind alone; a name that is there is that entry."""
        label = name or kind
        key: Key = (self.sheet.section, label)
        place = self._place(row, cells[NAME.en if name else KIND.en][1])
        there = self.document.entry(key)
        if not self.sheet.has_kinds:
            self.document.open(key, place)
            return _Entry(key)
        if there is not None:
            old = str(there.get("kind", label))
            if kind not in ("", old):
                allowed = Words(
                    f"“{label}”前面已写为 {self._parts().get(old, old)}，同名的只能是一种",
                    f"{label!r} is {old} above, and one name is one kind",
                )
                self._refuse(row, cells[KIND.en][1], allowed, cells[KIND.en][0])
                return _Entry(key, None)
            return _Entry(key, old)
        kind = kind or self._part(name) or ""
        if not kind:
            return self._unknown_kind(row, cells[NAME.en][1], None, name)
        self.document.open(key, place)
        if kind != label:
            at = self._place(row, cells[KIND.en][1]) if KIND.en in cells else place
            self.document.put((*key, "kind"), kind, at, TEXT)
        return _Entry(key, kind)

    def _part(self, text: str) -> str | None:
        """Return the word of the part that a text names."""
        english = {word: part.called.en for word, part in CATALOGUES[self.sheet.section]}
        return SettingForm.word_in(self._parts(), text) or SettingForm.word_in(english, text)

    def _parts(self) -> dict[str, str]:
        """Return what the kinds of the sheet are called, by their words."""
        return kinds_of(self.sheet.section)

    def _unknown_kind(self, row: int, index: int, came: str | None, name: str) -> _Entry:
        names, sort = self._parts(), CATALOGUES[self.sheet.section].sort
        hint = nearest(came or name, [*names.values(), *names], _HALF)
        count = len(names)
        every = Words(f"全部 {count} 种见{LIST.zh}。", f"All {count} are in {LIST.en}.")
        allowed = Words(f"应为一种{sort.zh}", f"a kind of {sort.en}")
        hint += every if not hint.en else Words(every.zh, f" {every.en}")
        self.entry = _Entry((self.sheet.section, name or str(came)), None)
        self._refuse(row, index, allowed, came, hint)
        return self.entry

    def _read_value(
        self, row: int, entry: _Entry, form: SettingForm, cells: Mapping[str, tuple[Value, int]]
    ) -> None:
        """Put the value of a row at the end of its steps."""
        key: Key = entry.key
        steps = [cells[header.en] for header in STEPS if header.en in cells]
        value = cells.get(VALUE.en)
        if not steps:
            if value is not None:
                self._read_off(row, entry, *value)
            return
        above = form
        for cell, index in steps:
            above = form
            found = form.key(show_value(cell))
            if found is None:
                self._unknown_key(row, index, form, show_value(cell))
                return
            key, form = (*key, found), form.inner.get(found) or form.other or SettingForm()
        if value is None:
            # Papers and the settings of the whole list what may be written; blanks wait.
            if self.sheet.named is not None:
                allowed = Words("应写明内容", "a value")
                remedy = Words("请填写，或删去这一行。", "Write it, or delete the row.")
                self._refuse(row, self._column(VALUE.en), allowed, remedy=remedy)
            return
        if not form.is_single and form.items is None:
            allowed = Words("应在“对象”一列写明是哪一个", "an item beside it, in the column item")
            self._refuse(row, steps[-1][1], allowed, steps[-1][0])
            return
        if above.is_list_of_groups:
            self.document.put_in_list(key, show_value(value[0]), self._place(row, value[1]))
        else:
            self._put(row, key, form, *value)
            self.document.name(key, f"{column_letters(steps[-1][1] + 1)}{row}")

    def _read_off(self, row: int, entry: _Entry, value: Value, index: int) -> None:
        """Leave out an entry that a row says is off."""
        if self.sheet.named is None or plain(show_value(value)) not in OFF:
            allowed = Words("应在“设置”一列写明是哪一项", "a setting beside it")
            off = Words(f"整条不用请写“{OFF.zh}”。", f"To leave the entry out, write {OFF.en}.")
            return self._refuse(row, index, allowed, value, off if self.sheet.named else NOTHING)
        return self.document.leave_out(entry.key, self._place(row, index))

    def _unknown_key(self, row: int, index: int, form: SettingForm, came: str) -> None:
        names = [one.called for one in form.inner.values()]
        if not names:
            allowed = Words("这里不能再分", "nothing below this")
        else:
            named = {word: one.called for word, one in form.inner.items()}
            allowed = choice_of(named, Words("设置", "a setting, "))
        self._refuse(row, index, allowed, came, nearest(came, [*names, *form.inner], _alike(came)))

    def _put(self, row: int, key: Key, form: SettingForm, value: Value, index: int) -> None:
        """Put a cell into the document; several names in one cell are a list."""
        values = names_in(show_value(value)) if form.is_list_of_names else [value]
        for one in values:
            try:
                fitted: Any = form.fit(one)
            except ValueError:
                names = [name for of in form.single_forms() for name in of.words.values()]
                shown = show_value(one)
                allowed, hint = form.allowed(), nearest(shown, names)
                if len(names) > MOST_LISTED:
                    allowed, hint = one_of_many(WRITTEN, names, shown, LIST)
                self._refuse(row, index, allowed, one, hint)
                return
            self.document.put(key, fitted, self._place(row, index), form)

    def _column(self, word: str) -> int:
        return next((i for i, header in self.columns.items() if header == word), 0)

    def _place(self, row: int, index: int) -> EntryPlace:
        return self.document.at(str(self.raw.name), f"{column_letters(index + 1)}{row}")

    def _refuse(
        self, row: int, index: int, allowed: Words, came: Any = None, remedy: Words = NOTHING
    ) -> None:
        place = self._place(row, index)
        where = Words(f"单元格 {place.cell}", f"cell {place.cell}")
        shown = None if came is None or isinstance(came, Flaw) else show_value(came)
        section = (self.sheet.section,) if self.sheet.section else ()
        entry = self.entry.key if self.entry is not None else section
        self.document.refuse(place, where, allowed, shown, remedy, entry)


def _alike(came: str) -> float:
    """Return how alike a name must be to one of so many characters: of two, one is half."""
    return _HALF if len(came) < _FEW else _MORE
