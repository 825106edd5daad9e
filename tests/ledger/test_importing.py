"""Tables go into a ledger whole or not at all; what is wrong is said with its cell."""

from collections.abc import Callable
from pathlib import Path

import pytest
from ledger_books import ACT, YEAR

from optalloc.core.errors import InputUnusable
from optalloc.ledger.exchange.registers import RegisterImport, import_table
from optalloc.ledger.store import schema
from optalloc.ledger.store.audit_log import rows_of
from optalloc.ledger.store.database import Ledger
from optalloc.ledger.store.settings import load_settings, put_settings, settings_of
from optalloc.ledger.views.library import library, move

PROJECTS = (
    "项目名称,入库年度,单位,用途,资金需求(元),绩效目标,联农带农机制,用地审批,受益人数\n"
    "茶园,2023,甲镇,产业发展,5,增收,分红,是,40\n"
    "村道,2023,乙镇,乡村建设,3,,改善,否,30\n"
    "办公楼维修,2023,乙镇,乡村建设,2,修好,改善,是,1\n"
)
AWARDS = (
    "月份,批次,资金来源,单位,用途,项目,金额(元)\n"
    "2023-01,第一批,市级,甲镇,产业发展,茶园,4\n2023-01,第一批,区级,乙镇,乡村建设,,3\n"
)
PAYMENTS = (
    "月份,资金来源,项目名称,单位,用途,金额(元),收款对象,凭证号\n"
    "2023-03,市级,茶园,,,2,施工单位,支1\n2023年4月,区级,,乙镇,乡村建设,1.5,乡镇,支2\n"
)
SETTINGS = "unit: 元\nlibrary: {filled: [绩效目标], said_yes: [用地审批], growth: 150%}\n"


@pytest.fixture
def office(book: Ledger, tmp_path: Path) -> Callable[..., RegisterImport]:
    """Return what imports a text as a table."""
    settings = tmp_path / "settings.yml"
    settings.write_text(SETTINGS, encoding="utf-8")
    with book.writing(ACT) as writing:
        put_settings(writing, load_settings(settings))

    def take(sort: str, text: str, name: str = "") -> RegisterImport:
        path = tmp_path / f"{name or sort}.csv"
        path.write_text(text, encoding="utf-8")
        return import_table(book, sort, str(path), ACT, YEAR)

    take("negative_list", "负面事项,关键词,依据\n楼堂馆所,办公楼、楼堂,示例\n")
    return take


def test_a_row_of_means_is_no_project_and_no_award(office: Callable[..., RegisterImport]) -> None:
    office("projects", PROJECTS)
    done = office("recipients", "单位,类型\n丙镇,\n丁镇,\n平均,\n")
    (said,) = done.findings
    assert done.rows == 2
    assert said.zh.endswith("第4行“平均”写的是各行的平均数，不是单独的一行，没有计入。")
    done = office("awards", AWARDS + ",,,平均,,,3.5\n")
    assert done.rows == 2 and "(平均) tells the mean of the rows" in done.findings[-1].en
    with pytest.raises(InputUnusable) as error:
        office("recipients", "单位,类型\n平均,镇\n", "more")
    assert [fault.came for fault in error.value.faults] == ["平均"]


def test_the_gate_admits_and_refuses_with_every_reason(
    book: Ledger, office: Callable[..., RegisterImport]
) -> None:
    done = office("projects", PROJECTS)
    assert [words.zh for words in done.findings] == [
        "村道 不予入库：没有绩效目标；用地审批未办妥",
        "办公楼维修 不予入库：“办公楼”属于负面清单“楼堂馆所”（示例）",
    ]
    assert "村道: not admitted: no 绩效目标; 用地审批 is not settled" in done.findings[0].en
    with book.reading() as connection:
        view = library(connection, YEAR, settings_of(connection).library)
    assert [p.name for p in view.inside] == ["茶园"]
    assert (view.size, view.last, view.is_enough) == (500, 0, None)


def test_a_refused_project_is_judged_again_when_its_row_is_mended(
    office: Callable[..., RegisterImport],
) -> None:
    office("projects", PROJECTS)
    done = office("projects", PROJECTS.replace(",,改善,否", ",路通,改善,是"))
    assert (done.changed, len(done.findings)) == (1, 1)


def test_awards_and_payments_come_in_and_projects_follow_their_money(
    book: Ledger, office: Callable[..., RegisterImport]
) -> None:
    office("projects", PROJECTS)
    assert office("awards", AWARDS).rows == 2
    assert office("payments", PAYMENTS).rows == 2
    with book.reading() as connection:
        (tea, *_) = rows_of(connection, schema.projects)
        (batch,) = rows_of(connection, schema.batches)
    assert (tea["state"], batch["name"], batch["number"]) == ("funded", "第一批", 1)


def test_a_project_that_was_given_more_than_its_need_is_told(
    office: Callable[..., RegisterImport],
) -> None:
    office("projects", PROJECTS)
    assert office("awards", AWARDS).findings == ()
    more = "月份,资金来源,单位,用途,项目,金额(元)\n2023-02,市级,甲镇,产业发展,茶园,2\n"
    (said,) = office("awards", more, "more").findings
    assert said.zh == (
        "茶园 历年已安排 6元，超过资金需求 5元，多 1元：请核对；需求变了，请导入新的项目表"
    )
    assert said.en.startswith("茶园 has been given 6元 in all years, 1元 more than its need of 5元")
    # What is taken back in the same table counts too, and so does another need.
    back = "月份,类型,资金来源,单位,用途,项目,金额(元)\n"
    both = back + "2023-03,下达,市级,甲镇,产业发展,茶园,1\n2023-03,收回,市级,甲镇,产业发展,茶园,3\n"
    assert office("awards", both, "both").findings == ()
    for need, told in (("4", 0), ("3", 1)):
        projects = PROJECTS.replace("产业发展,5", f"产业发展,{need}")
        findings = office("projects", projects, f"need{need}").findings
        assert sum("超过资金需求 3元，多 1元" in words.zh for words in findings) == told
        assert sum("历年已安排" in words.zh for words in findings) == told


def test_every_fault_of_a_table_is_said_with_its_cell_and_nothing_is_written(
    book: Ledger, office: Callable[..., RegisterImport]
) -> None:
    office("projects", PROJECTS)
    office("awards", AWARDS)
    wrong = (
        "月份,资金来源,项目名称,单位,用途,金额(元),收款对象,凭证号\n"
        "2023-13,市级,茶园,,,2,施工单位,支1\n"
        "2023-03,中央,茶园,,,2,施工单位,支1\n"
        "2023-03,市级,,甲镇,,2,包工头,支2\n"
        "2023-03,市级,茶园,,,0,施工单位,支3\n"
    )
    with pytest.raises(InputUnusable) as refused:
        office("payments", wrong)
    said = refused.value.letter("zh")
    assert "第2行 月份：应为月份，如 2023-09，实为 '2023-13'" in said
    assert "第3行 资金来源：应为台账 2023 年已有的名称（市级、区级），实为 '中央'" in said
    assert "第4行 收款对象：应为 施工单位、受益对象、乡镇、质保金 之一，实为 '包工头'" in said
    assert "第5行 金额：应大于 0，实为 '0'" in said
    assert "row 2, 月份: a month, such as 2023-09, got '2023-13'" in refused.value.letter("en")
    with pytest.raises(InputUnusable, match="at most the 4元 not yet paid to the contractor"):
        office("payments", PAYMENTS.replace(",2,施工", ",5,施工"))
    with book.reading() as connection:
        assert len(rows_of(connection, schema.entries)) == 2


def test_a_file_of_payments_counts_once(office: Callable[..., RegisterImport]) -> None:
    office("projects", PROJECTS)
    office("awards", AWARDS)
    office("payments", PAYMENTS)
    with pytest.raises(InputUnusable, match="a table that is not in the ledger yet"):
        office("payments", PAYMENTS, name="again")
    with pytest.raises(
        InputUnusable, match="a voucher that is not in the ledger yet \\(entry 3 has it"
    ):
        office("payments", PAYMENTS.replace("1.5", "0.5"), name="edited")


def test_a_project_goes_its_way_and_leaves_only_without_money(
    book: Ledger, office: Callable[..., RegisterImport]
) -> None:
    office("projects", PROJECTS)
    office("awards", AWARDS)
    for state, words in (("left", "no money left in it"), ("admitted", "a state that comes later")):
        with pytest.raises(InputUnusable, match=words), book.writing(ACT) as writing:
            move(writing, {"茶园": (state, "不做了")}, YEAR)
    with book.writing(ACT) as writing:
        assert move(writing, {"茶园": ("started", ""), "村道": ("left", "不做了")}, YEAR) == 2
    with book.reading() as connection:
        view = library(connection, YEAR, settings_of(connection).library)
    assert [(p.name, p.reason) for p in view.gone] == [("村道", "不做了")]


def test_a_project_with_money_stays_with_its_recipient(
    office: Callable[..., RegisterImport],
) -> None:
    office("projects", PROJECTS)
    office("awards", AWARDS)
    with pytest.raises(InputUnusable, match="project 茶园: recipient and use as they got money"):
        office("projects", PROJECTS.replace("茶园,2023,甲镇", "茶园,2023,乙镇"))


def test_the_same_table_again_changes_nothing(office: Callable[..., RegisterImport]) -> None:
    assert office("projects", PROJECTS).changed == 3
    assert office("projects", PROJECTS).changed == 0


def test_settings_are_refused_with_their_line(tmp_path: Path) -> None:
    file = tmp_path / "settings.yml"
    file.write_text(
        "unit: 斤\nindustry: {flor: 55%}\nprogress: {curve: {3: 50%, 6: 20%}}\n", "utf-8"
    )
    with pytest.raises(InputUnusable) as refused:
        load_settings(file)
    said = refused.value.letter("zh")
    assert "第1行 unit：应为 元、万元 或 亿元，实为 '斤'" in said
    assert "第2行 industry.flor：设置应为 groups、floor 之一，实为 'flor'。是不是 floor？" in said
    assert "第3行 progress.curve：应为月份 1 到 12，比例不减" in said


def test_sources_that_are_parts_of_others_or_read_alike_are_refused(
    office: Callable[..., RegisterImport],
) -> None:
    rows = "省级（一）,,90\n其中：衔接,,60\n省级(一),,5\n"
    with pytest.raises(InputUnusable) as refused:
        office("sources", f"资金来源,层级,金额(元)\n{rows}")
    assert [(f.place.en, f.came) for f in refused.value.faults] == [
        ("row 3, 资金来源", "其中：衔接"),
        ("row 4, 资金来源", "省级(一)"),
    ]


def test_amounts_that_look_like_a_slip_of_a_unit_are_asked_about(
    office: Callable[..., RegisterImport],
) -> None:
    rows = "资金来源,年度,层级,文号,金额（万元）\n省,2023,省级,一,30\n"
    rows += "市,2023,市级,二,400000\n区,2023,区级,三,50\n"
    (doubt,) = office("sources", rows).findings
    assert doubt.zh == (
        "第3行 金额 为 400000万元，其余的中位数为 40万元：单位写错 10000 倍就能解释，应为 40万元？"
    )
    right = rows.replace("400000", "40")
    assert office("sources", right, "right").findings == ()
    (doubt,) = office("sources", "单位：元,,,,\n" + right, "line").findings
    assert doubt.en.endswith("the line above says 元, the heads say 万元: read as the heads say.")


@pytest.mark.parametrize(
    ("sort", "text", "sum_", "said"),
    [
        ("sources", "年度,资金来源,金额(元)\n2024,甲,90\n2024,乙,110\n合计,,{}\n", 200, 300),
        ("projects", PROJECTS + "合计,,,,{},,,,\n", 10, 11),
        ("awards", AWARDS + "合计,,,,,,{}\n", 7, 6),
        ("payments", PAYMENTS + "合计,,,,,{},,\n", 3.5, 4),
    ],
)
def test_a_total_that_its_rows_do_not_come_to_keeps_the_table_out(
    office: Callable[..., RegisterImport], sort: str, text: str, sum_: float, said: int
) -> None:
    if sort in ("awards", "payments"):
        office("projects", PROJECTS)
    if sort == "payments":
        office("awards", AWARDS)
    with pytest.raises(InputUnusable) as refused:
        office(sort, text.format(said), "wrong")
    assert f"：合计应等于各行之和 {sum_}，实为 '{said}'" in refused.value.letter("zh")
    assert office(sort, text.format(sum_), "right").rows in (2, 3)


@pytest.mark.parametrize("said", ["3", "3.5", "2.5"])
def test_a_total_may_take_off_what_was_taken_back_or_add_it(
    office: Callable[..., RegisterImport], said: str
) -> None:
    table = (
        "月份,资金来源,单位,用途,金额(元),类型\n2023-01,市级,甲镇,产业发展,3,下达\n"
        f"2023-02,市级,甲镇,产业发展,0.5,收回\n合计,,,,{said},\n"
    )
    if said == "3":
        with pytest.raises(InputUnusable):
            office("awards", table)
    else:
        assert office("awards", table).rows == 2


def test_awards_without_a_month_have_one_letter_and_no_batch_is_asked_for(
    office: Callable[..., RegisterImport],
) -> None:
    """The rows make their batches, with the month that is missing: no table of batches is taken."""
    with pytest.raises(InputUnusable) as error:
        office("awards", "批次,资金来源,单位,用途,金额(元)\n第一批,市级,甲镇,产业发展,4\n")
    (fault,) = error.value.faults
    assert fault.allowed.zh == "应有“月份”一列"
    with pytest.raises(InputUnusable) as error:
        office("awards", AWARDS.replace("2023-01", "春节").replace("茶园", ""), "wrong")
    assert [f.came for f in error.value.faults] == ["春节", "春节"]


def test_an_unknown_name_is_told_with_the_command_that_takes_it_in(
    office: Callable[..., RegisterImport],
) -> None:
    with pytest.raises(InputUnusable) as error:
        office("awards", AWARDS.replace("茶园", "").replace("区级", "协作资金"))
    (fault,) = error.value.faults
    assert fault.remedy.zh == "请先导入资金来源（ledger import sources）。"
    assert fault.remedy.en == "Import sources first."


def test_an_amount_below_0_is_told_how_money_is_taken_back(
    office: Callable[..., RegisterImport],
) -> None:
    office("projects", PROJECTS)
    office("awards", AWARDS)
    with pytest.raises(InputUnusable) as error:
        office("awards", AWARDS.replace(",4\n", ",-4\n").replace("第一批", "年末调整"), "less")
    (fault,) = error.value.faults
    assert fault.remedy.zh == "调减、收回的，金额写正数，“类型”一列写“收回”。"
    back = "2023-11,调整,市级,甲镇,产业发展,茶园,1,收回\n"
    heads = "月份,批次,资金来源,单位,用途,项目,金额(元),类型\n"
    assert office("awards", heads + back, "back").changed == 1
    with pytest.raises(InputUnusable) as error:
        office("payments", PAYMENTS.replace(",2,施工", ",-2,施工"))
    assert error.value.faults[0].remedy.en.startswith("Reverse the entry of a payment")
