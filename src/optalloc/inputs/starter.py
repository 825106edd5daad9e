"""A scenario to start from, or another one written anew: YAML with its tables, or one workbook.

What there is to start from solves as it is: commented YAML and a workbook with Chinese headers, or
the same as one workbook without YAML (`sheets/`).
"""

import tempfile
from collections.abc import Mapping
from importlib.resources import files
from io import BytesIO
from pathlib import Path

from optalloc.core.atomic_files import already_there, check_folder, write_files
from optalloc.core.errors import Fault, refuse_any
from optalloc.core.message import NOTHING, Lang, Words
from optalloc.inputs.conversion import as_workbook, as_yaml
from optalloc.inputs.named_file import named_file
from optalloc.inputs.scenario import is_workbook

SCENARIO, WORKBOOK = "scenario.yaml", "tables.xlsx"
ONE_BOOK = ".xlsx"

# Illustrative figures, as the template says in its own notes.
SHEETS: dict[str, tuple[tuple[str | int | float, ...], ...]] = {
    "资金来源": (
        ("资金来源", "层级", "文号", "金额(万元)"),
        ("市级资金", "市级", "〔填写：文号〕", 45),
        ("区级资金", "区级", "〔填写：文号〕", 55),
    ),
    "单位与因素": (
        ("单位", "类型", "行政村(个)", "脱贫人口(人)", "备注"),
        ("甲镇", "镇", 12, 1860, "示例"),
        ("乙镇", "镇", 7, 920, "示例"),
        ("丙乡", "乡", 9, 1340, "示例"),
    ),
    "用途": (("用途", "是否产业"), ("产业发展", "是"), ("乡村建设", "否")),
    "已下达": (
        ("单位", "资金来源", "用途", "金额(万元)"),
        ("甲镇", "第一批", "产业发展", 20),
        ("乙镇", "第一批", "乡村建设", 15),
    ),
    "需求": (
        ("单位", "用途", "需求(万元)", "备注"),
        ("甲镇", "产业发展", 60, "示例"),
        ("甲镇", "乡村建设", 40, "示例"),
        ("乙镇", "产业发展", 30, "示例"),
        ("乙镇", "乡村建设", 35, "示例"),
        ("丙乡", "产业发展", 40, "示例"),
        ("丙乡", "乡村建设", 25, "示例"),
    ),
    "项目库": (
        ("项目名称", "单位", "用途", "资金需求(万元)", "最低资金(万元)", "备注"),
        ("甲镇茶园", "甲镇", "产业发展", 60, 10, "示例"),
        ("甲镇道路", "甲镇", "乡村建设", 40, 10, "示例"),
        ("乙镇果园", "乙镇", "产业发展", 30, 4, "示例"),
        ("乙镇道路", "乙镇", "乡村建设", 35, 4, "示例"),
        ("丙乡药材", "丙乡", "产业发展", 40, 4, "示例"),
        ("丙乡道路", "丙乡", "乡村建设", 25, 4, "示例"),
    ),
}


def new(place: str | Path, lang: Lang = "zh", source: str | Path | None = None) -> tuple[Path, ...]:
    """Write a scenario to start from; nothing that is there is overwritten.

    Args:
        place: A workbook (.xlsx) that is to hold all of it; or the folder to put `scenario.yaml`
            and `tables.xlsx` into, made when missing.
        lang: The language of the comments, and of what a workbook says.
        source: A scenario that is written anew, in the place of the one to start from.

    Returns:
        The files written, the scenario first.

    Raises:
        InputUnusable: When one of the files is there already, the folder is no folder, or the
            source cannot be read or has no place in a workbook.
    """
    named = Path(place)
    if is_workbook(named):
        _refuse([named], _not_xlsx(named))
        write_files({named: _one_book(lang, source)})
        return (named,)
    folder = check_folder(place)
    paths = (folder / SCENARIO, folder / WORKBOOK)
    _refuse(paths)
    text, tables = _sample(lang), _workbook()
    if source is not None:
        text, tables = as_yaml(named_file(source), str(source), lang, WORKBOOK)
    write_files({paths[1]: tables, paths[0]: text})
    return paths


def _refuse(paths: tuple[Path, ...] | list[Path], also: Mapping[Path, Fault] | None = None) -> None:
    """Refuse to write what is there already."""
    other = Words("请换一个名称。", "Choose another name.")
    if len(paths) > 1:
        other = Words("请换一个文件夹。", "Choose another folder.")
    refuse_any([*already_there(paths, other), *(also or {}).values()])


def _not_xlsx(path: Path) -> Mapping[Path, Fault]:
    """Return what is wrong with the name of a workbook that is none of ours."""
    if path.suffix.casefold() == ONE_BOOK:
        return {}
    allowed = Words("应以 .xlsx 结尾", "a name that ends in .xlsx")
    return {path: Fault(str(path), Words("文件名", "its name"), allowed, path.name, NOTHING)}


def _one_book(lang: Lang, source: str | Path | None) -> bytes:
    """Return a scenario as one workbook: the one to start from, or another."""
    if source is not None:
        return as_workbook(named_file(source), str(source), lang)
    with tempfile.TemporaryDirectory() as folder:
        scenario = Path(folder) / SCENARIO
        scenario.write_bytes(_sample(lang))
        (scenario.parent / WORKBOOK).write_bytes(_workbook())
        return as_workbook(scenario, SCENARIO, lang, has_words=lang == "en")


def _sample(lang: Lang) -> bytes:
    return (files("optalloc.inputs") / "templates" / f"scenario.{lang}.yaml").read_bytes()


def _workbook() -> bytes:
    """Return the workbook: a sheet a table, headers frozen, columns wide enough for Chinese."""
    import xlsxwriter

    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        head = book.add_format({"bold": True, "bg_color": "#E7EEF7", "bottom": 1})
        for name, rows in SHEETS.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for i, row in enumerate(rows):
                sheet.write_row(i, 0, row, head if i == 0 else None)
            for column, title in enumerate(rows[0]):
                sheet.set_column(column, column, 2 * len(str(title)) + 4)
    return content.getvalue()
