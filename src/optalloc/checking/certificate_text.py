"""What was verified of a certificate, in words and as JSON."""

from typing import TYPE_CHECKING

from optalloc.core.message import Lang, Words
from optalloc.core.money import show_known
from optalloc.pipeline.certificate.check import CheckedCertificate
from optalloc.pipeline.outcome_text import goal_value, goal_words
from optalloc.present.document import Document, Section, Style, Text

if TYPE_CHECKING:
    from optalloc.present.answers.checked import CertificateAnswer


def certificate_document(checked: CheckedCertificate) -> Document:
    """Yield what was verified, or what does not hold."""
    said = checked.findings or _lines(checked)
    style: Style = "lead" if checked.holds else "error"
    style = "warning" if checked.says_nothing else style
    items = [Text(words, mark="  · ") for words in said]
    yield Section("certificate", _verdict(checked), items, style)


def _verdict(checked: CheckedCertificate) -> Words:
    """Return the one sentence that says what came of it."""
    file = checked.file
    if not checked.holds:
        return Words(f"证书不成立：{file}", f"The certificate does not hold: {file}")
    if checked.says_nothing:
        return Words(
            "没有可以复核的：证书里既没有方案，也没有“没有可行方案”的证明。",
            "Nothing to verify: it holds neither a plan nor a proof that there is none.",
        )
    if checked.plan is None:
        return Words(
            "证明已复核：没有可行方案，全部用精确运算重算，没有用求解器。",
            "Proof verified: there is no plan. Computed anew in exact arithmetic, by no solver.",
        )
    if checked.verified:
        return Words(
            "最优性证明已复核：方案符合全部约束，没有更好的方案；全部用精确运算重算，没有用求解器。",
            "Proof verified: the plan keeps every rule and no plan is better."
            " Computed anew in exact arithmetic, by no solver.",
        )
    return Words(
        "证书属实，但没有证明到底：方案符合全部约束；最优性只证明到下面所说的程度。",
        "The certificate is true, but proves less than the best: the plan keeps every rule;"
        " how good it is, is proven as far as is said below.",
    )


def _lines(checked: CheckedCertificate) -> list[Words]:
    """Return what was verified, line by line."""
    problem, plan = checked.problem, checked.plan
    files, rules = len(checked.files), len(problem.rules)
    lines = [
        Words(
            f"情景 {checked.scenario}：{files} 个文件都是当时的内容",
            f"the scenario {checked.scenario}: {files} file{_s(files)}, unchanged since then",
        )
    ]
    if plan is not None:
        count, total = len(plan.awards), problem.say(plan.total)
        lines.append(
            Words(
                f"方案：{count} 笔安排，合计 {total}，{rules} 条约束逐条核对，没有违反",
                f"the plan: {count} award{_s(count)}, {total} in all;"
                f" {rules} rule{_s(rules)} audited, none broken",
            )
        )
    lines += checked.contradictions if plan is None else ()
    for goal in checked.goals:
        words = goal_words(goal, problem.unit)
        lines.append(Words(f"目标 {words.zh}", f"the goal {words.en}"))
    for left in checked.unreached:
        lines.append(Words(f"目标 {left.zh}：没有算到", f"the goal {left.en}: not reached"))
    if plan is not None and checked.verified:
        lines.append(
            Words(
                "同样好的方案可能不止一个；在它们之中取哪一个由并列规则决定，不在证明之内",
                "other plans may be as good; which of them is taken the tie rule says,"
                " not this proof",
            )
        )
    return lines


def _s(count: int) -> str:
    return "" if count == 1 else "s"


def certificate_json(checked: CheckedCertificate, lang: Lang) -> "CertificateAnswer":
    """Return what was verified as the object that `check --certificate --json` prints."""
    unit = checked.problem.unit
    return {
        "certificate": checked.file,
        "scenario": checked.scenario,
        "holds": checked.holds and not checked.says_nothing,
        "verified": "exact" if checked.verified else "no",
        "has_plan": checked.plan is not None,
        "words": _verdict(checked).say(lang),
        "files": list(checked.files),
        "goals": [
            {
                "goal": goal.label,
                "words": goal.words.say(lang),
                "value": show_known(goal_value(goal, goal.value, unit), 6),
                "bound": None
                if goal.bound is None
                else show_known(goal_value(goal, goal.bound, unit), 6),
                "proven": goal.proven,
            }
            for goal in checked.goals
        ],
        "findings": [words.say(lang) for words in checked.findings],
    }
