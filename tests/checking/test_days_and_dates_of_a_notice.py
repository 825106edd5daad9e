"""A notice says for how many days it is shown, and from when to when: both must be the same."""

from pathlib import Path

import pytest

from optalloc.checking.notice import notice_findings

CALLS = "。监督电话：12317，0898-66778899。"


def told(folder: Path, text: str) -> list[tuple[str, str]]:
    """Return what is said of the period of a notice."""
    notice = folder / "n.txt"
    notice.write_text(text + CALLS, "utf-8")
    found = notice_findings(notice)
    return [(f.severity, f.words.zh) for f in found if f.kind in ("notice_period", "not_compared")]


@pytest.mark.parametrize(
    ("text", "said", "dates", "days"),
    [
        (
            "公示期：10天，自2026年4月22日至2026年4月28日",
            10,
            "2026年4月22日至2026年4月28日",
            7,
        ),
        ("公示期为10天（4月22日至4月30日）", 10, "4月22日至4月30日", 9),
        ("公示时间：2026年5月1日至9日，期限为十日", 10, "2026年5月1日至9日", 9),
        ("自2026.12.28至2027.1.5公示12天", 12, "2026.12.28至2027.1.5", 9),
    ],
)
def test_other_days_than_the_dates_hold_are_an_error(
    tmp_path: Path, text: str, said: int, dates: str, days: int
) -> None:
    words = f"公示期写 {said} 天，“{dates}”共 {days} 天（含首尾两天）"
    assert told(tmp_path, text) == [("error", words)]


@pytest.mark.parametrize(
    "text",
    [
        "公示期：10天，自2026年4月22日至2026年5月1日",
        "公示期为10日，从2026年2月24日至3月5日",
        "公示期10天，有异议的请于4月22日至4月24日反映",
    ],
)
def test_days_that_the_dates_hold_are_right(tmp_path: Path, text: str) -> None:
    assert told(tmp_path, text) == []


def test_working_days_are_said_not_to_be_compared(tmp_path: Path) -> None:
    found = told(tmp_path, "公示期：10个工作日，自2026年4月22日至2026年4月28日")
    assert [severity for severity, _ in found] == ["note"]
    assert found[0][1].endswith("共 7 天（含首尾两天）：工作日没有与日期核对")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "公示期：10天，自2023年3月11日至2023年3月2日",
            "“2023年3月11日至2023年3月2日”止于起始之前",
        ),
        ("公示时间：3月20日至3月11日，共10天", "“3月20日至3月11日”止于起始之前"),
        ("公示10天，自2023年5月9日至1日", "“2023年5月9日至1日”止于起始之前"),
        (
            "公示期：10天，自2023年2月22日至2023年2月31日",
            "“2023年2月22日至2023年2月31日”里有日历上没有的日期",
        ),
        (
            "公示期10天，2023-02-29至2023-03-10",
            "“2023-02-29至2023-03-10”里有日历上没有的日期",
        ),
    ],
)
def test_a_period_that_no_calendar_has_is_an_error(tmp_path: Path, text: str, said: str) -> None:
    assert told(tmp_path, text) == [("error", said)]


@pytest.mark.parametrize(
    "text",
    [
        "公示期：10天，自2026年12月28日至1月6日",
        "公示期：10天，自12月28日至1月6日",
        "公示期：10天，自2月20日至2月29日",
        "公示期10天，比上年增减12.5-3.4个百分点",
    ],
)
def test_a_period_over_the_end_of_a_year_is_right(tmp_path: Path, text: str) -> None:
    assert told(tmp_path, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "六、公示期。自2024年4月1日起10日内",
        "公示期：二〇二四年四月一日至二〇二四年四月十日",
        "公示期：两周",
        "公示期：4月1日9时至4月10日18时",
        "公示期：2024年4月1日上午9:00至2024年4月10日18:00",
        "公示期。2024年4月1日至2024年4月10日，共10天",
    ],
)
def test_a_period_in_another_writing_is_told(tmp_path: Path, text: str) -> None:
    assert told(tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("公示期：二〇二四年四月一日至二〇二四年四月五日", "公示 5 天，少于 10 天"),
        ("公示期：一周", "公示 7 天，少于 10 天"),
        (
            "公示期。2024年4月11日至2024年4月10日，共10天",
            "“2024年4月11日至2024年4月10日”止于起始之前",
        ),
        ("公示期。2024年4月1日至2024年4月10日，共15天", "公示期写 15 天，“2024年4月1日"),
    ],
)
def test_a_wrong_period_in_another_writing_is_an_error(
    tmp_path: Path, text: str, said: str
) -> None:
    found = told(tmp_path, text)
    assert [severity for severity, _ in found] == ["error"]
    assert found[0][1].startswith(said)


def test_a_period_whose_days_cannot_be_read_is_not_said_to_be_missing(tmp_path: Path) -> None:
    for text in ("公示期：半个月", "公示期：自2024年4月1日起至半月后"):
        assert [severity for severity, _ in told(tmp_path, text)] == ["note"]


def test_a_period_that_is_missing_is_an_error(tmp_path: Path) -> None:
    assert told(tmp_path, "公示期。现予公示") == [("error", "没有写明公示期")]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("公示期10天，自2024年4月31日起", "2024年4月31日"),
        ("公示期10天。自2023年2月29日起", "2023年2月29日"),
        ("公示时间自二〇二四年六月三十一日起10天", "2024年6月31日"),
        ("自4月1日起公示10天，4月31日止", "4月31日"),
        ("公示期：10天，13月1日起", "13月1日"),
    ],
)
def test_a_day_that_there_is_not_is_an_error(text: str, day: str, tmp_path: Path) -> None:
    assert told(tmp_path, text) == [("error", f"日历上没有“{day}”")]


@pytest.mark.parametrize(
    "text",
    [
        "公示期10天，自2024年4月30日起",
        "公示期10天，自2月29日起",
        "公示期10天，自2024年2月29日起。占4.31%",
        "公示10天。根据财农〔2024〕31号",
    ],
)
def test_a_day_that_there_is_is_right(text: str, tmp_path: Path) -> None:
    assert told(tmp_path, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "公示期为2024年6月3日至2024年6月14日。公示期内如有异议的，请在5日内反映",
        "公示期：2024年6月3日至6月14日。公示期间收到异议的，7日内调查答复",
        "公示时间为2024年6月3日至6月14日；对公示期内反映的问题，3个工作日内核实",
        "公示期自6月3日至6月14日，公示期满5个工作日内报县政府审批",
        "公示期：2024年6月3日至6月14日。第一次公示已于2024年5月6日至5月10日（5天）完成",
        "公示期：2024年6月3日至6月14日。异议受理时间为5天",
        "The notice is shown from 3 June to 14 June: 2024.6.3 to 2024.6.14. During the notice "
        "period answers are given within 5 days",
    ],
)
def test_days_for_objections_and_answers_are_no_period(tmp_path: Path, text: str) -> None:
    assert told(tmp_path, text) == []


@pytest.mark.parametrize(
    "text", ["公示期间为5天", "公示期5日，如有异议请反映", "自4月1日起公示5日内"]
)
def test_a_period_that_is_too_short_is_still_one(tmp_path: Path, text: str) -> None:
    ((severity, words),) = told(tmp_path, text)
    assert severity == "error" and words.startswith("公示 5 天，少于 10 天")
