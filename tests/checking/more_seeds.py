"""More faults seeded into the published cases: of totals, names, cells, columns and remarks."""

from decimal import Decimal
from typing import Any

from seeded import (
    A,
    Edit,
    G,
    J,
    L,
    M,
    P,
    Rows,
    S,
    Seed,
    Z,
    both,
    cell,
    cells,
    rows_of,
    twice,
    without,
)
from written import BOOKS, WITH_MARKS

W, H, N = "meilan wide", "shangqiu shares", "jinzhai standard"
JN, MS, GS = "jinzhai-2025-awards", "meilan-2023-sources", "mengjin-2018-sources"


def added(*row: Any) -> Edit:
    """Return what adds a row at the end."""
    return lambda rows: rows.append(list(row))


def put(at: int, *row: Any) -> Edit:
    return lambda rows: rows.insert(at - 1, list(row))


def column(head: str, *values: Any) -> Edit:
    """Return what adds a column at the end."""

    def edit(rows: Rows) -> None:
        for row, value in zip(rows, (head, *values), strict=True):
            row.append(value)

    return edit


def without_total(rows: Rows) -> None:
    rows.pop()


def moved(row: int, to: int) -> Edit:
    return lambda rows: rows.insert(to - 1, rows.pop(row - 1))


P_IN_YUAN = [int(row[1]) * 10_000 + 50_000 * (k == 1) for k, row in enumerate(rows_of(P)[1:])]
"""The amounts of a case in yuan, one of them another."""
MORE = (
    Seed("a total one too small", S, "sum_column", 11, cell(11, 2, "4999")),
    Seed("a total of another year", S, "sum_column", 11, cell(11, 2, "5200")),
    Seed("a digit left out", S, "sum_column", 11, cell(4, 2, "7")),
    Seed("a nought too many", S, "sum_column", 11, cell(5, 2, "8000")),
    Seed("a digit doubled", P, "sum_column", 7, cell(6, 1, "2226")),
    Seed("an amount in two rows exchanged for another", P, "sum_column", 7, cell(4, 1, "2034")),
    Seed("a total that leaves out a row", P, "sum_column", 7, cell(7, 1, "2734")),
    Seed("a total that counts a row twice", P, "sum_column", 7, cell(7, 1, "3114")),
    Seed("a total on top, and wrong", P, "sum_column", 2, both(moved(7, 2), cell(2, 1, "2961"))),
    Seed("a ratio in a note", W, "told_ratio", None, added("注：市级、区级按50：50分担。")),
    Seed("a ratio in a head", W, "told_ratio", None, cell(3, 1, "资金来源（4：2）")),
    Seed("a subtotal that is wrong", P, "sum_column", 4, put(4, "小计", "244")),
    Seed("a total without a name", S, "empty_name", 11, cells((11, 0, ""), (3, 2, "281"))),
    Seed("a total called Total", P, "sum_column", 7, cells((7, 0, "Total"), (7, 1, "2690"))),
    Seed("a total in brackets", P, "sum_column", 7, cells((7, 0, "【合计】"), (7, 1, "2690"))),
    Seed("a total in old characters", P, "sum_column", 7, cells((7, 0, "合計"), (7, 1, "2690"))),
    Seed(
        "a total of the whole county", S, "sum_column", 11, cells((11, 0, "全市"), (11, 2, "5001"))
    ),
    Seed("a row of the sum of all", P, "may_be_total", 7, cell(7, 0, "财政")),
    Seed("a row of the sum of all", S, "may_be_total", 11, cell(11, 0, "市本级")),
    Seed("rows left out below", S, "sum_column", 9, both(without(4), without(4))),
    Seed("a row typed twice", S, "duplicate", 6, twice(5)),
    Seed("a name typed for another", S, "duplicate", 8, cell(8, 0, "睢县")),
    Seed("a name twice, once in full width", J, "duplicate", 5, cell(5, 0, "梅 山镇")),
    Seed("an amount below zero", J, "negative", 4, cell(4, 2, "-956902.89")),
    Seed("an amount below zero in brackets", P, "negative", 3, cell(3, 1, "(89)")),
    Seed("an amount left out", S, "empty_amount", 4, cell(4, 2, "")),
    Seed("a dash for an amount", P, "sum_column", 7, cell(3, 1, "—")),
    Seed("an amount in words", P, "text_number", 3, cell(3, 1, "八十九")),
    Seed("an amount not known yet", S, "unreadable", 4, cell(4, 2, "待定")),
    Seed("a query in a cell", S, "unreadable", 6, cell(6, 2, "815?")),
    Seed("two decimal points", J, "unreadable", 3, cell(3, 2, "51.408.12.0")),
    Seed("an O for a nought", S, "unreadable", 9, cell(9, 2, "75O")),
    Seed("yuan among wan", S, "absurd", 5, cell(5, 2, "8000000")),
    Seed("yuan among wan", M, "absurd", 3, cell(3, 2, "1100000")),
    Seed("a row without a name", S, "empty_name", 5, cell(5, 0, "")),
    Seed("a row without a name", M, "empty_name", 4, cell(4, 0, "")),
    Seed("an amount off the step of ten", M, "off_grain", 4, cell(4, 2, "53")),
    Seed("an amount off the step of one", P, "off_grain", 3, cell(3, 1, "89.7")),
    Seed("an amount far off its rate", J, "off_rule", 10, cell(10, 2, "153619.62")),
    Seed("two amounts exchanged", J, "off_rule", 5, cells((5, 2, "49615.2"), (6, 2, "6737.93"))),
    Seed("an area of another place", J, "off_rule", 8, cell(8, 1, "3994.33")),
    Seed("an amount rounded to hundreds", J, "off_rule", 9, cell(9, 2, "265000")),
    Seed("a rate of the year before", J, "off_rule", 2, cell(2, 2, "201808.26")),
    Seed("a village paid twice", M, "off_rule", 3, cells((3, 2, "130"), (9, 2, "540"))),
    Seed("a village not paid", M, "off_rule", 5, cells((5, 2, "50"), (9, 2, "510"))),
    Seed("a share by another ratio", A, "split_drift", None, cells((2, 3, "16"), (3, 3, "24"))),
    Seed("a line number left out", G, "line_number", 6, cell(6, 0, "7")),
    Seed("line numbers exchanged", G, "line_number", 3, cells((3, 0, "3"), (4, 0, "2"))),
    Seed("a product mistyped", N, "product", 3, cell(3, 3, "51480.12")),
    Seed("a standard mistyped", N, "product", 6, cell(6, 2, "18.43")),
    Seed("a count mistyped", N, "product", 7, cell(7, 1, "2284.2")),
    Seed("a share mistyped", H, "share", 3, cell(3, 3, "6.50%")),
    Seed("a share above all", H, "share", 5, cell(5, 3, "160.00%")),
    Seed("two shares exchanged", H, "share", 9, cells((8, 3, "15.06%"), (9, 3, "10.90%"))),
    Seed("a share of the year before", H, "share", 10, cell(10, 3, "15.00%")),
    Seed("a column's total one off", W, "sum_column", 7, cell(7, 3, Decimal("28.5"))),
    Seed("a row's total one off", W, "sum_row", 5, cell(5, 1, Decimal(41))),
    Seed("a row's part mistyped", W, "sum_row", 5, cell(5, 2, Decimal(19))),
    Seed("a corner of one part alone", W, "grand_total", 7, cell(7, 1, Decimal("22.5"))),
    Seed(
        "a total larger than all its rows",
        W,
        "rows_missing",
        7,
        cells((7, 1, Decimal(90)), (7, 2, Decimal(40)), (7, 3, Decimal(50))),
    ),
    Seed("a header's count", M, "header_count", None, cell(1, 1, "村数43个")),
    Seed("a header's count", M, "header_count", None, cells((1, 1, "村数(45个)"))),
    Seed(
        "money as ranges",
        M,
        "unread_money",
        None,
        cells(*((r, 2, "2万至4万") for r in range(2, 10))),
    ),
    Seed(
        "money in words alone",
        J,
        "unread_money",
        None,
        cells(*((r, 2, "三至五万") for r in range(2, 11))),
    ),
    Seed("an of-which above its row", P, "of_which", 3, put(3, "其中：产业", "200")),
    Seed("a mean that is off", P, "statistic", 8, added("平均", "500")),
    Seed("an unseen mark in a name", S, "hidden_mark", 5, cell(5, 0, "虞城\u200c县"), WITH_MARKS),
    Seed("a number stored as text", S, "text_number", 5, cell(5, 2, "'800"), BOOKS),
    Seed("an error of a formula", S, "unreadable", 5, cell(5, 2, "#N/A"), BOOKS),
    Seed("a total that is empty", M, "empty_total", 9, cell(9, 2, "")),
    Seed("a count's total that is wrong", M, "sum_column", 9, cell(9, 1, "44")),
    Seed("a project's amount mistyped", L, "sum_column", 7, cell(3, 3, "215")),
    Seed("a project left out", L, "sum_column", 6, without(6)),
    Seed("a project typed twice", L, "duplicate", 4, twice(3)),
    Seed("a source below zero", GS, "negative", 3, cell(3, 1, "-394.2")),
    Seed("a source twice", GS, "duplicate", 4, cell(4, 0, "来源二")),
    Seed("a source whose amount is no number", GS, "unreadable", 3, cell(3, 1, "394,2.")),
    Seed("a total below sources, and wrong", GS, "sum_column", 5, added("合计", "1486.238")),
    Seed("a total below tiers, and wrong", Z, "sum_column", 9, added("合计", "32381")),
    Seed(
        "an amount otherwise in another unit",
        P,
        "two_units",
        3,
        both(
            cell(1, 1, "金额（万元）"),
            column("金额（元）", *map(str, P_IN_YUAN)),
        ),
    ),
    Seed(
        "a unit line of another unit",
        P,
        "unit_conflict",
        None,
        both(cell(1, 1, "金额（万元）"), put(1, "单位：元", "")),
    ),
    Seed("a total below lines, and wrong", G, "sum_column", 9, added("合计", "1486.827")),
)
