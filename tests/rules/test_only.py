"""Money of some sources for certain uses and recipients only."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from counted import FEW, both_engines_find_it, the_audits_agree
from hypothesis import given
from hypothesis import strategies as st

from cases import Case, Pot, Town, cases, closest, solved, some
from golden_text import assert_golden, changed_lines
from optalloc.problem.score import score
from second_audit import Cells, Check, SecondAudit, by_remainders, covers

# Made up: two pots of 3 and 2 元, two towns and a department, two uses.
PLAIN = Case(
    pots=(Pot("中央", 300, "中央"), Pot("县级", 200, "县")),
    towns=(Town("甲镇", "镇"), Town("乙镇", "镇"), Town("水务局", "部门")),
    uses={"产业": ("产业发展",), "设施": ()},
    rules=(("grain", {"cell": "1"}), ("spend_whole", {})),
    goals=(closest("absolute"),),
    targets=(("fixed", {"amounts": {"甲镇": 2, "乙镇": 1, "水务局": 2}}),),
)
INDUSTRY = {"sources": ["中央"], "groups": ["产业发展"], "kinds": ["镇"], "cite": "第三条"}
RESTRICTED = PLAIN.with_rules(("only", INDUSTRY))


class Audit(SecondAudit):
    """Knows the rule by its formula."""

    def only(self, entry: Mapping[str, Any]) -> Iterator[Check]:
        pots = self.pots(entry)
        uses = self.group(entry) if {"uses", "groups"} & entry.keys() else set(self.case.uses)
        who = {t.name for t in self.case.towns if covers(entry, t)}
        named = self.case.cells()

        def kept(cells: Cells) -> bool:
            spent = [names for names, money in zip(named, cells, strict=True) if money]
            return all(s not in pots or (u in uses and r in who) for r, s, u in spent)

        yield kept

    def mix(self) -> list[list[int]]:
        """Move the money of restricted sources into their uses, rule after rule."""
        uses, mix = list(self.case.uses), super().mix()
        for word, entry in self.case.rules:
            if word != "only" or not {"uses", "groups"} & entry.keys():
                continue
            into = [i for i, u in enumerate(uses) if u in self.group(entry)]
            for pot, row in zip(self.case.pots, mix, strict=True):
                if pot.name in self.pots(entry) and into:
                    units = sum(row[i] for i in range(len(row)) if i not in into)
                    weights = [row[i] for i in into]
                    given = by_remainders(weights if any(weights) else [1] * len(into), units)
                    row[:] = [k if i in into else 0 for i, k in enumerate(row)]
                    for i, more in zip(into, given, strict=True):
                        row[i] += more
        return mix


def test_worked_central_money_goes_to_industry_in_towns_alone() -> None:
    """Made up: 3 元 of central money for industry in towns; the department has the county's 2."""
    outcome = solved(RESTRICTED)
    assert outcome.x is not None
    cells = dict(zip(RESTRICTED.cells(), outcome.x.tolist(), strict=False))
    held = {names: k for names, k in cells.items() if k}
    assert sum(k for (r, s, _), k in held.items() if s == "中央" and r != "水务局") == 3
    assert {u for (_, s, u) in held if s == "中央"} == {"产业"}
    assert sum(k for (r, s, _), k in held.items() if (r, s) == ("水务局", "县级")) == 2


def test_golden_the_other_cells_are_bounded_by_nothing() -> None:
    assert_golden(
        "rules", "only", Case(**{**RESTRICTED.__dict__, "rules": RESTRICTED.rules[::2]}).problem()
    )


def test_differential_it_adds_no_row_and_takes_four_cells() -> None:
    gone, new = changed_lines(PLAIN.problem(), RESTRICTED.problem())
    taken = [
        "甲镇·中央·设施",
        "乙镇·中央·设施",
        "水务局·中央·产业",
        "水务局·中央·设施",
    ]
    assert gone == [f"0 <= {name} <= 3" for name in taken]
    assert new == [f"{name} = 0" for name in taken]


@st.composite
def restricted(draw: st.DrawFn) -> Case:
    case = draw(cases(250))
    entry: dict[str, Any] = {}
    if draw(st.booleans()):
        entry["sources"] = some(draw, [p.name for p in case.pots])
    if draw(st.booleans()):
        entry["uses"] = some(draw, list(case.uses))
    if "uses" not in entry or draw(st.booleans()):
        entry["recipients"] = some(draw, [t.name for t in case.towns])
    return case.with_rules(("only", entry))


@pytest.mark.slow
@FEW
@given(restricted())
def test_property_both_engines_find_the_plan_that_counting_finds(case: Case) -> None:
    audit = Audit(case)
    both_engines_find_it(case, audit)
    the_audits_agree(case, audit, "only")


def test_breaches_name_the_cell_and_say_where_the_money_may_go() -> None:
    problem = RESTRICTED.problem()
    rule = problem.rules[-1]
    plan = RESTRICTED.plan((100, 0, 0, 0, 0, 100, 0, 0, 100, 0, 0, 200))
    said = [b.words() for b in rule.breaches(problem, score(problem), plan)]
    assert [w.zh for w in said] == [
        "【专款专用】乙镇、中央、设施：应为 0（只用于 产业发展，只给 镇），实为 1元",
        "【专款专用】水务局、中央、产业：应为 0（只用于 产业发展，只给 镇），实为 1元",
    ]
    assert said[0].en == (
        "[only] 乙镇, 中央, 设施: must be 0 (only for 产业发展, only to 镇), is 1元"
    )
    assert next(iter(rule.breaches(problem, score(problem), plan))).cite == "第三条"


def test_words_say_whose_money_may_go_where() -> None:
    problem = RESTRICTED.problem()
    words = problem.rules[-1].words(problem)
    assert words.zh == "中央 只用于 产业发展，只给 镇"
    assert words.en == "中央 only for 产业发展, only to 镇"


def test_a_rule_that_restricts_nothing_is_refused() -> None:
    (complaint,) = PLAIN.with_rules(("only", {"sources": ["中央"]})).complaints()
    assert "应写明只能用于哪些用途或单位" in complaint


def test_unknown_names_are_refused() -> None:
    entry = {"sources": ["省级"], "uses": ["养老"], "kinds": ["乡"]}
    assert len(PLAIN.with_rules(("only", entry)).complaints()) == 3
