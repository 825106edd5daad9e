"""Payment progress of a month (支付进度): against the line and the average, and whom to talk to.

    progress = paid / given,   line = months elapsed / 12, or the curve of the settings

Paid is what contractors and beneficiaries have. Money that was only passed to a town is unpaid, and
so is retention money; both are shown, so that nobody wonders where they went.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from sqlalchemy import Connection

from optalloc.core.message import Words
from optalloc.core.money import show_amount, show_percent
from optalloc.ledger.store import schema
from optalloc.ledger.store.invariants import PAID, show_month
from optalloc.ledger.store.journal import ENTRY, Key, names, sums
from optalloc.ledger.store.settings import Progress, settings_of

MOST_SLOW = 3
"""How many of its slowest projects a recipient is told of."""


@dataclass(frozen=True)
class Pace:
    """How far one name has come [fen].

    Attributes:
        given: Awarded up to the month, less what was taken back.
        paid: Paid to contractors and beneficiaries up to the month.
        month: Paid in the month itself.
        passed: Passed to a town; unpaid.
        retained: Kept as retention money; unpaid.
    """

    name: str
    given: int = 0
    paid: int = 0
    month: int = 0
    passed: int = 0
    retained: int = 0

    @property
    def progress(self) -> Fraction | None:
        """Its progress; None where nothing was given."""
        return Fraction(self.paid, self.given) if self.given > 0 else None


@dataclass(frozen=True)
class Talk:
    """Somebody to be talked to (约谈), with every reason."""

    recipient: str
    reasons: tuple[Words, ...]


@dataclass(frozen=True)
class Bulletin:
    """The progress of a month (通报).

    Attributes:
        line: What should be paid by now.
        is_linear: Whether the line is months elapsed / 12.
        recipients: From the fastest to the slowest; who was given nothing stands last.
        cells: Progress of each recipient in each source, by (recipient, source).
        projects: The progress of each project, in the order of the library.
    """

    month: int
    unit: str
    line: Fraction
    is_linear: bool
    total: Pace
    sources: tuple[Pace, ...]
    recipients: tuple[Pace, ...]
    cells: Mapping[tuple[str, str], Pace]
    projects: tuple[Pace, ...]
    talks: tuple[Talk, ...]


def bulletin(connection: Connection, month: int) -> Bulletin:
    """Return the progress of a month such as 202309, of the money of its year."""
    settings = settings_of(connection)
    wish, unit = settings.progress, settings.unit
    where = ("kind", "payee", "source", "recipient", "project")
    of_year = (ENTRY.year == month // 100, ENTRY.month <= month)
    so_far = sums(connection, where, *of_year)
    in_month = sums(connection, where, ENTRY.year == month // 100, ENTRY.month == month)
    towns, pots = names(connection, schema.recipients), names(connection, schema.sources)
    works = names(connection, schema.projects)
    line = wish.line(month % 100)
    recipients = sorted(_paces(so_far, in_month, (3,), towns).values(), key=_slowness)
    total = replace(_sum(recipients), name="")
    of_project = _paces(so_far, in_month, (4,), works)
    owner = {key[4]: towns[key[3]] for key in so_far if key[4] is not None}
    slow: dict[str, list[Pace]] = {}
    for (project, *_), pace in sorted(of_project.items(), key=lambda item: _speed(item[1])):
        slow.setdefault(owner[project], []).append(pace)
    talks = tuple(_talks(recipients, slow, total, line, wish, unit))
    both = {
        (towns[town], pots[pot]): pace
        for (town, pot), pace in _paces(so_far, in_month, (3, 2), pots).items()
    }
    sources = tuple(_paces(so_far, in_month, (2,), pots).values())
    paces = (sources, tuple(recipients), both, tuple(of_project.values()))
    return Bulletin(month, unit, line, not wish.curve, total, *paces, talks)


def _slowness(pace: Pace) -> tuple[bool, Fraction]:
    progress = pace.progress
    return (progress is None, -(progress or Fraction(0)))


def _speed(pace: Pace) -> Fraction:
    return Fraction(2) if pace.progress is None else pace.progress


def _paces(
    so_far: Mapping[Key, int],
    in_month: Mapping[Key, int],
    at: Sequence[int],
    called: Mapping[int, str],
) -> dict[Key, Pace]:
    """Return the progress of every name at some places of the keys; the last one is shown."""
    held: dict[Key, dict[str, int]] = {}
    for figures, is_month in ((so_far, False), (in_month, True)):
        for key, fen in figures.items():
            place = tuple(key[i] for i in at)
            sort = _sort(key, is_month)
            if None not in place and sort:
                mine = held.setdefault(place, {})
                mine[sort] = mine.get(sort, 0) + fen
    order = {number: i for i, number in enumerate(called)}
    places = sorted(held, key=lambda place: [order.get(n, n) for n in reversed(place)])
    return {place: Pace(called[place[-1]], **held[place]) for place in places}


def _sort(key: Key, is_month: bool) -> str:
    """Return which figure of a Pace a sum belongs to; none for most sums of a single month."""
    kind, payee = key[:2]
    if is_month:
        return "month" if kind == "payment" and payee in PAID else ""
    if kind != "payment":
        return "given"
    return "paid" if payee in PAID else {"town": "passed", "retention": "retained"}[payee]


def _sum(paces: Iterable[Pace]) -> Pace:
    total = Pace("")
    for pace in paces:
        total = Pace(
            "",
            total.given + pace.given,
            total.paid + pace.paid,
            total.month + pace.month,
            total.passed + pace.passed,
            total.retained + pace.retained,
        )
    return total


def _talks(
    recipients: Sequence[Pace],
    slow: Mapping[str, Sequence[Pace]],
    total: Pace,
    line: Fraction,
    wish: Progress,
    unit: str,
) -> Iterator[Talk]:
    """Yield recipients far enough below the line to be called in (约谈), the slowest first."""
    behind = [p for p in recipients if p.progress is not None and p.progress < line - wish.behind]
    for pace in reversed(behind):
        progress = pace.progress or Fraction(0)
        reasons = [_below(progress, line, wish.behind)]
        if total.progress is not None and progress < total.progress:
            mean = show_percent(total.progress)
            reasons.append(Words(f"低于平均进度 {mean}", f"below the average of {mean}"))
        reasons += _unpaid(pace, unit)
        laggards = [p for p in slow.get(pace.name, ()) if p.progress is not None]
        for project in [p for p in laggards if (p.progress or 0) < line][:MOST_SLOW]:
            shown = show_percent(project.progress or Fraction(0))
            left = show_amount(project.given - project.paid, unit) + unit
            reasons.append(
                Words(
                    f"{project.name} 支付 {shown}，未支付 {left}",
                    f"{project.name}: {shown} paid, {left} unpaid",
                )
            )
        yield Talk(pace.name, tuple(reasons))


def _below(progress: Fraction, line: Fraction, behind: Fraction) -> Words:
    now, due, points = (show_percent(f) for f in (progress, line, line - progress))
    points = points.removesuffix("%")
    said = Words(
        f"支付进度 {now}，低于序时进度 {due}，差 {points} 个百分点",
        f"{now} is paid where {due} is due, {points} points behind",
    )
    if behind:
        most = show_percent(behind).removesuffix("%")
        said += Words(f"（超过 {most} 个百分点）", f" (more than {most})")
    return said


def _unpaid(pace: Pace, unit: str) -> Iterator[Words]:
    if pace.passed:
        amount = show_amount(pace.passed, unit) + unit
        yield Words(
            f"拨付到镇 {amount}，不算支付", f"{amount} passed to the town, which is not paid"
        )
    if pace.retained:
        amount = show_amount(pace.retained, unit) + unit
        yield Words(f"质保金 {amount}，不算支付", f"{amount} of retention money, which is not paid")


def line_words(found: Bulletin) -> Words:
    """Say the line of the month and where it comes from."""
    month, line = found.month % 100, show_percent(found.line)
    how = (
        Words(f"{month}/12", f"{month}/12")
        if found.is_linear
        else Words("设定曲线", "the curve set")
    )
    return Words(
        f"{show_month(found.month)} 序时进度 {line}（{how.zh}）",
        f"At {show_month(found.month)}, {line} is due ({how.en})",
    )
