"""Solve again what a plan.json was made from, and say what changed since: `solve --replay`."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from optalloc.core.atomic_files import real
from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import NOTHING, Lang, Words, paragraph, same
from optalloc.core.money import show_amount, show_percent
from optalloc.core.shell_words import path_word
from optalloc.core.solve_options import GapWords, SolveOptions
from optalloc.inputs.tables.raw import THE_FILE
from optalloc.pipeline.certificate.encoding import file_digests
from optalloc.pipeline.metrics import Difference, differences
from optalloc.pipeline.plan_folder.provenance import Kept, read_kept, versions
from optalloc.pipeline.solve import solve
from optalloc.pipeline.solved import Solved
from optalloc.problem.facts import Plan

if TYPE_CHECKING:
    from optalloc.present.answers.plan import ReplayJson

SHOWN = 12
"""Digits of a digest that a person is shown."""


@dataclass(frozen=True)
class Replayed:
    """What came of solving again.

    Attributes:
        solved: The scenario as it is now.
        asked: The options it was solved with now.
        changed: What is not as it was: an input, a version, an option.
        is_same: Whether the plan is the same, award by award.
        had_plan: Whether there was one then.
        moved: The recipients whose totals differ; empty where only cells do.
    """

    file: str
    solved: Solved
    asked: SolveOptions
    changed: tuple[Words, ...]
    is_same: bool
    had_plan: bool
    moved: tuple[Difference, ...]


@dataclass(frozen=True)
class Instead:
    """What is given instead of what stands in the file; None leaves it as it was.

    Attributes:
        words: The options of solving that are given, by name.
    """

    scenario: str | None = None
    settings: Sequence[str] | None = None
    words: GapWords = field(default_factory=lambda: GapWords())


def replay(file: str, instead: Instead | None = None) -> Replayed:
    """Solve again what a plan.json was made from.

    Raises:
        InputUnusable: When the file is no plan.json, or its inputs cannot be used; what changed in
            them since is said as well.
    """
    instead = instead or Instead()
    path = Path(file)
    kept = read_kept(path, file)
    scenario = Path(instead.scenario or path.parent / kept.scenario)
    asked = kept.asked.but(instead.words)
    settings = kept.settings if instead.settings is None else tuple(instead.settings)
    if instead.scenario is None and not scenario.exists():
        raise InputUnusable([_moved_away(file, scenario)])
    try:
        solved = solve(scenario, settings, asked)
    except InputUnusable as unusable:
        if not scenario.exists():
            raise  # where its other files would be is not known
        faults = _faults(kept.files, real(scenario).parent, unusable.faults)
        raise InputUnusable(list(faults)) from None
    now = file_digests(solved.inputs) if solved.inputs is not None else {}
    changed = [
        *_files(kept.files, now),
        *_versions(kept.versions, versions(solved)),
        *_options(kept, asked, settings),
    ]
    plan = solved.best.plan if solved.best is not None else None
    names = [r.name for r in solved.problem.recipients]
    moved = _moved(kept.plan, plan, names)
    changed += _time_ran_out(kept.stopped, solved.outcome.stopped)
    is_same, had_plan = plan == kept.plan, kept.plan is not None
    return Replayed(file, solved, asked, tuple(changed), is_same, had_plan, moved)


def _moved_away(file: str, scenario: Path) -> Fault:
    """Return the fault of a plan.json that stands elsewhere than beside its scenario."""
    place = Words("origin.scenario 一项", "its entry origin.scenario")
    allowed = Words("应为情景文件，但找不到", "the scenario's file, which is not there")
    option = f"--replay {path_word(file)}"
    remedy = Words(
        f"请写出情景在哪里：optalloc solve SCENARIO {option}。",
        f"Say where it is: optalloc solve SCENARIO {option}.",
    )
    return Fault(file, place, allowed, os.path.normpath(scenario), remedy)


def _faults(kept: Mapping[str, str], folder: Path, told: Sequence[Fault]) -> Iterator[Fault]:
    """Yield what reading refused, after the inputs that are gone or have another content now.

    Nothing is said of the content of what cannot be read: what reading says of it stands, with
    what would tell that it is found again.

    Args:
        told: What reading refused.
    """
    gone: dict[Path, Words] = {}
    for name, digest in kept.items():
        path, remedy = folder / name, Words("请找回当时的文件。", "Find the file as it was.")
        now = _digest(path)
        if now == digest:
            continue
        if now is not None:
            place, sha = Words("内容", "the content"), f"SHA-256 {digest[:SHOWN]}…"
            allowed = Words(
                f"应与写出方案时相同（{sha}）", f"the same as when the plan was made ({sha})"
            )
            yield Fault(name, place, allowed, f"{now[:SHOWN]}…", remedy)
            continue
        gone[real(path)] = remedy + Words(
            f"它当时的 SHA-256 是 {digest[:SHOWN]}…。", f" Its SHA-256 was {digest[:SHOWN]}…."
        )
        is_told = any(real(Path(fault.file)) == real(path) for fault in told if fault.file)
        # What was read from a ledger or a database, ledger.db#sources, is no file.
        if not is_told and "#" not in name:
            yield Fault(name, THE_FILE, _missing(path), None, gone[real(path)])
    for fault in told:
        more = gone.get(real(Path(fault.file)), NOTHING) if fault.file else NOTHING
        said = [words for words in (fault.remedy, more) if words != NOTHING]
        yield replace(fault, remedy=paragraph(said))


def _missing(path: Path) -> Words:
    """Say why a file that was read when the plan was made is not held against it."""
    if path.exists():
        return Words("读不了，没有核对内容", "not to be read, so that its content is not compared")
    return Words("找不到，写出方案时读了它", "not found, and read when the plan was made")


def _digest(path: Path) -> str | None:
    """Return the digest of a file; None where there is none that can be read."""
    if not path.is_file():  # a pipe or a device has no end
        return None
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def _files(kept: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Words]:
    """Yield the inputs that are not as they were."""
    for name in sorted({*kept, *now}):
        before, after = kept.get(name), now.get(name)
        if before == after:
            continue
        if before is None:
            yield Words(f"输入文件 {name} 当时没有", f"the input {name} was not there")
        elif after is None:
            yield Words(f"输入文件 {name} 现在没有读", f"the input {name} is read no more")
        else:
            yield Words(
                f"输入文件 {name} 的内容变了（SHA-256 当时 {before[:SHOWN]}…，"
                f"现在 {after[:SHOWN]}…）",
                f"the input {name} has another content (SHA-256 {before[:SHOWN]}… then, "
                f"{after[:SHOWN]}… now)",
            )


def _versions(kept: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Words]:
    for name in now:
        before = kept.get(name, "—")
        if before != now[name]:
            yield Words(
                f"{name} 的版本变了：当时 {before}，现在 {now[name]}",
                f"another version of {name}: {before} then, {now[name]} now",
            )


def _options(kept: Kept, asked: SolveOptions, settings: tuple[str, ...]) -> Iterator[Words]:
    """Yield the options that were given otherwise this time."""
    pairs = (
        ("--set", _listed(kept.settings), _listed(settings)),
        ("--solver", same(kept.asked.solver), same(asked.solver)),
        ("--time-limit", _limit(kept.asked), _limit(asked)),
        ("--gap", same(show_percent(kept.asked.gap, 6)), same(show_percent(asked.gap, 6))),
    )
    for option, before, now in pairs:
        if before != now:
            yield Words(
                f"选项 {option} 变了：当时 {before.zh}，现在 {now.zh}",
                f"another {option}: {before.en} then, {now.en} now",
            )


def _time_ran_out(before: str, now: str) -> Iterator[Words]:
    """Yield that a plan from an unfinished search need not be met again."""
    if "time_limit" in (before, now):
        when = Words("当时", "then") if before == "time_limit" else Words("现在", "now")
        yield Words(
            f"{when.zh}到了时限就停下，两次不一定停在同一个方案",
            f"solving stopped at the time limit {when.en}: it need not stop at the same plan twice",
        )


def _listed(settings: tuple[str, ...]) -> Words:
    return Words(" ".join(settings) or "无", " ".join(settings) or "none")


def _limit(asked: SolveOptions) -> Words:
    if asked.seconds is None:
        return Words("无", "none")
    return Words(f"{asked.seconds:g} 秒", f"{asked.seconds:g} s")


def _moved(kept: Plan | None, now: Plan | None, names: list[str]) -> tuple[Difference, ...]:
    """Return the recipients, of then or of now, whose totals differ."""
    before, after = kept or Plan(()), now or Plan(())
    everybody = list(dict.fromkeys([*names, *before.by_recipient]))
    return tuple(d for d in differences(everybody, after, before) if d.change)


def replay_words(replayed: Replayed) -> Iterator[Words]:
    """Yield what a person is told: what changed, and whether the plan is still the same."""
    unit = replayed.solved.problem.unit
    if not replayed.changed:
        yield Words(
            "输入、版本、选项都和当时一样。", "Inputs, versions and options are what they were."
        )
    for words in replayed.changed:
        yield Words("变了：", "Changed: ") + words
    if replayed.solved.best is None or not replayed.had_plan:
        was = Words("有方案", "a plan") if replayed.had_plan else Words("没有方案", "no plan")
        has_plan = replayed.solved.best is not None
        now = Words("有方案", "a plan") if has_plan else Words("没有方案", "no plan")
        yield Words(
            f"当时{was.zh}，现在{now.zh}。", f"There was {was.en} then; there is {now.en} now."
        )
        return
    if replayed.is_same:
        yield Words("方案与当时逐分相同。", "The plan is the same to the fen.")
        return
    yield Words("方案与当时不同：", "The plan is another one:")
    for d in replayed.moved:
        before, after = show_amount(d.against, unit), show_amount(d.amount, unit)
        yield Words(
            f"  {d.recipient}：当时 {before}{unit}，现在 {after}{unit}",
            f"  {d.recipient}: {before}{unit} then, {after}{unit} now",
        )
    if not replayed.moved:
        yield Words(
            "  各单位合计没有变，来源、用途或项目之间有变动。",
            "  the totals are the same, but not how they are made up of sources, uses or projects.",
        )


def replay_json(replayed: Replayed, lang: Lang) -> "ReplayJson":
    """Return what a replay found as data."""
    unit = replayed.solved.problem.unit
    return {
        "file": replayed.file,
        "same": replayed.is_same,
        "changed": [words.say(lang) for words in replayed.changed],
        "moved": [
            {
                "recipient": d.recipient,
                "then": show_amount(d.against, unit),
                "now": show_amount(d.amount, unit),
            }
            for d in replayed.moved
        ],
    }
