"""Check a certificate without any solver: read its scenario again, and compute everything anew."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from optalloc import __version__
from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import Words
from optalloc.pipeline.audit import plan_of, verify
from optalloc.pipeline.certificate.audit_facts import audit_digest
from optalloc.pipeline.certificate.encoding import Broken, Unreadable, file_digests, program_digest
from optalloc.pipeline.certificate.other_inputs import changed_files, other_inputs
from optalloc.pipeline.certificate.points import point_json, point_of, read_awards, read_point
from optalloc.pipeline.certificate.program_json import program_json
from optalloc.pipeline.certificate.proofs import read_leximin, read_stage, read_tree, read_worst
from optalloc.pipeline.certificate.read import (
    CertificateContent,
    SaidGoal,
    not_a_certificate,
    read_certificate,
)
from optalloc.pipeline.certificate.replay import ReplayedProof, replay, shows_nothing_is_there
from optalloc.pipeline.certificate.write import places_of, shown_as
from optalloc.pipeline.solve import read_noted
from optalloc.pipeline.solved import Inputs
from optalloc.problem.facts import Plan
from optalloc.problem.formulate import formulate
from optalloc.problem.interfaces import Targets
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from optalloc.solver.program.program import Leximin, Program, Stage, Whole, Worst
from optalloc.solver.proof.tree import LeximinProof, Proof
from optalloc.solver.search.aggregate import solved_program
from optalloc.solver.search.outcome import GoalOutcome, Proven, parts_in_plan


@dataclass(frozen=True)
class CheckedCertificate:
    """What came of checking a certificate.

    Attributes:
        file: The certificate as the user named it.
        files: The inputs whose digests agree.
        plan: The plan it is of, audited; None when it says that there is none.
        goals: What is shown of each goal: `exact`, or no more than the bound that it has.
        unreached: The goals that solving did not come to.
        nothing_there: How well it is shown that there is no plan.
        contradictions: What arithmetic alone shows can never hold.
        findings: What does not hold; empty when the certificate proves what it says.
    """

    file: str
    scenario: str
    problem: Problem
    files: tuple[str, ...]
    plan: Plan | None
    goals: tuple[GoalOutcome, ...]
    unreached: tuple[Words, ...]
    nothing_there: Proven
    contradictions: tuple[Words, ...]
    findings: tuple[Words, ...]

    @property
    def holds(self) -> bool:
        """Whether everything that it says was found to be so."""
        return not self.findings

    @property
    def verified(self) -> bool:
        """Whether the plan is shown to be best, or that there is none, without a solver."""
        if not self.holds:
            return False
        if self.plan is None:
            return self.nothing_there == "exact"
        return not self.unreached and all(goal.proven == "exact" for goal in self.goals)

    @property
    def says_nothing(self) -> bool:
        """Whether there is nothing in it to verify: neither a plan nor a proof of none."""
        return self.holds and self.plan is None and not self.verified


def check_certificate(file: str | Path, scenario: str | Path | None = None) -> CheckedCertificate:
    """Check a certificate against its scenario, in exact arithmetic, without any solver.

    Args:
        scenario: The scenario's file; None takes the one that the certificate names, from where
            the certificate stands.

    Raises:
        InputUnusable: When the certificate or the scenario cannot be read.
    """
    path = Path(file)
    said = read_certificate(path, str(file))
    named = _scenario(path, said.scenario) if scenario is None else scenario
    return held_against(CertifiedScenario.read(named, said.settings), said, str(file))


@dataclass(frozen=True)
class CertifiedScenario:
    """What a certificate is held against, all of it computed from the scenario's own files.

    Attributes:
        settings: Those of the command line that it was read with.
        digests: Of every file that was read.
        digest: Of the program.
        exact: The program spelt out.
        shown: The unit of money and the names of the goals, by which a reader is told.
        audit: The digest of the facts and settings that an audit needs.
    """

    named: str
    problem: Problem
    targets: Targets
    program: Program
    settings: tuple[str, ...]
    digests: Mapping[str, str]
    digest: str
    exact: Mapping[str, Any]
    shown: Mapping[str, Any]
    audit: str

    @classmethod
    def read(cls, named: str | Path, settings: Sequence[str]) -> "CertifiedScenario":
        """Read a scenario with the settings that were replaced.

        Raises:
            InputUnusable: When it cannot be read.
        """
        problem, inputs = read_noted(named, settings)
        targets = score(problem)
        return cls.of(str(named), inputs, problem, targets, formulate(problem, targets))

    @classmethod
    def of(
        cls, named: str, inputs: Inputs, problem: Problem, targets: Targets, program: Program
    ) -> "CertifiedScenario":
        """Return a scenario that was read already."""
        spelt, digest = program_json(problem, program), program_digest(program)
        files, audit = file_digests(inputs), audit_digest(problem, targets)
        shown = shown_as(problem, program)
        about = (inputs.settings, files, digest, spelt, shown, audit)
        return cls(named, problem, targets, program, *about)


def held_against(
    scenario: CertifiedScenario, said: CertificateContent, file: str
) -> CheckedCertificate:
    """Return what comes of a certificate that is held against a scenario.

    Args:
        file: The certificate as the user named it.

    Raises:
        InputUnusable: When an entry of it is none that a certificate has.
    """
    program = scenario.program
    findings, is_other_plan = _about_inputs(said, scenario)
    checked = CheckedCertificate(
        file,
        scenario.named,
        scenario.problem,
        files=tuple(sorted(said.files)),
        plan=None,
        goals=(),
        unreached=(),
        nothing_there="no",
        contradictions=program.contradictions,
        findings=(),
    )
    if is_other_plan:  # no figure of one can be held against the other
        return replace(checked, findings=tuple(findings))
    if said.plan is not None and (said.infeasible != "no" or said.conflict is not None):
        findings.append(_PLAN_AND_NONE)
    try:
        if said.plan is None:
            checked = replace(checked, nothing_there=_nothing_there(said, program))
        else:
            checked = _with_plan(checked, said, program, scenario.targets)
    except Broken as broken:
        findings.append(broken.words)
    except (Unreadable, RecursionError):
        # Its columns need be none of this scenario's where it is about another one.
        if _OTHER_PROGRAM not in findings:
            raise not_a_certificate(file) from None
    return replace(checked, findings=tuple(findings))


def _scenario(path: Path, said: str) -> str:
    """Return the scenario that a certificate names, from where the certificate stands.

    Raises:
        InputUnusable: When it is not there.
    """
    named = os.path.normpath(path.parent / said)
    if not Path(named).exists():
        place = Words("scenario 一项", "its entry scenario")
        allowed = Words("应为情景文件，但找不到", "the scenario's file, which is not there")
        remedy = Words(
            f"请写出情景在哪里：optalloc check --certificate {path.name} SCENARIO。",
            f"Say where it is: optalloc check --certificate {path.name} SCENARIO.",
        )
        raise InputUnusable([Fault(str(path), place, allowed, named, remedy)])
    return named


def _about_inputs(
    said: CertificateContent, scenario: CertifiedScenario
) -> tuple[list[Words], bool]:
    """Return what does not agree with the scenario, and whether it is of another plan."""
    findings = [*_own_digest(said), *_other_entries(said)]
    if said.settings != scenario.settings:
        findings.append(_OTHER_SETTINGS)
    files = [*changed_files(said.files, scenario.digests)]
    is_other = said.audit is not None and said.audit != scenario.audit
    if said.program == scenario.digest and said.exact == scenario.exact and not is_other:
        is_called_so = said.shown in (None, scenario.shown)
        return [*findings, *files, *([] if is_called_so else [_OTHER_NAMES])], False
    named = (said.scenario, scenario.named)
    found = other_inputs(said.exact, scenario.exact, scenario.problem, named)
    if found.is_other_plan:
        findings.append(_OTHER_SCENARIO)
    of_version = _other_version(said) if said.program != scenario.digest else ()
    return [*findings, *found.words, *files, *of_version, _OTHER_PROGRAM], found.is_other_plan


def _other_entries(said: CertificateContent) -> Iterator[Words]:
    for part in said.left_out:
        yield Words(
            f"证书里缺少 {part} 一项，solve --out 写出的证书总有它：被拿掉了，或由较早的程序写出",
            f"its entry {part} is missing, which solve --out always writes: it was taken out, or"
            " an earlier version wrote it",
        )
    for part in said.unknown:
        yield Words(f"证书里没有 {part} 这一项", f"its entry {part} is none that a certificate has")


def _other_version(said: CertificateContent) -> Iterator[Words]:
    if said.version != __version__:
        yield Words(
            f"证书由程序 {said.version} 版写出，这里是 {__version__} 版",
            f"version {said.version} of the program wrote it; this is {__version__}",
        )


_OTHER_SETTINGS = Words(
    "证书写的 --set 与求解时的不同", "its settings (--set) are not those that were solved with"
)
_PLAN_AND_NONE = Words(
    "证书既有方案，又说没有方案（infeasible、conflict）",
    "it has a plan and says that there is none too (infeasible, conflict)",
)
_OTHER_NAMES = Words(
    "证书写的金额单位或目标的说法（shown）与情景不同",
    "its unit of money or what it calls the goals (shown) is not the scenario's",
)
_OTHER_SCENARIO = Words(
    "这份证书是另一个情景的，下面写明不同之处；请写出它自己的情景：check --certificate 证书 情景",
    "it is the certificate of another scenario, which differs as follows; name its own:"
    " check --certificate FILE SCENARIO",
)
_OTHER_PROGRAM = Words(
    "由情景得出的约束和目标与证书所指的不是同一组（情景、表格或程序版本变了）",
    "the rules and goals made from the scenario are not those that it is about"
    " (scenario, tables or version have changed)",
)


def _own_digest(said: CertificateContent) -> Iterator[Words]:
    if not said.is_whole:
        yield Words(
            "证书的内容与它的校验值（digest）不符：写出以后有改动",
            "its content does not agree with its digest: it was changed after it was written",
        )


def _nothing_there(said: CertificateContent, program: Program) -> Proven:
    """Return how well it is shown that there is no plan.

    Raises:
        Broken: When it says more than it shows.
    """
    is_shown = bool(program.contradictions) or bool((program.lower > program.upper).any())
    if not is_shown and said.conflict is not None:
        places = places_of(program, said.by_totals)
        tree = read_tree(said.conflict, places)
        try:
            is_shown = shows_nothing_is_there(solved_program(program, said.by_totals), tree)
        except ValueError:
            is_shown = False
    if said.infeasible == "exact" and not is_shown:
        raise Broken(
            Words("“没有可行方案”的证明不成立", "the proof that there is no plan does not hold")
        )
    return "exact" if is_shown else said.infeasible


def _with_plan(
    checked: CheckedCertificate, said: CertificateContent, program: Program, targets: Targets
) -> CheckedCertificate:
    """Return the check with the plan audited and every goal walked through again."""
    problem, plan = checked.problem, read_awards(said.plan)
    x = point_of(problem, program, plan, read_point(said.columns, program.columns))
    breaches = verify(problem, targets, plan)
    is_other = said.point != point_json(x) or plan_of(problem, x) != plan
    if breaches or not program.holds(x) or is_other:
        why = breaches[0].words() if breaches else Words("有约束不成立", "some rule does not hold")
        raise Broken(
            Words(f"方案没有通过核对：{why.zh}", f"the plan does not pass the audit: {why.en}")
        )
    proofs, points = _proofs(said, program, x)
    solved = solved_program(program, said.by_totals)
    columns = np.array(places_of(program, said.by_totals).columns, dtype=np.int64)
    try:
        shown = [*replay(solved, proofs, [point[columns] for point in points], x[columns])]
    except (ValueError, OverflowError):
        raise Broken(Words("有的乘数不能用", "some multiplier cannot be used")) from None
    told = zip(said.goals, program.goals, shown, strict=False)
    goals = tuple(_judged(one, goal, found, x) for one, goal, found in told)
    unreached = tuple(goal.words for goal in program.goals[len(shown) :])
    if unreached and said.stopped == "finished":
        words = unreached[0]
        raise Broken(
            Words(f"目标“{words.zh}”没有证明", f"there is no proof of the goal “{words.en}”")
        )
    return replace(checked, plan=plan, goals=goals, unreached=unreached)


def _proofs(
    said: CertificateContent, program: Program, x: Whole
) -> tuple[list[Proof], list[Whole]]:
    """Return the proof of each goal, and the point that has its value.

    Raises:
        Broken: When a goal is another one, or has a value that its point has not.
    """
    places = places_of(program, said.by_totals)
    proofs: list[Proof] = []
    points: list[Whole] = []
    if len(said.goals) > len(program.goals):
        raise Broken(Words("证书的目标比情景多", "it has more goals than the scenario"))
    for one, goal in zip(said.goals, program.goals, strict=False):
        if one.proof is None or (one.label, one.tolerance) != (goal.label, goal.tolerance):
            raise Broken(
                Words(
                    f"目标“{goal.words.zh}”不是证书里的那个",
                    f"the goal “{goal.words.en}” is not the one it is about",
                )
            )
        point = x if one.witness is None else read_point(one.witness, program.columns)
        if not program.holds(point):
            raise Broken(
                Words(
                    f"目标“{goal.words.zh}”的最优点不符合约束",
                    f"the best point of “{goal.words.en}” breaks a rule",
                )
            )
        is_leximin = isinstance(goal, Leximin)
        read = read_leximin if is_leximin else read_worst if isinstance(goal, Worst) else read_stage
        proof: Proof = read(one.proof, places)
        worst = proof.worst if isinstance(proof, LeximinProof) else proof
        if worst.value != one.value:
            raise Broken(_other_figures(goal))
        proofs.append(proof)
        points.append(point)
    return proofs, points


def _other_figures(goal: Stage | Worst) -> Words:
    return Words(
        f"目标“{goal.words.zh}”：证书写的值或下界，重新计算得不出来",
        f"the goal “{goal.words.en}”: its value or bound does not come out again",
    )


def _judged(one: SaidGoal, goal: Stage | Worst, shown: ReplayedProof, x: Whole) -> GoalOutcome:
    """Return what is shown of a goal.

    Raises:
        Broken: When the certificate says more, or other figures.
    """
    in_plan = goal.value(x.tolist()) if goal.tolerance is not None else None
    is_other = one.in_plan != in_plan or (one.bound is not None and one.bound != shown.bound)
    if is_other or (one.proven == "exact" and shown.proven != "exact"):
        raise Broken(_other_figures(goal))
    proven = shown.proven if shown.proven == "exact" else one.proven
    return GoalOutcome(
        goal.label, goal.words, one.value, shown.bound, proven, {}, goal.measure, goal.tolerance,
        in_plan, parts=parts_in_plan(goal, x.tolist()),
    )  # fmt: skip
