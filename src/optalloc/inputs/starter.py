"""A scenario to start from: commented YAML and a workbook with Chinese headers that solve as is."""

from importlib.resources import files
from io import BytesIO
from pathlib import Path

from optalloc.core.atomic_files import check_folder, write_files
from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import Lang, Words

SCENARIO, WORKBOOK = "scenario.yaml", "tables.xlsx"

# Illustrative figures, as the template says in its own notes.
SHEETS: dict[str, tuple[tuple[str | int | float, ...], ...]] = {
    "资金来源": (
        ("资金来源", "层级", "文号", "金额(万元)"),
        ("市级资金", "市级", "（填写文号）", 45),
        ("区级资金", "区级", "（填写文号）", 55),
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


def new(folder: str | Path, lang: Lang = "zh") -> tuple[Path, ...]:
    """Write a scenario to start from; nothing that is there is overwritten.

    Args:
        folder: Where to put `scenario.yaml` and `tables.xlsx`; made when missing.
        lang: The language of the comments.

    Returns:
        The files written.

    Raises:
        InputUnusable: When one of the files is there already, or the folder is no folder.
    """
    place = check_folder(folder)
    paths = (place / SCENARIO, place / WORKBOOK)
    faults = [
        Fault(
            str(path),
            Words("文件", "the file"),
            Words("已经存在，不会覆盖", "is there already and is not overwritten"),
            None,
            Words("请换一个文件夹。", "Choose another folder."),
        )
        for path in paths
        if path.exists()
    ]
    if faults:
        raise InputUnusable(faults)
    template = files("optalloc.inputs") / "templates" / f"scenario.{lang}.yaml"
    write_files({paths[1]: _workbook(), paths[0]: template.read_bytes()})
    return paths


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
