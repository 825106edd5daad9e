"""A scenario in the sheets of one workbook: what it says, how it is typed, what is refused."""

import io
from collections.abc import Callable
from decimal import Decimal
from itertools import cycle
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from optalloc.core.errors import InputUnusable
from optalloc.core.message import LANGS, Lang
from optalloc.inputs.conversion import as_workbook
from optalloc.inputs.read import read
from optalloc.inputs.scenario import compose
from optalloc.inputs.sheets.layout import plain
from optalloc.inputs.sheets.read import document_of
from optalloc.inputs.sheets.setting_forms import SettingForm, forms_of, kinds_of
from optalloc.inputs.sheets.write import workbook
from optalloc.inputs.starter import new
from optalloc.problem.interfaces import CATALOGUES, RULES
from quick import examples
from sheets_of_library import there_and_back

ROOT = Path(__file__).resolve().parents[2]
RE_SAVED = ROOT / "tests" / "data" / "sheets" / "libreoffice.xlsx"
EVERYWHERE = (
    *("scenarios/three-levels/plan.yaml", "scenarios/blended-goals/plan.yaml"),
    *("scenarios/six-factors/plan.yaml", "scenarios/meilan-2023/published.yaml"),
    *("scenarios/shangqiu-2019/plan.yaml", "scenarios/meilan-2023/four-towns.yaml"),
    "scenarios/firm-rules/plan.yaml",
)
"""What only some scenarios say: levels, blends, firm settings, texts in two languages, conditions
on columns, a file that another extends. The whole library is `make sheets`."""


@pytest.mark.parametrize(("name", "lang"), [*zip(EVERYWHERE, cycle(LANGS), strict=False)])
def test_a_workbook_says_what_its_yaml_says(tmp_path: Path, name: str, lang: Lang) -> None:
    there_and_back(ROOT / name, tmp_path, lang)


def test_what_one_starts_from_is_the_same_in_yaml_and_in_a_workbook(tmp_path: Path) -> None:
    (in_yaml, _), (book,) = new(tmp_path / "en", "en"), new(tmp_path / "scenario.xlsx", "en")
    assert read(book) == read(in_yaml)
    (chinese,) = new(tmp_path / "方案.xlsx", "zh")
    labels = [part.label for part in (*read(chinese).targets, *read(chinese).rules)]
    assert labels == ["因素法", "取整单位", "全部安排", "分担比例", "用途占比", "均衡"]
    with pytest.raises(InputUnusable, match="is there already"):
        new(book)


# What people type.


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    (path,) = new(tmp_path_factory.mktemp("sample") / "方案.xlsx", "zh")
    book = openpyxl.load_workbook(path)
    del book["设置一览"]  # half of what is loaded and saved; nobody reads it
    book.save(path)
    return path.read_bytes()


Edit = Callable[..., Path]


@pytest.fixture
def edit(sample: bytes, tmp_path: Path) -> Edit:
    """Return what changes cells of the sample, as `约束!E10=5`, and saves it."""

    def edited(cells: dict[str, Any], change: Callable[[Any], None] | None = None) -> Path:
        book = openpyxl.load_workbook(io.BytesIO(sample))
        for at, value in cells.items():
            sheet, _, cell = at.partition("!")
            book[sheet][cell] = value
        if change is not None:
            change(book)
        book.save(tmp_path / "plan.xlsx")
        return tmp_path / "plan.xlsx"

    return edited


def balance(path: Path, settings: tuple[str, ...] = ()) -> Any:
    """Return what the sample says of the largest deviation."""
    return compose(path, path.name, settings).entries["rules"]["均衡"]["max_deviation"]


def test_a_percentage_is_one_however_it_is_typed(edit: Edit) -> None:
    said = compose(edit({}), "plan.xlsx").entries
    assert said["rules"]["均衡"]["max_deviation"] == "10%"  # 0.1, shown as 10%
    assert said["targets"]["因素法"]["weights"] == {"行政村": "40%", "脱贫人口": "60%"}
    assert str(read(edit({"约束!E10": "１０％"})).rules[-1].max_deviation) == "1/10"

    def as_number(book: Any) -> None:
        book["约束"]["E10"].number_format = "0.00"

    # Without the format it is an amount, as it is in YAML.
    assert balance(edit({}, as_number)) == Decimal("0.1")
    assert read(edit({}, as_number)).rules[-1].max_deviation == 1000_00


def test_names_may_be_typed_in_either_language_and_width(edit: Edit) -> None:
    path = edit({"约束!B10": " ＢＡＬＡＮＣＥ ", "约束!C10": "最大 偏离", "因素!C2": "more"})
    assert balance(path) == "10%"
    assert compose(path, "plan.xlsx").entries["indicators"]["行政村"]["direction"] == "more"


def test_a_cell_with_several_names_is_a_list_and_so_are_several_rows(edit: Edit) -> None:
    one = edit({"约束!C11": "单位", "约束!E11": "甲镇、乙镇"})
    assert compose(one, "plan.xlsx").entries["rules"]["均衡"]["recipients"] == ["甲镇", "乙镇"]
    rows = {"约束!C11": "单位", "约束!E11": "甲镇", "约束!C12": "单位", "约束!E12": "乙镇"}
    assert read(edit(rows)) == read(one)


def test_columns_may_change_places_and_stand_below_titles_and_empty_rows(edit: Edit) -> None:
    def turned(book: Any) -> None:
        sheet = book["约束"]
        rows = [[(cell.value, cell.number_format) for cell in row] for row in sheet["A1:F10"]]
        del book["约束"]
        sheet = book.create_sheet("规则")
        sheet["A1"] = "约束一览（2023年）"
        sheet.merge_cells("A1:F1")
        for number, row in enumerate(rows):
            for column, (value, form) in enumerate(reversed(row), 1):
                sheet.cell(3 + 2 * number, column, value).number_format = form

    assert read(edit({}, turned)) == read(edit({}))


def test_merged_names_and_calculated_values_are_read(edit: Edit, tmp_path: Path) -> None:
    def merged(book: Any) -> None:
        for column in "AB":
            book["约束"].merge_cells(f"{column}4:{column}6")

    path = edit({}, merged)
    assert read(path) == read(edit({}))
    # LibreOffice wrote it: formulas with their values, styles and comments of its own.
    assert read(RE_SAVED).rules == read(path).rules


def test_an_entry_that_is_off_is_left_out(edit: Edit) -> None:
    path = edit({"约束!A11": "均衡", "约束!E11": "停用"})
    assert [rule.label for rule in read(path).rules][-1] == "用途占比"


def test_sheets_for_people_are_left_alone(edit: Edit) -> None:
    def more(book: Any) -> None:
        for name in ("草稿1", "# 计算", "备注"):
            book.create_sheet(name)["A1"] = "=1/0"

    assert read(edit({}, more)) == read(edit({}))


def test_settings_of_the_command_line_lie_over_a_workbook(edit: Edit) -> None:
    assert balance(edit({}), ("rules.均衡.max_deviation=5%",)) == "5%"


def test_yaml_and_workbook_may_extend_each_other(edit: Edit, tmp_path: Path) -> None:
    edit({})
    below = tmp_path / "less.yaml"
    below.write_text("extends: plan.xlsx\nrules: {均衡: {max_deviation: 5%}}\n", "utf-8")
    assert balance(below) == "5%"
    top = tmp_path / "top.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "方案设置"
    for row in (("设置", "内容"), ("情景底稿", "less.yaml"), ("标题", "第二稿")):
        book.active.append(row)
    book.save(top)
    assert read(top).title == "第二稿" and balance(top) == "5%"


# What is refused, and how.

LETTERS = {
    "kind": (
        {"约束!B10": "平衡"},
        (
            "单元格 B10：应为一种约束，实为 '平衡'。是不是 均衡？",
            f"全部 {len(RULES.words())} 种见工作表“设置一览”。",
        ),
        ("cell B10: a kind of rule, got '平衡'. Did you mean 均衡?",),
    ),
    "setting": (
        {"约束!C8": "下线"},
        ("单元格 C8：设置应为 资金来源、资金层级、", "，实为 '下线'。"),
        ("cell C8: a setting, one of sources, tiers, ", ", got '下线'."),
    ),
    "choice": (
        {"约束!E9": "半年"},
        ("单元格 E9：应为 本批、全年 之一，实为 '半年'。",),
        ("cell E9: one of batch, year, got '半年'.",),
    ),
    "near": (
        {"方案设置!C5": "最大余数"},
        ("单元格 C5：没有这种写法，", "实为 '最大余数'。是不是 最大余数法？"),
        ("cell C5: one of the 18 that there are, ", "Did you mean 最大余数法?"),
    ),
    "value": (
        {"约束!E10": "很多"},
        ("单元格 E10 均衡 最大偏离：应为以万元计的金额，不小于 0，精确到分，实为 '很多'。",),
        ("cell E10, rules.均衡.max_deviation: an amount in 万元",),
    ),
    "no value": (
        {"约束!E10": None},
        ("单元格 E10：应写明内容。请填写，或删去这一行。",),
        ("cell E10: a value. Write it, or delete the row.",),
    ),
    "no setting": (
        {"约束!C10": None},
        ("单元格 E10：应在“设置”一列写明是哪一项，实为 '10%'。整条不用请写“停用”。",),
        ("cell E10: a setting beside it, got '10%'. To leave the entry out, write off.",),
    ),
    "missing": (
        {"因素!C2": None},
        ("单元格 A2 行政村 方向：这项设置必须写明。可写 越多越给、越少越给",),
        ("cell A2, indicators.行政村.direction: this setting must be there.",),
    ),
    "sum": (
        {"测算!E2": "50%"},
        ("单元格 E2 因素法 权重：权重之和应为 100%，实为 '110%'。",),
        ("cell E2, targets.因素法.weights: ",),
    ),
    "twice": (
        {"约束!C11": "最大偏离", "约束!E11": "5%"},
        ("单元格 E11：同一项只能写一次（E10 已写），实为 '5%'。另一条请起另一个名称",),
        ("cell E11: each setting once (E10 says it), got '5%'.",),
    ),
    "two kinds": (
        {"约束!A11": "均衡", "约束!B11": "保底"},
        ("单元格 B11：“均衡”前面已写为 均衡，同名的只能是一种，实为 '保底'。",),
        ("cell B11: '均衡' is balance above, and one name is one kind, got '保底'.",),
    ),
    "too deep": (
        {"约束!D10": "甲镇"},
        ("单元格 D10：这里不能再分，实为 '甲镇'。",),
        ("cell D10: nothing below this, got '甲镇'.",),
    ),
    "not deep enough": (
        {"约束!D4": None},
        ("单元格 C4：应在“对象”一列写明是哪一个，实为 '比例'。",),
        ("cell C4: an item beside it, in the column item, got '比例'.",),
    ),
    "header": (
        {"约束!F1": "数值"},
        ("单元格 F1：表头应为 名称、种类、", "，实为 '数值'。"),
        ("cell F1: a header, one of ", ", got '数值'."),
    ),
    "no header": (
        {"约束!H10": "我写的", "约束!H1": None},
        ("单元格 H10：有内容的列应有表头，实为 '我写的'。",),
        ("cell H10: a header, as there are filled cells below, got '我写的'.",),
    ),
    "error": (
        {"约束!E10": "#DIV/0!"},
        ("单元格 E10：不能是公式的错误值，实为 '#DIV/0!'。",),
        ("cell E10: a value, not the error of a formula, got '#DIV/0!'.",),
    ),
    "no grain": (
        {f"约束!{column}2": None for column in "ABCE"},
        ("工作表：应有一条“取整单位”，写明金额的最小单位。请在工作表“约束”里写一行，",),
        ("the sheet: there must be a rule `grain`, stating the steps. Write a row in the ",),
    ),
    "nameless": (
        {"因素!A2": None},
        ("单元格 A2：应写明因素。请补上。",),
        ("cell A2: the indicator. Write it.",),
    ),
}


FOLLOWED = ("setting", "nameless", "not deep enough")


@pytest.mark.parametrize("case", LETTERS)
def test_what_is_wrong_is_said_with_its_sheet_and_cell(edit: Edit, case: str) -> None:
    cells, zh, en = LETTERS[case]
    path = edit(cells)
    with pytest.raises(InputUnusable) as refused:
        read(path)
    sheet = next(iter(cells)).partition("!")[0]
    for lang, pieces in (("zh", zh), ("en", en)):
        said = refused.value.letter(lang).splitlines()
        heading = "工作表 " if lang == "zh" else "sheet "
        assert f"{heading}{sheet}" in said[0]
        # Nothing follows from what is refused already, but where others name what is gone.
        assert len(said) == 2 or case in FOLLOWED, said
        assert all(piece in said[1] for piece in pieces), said[1]


def test_all_that_is_wrong_is_said_at_once(edit: Edit) -> None:
    cells = {"约束!E9": "半年", "因素!B3": None, "测算!E2": "50%", "资金来源!D2": "四十五"}
    with pytest.raises(InputUnusable) as refused:
        read(edit(cells))
    letter = refused.value.letter("zh")
    for piece in ("单元格 E9：", "单元格 A3 脱贫人口 计量单位", "权重之和", "第2行 金额"):
        assert letter.count(piece) == 1, letter


def refusal(path: Path) -> str:
    """Return the letter about a workbook, in Chinese."""
    with pytest.raises(InputUnusable) as refused:
        read(path)
    return refused.value.letter("zh")


def test_sheets_that_nobody_reads_or_sees_are_refused(edit: Edit) -> None:
    def renamed(book: Any) -> None:
        book["约束"].title = "约束表"

    assert "工作表：这个名称的工作表不读，实为 '约束表'。" in refusal(edit({}, renamed))
    assert "是不是 约束？" in refusal(edit({}, renamed))

    def twice(book: Any) -> None:
        book.create_sheet("规则")["A1"] = "名称"

    assert "每种表只能有一张（已有 约束），实为 '规则'" in refusal(edit({}, twice))

    def hidden(book: Any) -> None:
        book["约束"].row_dimensions[10].hidden = True
        book["目标"].sheet_state = "hidden"

    assert "单元格 A10：不能是隐藏的行。" in refusal(edit({}, hidden))
    assert "不能是隐藏的工作表" in refusal(edit({}, hidden))

    def hidden_column(book: Any) -> None:
        book["约束"].column_dimensions["D"].hidden = True

    assert "不能是隐藏的列" in refusal(edit({}, hidden_column))


def test_a_workbook_without_settings_is_told_what_it_lacks(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "资金来源"
    book.save(tmp_path / "tables.xlsx")
    letter = refusal(tmp_path / "tables.xlsx")
    assert "应有工作表 方案设置、因素、测算、约束、目标、文书。工作簿里有：资金来源。" in letter
    assert "optalloc new 样例.xlsx" in letter
    (tmp_path / "plan.ods").write_bytes(b"x")
    assert "plan.ods" in refusal(tmp_path / "plan.ods")


def test_a_setting_that_no_sheet_has_a_place_for_is_named(tmp_path: Path) -> None:
    text = new(tmp_path, "zh")[0].read_text("utf-8")
    (tmp_path / "scenario.yaml").write_text(
        text.replace("groups: [产业发展]", 'groups: ["产业发展", "甲、乙"]'), "utf-8"
    )
    with pytest.raises(InputUnusable) as refused:
        as_workbook(tmp_path / "scenario.yaml", "scenario.yaml", "zh")
    letter = refused.value.letter("zh")
    assert "rules.industry.groups（产业发展、甲、乙占比：用途类别）：工作表里没有地方写" in letter


# Names, and documents of every form.


def test_every_part_and_setting_has_a_name_of_its_own() -> None:
    for section, catalogue in CATALOGUES.items():
        assert len({plain(name) for name in kinds_of(section).values()}) == len(catalogue.words())
        for kind in catalogue.words():
            check_names(forms_of(section, kind), f"{section}.{kind}")
    for section in ("", "indicators", "paper"):
        check_names(forms_of(section), section)


def check_names(form: SettingForm, at: str) -> None:
    """Check that entries and choices of a group are told apart by their names."""
    names = [plain(one.called) for one in form.inner.values()]
    assert len(set(names)) == len(names), (at, names)
    for word, one in form.inner.items():
        assert not one.called.isascii(), (at, word)
        words = {**one.words, **(one.items.words if one.items else {})}
        assert len({plain(name) for name in words.values()}) == len(words), (at, word)
        assert not any(name.isascii() for name in words.values() if word != "kind"), (at, word)
        if not at.endswith("blend"):
            check_names(one, f"{at}.{word}")


TEXTS = st.text("甲乙 a1%=#{}[]:：（）\"'+-@，。停用off", min_size=1, max_size=12).filter(
    lambda text: text.strip() == text and not text.startswith(("#", "＃"))
)
NAMES = st.text("甲乙丙镇a1（）", min_size=1, max_size=6)


def values(form: SettingForm, depth: int = 0) -> st.SearchStrategy[Any]:
    """Return documents that a setting may be."""
    ways: list[st.SearchStrategy[Any]] = []
    if form.words:
        ways.append(st.sampled_from(sorted(form.words)))
    if "boolean" in form.scalars:
        ways.append(st.booleans())
    if "integer" in form.scalars:
        ways.append(st.integers(0, 10**6))
    if "number" in form.scalars:
        ways += [st.integers(-(10**20), 10**20), st.decimals(-1000, 1000, places=6)]
        ways.append(st.decimals(0, 100, places=3).map(lambda number: f"{number:f}%"))
    if "string" in form.scalars and "number" not in form.scalars:
        ways.append(TEXTS)
    if form.items is not None and form.items.inner and depth < 2:
        ways.append(st.lists(groups(form.items, depth, whole=True), min_size=1, max_size=3))
    elif form.items is not None:
        names = NAMES if form.is_list_of_names else TEXTS
        item = names if form.items.scalars == {"string"} else values(form.items)
        ways.append(st.lists(item, min_size=1, max_size=3))
    if (form.inner or form.other) and depth < 3 and not (form.items and form.items.inner):
        ways.append(groups(form, depth))
    return st.one_of(ways)


def groups(form: SettingForm, depth: int = 0, whole: bool = False) -> st.SearchStrategy[Any]:
    """Return groups that have some of their settings, or all."""
    if form.inner:
        known = {word: values(one, depth + 1) for word, one in form.inner.items()}
        return st.fixed_dictionaries(known if whole else {}, optional={} if whole else known)
    assert form.other is not None
    return st.dictionaries(NAMES, values(form.other, depth + 1), min_size=1, max_size=3)


@st.composite
def entries(draw: st.DrawFn) -> dict[str, Any]:
    """Return a document of a few entries of any kind, and papers."""
    made: dict[str, Any] = {"title": draw(TEXTS), "unit": "万元"}
    for section, catalogue in CATALOGUES.items():
        kinds = draw(st.lists(st.sampled_from(catalogue.words()), min_size=1, max_size=3))
        made[section] = {}
        for number, kind in enumerate(kinds):
            label = kind if draw(st.booleans()) else f"{draw(NAMES)}{number}"
            said = draw(groups(forms_of(section, kind))) if forms_of(section, kind).inner else {}
            made[section].setdefault(label, {**({"kind": kind} if label != kind else {}), **said})
    made["paper"] = draw(groups(forms_of("paper")))
    return made


def settled(value: Any) -> Any:
    """Return a document without what is empty, numbers as they are shown."""
    if isinstance(value, dict):
        made = {word: settled(item) for word, item in value.items()}
        return {word: item for word, item in made.items() if item not in (None, {}, [])}
    if isinstance(value, list):
        items = [settled(item) for item in value]
        return items[0] if len(items) == 1 else items
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, str) and value.endswith("%") and value[:-1].replace(".", "").isdigit():
        return f"{Decimal(value[:-1]).normalize():f}%"
    return value if isinstance(value, bool) else str(value)


@settings(
    max_examples=examples(8),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking would write for minutes
)
@given(entries(), st.sampled_from(LANGS))
def test_any_document_reads_back_from_its_workbook(said: dict[str, Any], lang: Lang) -> None:
    content = workbook(said, {}, lang)
    back = document_of(content, Path("plan.xlsx"), "plan.xlsx")
    assert back.faults == []
    assert settled(back.entries) == settled(said)
    assert all(place.cell for key, place in back.places.items() if key)
