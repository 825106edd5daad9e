"""What the commands that write files, and those of the ledger, answer."""

from typing import Literal, NotRequired

from typing_extensions import TypedDict


class ReportAnswer(TypedDict):
    """What `optalloc report --json` prints."""

    scenario: str
    files: list[str]
    remarks: list[str]


class ExportAnswer(TypedDict):
    """What `optalloc export --json` prints."""

    written: list[str]
    format: str


class WrittenAnswer(TypedDict):
    """What `optalloc new --json` prints."""

    written: list[str]


class VersionsJson(TypedDict):
    """A version that changed since a bundle was written."""

    then: str
    now: str


class ReplayAnswer(TypedDict):
    """What `optalloc replay --json` prints: which files of a bundle come out as they were."""

    file: str
    same: bool
    files: dict[str, bool]
    certificate_holds: bool | None
    versions: dict[str, VersionsJson]


class VoteAnswer(TypedDict):
    """What `optalloc import VOTE.pb --json` prints."""

    written: list[str]
    projects: int
    left_out: list[str]
    ballots: int
    budget: str
    greedy: list[str]
    equal_shares: list[str]
    published: list[str] | None
    greedy_is_published: bool | None


class WorkbookModelAnswer(TypedDict):
    """What `optalloc import MODEL.xlsx --json` prints."""

    written: list[str]
    sheet: str
    recipients: list[str]
    sources: list[str]
    bounds: int
    objective: Literal["max", "min"]
    whole: bool
    times: int


class MachineCheckJson(TypedDict):
    """Something of this computer that was tried."""

    key: str
    what: str
    state: Literal["works", "missing", "broken", "mended"]
    found: str
    needed: bool
    remedy: str


class DoctorAnswer(TypedDict):
    """What `optalloc doctor --json` prints."""

    works: bool
    checks: list[MachineCheckJson]
    how_to_install: str | None


class ViewTableJson(TypedDict):
    """A table of a view; amounts are decimal strings in its unit."""

    title: str
    heads: list[str]
    rows: list[list[str | None]]
    has_total: bool


class ViewJson(TypedDict):
    """A view of the ledger."""

    title: str
    unit: str
    lines: list[str]
    tables: list[ViewTableJson]
    lists: dict[str, list[str]]


class ViewAnswer(ViewJson):
    """What `optalloc ledger year`, `library`, `assets` and `show` print with `--json`."""

    written: list[str]


class ProgressAnswer(ViewAnswer):
    """What `optalloc ledger progress --json` prints."""

    effect: NotRequired[ViewJson]


class LedgerMadeAnswer(TypedDict):
    """What `optalloc ledger init --json` prints."""

    ledger: str
    new: bool
    settings: list[str]


class RegisterAnswer(TypedDict):
    """What `optalloc ledger import SORT TABLE --json` prints."""

    sort: str
    rows: int
    changed: int
    unread: list[str]
    findings: list[str]


class BookAnswer(TypedDict):
    """What `optalloc ledger import book FILE --json` prints: rows by table."""

    written: dict[str, int]
    missing: dict[str, int]
    findings: list[str]


class LedgerExportAnswer(TypedDict):
    """What `optalloc ledger export --json` prints."""

    written: list[str]
    notes: list[str]


class ApproveAnswer(TypedDict):
    """What `optalloc ledger approve --json` prints."""

    year: int
    batch: str
    month: str
    amount: str
    entries: list[int]
    notes: list[str]


class LedgerMoveAnswer(TypedDict):
    """What `optalloc ledger move --json` prints."""

    moved: int
    state: str


class TakeBackAnswer(TypedDict):
    """What `optalloc ledger take-back --json` prints."""

    entry: int


class ReverseAnswer(TypedDict):
    """What `optalloc ledger reverse --json` prints."""

    entries: list[int]
