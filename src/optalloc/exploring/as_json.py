"""What exploring found as `--json` prints it: amounts as decimal strings in `unit`, parts of 1."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, cast

from optalloc.core.message import Lang
from optalloc.core.money import JSON_DIGITS, beside_exact, show_amount, show_fraction, show_money
from optalloc.exploring.batch.batch import Batched
from optalloc.exploring.funding.funding import Funded, Stretch
from optalloc.exploring.jobs.journal import digest
from optalloc.exploring.sweep.sweep import SweepJob, Swept
from optalloc.exploring.sweep.swept_knee import swept_knee, swept_knee_words
from optalloc.exploring.weights.award_statistics import AwardStatistics
from optalloc.exploring.weights.breakpoints import WeightLine
from optalloc.exploring.weights.tornado import Swing, WeightEnd
from optalloc.exploring.weights.weights import Weighed
from optalloc.present.result_rows import Job, Row, said
from optalloc.problem.problem import Problem

if TYPE_CHECKING:
    from optalloc.present.answers.explored import (
        BatchAnswer,
        DrawnAwardJson,
        FundingAnswer,
        JobJson,
        RowJson,
        RowState,
        StretchJson,
        SweepAnswer,
        SweptKneeJson,
        SwingJson,
        WeightEndJson,
        WeightLineJson,
        WeightsAnswer,
    )


def weighed_json(
    found: Weighed, alone: Sequence[Swing], paths: Sequence[WeightLine], lang: Lang
) -> "WeightsAnswer":
    """Return what draws came to; the draws themselves stand in the files that are written.

    Args:
        alone: What each weight by itself does.
        paths: Weights moved from 0 to 1.
    """
    job, spread = found.job, found.spread
    unit = job.problem.unit
    return {
        **_job(job, found.written),
        "unit": unit,
        "draws": job.count,
        "seed": job.asked.seed,
        "states": dict(spread.states),
        "proven": dict(spread.proven),
        "different_plans": spread.plans,
        "as_stated": show_fraction(spread.same, JSON_DIGITS),
        "recipients": [_standing(standing, unit) for standing in spread.standings],
        "alone": [_swing(swing, unit) for swing in alone],
        "paths": [_line(line, job.problem) for line in paths],
    }


def _line(line: WeightLine, problem: Problem) -> "WeightLineJson":
    """Return the stretches of one weight; their ends are fractions, exact where it says so."""
    names = [r.name for r in problem.recipients]
    return {
        "weight": line.name,
        "stated": str(line.stated),
        "exact": line.is_exact,
        "pieces": [
            {
                "from": str(piece.low),
                "to": str(piece.high),
                "recipients": _amounts(names, piece.totals or (), problem.unit),
            }
            for piece in line.pieces
        ],
    }


def _swing(swing: Swing, unit: str) -> "SwingJson":
    def end(at: WeightEnd) -> "WeightEndJson":
        moved = None if at.moved is None else show_amount(at.moved, unit)
        return {"weight": show_fraction(at.weight, JSON_DIGITS), "moved": moved}

    stated = show_fraction(swing.stated, JSON_DIGITS)
    return {"weight": swing.name, "stated": stated, "low": end(swing.low), "high": end(swing.high)}


def _job(job: Job, written: Sequence[Path]) -> "JobJson":
    about = dict(job.about())
    return {"about": about, "inputs": digest(about), "written": [str(path) for path in written]}


def _standing(standing: AwardStatistics, unit: str) -> "DrawnAwardJson":
    def part(value: Fraction) -> str:
        return show_fraction(value, JSON_DIGITS)

    return {
        "recipient": standing.name,
        "stated": None if standing.stated is None else show_amount(standing.stated, unit),
        "least": show_amount(standing.least, unit),
        "most": show_amount(standing.most, unit),
        "mean": show_money(standing.mean, unit),
        "quantiles": {part(q): show_amount(fen, unit) for q, fen in standing.quantiles.items()},
        "ranks": {str(rank): part(value) for rank, value in standing.ranks.items()},
        "gains": part(standing.gains),
        "loses": part(standing.loses),
        "as_stated": part(standing.same),
    }


def swept_json(found: Swept, lang: Lang) -> "SweepAnswer":
    """Return every point of a sweep."""
    job = found.job
    rows = enumerate(found.rows)
    return {
        **_job(job, found.written),
        "unit": job.problem.unit,
        "states": dict(Counter(row["state"] for row in found.rows)),
        "rows": [{"set": _point(job, n), **_plan(job.problem, row, lang)} for n, row in rows],
        "knee": _knee(found, lang),
    }


def _knee(found: Swept, lang: Lang) -> "SweptKneeJson | None":
    """Return where a sweep bends most, its way and depth in parts of 1; None where nowhere."""
    knee = swept_knee(found)
    if knee is None:
        return None
    said = {"set": _point(found.job, knee.number), "goal": knee.goal.label}
    for name in ("along", "across", "depth"):
        said |= beside_exact(name, getattr(knee.knee, name))
    return cast("SweptKneeJson", {**said, "words": swept_knee_words(found, knee).say(lang)})


def _point(job: SweepJob, number: int) -> dict[str, str]:
    keys = (axis.key for axis in job.axes)
    return dict(zip(keys, job.point(number), strict=True))


def _plan(problem: Problem, row: Row, lang: Lang) -> "RowJson":
    names, unit = [r.name for r in problem.recipients], problem.unit
    labels, values = [goal.label for goal in problem.goals], map(Fraction, row.get("goals", ()))
    return cast(
        "RowJson",
        {
            "state": row["state"],
            "proven": row.get("proven", "no"),
            "why": said(row.get("why", ()), lang),
            "total": show_amount(row["total"], unit) if "total" in row else None,
            "recipients": _amounts(names, row.get("totals", ()), unit),
            **beside_exact("goals", dict(zip(labels, values, strict=False))),
        },
    )


def _amounts(names: Sequence[str], totals: Sequence[int], unit: str) -> dict[str, str]:
    return {name: show_amount(fen, unit) for name, fen in zip(names, totals, strict=False)}


def funded_json(found: Funded, lang: Lang) -> "FundingAnswer":
    """Return what happens as a source grows, and every amount of it."""
    unit = found.problem.unit
    pairs = zip(found.amounts, found.rows, strict=True)
    return {
        **_job(found.job, found.written),
        "unit": unit,
        "source": found.source,
        "states": dict(Counter(row["state"] for row in found.rows)),
        "nothing_between": found.is_whole,
        "stretches": [_stretch(stretch, unit, lang) for stretch in found.stretches()],
        "rows": [
            {"amount": show_amount(fen, unit), **_plan(found.problem, row, lang)}
            for fen, row in pairs
        ],
    }


def _stretch(stretch: Stretch, unit: str, lang: Lang) -> "StretchJson":
    return {
        "from": show_amount(stretch.first, unit),
        "to": show_amount(stretch.last, unit),
        "amounts": stretch.amounts,
        "state": cast("RowState", stretch.state),
        "each_step": {name: show_amount(fen, unit) for name, fen in stretch.gains},
        "why": said(stretch.row.get("why", ()), lang),
    }


def batched_json(found: Batched, lang: Lang) -> "BatchAnswer":
    """Return how many scenarios ended how; the plans stand in the files that are written."""
    return {
        **_job(found.job, found.written),
        "scenarios": found.job.count,
        "states": dict(found.states),
        "proven": dict(found.proven),
        "without": [
            {"scenario": name, "state": row["state"], "why": said(row.get("why", ()), lang)}
            for name, row in found.without
        ],
    }
