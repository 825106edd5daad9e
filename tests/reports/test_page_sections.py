"""The page's sections as data: what is cut short says so, nothing is called proven that is not."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from test_page import SIX, solved

from optalloc.core.errors import flat
from optalloc.core.message import NOTHING, Words
from optalloc.pipeline.solved import Solved
from optalloc.present.document import (
    MANY_COLUMNS,
    VERY_MANY_COLUMNS,
    Band,
    Block,
    Column,
    Fact,
    Items,
    KeyFigures,
    Pictures,
    Said,
    Section,
    TableBlock,
    Text,
)
from optalloc.reports.comparisons.html import ComparisonPage, compared_page
from optalloc.reports.page import context, plan, rule_check, score_sheet
from optalloc.reports.page.context import PageContext, in_unit
from optalloc.reports.page.headline import headline
from optalloc.reports.page.plan import plan as plan_section
from optalloc.reports.page.waterfalls import waterfalls
from optalloc.solver.search.outcome import Outcome

pytest.importorskip("altair")


def told(done: Solved | None = None, unit: str = "万元") -> PageContext:
    return context.shown(done or solved(SIX), "en", unit)


def texts(section: Section) -> Iterator[str]:
    for block in section.blocks:
        yield from said(block)


def said(block: Block) -> Sequence[str]:
    if isinstance(block, Text):
        return [english(block.said)]
    return [english(item) for item in block.said] if isinstance(block, Items) else []


def english(words: Said) -> str:
    return flat(words if isinstance(words, str) else words.en)


def table(section: Section, key: str) -> TableBlock:
    (found,) = (b for b in section.blocks if isinstance(b, TableBlock) and b.key == key)
    return found


def with_outcome(**changes: object) -> Solved:
    done = solved(SIX)
    outcome: Outcome = replace(done.outcome, **changes)  # type: ignore[arg-type]
    return replace(done, outcome=outcome)


def facts(done: Solved) -> dict[str, Fact]:
    (block,) = (b for b in headline(told(done)).blocks if isinstance(b, KeyFigures))
    return {english(fact.name): fact for fact in block.facts}


def test_the_headline_says_the_grade_of_the_proof_and_no_more() -> None:
    goals = solved(SIX).outcome.goals
    unproven = with_outcome(goals=(replace(goals[0], proven="no"), goals[1]))
    assert facts(solved(SIX))["Proof"][1:] == (
        Words("已证明最优", "proven best"),
        Words("精确运算，可以复核", "in exact arithmetic"),
    )
    assert english(facts(unproven)["Proof"].value) == "not proven best"
    late = with_outcome(stopped="time_limit")
    assert english(facts(late)["Proof"].value) == "not proven best"
    assert any("Stopped at the time limit" in text for text in texts(headline(told(late))))


def test_money_that_is_left_is_said() -> None:
    done = solved(SIX)
    pots = tuple(replace(s, amount=s.amount + 5_000_000) for s in done.problem.sources)
    richer = replace(done, problem=replace(done.problem, sources=pots))
    assert english(facts(richer)["Total"].note) == "15万元 left"
    sources = table(plan_section(told(richer)), "sources")
    assert [english(column.head) for column in sources.columns][-3:] == ["amount", "given", "left"]
    assert sources.columns[-1].cells[-1] == "15"


def test_where_nothing_differs_no_picture_of_differences_is_drawn_and_that_is_said() -> None:
    done = solved(SIX)
    assert done.best is not None
    same = replace(done, baseline=done.best)
    for one, count in ((done, 2), (same, 1)):
        section = plan_section(told(one))
        (pictures,) = (block for block in section.blocks if isinstance(block, Pictures))
        assert len(pictures.pictures) == count
        says = any("no differences to draw" in text for text in texts(section))
        assert says is (count == 1)


def test_a_plan_that_took_long_is_not_solved_again_to_be_explained() -> None:
    late = told(with_outcome(seconds=context.MOST_SECONDS + 1))
    assert late.way is None
    (text,) = texts(waterfalls(late))
    assert text.startswith("Solving took long")


def test_what_is_not_listed_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "MOST_AWARDS", 3)
    section = plan_section(told())
    assert table(section, "awards").count == 3
    assert table(section, "awards").total[-1] == "500.0"
    assert any("first 3 of 30 awards" in text for text in texts(section))
    monkeypatch.setattr(score_sheet, "MOST_LINES", 12)
    section = score_sheet.score_sheet(told())
    assert [band.head for band in table(section, "scores-table").bands][:2] == ["东山镇", "西河镇"]
    assert any("of 6 recipients" in text for text in texts(section))
    monkeypatch.setattr(rule_check, "MOST_BREACHES", 0)
    assert "The first 0 are listed." in list(texts(rule_check.breaches(told())))


def test_in_another_unit_rules_and_breaches_are_said_in_it() -> None:
    done = in_unit(solved(SIX), "元")
    assert done.best is not None and done.best.plan == solved(SIX).best.plan  # type: ignore[union-attr]
    (breach,) = done.baseline.breaches
    assert breach.came == "49.5% (2970000元 / 6000000元)"
    assert done.problem.rules[0].words(done.problem).en.startswith("awards in steps of 5000元")
    assert in_unit(done, "元") is done


def test_a_table_knows_its_groups_bands_and_how_wide_it_is() -> None:
    column = Column("a", ["1", "2", "3"], group=Words("来源", "source"))
    one = TableBlock("t", "t", [Column("n", ["x", "y", "z"], True), column, column], has_total=True)
    assert one.count == 2 and one.total == ("z", "3", "3")
    assert one.groups == [(NOTHING, 1, False), (Words("来源", "source"), 2, False)]
    assert list(one.banded) == [(NOTHING, [("x", "1", "1"), ("y", "2", "2")])]
    two = TableBlock("t", "t", one.columns, bands=[Band("A", 1), Band("B", 2)])
    assert [(head, len(rows)) for head, rows in two.banded] == [("A", 1), ("B", 2)]
    widths = [
        TableBlock("t", "t", [column] * n).width for n in (2, MANY_COLUMNS, VERY_MANY_COLUMNS)
    ]
    assert widths == ["", "wide", "widest"]


def test_what_a_phone_leaves_out_are_parts_of_a_total_that_stays() -> None:
    found = table(plan_section(told()), "recipients")
    shown = [english(column.head) for column in found.columns if not column.is_part]
    assert shown == ["recipient", "target", "total", "baseline", "change", "change %"]
    assert [english(c.head) for c in found.columns if c.is_part] == [
        *("中央", "省级", "区级", "产业发展", "乡村建设")
    ]
    assert [(count, is_part) for _, count, is_part in found.groups if is_part] == [
        (3, True),
        (2, True),
    ]


def test_a_legend_names_scenarios_by_their_titles_where_these_differ() -> None:
    two, four = (solved(f"meilan-2023/{name}.yaml") for name in ("two-towns", "four-towns"))
    side = ComparisonPage([two, four], "zh", "万元")
    assert side.titles == [f"[1] {two.problem.title}", f"[2] {four.problem.title}"]
    assert ComparisonPage([two, two], "zh", "万元").titles == ["[1] two-towns", "[2] two-towns"]
    sections = compared_page([two, four], "zh", "万元").sections
    (pictures,) = (b for s in sections for b in s.blocks if isinstance(b, Pictures))
    assert side.titles[0] in str(pictures.pictures[0].chart)
    columns = table(next(s for s in sections if s.key == "totals"), "totals-table").columns
    assert [english(c.group) for c in columns] == ["", "amount", "amount", "less [1]"]
