"""The picture of a plan: what each recipient gets, beside the proportional baseline."""

from optalloc.core.message import Words
from optalloc.present.charts.plan_and_baseline import RecipientBars, amounts_chart
from optalloc.present.charts.save import PICTURE, missing_extra, png
from optalloc.present.paper import PaperPicture
from optalloc.reports.official.context import Subject

CHART = Words("安排额与因素法基准对照图", "Amounts beside the baseline of the formula")


def chart(subject: Subject) -> PaperPicture | None:
    """Return the picture of a plan; None where drawing is not installed."""
    if any(missing_extra("", PICTURE)):
        return None
    solved, names = subject.report.solved, [s.name for s in subject.problem.sources]
    cells: dict[tuple[str, str], int] = {}
    for award in subject.plan.awards:
        key = (award.recipient, award.source)
        cells[key] = cells.get(key, 0) + award.amount
    baseline = solved.baseline.plan.by_recipient
    rows = [
        RecipientBars(
            r.name,
            tuple(cells.get((r.name, source), 0) for source in names),
            baseline.get(r.name, 0),
            solved.targets.target(r.name),
        )
        for r in subject.problem.recipients
    ]
    drawn = amounts_chart(rows, names, subject.report.unit, subject.lang)
    return PaperPicture(lambda: png(drawn), subject.say(CHART))
