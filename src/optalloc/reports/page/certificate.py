"""The certificate: each goal with its bound, the digests of what it is about, how to verify it."""

from collections.abc import Iterator, Sequence
from shlex import quote

from optalloc import __version__
from optalloc.core.alignment import NONE
from optalloc.core.message import Words, same
from optalloc.pipeline.certificate.encoding import file_digests, program_digest
from optalloc.pipeline.outcome_text import PROOFS, shown_value, solver_words
from optalloc.present.document import Block, Column, Command, Said, Section, TableBlock, Text
from optalloc.reports.page.context import PageContext
from optalloc.solver.search.outcome import GoalOutcome


def certificate(page: PageContext) -> Section:
    """Return the section."""
    return Section("certificate", Words("最优性证书", "Certificate"), list(_blocks(page)))


def _blocks(page: PageContext) -> Iterator[Block]:
    outcome = page.solved.outcome
    goals = outcome.goals
    if goals:
        yield _goals(goals, page.unit)
        yield Text(
            Words(
                "界由各条约束的乘数用分数算出，任何方案都不会比它更好；方案的值等于界，就没有更好的方案。",
                "A bound is computed in fractions from multipliers of the rules, and no plan is "
                "better than it; where the plan's value meets it, no plan is better.",
            ),
            "quiet",
        )
    yield _digests(page)
    yield from _commands(page)


def _goals(goals: Sequence[GoalOutcome], unit: str) -> TableBlock:
    return TableBlock(
        "goals-table",
        Words("目标与界", "Goals and bounds"),
        [
            Column(Words("目标", "goal"), [goal.words for goal in goals], True),
            Column(Words("数值", "value"), [shown_value(g, g.value, unit) for g in goals]),
            Column(Words("精确的界", "exact bound"), [_bound(goal, unit) for goal in goals]),
            Column(Words("证明", "proof"), [PROOFS[goal.proven] for goal in goals], True),
        ],
    )


def _bound(goal: GoalOutcome, unit: str) -> str:
    return NONE if goal.bound is None else shown_value(goal, goal.bound, unit)


def _digests(page: PageContext) -> TableBlock:
    """Return the digests of the files as they were read, and of the program made of them."""
    inputs, outcome = page.solved.inputs, page.solved.outcome
    rows: list[tuple[Words, Said]] = []
    if inputs:
        rows += [(same(name), digest) for name, digest in file_digests(inputs).items()]
    rows.append((Words("数学规划", "the program"), program_digest(page.solved.program)))
    rows.append((Words("版本", "version"), f"optalloc {__version__}"))
    rows.append((Words("求解器", "solver"), solver_words(outcome)))
    return TableBlock(
        "digests",
        Words("输入的 SHA-256 摘要与版本", "SHA-256 of the inputs, and versions"),
        [
            Column(Words("文件", "file"), [name for name, _ in rows], True),
            Column(Words("摘要", "digest"), [digest for _, digest in rows], True),
        ],
    )


def _commands(page: PageContext) -> Iterator[Block]:
    """Yield how anybody verifies the proof."""
    inputs = page.solved.inputs
    if inputs is None:
        return
    settings = "".join(f" --set {quote(setting)}" for setting in inputs.settings)
    yield Text(
        Words(
            "复核：在情景文件所在的文件夹运行下面两行。第一行写出方案和证书；第二行不用求解器，"
            "用分数重新计算每个值和界，并核对每个文件的摘要。"
            "证书里的“program”应与上面数学规划的摘要相同。",
            "To verify, run these lines in the scenario's folder. The first writes plan and "
            "certificate; the second computes every value and bound anew in fractions, without any "
            "solver, and compares every file's digest. “program” in the certificate is the "
            "program's digest above.",
        )
    )
    yield Command(f"optalloc solve {quote(inputs.scenario.name)}{settings} --out out")
    yield Command("optalloc check --certificate out/certificate.json")
