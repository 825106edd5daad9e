"""A document and its tables as a workbook that people fill in: lists to choose from, what is meant.

The last sheet lists every kind and setting; the lists of the other sheets, and what stands under
含义, are looked up there, so that they follow what is typed.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from itertools import zip_longest
from typing import Any

from optalloc.core.message import NOTHING, Lang, Words
from optalloc.inputs.schema.settings import settings_of
from optalloc.inputs.sheets.about import HEADS, about_lines
from optalloc.inputs.sheets.layout import (
    DETAIL,
    ITEM,
    KIND,
    MEANING,
    REMARK,
    SETTING,
    SHEETS,
    STEPS,
    VALUE,
    SettingsSheet,
)
from optalloc.inputs.sheets.names import meaning_in_sheets
from optalloc.inputs.sheets.rows import SettingRow, kind_shown, rows_of
from optalloc.inputs.sheets.setting_forms import SettingForm, forms_of
from optalloc.inputs.table_schema import TABLES
from optalloc.inputs.tables import Table, Value
from optalloc.inputs.tables.number_formats import DIGITS_SHOWN
from optalloc.inputs.yaml_reader import Key
from optalloc.problem.interfaces import CATALOGUES
from optalloc.problem.setting_names import YES_NO

ABOUT, LIST = Words("说明", "about"), Words("设置一览", "settings list")
BLANK_ROWS = 40
"""How many rows below the last have lists to choose from and say what is meant."""
MEANING_AT = 3
"""The column of meanings in the list of settings, the last that is printed."""
LEAST_STEPS = 2
"""How many columns of steps every sheet has, whether they are used or not."""
WIDTHS = {KIND: 18, SETTING: 18, ITEM: 16, DETAIL: 12, VALUE: 22, MEANING: 44}
A4 = 9
_PERCENT_DIGITS = 6
FEWEST_KNOWN = 2
PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""A text stays a text, whatever it looks like."""


def workbook(
    entries: Mapping[str, Any],
    tables: Mapping[str, Table],
    lang: Lang,
    remarks: Mapping[Key, str] | None = None,
) -> bytes:
    """Return a document with its tables as a workbook.

    Args:
        tables: By their names in `TABLES`.
        lang: The language of its names and of what it says.
        remarks: What stands beside entries as a remark, by section and name.

    Raises:
        NoPlace: When the document holds something that no sheet has a place for.
    """
    import xlsxwriter

    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, **PLAIN}) as book:
        writer = _Writer(book, lang, remarks or {})
        writer.about(tables)
        whole, *policy = SHEETS
        writer.settings(whole, rows_of(whole, entries, lang))
        for name, table in tables.items():
            writer.table(name, table)
        for sheet in policy:
            writer.settings(sheet, rows_of(sheet, entries, lang))
        writer.list_settings()
    return content.getvalue()


def tables_book(tables: Mapping[str, Table], lang: Lang) -> bytes:
    """Return tables as a workbook, a sheet each."""
    import xlsxwriter

    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, **PLAIN}) as book:
        writer = _Writer(book, lang)
        for name, table in tables.items():
            writer.table(name, table)
    return content.getvalue()


class _Writer:
    """Writes the sheets of one workbook."""

    def __init__(self, book: Any, lang: Lang, remarks: Mapping[Key, str] | None = None) -> None:
        self.book, self.lang, self.remarks = book, lang, dict(remarks or {})
        self.head = book.add_format({"bold": True, "bg_color": "#E7EEF7", "bottom": 1})
        self.quiet = book.add_format({"font_color": "#5A6573", "text_wrap": True, "valign": "top"})
        self.folded = book.add_format({"text_wrap": True, "valign": "top"})
        self.bold = book.add_format({"bold": True})
        self._percents: dict[int, Any] = {}
        self.listed = [*_listed(lang)]

    def sheet(self, title: Words | str, widths: Sequence[int]) -> Any:
        """Add a sheet with widths of its columns."""
        made = self.book.add_worksheet(title if isinstance(title, str) else title.say(self.lang))
        for index, width in enumerate(widths):
            made.set_column(index, index, width)
        made.set_landscape()
        made.set_paper(A4)
        made.fit_to_pages(1, 0)
        # A sheet a page: printed and laid apart, each says which it is.
        made.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        made.set_header("&C&A")
        made.set_footer("&C" + Words("第 &P 页，共 &N 页", "page &P of &N").say(self.lang))
        return made

    def about(self, tables: Mapping[str, Table]) -> None:
        """Write the sheet that says how the workbook is filled in."""
        made = self.sheet(ABOUT, (100,))
        for at, line in enumerate(about_lines(tables, self.lang)):
            made.write_string(at, 0, line, self.bold if at == 0 else self.folded)

    def settings(self, sheet: SettingsSheet, rows: Sequence[SettingRow]) -> None:
        """Write a sheet of settings."""
        depth = max((len(row.steps) for row in rows), default=0)
        columns = sheet.columns(max(depth, LEAST_STEPS))
        made = self.sheet(sheet.title, [WIDTHS.get(head, 16) for head in columns])
        made.freeze_panes(1, 0)
        made.repeat_rows(0)
        at = {head: index for index, head in enumerate(columns)}
        for head, index in at.items():
            made.write_string(0, index, head.say(self.lang), self.head)
            about = HEADS.get(head) or _own_meaning(sheet, head, self.lang)
            made.write_comment(0, index, about.say(self.lang), {"x_scale": 2, "author": "optalloc"})
        has_remarks = any(row.key[:2] in self.remarks for row in rows)
        for number, row in enumerate(rows, 1):
            self._row(made, sheet, at, number, row)
        for number in range(1, len(rows) + 1 + BLANK_ROWS):
            row_there = rows[number - 1] if number <= len(rows) else None
            self._meaning(made, sheet, at, number, row_there)
        self._lists(made, sheet, at, len(rows) + BLANK_ROWS)
        # Rows that wait to be filled in hold formulas: printed, they would be empty pages; and an
        # empty column of remarks would make all others smaller.
        last = at[REMARK] if has_remarks else at[REMARK] - 1
        made.print_area(0, 0, max(1, len(rows)), last)

    def _row(
        self, made: Any, sheet: SettingsSheet, at: Mapping[Words, int], number: int, row: SettingRow
    ) -> None:
        if sheet.named is not None:
            self.cell(made, number, at[sheet.named], row.name or None)
        if sheet.has_kinds:
            self.cell(made, number, at[KIND], kind_shown(sheet.section, row.kind, self.lang))
        for head, step in zip(STEPS, row.steps, strict=False):
            self.cell(made, number, at[head], step)
        self.cell(made, number, at[VALUE], row.value)
        for word, value in (row.own or {}).items():
            self.cell(made, number, at[sheet.header(word)], value)
        self.cell(made, number, at[REMARK], self.remarks.pop(row.key[:2], None))
        if choices := _choices(row.form, self.lang):
            _offer(made, (number, at[VALUE], number, at[VALUE]), choices)

    def cell(self, made: Any, row: int, column: int, value: Value) -> None:
        """Write a value so that it is read as the same."""
        if value is None:
            return
        if isinstance(value, int | Decimal):
            number = Decimal(value).normalize()
            if len(number.as_tuple().digits) <= DIGITS_SHOWN:
                made.write_number(row, column, float(value))
                return
            value = f"{number:f}"
        share, digits = _percentage(value)
        if share is None:
            made.write_string(row, column, value, self.folded if len(value) > 30 else None)
            return
        if digits not in self._percents:
            form = "0%" if not digits else f"0.{'0' * digits}%"
            self._percents[digits] = self.book.add_format({"num_format": form})
        made.write_number(row, column, share, self._percents[digits])

    def _meaning(
        self,
        made: Any,
        sheet: SettingsSheet,
        at: Mapping[Words, int],
        number: int,
        row: SettingRow | None,
    ) -> None:
        """Write what the setting of a row means, as a formula that follows what is typed."""
        place = {head: f"${_letter(index)}{number + 1}" for head, index in at.items()}
        owner = place[KIND] if sheet.has_kinds else f'"{sheet.title.say(self.lang)}"'
        name = LIST.say(self.lang)
        asked = f'{owner}&"|"&{place[SETTING]}'
        text = f"=IFERROR(INDEX('{name}'!$D:$D,MATCH({asked},'{name}'!$E:$E,0)),\"\")"
        value = ""
        if row is not None:
            owner = kind_shown(sheet.section, row.kind, self.lang)
            kind = owner if row.kind else sheet.title.say(self.lang)
            key = f"{kind}|{row.steps[0] if row.steps else ''}"
            value = next((said for *_, said, found in self.listed if found == key), "")
        made.write_formula(number, at[MEANING], text, self.quiet, value)

    def _lists(self, made: Any, sheet: SettingsSheet, at: Mapping[Words, int], last: int) -> None:
        """Offer kinds, the settings of the kind that is chosen, and words of own columns."""
        name = LIST.say(self.lang)
        if sheet.has_kinds:
            column = _letter(6 + [*CATALOGUES].index(sheet.section))
            count = len(CATALOGUES[sheet.section].words())
            source = f"='{name}'!${column}$2:${column}${count + 1}"
            _offer(made, (1, at[KIND], last, at[KIND]), source)
        owner = f"${_letter(at[KIND])}2" if sheet.has_kinds else f'"{sheet.title.say(self.lang)}"'
        found = f"MATCH({owner},'{name}'!$A:$A,0)-1,0,COUNTIF('{name}'!$A:$A,{owner}),1"
        _offer(made, (1, at[SETTING], last, at[SETTING]), f"=OFFSET('{name}'!$B$1,{found})")
        for word in sheet.own if not sheet.has_kinds else ():
            form = forms_of(sheet.section).inner[word]
            if choices := _choices(form, self.lang):
                column_at = at[sheet.header(word)]
                _offer(made, (1, column_at, last, column_at), choices)

    def table(self, name: str, table: Table) -> None:
        """Write a table as a sheet, with its unit above and its notes below."""
        heads = [table.written.get(head, head) for head in table.headers]
        known = TABLES[name].heads
        if sum(head in known for head in table.headers) < FEWEST_KNOWN:
            heads.append(REMARK.zh)  # by two known headers a header row is found
        made = self.sheet(TABLES[name].title, [max(10, 2 * len(head) + 4) for head in heads])
        top = 0
        if table.unit_line:
            made.write_string(0, 0, f"单位：{table.unit_line}")
            top = 1
        made.freeze_panes(top + 1, 1)
        made.repeat_rows(top)
        last = top + len(table.rows) + BLANK_ROWS
        for column, (head, written) in enumerate(zip_longest(table.headers, heads)):
            made.write_string(top, column, written, self.head)
            field = next((f for f in TABLES[name].fields if head in f.heads), None)
            if field is not None and field.sort == "yes_no":
                choices = [word.say(self.lang) for word in YES_NO]
                _offer(made, (top + 1, column, last, column), choices)
            elif field is not None and field.choices:
                choices = [word.say(self.lang) for word in field.choices.values()]
                _offer(made, (top + 1, column, last, column), choices)
        for number, row in enumerate(table.rows, top + 1):
            for column, head in enumerate(table.headers):
                self.table_cell(made, number, column, row.cells.get(head))
        for number, note in enumerate(table.notes, top + len(table.rows) + 2):
            made.write_string(number, 0, f"# {note.say(self.lang)}")

    def table_cell(self, made: Any, row: int, column: int, value: Value) -> None:
        """Write a cell of a table, where 55% stays the text that it is."""
        if isinstance(value, str):
            made.write_string(row, column, value)
        else:
            self.cell(made, row, column, value)

    def list_settings(self) -> None:
        """Write the sheet that lists every kind and setting."""
        made = self.sheet(LIST, (20, 20, 30, 80, 4, 2, 20, 20, 20))
        heads = (KIND, SETTING, Words("可写", "may be"), MEANING)
        for column, head in enumerate(heads):
            made.write_string(0, column, head.say(self.lang), self.head)
        for number, line in enumerate(self.listed, 1):
            for column, text in enumerate(line):
                made.write_string(number, column, text)
        made.set_column(4, 4, None, None, {"hidden": True})
        # Printed to be looked up: the lists beside it, which menus are made of, say nothing more.
        made.print_area(0, 0, len(self.listed), MEANING_AT)
        made.set_portrait()
        made.repeat_rows(0)
        sections = {sheet.section: sheet.title for sheet in SHEETS}
        for column, (section, catalogue) in enumerate(CATALOGUES.items(), 6):
            title = sections[section].say(self.lang)
            made.write_string(0, column, Words(f"{title}的种类", title).say(self.lang), self.head)
            for number, word in enumerate(catalogue.words(), 1):
                made.write_string(number, column, kind_shown(section, word, self.lang))
        made.freeze_panes(1, 0)


def _listed(lang: Lang) -> Iterable[tuple[str, str, str, str, str]]:
    """Yield kind, setting, what it may be, what it means, and what it is looked up by."""
    for sheet in SHEETS:
        title = sheet.title.say(lang)
        kinds = CATALOGUES[sheet.section].words() if sheet.has_kinds else [""]
        for kind in kinds:
            owner = kind_shown(sheet.section, kind, lang) if kind else title
            if kind:
                part = CATALOGUES[sheet.section][kind]
                meaning = str(settings_of(part, lang, kind, sheet.section)["description"])
                yield owner, "", "", meaning, f"{owner}|"
            for word, form in forms_of(sheet.section, kind, lang).inner.items():
                called = form.called if lang == "zh" else word
                if word in sheet.own:
                    continue
                may = Words("、", ", ").say(lang).join(_choices(form, lang))
                meaning = meaning_in_sheets(form, sheet.section, kind, lang)
                if may:  # the lists of new rows are those of what stood there: say them too
                    meaning += Words(f"；可写 {may}", f"; may be {may}").say(lang)
                yield owner, called, may, meaning, f"{owner}|{called}"


def _own_meaning(sheet: SettingsSheet, head: Words, lang: Lang) -> Words:
    """Return what a setting means that has a column of its own."""
    word = next((word for word in sheet.own if sheet.header(word) == head), "")
    kind = next(iter(CATALOGUES[sheet.section].words())) if sheet.has_kinds else ""
    form = forms_of(sheet.section, kind, lang).inner.get(word)
    if form is None:
        return NOTHING
    said = meaning_in_sheets(form, sheet.section, kind, lang)
    return Words(said, said)


def _choices(form: SettingForm, lang: Lang) -> list[str]:
    """Return the words that a cell may hold, where it is a choice."""
    of = form.items if form.items is not None and not form.is_single else form
    if of.words:
        return [*(of.words.values() if lang == "zh" else of.words)]
    if "boolean" in of.scalars:
        return [word.say(lang) for word in YES_NO]
    return []


def _offer(made: Any, place: tuple[int, int, int, int], source: str | list[str]) -> None:
    """Offer a list in cells; what is not in it may be typed all the same, and gets a letter."""
    made.data_validation(
        *place, {"validate": "list", "source": source, "show_error": False, "ignore_blank": True}
    )


def _percentage(text: str) -> tuple[float | None, int]:
    """Return a share and how many decimals its percentage shows; None where it is no such text."""
    digits = text[:-1] if text.endswith("%") else ""
    whole, _, tail = digits.partition(".")
    is_plain = whole.isdecimal() and whole.isascii() and len(whole) <= 6
    if not is_plain or len(tail) > _PERCENT_DIGITS or (tail and not tail.isdecimal()):
        return None, 0
    percent = Decimal(digits)
    if f"{percent.normalize():f}" != digits:
        return None, 0
    return float(percent / 100), len(tail)


def _letter(index: int) -> str:
    return chr(ord("A") + index)
