"""Money carried over and taken back as sources; what was taken back does not return."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from counted import FEW, both_engines_find_it, the_audits_agree
from hypothesis import given
from hypothesis import strategies as st

from cases import Case, Pot, Town, cases, closest, solved
from golden_text import assert_golden, changed_lines
from office import Office
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from second_audit import Cells, Check, SecondAudit


@dataclass(frozen=True)
class Taken(Case):
    """A case whose sources were taken back, by name of the source, from somebody."""

    taken: Mapping[str, str] = field(default_factory=dict)

    def problem(self) -> Problem:
        problem = super().problem()
        sources = tuple(
            replace(s, kind="taken_back", taken_from=self.taken[s.name])
            if s.name in self.taken
            else s
            for s in problem.sources
        )
        return replace(problem, sources=sources)


class Audit(SecondAudit):
    """Knows the rule by its formula."""

    def not_back(self, entry: Mapping[str, Any]) -> Iterator[Check]:
        assert isinstance(self.case, Taken)
        taken, named = self.case.taken, self.case.cells()

        def kept(cells: Cells) -> bool:
            spent = [n for n, money in zip(named, cells, strict=True) if money]
            return all(taken.get(source) != recipient for recipient, source, _ in spent)

        yield kept


RULES: tuple[tuple[str, dict[str, Any]], ...] = (("grain", {"cell": "1"}), ("spend_whole", {}))
# 孟津县 2022 [A/B] (domain.md): money taken back from one project and given to others. The figures
# are made up: 4 元 of this year, 2 元 taken back from 甲镇.
PLAIN = Taken(
    pots=(Pot("本年资金", 400), Pot("收回资金", 200)),
    towns=(Town("甲镇"), Town("乙镇")),
    rules=RULES,
    goals=(closest("absolute"),),
    targets=(("fixed", {"amounts": {"甲镇": 3, "乙镇": 3}}),),
    taken={"收回资金": "甲镇"},
)
NOT_BACK = Taken(**{**PLAIN.__dict__, "rules": (*RULES, ("not_back", {"cite": "第七条"}))})


def test_worked_what_was_taken_from_one_town_goes_to_the_other() -> None:
    outcome = solved(NOT_BACK)
    assert outcome.x is not None
    assert outcome.x[:4].tolist() == [3, 0, 1, 2]


def test_golden_the_cell_it_came_from_is_bounded_by_nothing() -> None:
    rules = (NOT_BACK.rules[0], NOT_BACK.rules[2])
    assert_golden("rules", "not_back", Taken(**{**NOT_BACK.__dict__, "rules": rules}).problem())


def test_differential_it_adds_no_row_and_takes_one_cell() -> None:
    gone, new = changed_lines(PLAIN.problem(), NOT_BACK.problem())
    assert (gone, new) == (["0 <= 甲镇·收回资金·用途 <= 2"], ["甲镇·收回资金·用途 = 0"])


@st.composite
def taken_back(draw: st.DrawFn) -> Taken:
    case = draw(cases(250))
    givers = [*(t.name for t in case.towns), "外县"]
    taken = {p.name: draw(st.sampled_from(givers)) for p in case.pots if draw(st.booleans())}
    taken = taken or {case.pots[0].name: givers[0]}
    rules = (*case.rules, ("not_back", {}))
    return Taken(**{**case.__dict__, "rules": rules, "taken": taken})


@pytest.mark.slow
@FEW
@given(taken_back())
def test_property_both_engines_find_the_plan_that_counting_finds(case: Taken) -> None:
    audit = Audit(case)
    both_engines_find_it(case, audit)
    the_audits_agree(case, audit, "not_back")


def test_breaches_name_the_cell_that_the_money_returned_to() -> None:
    problem = NOT_BACK.problem()
    plan = NOT_BACK.plan((200, 100, 200, 100))
    (breach,) = problem.rules[-1].breaches(problem, score(problem), plan)
    assert breach.words().zh == (
        "【收回资金不回原单位】甲镇、收回资金、用途：应为 0（该资金由它收回），实为 1元"
    )
    assert breach.words().en == (
        "[not back] 甲镇, 收回资金, 用途: must be 0 (the money was taken back from it), is 1元"
    )
    assert breach.cite == "第七条"


def test_words_say_which_money_does_not_return_to_whom() -> None:
    problem = NOT_BACK.problem()
    words = problem.rules[-1].words(problem)
    assert words.zh == "收回资金 不再安排给 甲镇"
    assert words.en == "收回资金 does not return to 甲镇"


def test_it_is_refused_where_nothing_was_taken_back_or_nobody_says_from_whom() -> None:
    def complaints(taken: dict[str, str]) -> list[str]:
        return Taken(**{**NOT_BACK.__dict__, "taken": taken}).complaints()

    assert "应有收回的资金来源" in complaints({})[0]
    assert "来源 收回资金 应写明收回单位" in complaints({"收回资金": ""})[0]
    assert complaints({"收回资金": "外县"}) == []


# --- the table of sources

SOURCES = """\
资金来源,层级,性质,收回单位,金额(万元)
市级,市级,,,45
区级,区级,结转,,30
区级收回,区级,收回,丙乡,25
"""


def office_with_sources(office: Office, sources: str, rule: str = "") -> None:
    office.put("sources.csv", sources)
    split = "  split:\n    shares: {市级: 45, 区级: 55}\n    within: recipient\n"
    office.swap("scenario.yaml", (split, rule), ("floor: {amount: 1}", "floor: {amount: 0.1}"))


def test_the_table_says_what_money_is_and_whom_it_was_taken_from(office: Office) -> None:
    office_with_sources(office, SOURCES, "  not_back: {}\n")
    said = office.run("solve", "scenario.yaml", "--lang", "zh")
    assert said.code == 0, said.err
    assert "性质" in said.out and "收回单位" in said.out
    assert [word in said.out for word in ("本年", "结转", "收回")] == [True, True, True]
    assert "区级收回 不再安排给 丙乡" in said.out


def test_nothing_is_shown_where_all_money_is_of_this_year(office: Office) -> None:
    office_with_sources(office, SOURCES.replace("结转", "本年").replace("收回,丙乡", ","))
    said = office.run("solve", "scenario.yaml", "--lang", "zh")
    assert said.code == 0, said.err
    assert "性质" not in said.out


def test_an_unknown_kind_and_a_giver_of_new_money_are_refused(office: Office) -> None:
    office_with_sources(office, SOURCES.replace("结转", "节余").replace("收回,丙乡", "本年,丙乡"))
    said = office.run("solve", "scenario.yaml", "--lang", "zh")
    assert said.code == 3
    assert "应为 本年、结转、收回 之一，实为 '节余'" in said.err
    assert "只有收回的资金才有收回单位，实为 '丙乡'" in said.err
