"""Rows that tell a mean, a share or the like are no recipients: left out and said, or refused."""

import json
from pathlib import Path

import pytest

from optalloc.core.errors import InputUnusable
from optalloc.inputs.read import read
from optalloc.inputs.tables import read_table, statistic_of
from optalloc.problem.problem import Problem

SCENARIO = """title: t
unit: 万元
tables:
  sources: [{资金来源: 中央, 金额: 30}]
  uses: [{用途: 产业}]
  recipients: towns.csv
indicators:
  村数: {unit: 个, direction: more, source: t}
targets:
  t: {kind: factors, weights: {村数: 100%}}
rules:
  grain: {cell: 0.01}
  spend_whole: {}
goals:
  close: {kind: closest_to_target, distance: absolute}
"""
TOWNS = "单位,村数\n甲镇,10\n乙镇,20\n丙镇,33\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def problem(folder: Path, towns: str, **more: object) -> Problem:
    (folder / "towns.csv").write_text(towns, encoding="utf-8")
    (folder / "s.yaml").write_text(SCENARIO, encoding="utf-8")
    settings = [f"{key.replace('_', '.')}={json.dumps(v)}" for key, v in more.items()]
    return read("s.yaml", settings)


def refused(folder: Path, towns: str, **more: object) -> list[str]:
    with pytest.raises(InputUnusable) as error:
        problem(folder, towns, **more)
    return [f"{f.place.en}: {f.allowed.en}" for f in error.value.faults]


@pytest.mark.parametrize(
    ("label", "sort"),
    [
        *(("平均", "mean"), ("平均值", "mean"), ("平均数", "mean"), ("均值", "mean")),
        *(("全区平均", "mean"), ("各镇平均", "mean"), ("平 均（万元）", "mean"), ("mean", "mean")),
        *(("Average", "mean"), ("District average", "mean"), ("Average per town", "mean")),
        *(("中位数", "median"), ("Median", "median"), ("最高", "max"), ("最大值", "max")),
        *(("Maximum", "max"), ("最低", "min"), ("最小值", "min"), ("lowest", "min")),
        *(("户均", "per"), ("人均", "per"), ("全区户均", "per"), ("per capita", "per")),
        *(("占比", "share"), ("比例", "share"), ("比重(%)", "share"), ("资金占比", "share")),
        *(("占总额的比例", "share"), ("Share of total", "share"), ("% of total", "share")),
        *(("增幅", "growth"), ("同比", "growth"), ("较上年增长", "growth"), ("增长率", "growth")),
    ],
)
def test_a_label_of_a_statistic_is_known(label: str, sort: str) -> None:
    found = statistic_of(label)
    assert found is not None and found.sort == sort


@pytest.mark.parametrize(
    "name",
    [
        *("平均乡", "最高村", "中均村", "均川镇", "大均乡", "人均收入", "平均分配", "增城区"),
        *("比如镇", "占里村", "中心镇", "上增村", "最低生活保障", "增减挂钩", "生均公用经费"),
        *("Max", "Min", "Meanwood", "Average Street", "Maximilian", "Shareholm", "Growthorpe"),
    ],
)
def test_a_name_is_no_statistic(name: str) -> None:
    assert statistic_of(name) is None


def test_rows_of_statistics_are_left_out_and_said_in_one_sentence(tmp_path: Path) -> None:
    rows = "合计,63\n平均,21\n中位数,20\n最高,33\n最低,10\n户均,0.3\n占比,100%\n"
    found = problem(tmp_path, TOWNS + rows)
    assert [r.name for r in found.recipients] == ["甲镇", "乙镇", "丙镇"]
    (said,) = found.warnings
    assert said.zh == (
        "towns.csv：第6行“平均”、第7行“中位数”、第8行“最高”、第9行“最低”、第10行“户均”、第11行“占比”"
        "写的是各行的平均数、各行的中位数、各行中最大的数、各行中最小的数、平均到每户、每人等的数、占比，"
        "不是单独的一行，没有计入。"
    )
    assert said.en.startswith("towns.csv: row 6 (平均), row 7 (中位数)")
    assert said.en.endswith("; they are no rows of their own and were left out.")


def test_one_row_is_said_in_the_singular(tmp_path: Path) -> None:
    (said,) = problem(tmp_path, TOWNS + "Average,21\n").warnings
    assert said.en == (
        "towns.csv: row 5 (Average) tells the mean of the rows; "
        "it is no row of its own and was left out."
    )


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ("平均,22", "row 5, 村数: the mean of the rows, 21"),
        ("中位数,21", "row 5, 村数: the median of the rows, 20"),
        ("最高,32", "row 5, 村数: the largest of the rows, 33"),
        ("最低,0", "row 5, 村数: the smallest of the rows, 10"),
    ],
)
def test_a_statistic_that_is_off_is_refused_as_a_total_would_be(
    tmp_path: Path, row: str, place: str
) -> None:
    assert refused(tmp_path, f"{TOWNS}{row}\n") == [place]


@pytest.mark.parametrize(
    "rows",
    [
        "丁镇,15\n平均,19.5\n",
        "丁镇,14\n平均,19.3\n",  # 19.25, rounded up
        "丁镇,14\n平均,19\n",
        "丁镇,0\n平均,15.75\n",
        "全省平均,40\n",  # of more than these rows
        "全区平均,21.5\n",
        "小计,30\n小计,33\n平均,31.5\n",  # of the subtotals
    ],
)
def test_a_statistic_that_may_be_right_is_not_refused(tmp_path: Path, rows: str) -> None:
    assert len(problem(tmp_path, TOWNS + rows).warnings) == 1


def test_what_is_called_a_statistic_and_has_words_of_its_own_is_refused(tmp_path: Path) -> None:
    towns = "单位,类型,村数\n甲镇,镇,10\n乙镇,镇,20\n平均,镇,15\n"
    assert refused(tmp_path, towns) == [
        "row 4, 单位: a name: a row that tells the mean of the rows is none"
    ]


def test_a_grade_before_the_name_makes_no_row_a_statistic(tmp_path: Path) -> None:
    towns = "等级,单位,村数\n最高,甲镇,10\n最低,乙镇,20\n平均,丙镇,30\n"
    assert [r.name for r in problem(tmp_path, towns).recipients] == ["甲镇", "乙镇", "丙镇"]


def test_max_may_be_a_name_and_is_asked_about(tmp_path: Path) -> None:
    assert refused(tmp_path, TOWNS + "Max,33\n") == [
        "row 5, 单位: a name: a row that tells the largest of the rows is none"
    ]
    with_kind = "recipient,kind,村数\nAnna,person,3\nMax,person,5\n"
    assert [r.name for r in problem(tmp_path, with_kind).recipients] == ["Anna", "Max"]


def test_last_year_is_no_row_beside_its_growth(tmp_path: Path) -> None:
    found = problem(tmp_path, TOWNS + "合计,63\n上年,60\n同比,5%\n")
    assert len(found.recipients) == 3 and "另一年的数、增减" in found.warnings[0].zh
    assert len(problem(tmp_path, TOWNS + "上年,60\n").recipients) == 4


def test_rows_of_yaml_are_read_alike(tmp_path: Path) -> None:
    rows = [{"单位": "甲镇", "村数": 10}, {"单位": "乙镇", "村数": 20}]
    mean = {"单位": "平均", "村数": 15}
    found = problem(tmp_path, TOWNS, tables_recipients=[*rows, mean])
    assert [r.name for r in found.recipients] == ["甲镇", "乙镇"] and len(found.warnings) == 1
    assert refused(tmp_path, TOWNS, tables_recipients=[*rows, mean | {"村数": 16}])


def test_a_change_of_a_row_leaves_its_mean_alone(tmp_path: Path) -> None:
    changes = {"recipients": {"甲镇": {"村数": 13}}}
    assert len(problem(tmp_path, TOWNS + "平均,21\n", changes=changes).warnings) == 1


def test_a_mean_is_no_award_of_another_year(tmp_path: Path) -> None:
    (tmp_path / "h.csv").write_text("年度,单位,金额\n2024,甲镇,10\n2024,平均,10\n", "utf-8")
    found = problem(tmp_path, TOWNS, tables_history="h.csv")
    assert [(h.recipient, h.amount) for h in found.history] == [("甲镇", 10_000_000)]
    (tmp_path / "h.csv").write_text("年度,单位,资金来源,金额\n2024,平均,中央,10\n", "utf-8")
    assert refused(tmp_path, TOWNS, tables_history="h.csv") == [
        "row 2, 单位: a name: a row that tells the mean of the rows is none"
    ]


def test_a_mean_below_last_years_paper_is_no_award(tmp_path: Path) -> None:
    (tmp_path / "h.csv").write_text(
        "单位：万元\n单位,中央,省级,合计\n甲镇,10,5,15\n乙镇,20,5,25\n合计,30,10,40\n平均,15,5,20\n"
        "占比,75%,25%,100%\n",
        "utf-8",
    )
    found = problem(tmp_path, TOWNS, tables_history={"file": "h.csv", "year": 2024})
    assert {h.recipient for h in found.history} == {"甲镇", "乙镇"}
    assert "第6行“平均”、第7行“占比”" in found.warnings[0].zh


def test_every_reader_of_tables_marks_the_row(tmp_path: Path) -> None:
    (tmp_path / "t.tsv").write_text(f"{TOWNS}平均,21\n".replace(",", "\t"), "utf-8")
    last = read_table(tmp_path / "t.tsv", "t.tsv", None, ("单位", "村数")).rows[-1]
    assert last.is_total and last.statistic is not None and last.statistic.sort == "mean"
