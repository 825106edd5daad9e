"""Faults seeded into the published cases: each one changes a table in one way an office could.

`python tests/checking/seeded.py` writes them in every format and prints what was found, missed and
falsely accused; `seeded.py .pdf .ods` in these alone.
"""

import csv
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
from written import BOOKS, FORMATS, WITH_MARKS, write

from optalloc.checking import Checked, Finding, check
from optalloc.core.message import LANGS

CASES = Path(__file__).resolve().parents[1] / "data" / "cases"
CLEAN = sorted(path.stem for path in CASES.glob("*.csv"))
TRULY_WRONG = {"jinzhai-2025-awards": 2}
"""Errors that stand in a published case as it was copied: its later rows were cut."""

Rows = list[list[Any]]
Edit = Callable[[Rows], object]


def rows_of(case: str) -> Rows:
    with (CASES / f"{case}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def wide_meilan() -> Rows:
    """Return the awards of Meilan as the plan's own table would print them."""
    rows = rows_of("meilan-2023-awards")[1:]
    towns = dict.fromkeys(row[0] for row in rows)
    sources = dict.fromkeys(row[1] for row in rows)
    money = {(row[0], row[1]): Decimal(row[3]) for row in rows}
    body = [[t, sum(money[t, s] for s in sources), *(money[t, s] for s in sources)] for t in towns]
    total = ["合 计", *(sum(row[k] for row in body) for k in (1, 2, 3))]
    heads = ["单 位", "资金来源", "", ""], ["", "小计", *sources]
    title = ["资金分配情况表", "", "", ""], ["", "", "", "单位：万元"]
    return [*map(list, title), *map(list, heads), *body, total]


def shares_of_shangqiu() -> Rows:
    """Return the awards of Shangqiu with the share of each county, rounded to a hundredth."""
    head, *rows = rows_of("shangqiu-2019-awards")
    body = [[*row, f"{Decimal(row[2]) / 50:.2f}%"] for row in rows[:-1]]
    return [[*head, "占比"], *body, [*rows[-1], "100%"]]


def standard_of_jinzhai() -> Rows:
    """Return the awards of Jinzhai with their standard printed beside the area."""
    head, *rows = rows_of("jinzhai-2021-awards")
    return [[*head[:2], "标准(元/亩)", head[2]], *([*r[:2], "18.34", r[2]] for r in rows)]


LAID_OUT: dict[str, Callable[[], Rows]] = {
    "meilan wide": wide_meilan,
    "shangqiu shares": shares_of_shangqiu,
    "jinzhai standard": standard_of_jinzhai,
}


def cell(row: int, column: int, value: Any) -> Edit:
    """Return what puts a value into a cell; rows count from 1 as in the file, columns from 0."""

    def edit(rows: Rows) -> None:
        rows[row - 1][column] = value

    return edit


def cells(*values: tuple[int, int, Any]) -> Edit:
    def edit(rows: Rows) -> None:
        for row, column, value in values:
            rows[row - 1][column] = value

    return edit


def twice(row: int) -> Edit:
    return lambda rows: rows.insert(row, list(rows[row - 1]))


def without(row: int) -> Edit:
    return lambda rows: rows.pop(row - 1)


def both(one: Edit, other: Edit) -> Edit:
    return lambda rows: (one(rows), other(rows))


@dataclass(frozen=True)
class Seed:
    """One fault.

    Attributes:
        row: The row that a finding must name; None where it is about a column or the table.
        formats: Those that can carry it.
    """

    name: str
    case: str
    kind: str
    row: int | None
    edit: Edit
    formats: tuple[str, ...] = FORMATS

    def rows(self) -> Rows:
        rows = clean_rows(self.case)
        self.edit(rows)
        return rows


P, S, J, M = (
    "pingdingshan-2022-awards",
    "shangqiu-2019-awards",
    "jinzhai-2021-awards",
    "mouding-2019-awards",
)
L, A, G, Z = (
    "liling-2019-awards",
    "meilan-2023-awards",
    "mengjin-2018-awards",
    "zhengzhou-2018-sources",
)
SEEDS = (
    Seed("an amount one too large", P, "sum_column", 7, cell(2, 1, "155")),
    Seed("two digits swapped", P, "sum_column", 7, cell(5, 1, "476")),
    Seed("a row left out", P, "sum_column", 6, without(4)),
    Seed("a wrong total", P, "sum_column", 7, cell(7, 1, "2690")),
    Seed("a row typed twice", P, "duplicate", 4, twice(3)),
    Seed("a name given to another row", P, "duplicate", 5, cell(5, 0, "宝丰县")),
    Seed("an empty total", P, "empty_total", 7, cell(7, 1, "")),
    Seed("an amount below zero", P, "negative", 3, cell(3, 1, "-89")),
    Seed("an amount left out", P, "empty_amount", 3, cell(3, 1, "")),
    Seed("a letter for a digit", P, "unreadable", 5, cell(5, 1, "46O")),
    Seed(
        "a total under another name",
        P,
        "sum_column",
        7,
        both(cell(7, 0, "总数"), cell(7, 1, "2690")),
    ),
    Seed("yuan in a column of wan", P, "absurd", 4, cell(4, 1, "20240000")),
    Seed("a row without a name", P, "empty_name", 4, cell(4, 0, "")),
    Seed("two digits swapped", S, "sum_column", 11, cell(6, 2, "851")),
    Seed("a name twice, once with a space", S, "duplicate", 9, cell(9, 0, "虞 城县")),
    Seed("half a wan where all are whole", S, "off_grain", 4, cell(4, 2, "75.5")),
    Seed("an amount below zero", S, "negative", 10, cell(10, 2, "-720")),
    Seed("an empty total", S, "empty_total", 11, cell(11, 2, "")),
    Seed("a hundred too much", J, "off_rule", 2, cell(2, 2, "205720.19")),
    Seed("one yuan too much", J, "off_rule", 5, cell(5, 2, "6738.93")),
    Seed("another rate in one row", J, "off_rule", 3, cell(3, 2, "51660.40")),
    Seed("a decimal point moved", J, "off_rule", 6, cell(6, 1, "27053")),
    Seed("two digits of an area swapped", J, "off_rule", 7, cell(7, 1, "2284.2")),
    Seed("wan in a column of yuan", J, "off_rule", 3, cell(3, 2, "5.14")),
    Seed("a row typed twice", J, "duplicate", 5, twice(4)),
    Seed("a village too many", M, "sum_column", 9, cell(5, 1, "7")),
    Seed("an amount off the step", M, "off_grain", 5, cell(5, 2, "66")),
    Seed("a wrong count in the total", M, "sum_column", 9, cell(9, 1, "43")),
    Seed("off the standard, total agreeing", M, "off_rule", 7, cells((7, 2, "90"), (9, 2, "510"))),
    Seed("a row left out", M, "sum_column", 8, without(3)),
    Seed("an even split in one town", A, "split_drift", None, cells((4, 3, "5"), (5, 3, "5"))),
    Seed("a split turned round", A, "split_drift", None, cells((2, 3, "20"), (3, 3, "20"))),
    Seed("a row typed twice", A, "duplicate", 4, twice(3)),
    Seed("a number in words", A, "text_number", 3, cell(3, 3, "二十二")),
    Seed("a wrong total", L, "sum_column", 7, cell(7, 3, "1220")),
    Seed("a row typed twice", L, "duplicate", 6, twice(5)),
    Seed("a row without a name", L, "empty_name", 5, cell(5, 0, "")),
    Seed("a line number twice", G, "line_number", 4, cell(4, 0, "2")),
    Seed("a line left out", G, "line_number", 5, without(5)),
    Seed("an amount below zero", G, "negative", 7, cell(7, 1, "-18")),
    Seed("a row typed twice", Z, "duplicate", 4, twice(3)),
    Seed("one wan too much in a row", "meilan wide", "sum_row", 6, cell(6, 2, Decimal("5.5"))),
    Seed("a wrong corner", "meilan wide", "grand_total", 7, cell(7, 1, Decimal(55))),
    Seed("an empty subtotal", "meilan wide", "empty_total", 5, cell(5, 1, "")),
    Seed("a share of another year", "shangqiu shares", "share", 6, cell(6, 3, "17.30%")),
    Seed("shares that are not 100%", "shangqiu shares", "share", 11, cell(11, 3, "99%")),
    Seed("a product mistyped", "jinzhai standard", "product", 4, cell(4, 3, "956902.98")),
    Seed("a number stored as text", P, "text_number", 4, cell(4, 1, "'2024"), BOOKS),
    Seed("an error of a formula", P, "unreadable", 5, cell(5, 1, "#REF!"), BOOKS),
    Seed("an unseen mark in a name", P, "hidden_mark", 3, cell(3, 0, "宝丰\u200c县"), WITH_MARKS),
)


NOTED = ("line_number",)
"""Kinds that are told in a note: the slip is in no amount."""


def grave(found: Checked) -> list[Finding]:
    return [f for f in found.findings if f.severity != "note"]


def finds(seed: Seed, folder: Path, ending: str) -> tuple[Finding, ...]:
    """Return the findings that are the seeded fault."""
    path = write(seed.rows(), folder / f"seeded{ending}")
    return tuple(
        f
        for f in check(path).findings
        if (f.severity != "note" or f.kind in NOTED)
        and f.kind == seed.kind
        and (seed.row is None or f.where.row == seed.row)
    )


def clean_rows(case: str) -> Rows:
    return LAID_OUT[case]() if case in LAID_OUT else rows_of(case)


def falsely_accused(case: str, folder: Path, ending: str) -> list[Finding]:
    """Return the errors and warnings that a clean table gets for nothing."""
    path = write(clean_rows(case), folder / f"clean{ending}")
    return grave(check(path, partial=case in TRULY_WRONG))


def count(seeds: Sequence[Seed], folder: Path, ending: str) -> Counter[str]:
    """Return how many seeds were found and missed, and how many clean tables were accused."""
    counts = Counter(found=0, missed=0, false=0)
    for seed in seeds:
        found = finds(seed, folder, ending)
        said = [f.words.say(lang) for lang in LANGS for f in found]
        counts["found" if said and all(said) else "missed"] += 1
        if not said:
            print(f"missed ({ending}): {seed.case}: {seed.name}")
    for case in (*CLEAN, *LAID_OUT):
        for finding in falsely_accused(case, folder, ending):
            counts["false"] += 1
            print(f"false ({ending}): {case}: {finding.kind}: {finding.words.en}")
    return counts


@click.command()
@click.argument("endings", nargs=-1, type=click.Choice(FORMATS))
def main(endings: tuple[str, ...]) -> None:
    """Seed the faults into files of every format, or of those with ENDINGS alone."""
    from more_seeds import MORE

    seeds = (*SEEDS, *MORE)
    kinds, sorts = len({seed.kind for seed in seeds}), len({seed.name for seed in seeds})
    print(f"{len(seeds)} faults of {sorts} sorts, found by {kinds} kinds of finding")
    print(f"{len(CLEAN) + len(LAID_OUT)} clean tables")
    totals: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as place:
        for ending in endings or FORMATS:
            carried = [seed for seed in seeds if ending in seed.formats]
            own = count(carried, Path(place), ending)
            sorts = len({seed.name for seed in carried})
            print(f"{ending}: {len(carried)} faults of {sorts} sorts: {dict(own)}")
            totals += own
    print(f"in all: found {totals['found']}, missed {totals['missed']}, false {totals['false']}")
    sys.exit(bool(totals["missed"] or totals["false"]))


if __name__ == "__main__":
    main()
