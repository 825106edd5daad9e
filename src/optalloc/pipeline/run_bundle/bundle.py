"""A solved scenario becomes a bundle, and a bundle is solved again and compared to the byte.

What a bundle names it holds: before it is written it is unpacked elsewhere and read, and a scenario
that reads anything from outside is refused. A certificate in it names its files from the bundle's
own folder, and so is the same wherever the bundle was made.
"""

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from hashlib import sha256
from os.path import commonpath
from pathlib import Path
from typing import Any

from optalloc import TABLE_SOURCES
from optalloc.core.atomic_files import csv_text, real
from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import LANGS, Lang, Words
from optalloc.core.shell_words import path_word
from optalloc.core.solve_options import SolveOptions
from optalloc.core.time_budget import TimeLimit
from optalloc.inputs.scenario import compose
from optalloc.inputs.tables import read_whole
from optalloc.inputs.tables.raw import unusable
from optalloc.pipeline.certificate import CHECKER, VERIFIER
from optalloc.pipeline.certificate.check import CertifiedScenario, CheckedCertificate, held_against
from optalloc.pipeline.certificate.read import CertificateContent, read_certificate
from optalloc.pipeline.certificate.vipr import ViprFiles
from optalloc.pipeline.certificate.write import MadeProofs, certificate_of, proofs_of
from optalloc.pipeline.plan_folder.provenance import versions
from optalloc.pipeline.plan_folder.write import plan_rows
from optalloc.pipeline.run_bundle.archive import LARGEST_UNPACKED, is_safe, packed, unpacked
from optalloc.pipeline.solve import read_noted, solve
from optalloc.pipeline.solved import Inputs, Solved, judge
from optalloc.problem.facts import Plan
from optalloc.solver.engines.select import is_solver

INPUTS, RESULT, PAPERS = "inputs/", "result/", "papers/"
PLAN, CERTIFICATE = "plan.csv", "certificate.json"
COMPARED = (PLAN, CERTIFICATE)
"""What has to be the same to the byte; the papers are made of it and are not made again."""

INSIDE = Words(
    "情景读取的都应是包里放得下的文件", "a scenario that reads nothing but files of the bundle"
)
RELATIVE = Words("请用相对路径写明各表。", "Name tables by relative paths.")
AS_FILES = Words(
    "请把取到的行存成表（CSV 或工作簿），在情景里改写这张表的文件名。",
    "Keep the rows as a table (CSV or a workbook), and name its file in the scenario.",
)
OTHER_AWARDS = Words(
    f"它证明的方案不是包里 {PLAN} 的方案", f"its plan is not that of the {PLAN} in the bundle"
)


@dataclass(frozen=True)
class ReplayedBundle:
    """What came of solving a bundle again.

    Attributes:
        file: The bundle as the user named it.
        same: Of each file of the result, whether it is the same to the byte.
        changed: Packages of another version, each with that of then and of now.
        kept: What came of checking the certificate in the bundle, where solving again comes to
            another one: of one plan there are many proofs. None elsewhere.
    """

    file: str
    solved: Solved
    same: Mapping[str, bool]
    changed: Mapping[str, tuple[str, str]]
    kept: CheckedCertificate | None = None

    @property
    def is_same(self) -> bool:
        """Whether everything is."""
        return all(self.same.values())


def bundle(
    solved: Solved,
    asked: SolveOptions,
    lang: Lang,
    papers: Mapping[str, bytes] | None = None,
    proofs: MadeProofs | None = None,
) -> bytes:
    """Return the bundle of a solved scenario.

    Args:
        asked: The options that it was solved with.
        papers: Files of its report, by name.
        proofs: Those that were made for its folder; None where they are still to be made.

    Raises:
        InputUnusable: When an input is not what it was when it was read, or the scenario reads
            something that a bundle cannot hold.
    """
    contents = inputs_to_bundle(solved)
    inputs = solved.inputs
    assert inputs is not None
    root = _root(inputs)
    about: dict[str, Any] = {
        "versions": versions(solved),
        "scenario": INPUTS + _name(inputs.scenario, root),
        "settings": list(inputs.settings),
        **asked.as_json(),
        "lang": lang,
        "stopped": solved.outcome.stopped,
    }
    of_result = _result(solved, root, lang, proofs or proofs_of(solved, root))
    made = {RESULT + name: content for name, content in of_result.items()}
    of_papers = {PAPERS + name: content for name, content in (papers or {}).items()}
    return packed({**contents, **made, **of_papers}, about)


def inputs_to_bundle(solved: Solved) -> dict[str, bytes]:
    """Return the files that a scenario was read from, by their places in its bundle.

    Raises:
        InputUnusable: As for `bundle`.
    """
    inputs = solved.inputs
    if inputs is None:
        raise ValueError("a problem made in memory has no files to bundle")
    if fetched := [path for path in inputs.digests if not path.is_file()]:
        raise InputUnusable([_from_elsewhere(path, inputs) for path in fetched])
    root = _root(inputs)
    contents = {INPUTS + _name(path, root): _as_read(path, inputs) for path in inputs.digests}
    if outside := [name for name in contents if not is_safe(name)]:
        allowed = Words("文件名可以放进任何系统", "names that any system can hold")
        raise unusable(outside[0], allowed)
    _check_whole(contents, INPUTS + _name(inputs.scenario, root), inputs.settings)
    return contents


def replay_bundle(file: str, within: TimeLimit = None) -> ReplayedBundle:
    """Solve a bundle again: the function behind `optalloc replay`.

    Args:
        file: The bundle, or the folder of a plan that holds it as run.zip.
        within: The limit of time [s]; None takes the one it was solved with.

    Raises:
        InputUnusable: When it is no bundle, is changed, hostile, or reads what is not in it.
    """
    if Path(file).is_dir():
        file = str(Path(file) / "run.zip")
    manifest, files = unpacked(file)
    try:
        asked = SolveOptions(manifest["solver"], manifest["time_limit"], Fraction(manifest["gap"]))
        lang, were = manifest["lang"], dict(manifest["versions"])
        is_ours = is_solver(asked.solver) and lang in LANGS and 0 <= asked.gap < 1
        is_ours &= manifest["scenario"].startswith(INPUTS) and manifest["scenario"] in files
    except (ArithmeticError, KeyError, TypeError, ValueError):
        is_ours = False
    if not is_ours:
        allowed = Words("清单应写明情景和选项", "a manifest with the scenario and the options")
        raise unusable(file, allowed)
    limit = asked.time_limit if within is None else within
    with tempfile.TemporaryDirectory() as folder:
        place = real(Path(folder))
        _unpack(place, {n: c for n, c in files.items() if n.startswith(INPUTS)})
        path = place / manifest["scenario"]
        _refuse_outside(path, manifest["settings"], place, file)
        solved = solve(path, manifest["settings"], asked.within(limit))
        said = certificate_of(solved, place)
        again = None if said is None else MadeProofs(said, b"", ViprFiles())
        made = _result(solved, place / INPUTS, lang, again)
        kept = {n.removeprefix(RESULT): c for n, c in files.items() if n.startswith(RESULT)}
        same = {n: kept.get(n) == made.get(n) for n in COMPARED if n in kept or n in made}
        held: CheckedCertificate | None = None
        if CERTIFICATE in kept and not same[CERTIFICATE]:
            _unpack(place, {RESULT + CERTIFICATE: kept[CERTIFICATE]})
            then = read_certificate(place / RESULT / CERTIFICATE, RESULT + CERTIFICATE)
            held = _held(solved, then, manifest["scenario"], kept.get(PLAN), lang)
    now = versions(solved)
    changed = {n: (str(were.get(n, "—")), now[n]) for n in now if were.get(n) != now[n]}
    return ReplayedBundle(file, solved, same, changed, held)


def _held(
    solved: Solved, said: CertificateContent, named: str, plan: bytes | None, lang: Lang
) -> CheckedCertificate:
    """Return what comes of the certificate in a bundle, held against what was solved again.

    Nothing is read anew: its settings are those that it says, and a bundle may come from anybody.

    Args:
        plan: The table of the plan in the bundle, which the certificate has to be about.
    """
    assert solved.inputs is not None
    facts = (solved.problem, solved.targets, solved.program)
    held = held_against(CertifiedScenario.of(named, solved.inputs, *facts), said, named)
    if held.holds and plan != (None if held.plan is None else _table(solved, held.plan, lang)):
        return replace(held, findings=(OTHER_AWARDS,))
    return held


def _table(solved: Solved, plan: Plan, lang: Lang) -> bytes:
    """Return the table of a plan, as a bundle holds it."""
    return csv_text(plan_rows(solved, judge(solved.problem, solved.targets, plan), lang))


def _from_elsewhere(path: Path, inputs: Inputs) -> Fault:
    """Return what is wrong with a table that was fetched from a database or a ledger.

    Its query is not kept in a bundle: whoever replays one from anybody would run it.
    """
    base, _, table = path.name.rpartition("#")
    scenario = inputs.scenario
    remedy = AS_FILES
    # `new` takes no settings, and makes no workbook of one.
    is_told = any(setting.startswith("tables") for setting in inputs.settings)
    if scenario.suffix.lower() != ".xlsx" and not is_told:
        book = path_word(f"{scenario.stem}-bundle.xlsx")
        command = f"optalloc new {book} --from {path_word(str(scenario))}"
        remedy = Words(
            f"请先运行 {command}，把取到的行存进工作簿，再对 {book} 做运行包。",
            f"First run `{command}`, which keeps the rows in a workbook, then bundle {book}.",
        )
    place = Words(f"表 tables.{table}", f"the table tables.{table}")
    return Fault(str(scenario), place, INSIDE, base, remedy)


def _root(inputs: Inputs) -> Path:
    """Return the folder that holds every input."""
    folders = [str(path.parent) for path in (inputs.scenario, *inputs.digests)]
    try:
        return Path(commonpath(folders))
    except ValueError:
        allowed = Words("所有文件应在同一个盘上", "all files on one drive")
        raise unusable(str(inputs.scenario), allowed) from None


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _as_read(path: Path, inputs: Inputs) -> bytes:
    """Return an input, which must be what it was when it was read."""
    content = read_whole(path, str(path), LARGEST_UNPACKED)
    if sha256(content).hexdigest() != inputs.digests[path]:
        remedy = Words("请再运行一次。", "Run it again.")
        allowed = Words("计算期间不应改动", "the same as when it was read")
        raise unusable(str(path), allowed, remedy)
    return content


def _result(solved: Solved, root: Path, lang: Lang, proofs: MadeProofs | None) -> dict[str, bytes]:
    """Return the plan, its proofs and what checks them, as they stand in the bundle of a run."""
    made: dict[str, bytes] = {}
    if solved.best is not None:
        made[PLAN] = csv_text(plan_rows(solved, solved.best, lang))
    if proofs is None:
        return made
    inputs = solved.inputs
    assert inputs is not None
    # Paths from result/ to inputs/ are those of the bundle, wherever the files lie.
    scenario = "/".join(("..", INPUTS.rstrip("/"), _name(inputs.scenario, root)))
    made[CERTIFICATE] = proofs.certificate_about(scenario)
    made |= {tool.name: tool.read_bytes() for tool in (CHECKER, VERIFIER)}
    made["audit.json"] = proofs.audit
    made |= {name: text.encode() for name, text in proofs.vipr.texts.items()}
    return made


def _unpack(place: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _check_whole(contents: Mapping[str, bytes], scenario: str, settings: Iterable[str]) -> None:
    """Refuse a scenario that reads what its bundle does not hold."""
    with tempfile.TemporaryDirectory() as folder:
        place = real(Path(folder))
        _unpack(place, contents)
        _refuse_outside(place / scenario, list(settings), place, scenario)


def _refuse_outside(path: Path, settings: list[str], place: Path, named: str) -> None:
    """Refuse a scenario that reads anything that does not lie in a folder.

    Databases are refused before anything is asked of them: a bundle may come from anybody.
    """
    try:
        tables = compose(path, named, settings).entries.get("tables")
        for spec in tables.values() if isinstance(tables, dict) else ():
            if isinstance(spec, dict) and spec.keys() & TABLE_SOURCES.keys():
                raise unusable(named, INSIDE, AS_FILES, ", ".join(map(str, spec)))
        _, inputs = read_noted(path, settings)
    except InputUnusable as refused:
        first = refused.faults[0]
        why = Words(f"在包里读时：{first.say('zh')}", f"Read there: {first.say('en')} ")
        raise unusable(named, INSIDE, why + RELATIVE) from None
    outside = [one for one in inputs.digests if not one.is_relative_to(place)]
    if outside:
        raise unusable(named, INSIDE, RELATIVE, str(outside[0]))
