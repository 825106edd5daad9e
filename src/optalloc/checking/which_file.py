"""Which file is meant where a folder was given, and what else was given in its place.

solve --out DIR   ->  DIR/plan.xlsx, else DIR/plan.csv
"""

from pathlib import Path

from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import Words, first_few, listed
from optalloc.inputs.understanding.documents.read import ENDINGS

PLANS = ("plan.xlsx", "plan.csv")
CERTIFICATE = "certificate.json"
MOST_NAMED = 6
FILE = Words("文件", "the file")


def table_in(table: str | Path) -> str | Path:
    """Return the table that is meant: that of a plan's folder, where one is given.

    Raises:
        InputUnusable: When it is any other folder; the letter names the tables in it.
    """
    folder = Path(table)
    if not folder.is_dir():
        return table
    for name in PLANS:
        if (folder / name).is_file():
            return folder / name
    there = sorted(p.name for p in folder.iterdir() if p.suffix.casefold() in ENDINGS)
    remedy = Words(
        "文件夹里没有表格文件，请检查写对了没有。", "It holds no table: is it the right one?"
    )
    if there:
        names = listed(first_few(there, MOST_NAMED))
        remedy = Words(
            f"里面有 {names.zh}，请写 optalloc check {folder / there[0]}。",
            f"It holds {names.en}: say optalloc check {folder / there[0]}.",
        )
    allowed = Words("应是一张表的文件，不是文件夹", "the file of a table, no folder")
    raise InputUnusable([Fault(str(table), FILE, allowed, None, remedy)])


def certificate_in(file: str, table: str | None) -> str:
    """Return the certificate that is meant: that of a plan's folder, where one is given.

    Raises:
        InputUnusable: When a table is given in its place, or in the place of the scenario.
    """
    path = Path(file)
    if (path / CERTIFICATE).is_file():
        return str(path / CERTIFICATE)
    faults = []
    beside = path.parent / CERTIFICATE
    if path.suffix.casefold() in ENDINGS or path.is_dir():
        certificate = (
            beside if beside.is_file() and not path.is_dir() else Path("DIR") / CERTIFICATE
        )
        allowed = Words(
            f"应为 solve --out 写出的证书 {CERTIFICATE}",
            f"the {CERTIFICATE} that solve --out writes",
        )
        remedy = Words(
            f"核对证明请写 --certificate {certificate}；核对表格请写 optalloc check {file}。",
            f"Say --certificate {certificate} for the proof, optalloc check {file} for a table.",
        )
        faults.append(Fault(file, FILE, allowed, path.suffix or path.name, remedy))
    is_scenario = table is None or Path(table).suffix.casefold() in (".xlsx", ".xlsm")
    if table is not None and not is_scenario and Path(table).suffix.casefold() in ENDINGS:
        allowed = Words(
            "有 --certificate 时这里应为情景（.yaml），也可以不写",
            "beside --certificate the scenario (.yaml), or nothing",
        )
        remedy = Words(
            f"核对证明请写 optalloc check --certificate {file}；核对表格请去掉 --certificate。",
            f"Say optalloc check --certificate {file} for the proof; leave --certificate out for "
            "the table.",
        )
        faults.append(Fault(table, FILE, allowed, Path(table).suffix, remedy))
    if faults:
        raise InputUnusable(faults)
    return file
