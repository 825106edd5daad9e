"""Pabulib's format (.pb): the money, the projects and the ballots of a vote, read and written.

    META        key;value       budget, vote_type, rule, …
    PROJECTS    project_id;cost;name;selected;…
    VOTES       voter_id;vote;points;…

Fields are parted by semicolons and quoted as in CSV. Source: https://pabulib.org/format and its
companion, Stolicki, Szufa and Talmon, Pabulib: A Participatory Budgeting Library (2020).
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from io import StringIO
from pathlib import Path

from optalloc.core.errors import Fault, nearest, refuse_any
from optalloc.core.message import NOTHING, Words, one_of, same
from optalloc.inputs.tables import decode, read_whole
from optalloc.inputs.tables.raw import unusable

LARGEST_FILE = 64 * 2**20
"""Longest file that is read [bytes]."""
SECTIONS = {"META": ("key", "value"), "PROJECTS": ("project_id", "cost"), "VOTES": ("vote",)}
"""The sections, each with the columns that it must have."""
BY_APPROVAL, BY_POINTS, BY_RANK = ("approval", "choose-1"), ("cumulative", "scoring"), ("ordinal",)
VOTE_TYPES = (*BY_APPROVAL, *BY_POINTS, *BY_RANK)
NOT_CARRIED = (
    "budget_per_category",
    "budget_per_neighborhood",
    "min_sum_cost_per_category",
    "max_sum_cost_per_category",
)
"""Keys of META that bind the result and have no rule here."""


@dataclass(frozen=True)
class Candidate:
    """A project that was voted on.

    Attributes:
        id: What ballots call it.
        cost: What it takes [fen]; its currency is the vote's.
        selected: Whether it won, as the file says: 1 yes, 0 no; empty where it does not say.
    """

    id: str
    name: str
    cost: int
    category: str = ""
    selected: str = ""


@dataclass(frozen=True)
class Vote:
    """A vote on projects as a file has it.

    Attributes:
        budget: What there is to give [fen]; its currency is that of `meta`.
        ballots: The points that each voter gave, by project: 1 for what was approved; for ranks
            max_length for the first, one less for each after it (Borda).
    """

    meta: Mapping[str, str]
    budget: int
    candidates: tuple[Candidate, ...]
    ballots: tuple[Mapping[str, Fraction], ...]

    @property
    def type(self) -> str:
        """How votes were cast: approval, cumulative, …."""
        return self.meta["vote_type"]

    @property
    def scores(self) -> dict[str, Fraction]:
        """The benefit of each project: its votes, or the sum of its points."""
        found = {candidate.id: Fraction(0) for candidate in self.candidates}
        for ballot in self.ballots:
            for name, points in ballot.items():
                found[name] += points
        return found


def read_vote(path: Path, named: str) -> Vote:
    """Read a file of Pabulib.

    Args:
        named: The file as the user named it, for letters.

    Raises:
        InputUnusable: With every fault found.
    """
    text, _ = decode(read_whole(path, named, LARGEST_FILE))
    if text is None:
        allowed = Words("应为 UTF-8 文本", "text in UTF-8")
        raise unusable(named, allowed)
    return _File(named, text).vote()


class _File:
    """One file on its way to a vote; faults are kept until the end."""

    def __init__(self, named: str, text: str) -> None:
        self.named = named
        self.faults: list[Fault] = []
        self.rows: dict[str, list[tuple[int, dict[str, str]]]] = {}
        self._split(text)

    def _split(self, text: str) -> None:
        """Part the lines into sections; each row is kept by its columns."""
        section, header = "", list[str]()
        lines = csv.reader(StringIO(text), delimiter=";")
        for cells in lines:
            cells = [cell.strip() for cell in cells]
            if not any(cells):
                continue
            word = cells[0].upper()
            if word in SECTIONS and not any(cells[1:]):
                # Some files of the collection leave out the header of META.
                section, header = word, list(SECTIONS["META"]) if word == "META" else []
                self.rows[word] = []
            elif not section:
                self._fault(lines.line_num, same("META"), Words("应先有 META", "META first"))
                return
            elif section == "META" and cells[0].casefold() == "key":
                continue
            elif not header:
                header = [cell.casefold() for cell in cells]
                for column in (c for c in SECTIONS[section] if c not in header):
                    allowed = Words("这一列必须有", "this column must be there")
                    self._fault(lines.line_num, same(f"{section} {column}"), allowed)
            else:
                self.rows[section].append((lines.line_num, dict(zip(header, cells, strict=False))))

    def vote(self) -> Vote:
        """Return what the file says.

        Raises:
            InputUnusable: With every fault found.
        """
        for section in (s for s in SECTIONS if s not in self.rows):
            self._fault(None, same(section), Words("这一节必须有", "this section must be there"))
        self._finish()
        meta = {row["key"].casefold(): row.get("value", "") for _, row in self.rows["META"]}
        self._check(meta)
        self._finish()
        budget = self._money(None, "budget", meta.get("budget"))
        candidates = tuple(self._candidates())
        ballots = tuple(self._ballots(meta, {c.id for c in candidates}))
        counts = (("num_projects", len(candidates)), ("num_votes", len(ballots)))
        for key, count in counts:
            if meta.get(key, str(count)) != str(count):
                allowed = Words(f"应与文件中的 {count} 行相同", f"the {count} lines of the file")
                remedy = Words("文件可能不完整。", "The file may be cut off.")
                self._fault(None, same(f"META {key}"), allowed, meta[key], remedy)
        self._finish()
        return Vote(meta, budget, candidates, ballots)

    def _check(self, meta: Mapping[str, str]) -> None:
        if meta.get("vote_type") not in VOTE_TYPES:
            came = meta.get("vote_type")
            hint = nearest(came or "", VOTE_TYPES)
            allowed = one_of(Words("", "a type, "), VOTE_TYPES)
            self._fault(None, same("META vote_type"), allowed, came, hint)
        for key in (k for k in NOT_CARRIED if meta.get(k)):
            allowed = Words("没有对应的约束，不能导入", "nothing: there is no rule for it here")
            self._fault(None, same(f"META {key}"), allowed, meta[key])

    def _candidates(self) -> Iterator[Candidate]:
        seen: set[str] = set()
        for line, row in self.rows["PROJECTS"]:
            name = row.get("project_id", "")
            if not name or name in seen:
                allowed = Words("应有编号，且不重复", "an id, once each")
                self._fault(line, same("project_id"), allowed, name or None)
            seen.add(name)
            yield Candidate(
                id=name,
                name=" ".join(row.get("name", "").split()),
                cost=self._money(line, "cost", row.get("cost")),
                category=row.get("category") or row.get("categories") or "",
                selected=row.get("selected", ""),
            )

    def _ballots(
        self, meta: Mapping[str, str], known: set[str]
    ) -> Iterator[Mapping[str, Fraction]]:
        longest = meta.get("max_length", "")
        most = int(longest) if longest.isdecimal() else len(known)
        for line, row in self.rows["VOTES"]:
            names = [word.strip() for word in row.get("vote", "").split(",") if word.strip()]
            for name in (n for n in names if n not in known):
                allowed = Words("应为已有的项目编号", "the id of a project")
                self._fault(line, same("vote"), allowed, name, nearest(name, known))
            if len(set(names)) != len(names):
                self._fault(line, same("vote"), Words("每个项目一次", "each once"), row["vote"])
            yield dict(zip(names, self._given(line, row, meta, names, most), strict=True))

    def _given(
        self, line: int, row: dict[str, str], meta: Mapping[str, str], names: list[str], most: int
    ) -> list[Fraction]:
        """Return what a voter gives each project of a ballot."""
        if meta["vote_type"] in BY_APPROVAL:
            return [Fraction(1)] * len(names)
        if meta["vote_type"] in BY_RANK:
            return [Fraction(max(most - place, 0)) for place in range(len(names))]
        points = [word for word in row.get("points", "").split(",") if word.strip()]
        if len(points) != len(names):
            allowed = Words(f"应有 {len(names)} 个分数", f"{len(names)} figures")
            self._fault(line, same("points"), allowed, row.get("points"))
            return [Fraction(0)] * len(names)
        return [self._points(line, word) for word in points]

    def _points(self, line: int, word: str) -> Fraction:
        try:
            return Fraction(_decimal(word))
        except ValueError:
            self._fault(line, same("points"), Words("应为数字", "a number"), word)
            return Fraction(0)

    def _money(self, line: int | None, column: str, word: str | None) -> int:
        """Return an amount in hundredths; a decimal comma is read as such."""
        try:
            amount = Fraction(_decimal(word or "")) * 100
            if amount < 0 or amount.denominator != 1:
                raise ValueError(word)
            return int(amount)
        except ValueError:
            allowed = Words("应为金额，最多两位小数", "an amount of at most two decimals")
            self._fault(line, same(column), allowed, word)
            return 0

    def _fault(
        self,
        line: int | None,
        what: Words,
        allowed: Words,
        came: str | None = None,
        remedy: Words = NOTHING,
    ) -> None:
        where = what
        if line is not None:
            where = Words(f"第{line}行 {what.zh}", f"line {line}, {what.en}")
        self.faults.append(Fault(self.named, where, allowed, came, remedy))

    def _finish(self) -> None:
        refuse_any(self.faults)


def _decimal(word: str) -> Decimal:
    """Return a number; some cities write a decimal comma.

    Raises:
        ValueError: When it is none.
    """
    try:
        value = Decimal(word.strip().replace(",", "."))
    except InvalidOperation:
        raise ValueError(word) from None
    if not value.is_finite() or abs(value.adjusted()) > LONGEST:
        raise ValueError(word)
    return value


LONGEST = 18
"""Digits before or behind the point beyond which a number is a typing error."""


def vote_text(
    meta: Mapping[str, str],
    projects: Iterable[Mapping[str, str]],
    votes: Iterable[Mapping[str, str]],
) -> str:
    """Return a file of Pabulib: its sections, each row under the columns of its first."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(["META"])
    writer.writerow(["key", "value"])
    writer.writerows(meta.items())
    for section, rows in (("PROJECTS", list(projects)), ("VOTES", list(votes))):
        writer.writerow([section])
        writer.writerow(rows[0])
        writer.writerows(row.values() for row in rows)
    return text.getvalue()
