"""What papers say of how amounts came about agrees with the amounts, in words of the office."""

from dataclasses import replace
from typing import get_args

import pytest
from test_word_plan import solved

from optalloc.core.message import LANGS, Lang, Words
from optalloc.pipeline.solved import Solved
from optalloc.pipeline.walk import walk
from optalloc.present.paper import Para, blanks_in, left_blank
from optalloc.problem.layout import common_step
from optalloc.reports.formats.notice import notice_blocks
from optalloc.reports.official.allocation_section import exceptions
from optalloc.reports.official.award_table import notes
from optalloc.reports.official.context import Subject
from optalloc.reports.official.plan import plan_blocks
from optalloc.reports.official.principles import MOST_NAMED, formula, off_target, off_target_words
from optalloc.reports.report import Report
from optalloc.solver.search.outcome import Stopped
from small import FEN, small, town
from test_library import LIBRARY

TOLD_BY_PROGRAMS = (
    *("证明", "求解", "并列规则", "时限", "引擎", "精确运算", "CBC", "HiGHS"),
    *("proven", "solver", "tie rule", "time limit", "engine", "exact arithmetic"),
)


def subject(done: Solved, lang: Lang = "zh") -> Subject:
    return Subject(Report(done, lang, done.problem.unit))


def capped() -> Solved:
    """Return departments of a decided amount, one of which asked for less. Made-up figures."""
    problem = small(
        {"S": 470},
        [town("交通局"), town("水务局")],
        [("within_need", {"over": "batch"})],
        aims={"交通局": 240, "水务局": 240},
        grain="10",
    )
    use = problem.uses[0].name
    needs = {("交通局", use): 230 * FEN, ("水务局", use): 300 * FEN}
    return walk(replace(problem, needs=needs))


def test_a_fixed_amount_that_is_not_given_is_told_with_the_rule_that_caps_it() -> None:
    done = capped()
    assert done.best is not None and done.best.plan.by_recipient["交通局"] == 230 * FEN
    said = formula(subject(done))
    assert said.startswith("定额：交通局240元、水务局240元")
    assert (
        "因测算额合计比资金多10元，并为遵守各项要求，安排额与测算额相差10元及以上的有："
        "交通局（测算240元，安排230元：各单位各用途不超过需求）；其余单位相差不到10元。"
    ) in said
    english = formula(subject(done, "en"))
    assert "交通局 (target 240元, amount 230元: nobody above its need in any use)" in english


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        # Most people served: 东河镇 has nothing, of 100, by no rule alone.
        (
            "rolling-3-years",
            "按各项要求和择优的标准，安排额",
            "By the rules and what is made best, amounts",
        ),
        # Nearest to targets first: floors and ceilings alone move anybody.
        ("three-levels", "为遵守各项要求，安排额", "To keep every rule, amounts"),
    ],
)
def test_what_goals_move_is_not_said_to_be_of_rules_alone(name: str, zh: str, en: str) -> None:
    done = solved(f"{name}/plan.yaml")
    said = off_target_words(subject(done))
    assert said.zh.startswith(zh) and said.en.strip().startswith(en)


@pytest.mark.parametrize(
    ("money", "zh", "en"),
    [
        # Targets 240 and 240: 180 more than 300, 120 less than 600, and as much as 480.
        (
            300,
            "因测算额合计比资金多180元，并为",
            "As targets are 180元 more than the money, and to",
        ),
        (600, "因安排的资金比测算额合计多120元，并为", "As the money given is 120元 more than"),
        (480, "", ""),
    ],
)
def test_money_that_targets_do_not_come_to_is_said_to_move_amounts(
    money: int, zh: str, en: str
) -> None:
    towns = [town("甲镇"), town("乙镇")]
    problem = small({"S": money}, towns, aims={"甲镇": 240, "乙镇": 240}, grain="10")
    said = off_target_words(subject(walk(problem)))
    assert said.zh.startswith(f"{zh}遵守各项要求" if zh else "")
    assert said.en.strip().startswith(en) and bool(said.zh) is bool(zh)


def test_a_baseline_that_apportions_no_targets_is_not_said_to_be_targets_rounded() -> None:
    """Equal shares of 60 to targets 40 and 20 are 30 and 30: the plan has 10 more and 10 less."""
    problem = small({"S": 60}, [town("甲镇"), town("乙镇")], aims={"甲镇": 40, "乙镇": 20})
    for lang, words in (
        ("zh", "与基准（平均分配）相比，增加的有甲镇（10元）；减少的有乙镇（10元）。"),
        (
            "en",
            "Beside the baseline (equal shares), more for 甲镇 (by 10元); less for 乙镇 (by 10元).",
        ),
    ):
        (para,) = exceptions(subject(walk(replace(problem, baseline="equal")), lang))  # type: ignore[arg-type]
        assert para.text == words


def test_a_notice_names_the_goals_that_keep_amounts_from_targets() -> None:
    done = solved("council-projects/plan.yaml")
    assert formula(subject(done)).endswith(
        "择优的标准依次是：项目的得分最多；与测算额的差额合计最小。"
    )
    assert formula(subject(done, "en")).endswith(
        "What is made best, in this order: most 得分 from projects; smallest sum of deviations "
        "from target."
    )
    assert "择优" not in formula(subject(solved("three-levels/plan.yaml")))


def test_names_keep_their_spaces_in_prose() -> None:
    done = solved("rolling-3-years/plan.yaml")
    rule = next(r for r in done.problem.rules if r.label == "2026 产业占比")
    said = subject(done).told(rule.words(done.problem))
    assert said == "产业发展占本批2026 市级、2026 区级的资金不低于55%"


@pytest.mark.slow
@pytest.mark.parametrize("name", LIBRARY)
def test_whoever_is_off_its_target_by_a_step_is_named_or_counted(name: str) -> None:
    done = solved(name)
    if done.best is None:
        return
    about, problem = subject(done), done.problem
    step, held = common_step(problem), done.best.plan.by_recipient
    apart = {
        r.name: abs(held.get(r.name, 0) - done.targets.target(r.name)) for r in problem.recipients
    }
    off = [who for who, money in apart.items() if money >= step]
    assert sorted(problem.recipients[i].name for i in off_target(about)) == sorted(off)
    said = off_target_words(about).zh
    assert bool(said) == any(apart.values())
    if 0 < len(off) <= MOST_NAMED:
        assert all(f"安排{about.money(held.get(who, 0))}" in said for who in off)
    elif off:
        assert f"等{len(off)}个单位" in said
    assert said in formula(about) or about.paper.principle


def texts(about: Subject) -> str:
    """Return every word of the plan and of the notice."""
    return " ".join(map(repr, (*plan_blocks(about), *notice_blocks(about))))


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", LIBRARY)
def test_papers_never_speak_of_engines_proofs_or_ties_left_open(name: str, lang: Lang) -> None:
    done = solved(name)
    for stopped in get_args(Stopped) if done.best is not None else ():
        outcome = replace(done.outcome, stopped=stopped, settled=False)
        about = subject(replace(done, outcome=outcome), lang)
        said = texts(about)
        for own in (done.problem.title, *(note.zh for note in done.problem.notes)):
            said = said.replace(own, "")
        assert [word for word in TOLD_BY_PROGRAMS if word in said] == []


@pytest.mark.parametrize("note", ["注：年末数", "备注:年末数", "说明：年末数", "年末数"])
def test_a_note_of_a_table_is_numbered_and_not_labelled_again(note: str) -> None:
    problem = replace(small({"S": 1}, [town("甲")], aims={"甲": 1}), notes=(Words(note, note),))
    assert next(iter(notes(subject(walk(problem))))) == "年末数"


def test_equal_claims_are_told_in_the_words_of_an_office() -> None:
    towns = [town(name, 权=4) for name in ("甲", "乙", "丙")]
    done = walk(small({"S": 2}, towns, targets=[("factors", {"weights": {"权": "100%"}})]))
    said = list(notes(subject(done), is_public=True))
    assert said[-1] == "情况相同的单位金额不同的，按名单先后确定：甲、乙各得1元，丙得0元。"


def test_who_is_a_step_from_a_limit_is_told_so_and_once_where_a_floor_holds_it() -> None:
    def told(rules: list[tuple[str, dict[str, str]]], lang: Lang = "zh") -> str:
        towns = [town("甲乡"), town("乙乡")]
        aims = {"甲乡": 192, "乙乡": 408}
        done = walk(small({"S": 600}, towns, rules, aims=aims, grain="20"))
        assert done.best is not None
        assert done.best.plan.by_recipient == {"甲乡": 200 * FEN, "乙乡": 400 * FEN}
        return " ".join(p.text for p in exceptions(subject(done, lang)))

    near, least = ("balance", {"max_deviation": "10%"}), ("floor", {"amount": "200"})
    # 200 is 4.2% above 192; only 220 is more than 10% above it.
    assert told([near]) == "再多一步（20元）就不符合“各单位与测算额相差不超过10%”的：甲乡。"
    assert told([near, least]) == "再少一步（20元）就不符合“各单位不低于200元”的：甲乡。"
    assert told([near], "en") == (
        "One step more (20元) would break “every recipient within 10% of its target”: 甲乡."
    )


def test_what_has_an_example_for_its_source_is_a_blank_and_a_notice_is_no_plan() -> None:
    blocks = [Para("数据来源：行政村（示例）、脱贫人口（示例）、户数（统计年鉴）。〔填写：文号〕")]
    assert list(blanks_in(blocks)) == ["行政村（示例）", "脱贫人口（示例）", "〔填写：文号〕"]
    (said,) = left_blank("notice.txt", blocks, "zh")
    assert said.zh.startswith(
        "notice.txt：还有 3 处要填写：行政村（示例）、脱贫人口（示例）、文号。"
    )
    assert said.zh.endswith("数据来源写在 indicators。")
    about = subject(capped())
    assert "各行各列已核对到分，符合本方案所列 3 条要求。" in notes(about)
    assert "各行各列已核对到分，符合分配方案所列的 3 条要求。" in notes(about, is_public=True)
