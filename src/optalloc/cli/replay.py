"""`optalloc replay BUNDLE`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from optalloc.cli.options import JSON, LANG, TIME_LIMIT, Display, options, print_json
from optalloc.cli.spoken_help import SpokenHelp
from optalloc.core.message import Words, visible
from optalloc.core.solve_options import SolveOptions

if TYPE_CHECKING:
    from optalloc.pipeline.certificate.check import CheckedCertificate
    from optalloc.pipeline.run_bundle.bundle import ReplayedBundle
    from optalloc.present.answers.others import ReplayAnswer

NOT_THE_SAME = 7
"""The exit code where a bundle, solved again, comes to other bytes."""


@click.command("replay", cls=SpokenHelp)
@click.argument("bundle", metavar="BUNDLE.zip", type=click.Path())
@options(TIME_LIMIT, LANG, JSON)
def command(bundle: str, how: SolveOptions, display: Display) -> int:
    """Solve again what BUNDLE.zip holds, and compare plan and proof to the byte.

    重新求解运行包里的情景，方案和证明逐字节比较；不同时退出码为 7。
    """
    from optalloc.cli.progress import doing
    from optalloc.pipeline.run_bundle.bundle import replay_bundle

    with doing(display.lang, how.budget):
        found = replay_bundle(bundle, None if how.seconds is None else how.budget)
    if display.as_json:
        print_json(_json(found))
    else:
        for words in _lines(found):
            click.echo(visible(words.say(display.lang)))
    return 0 if found.is_same else NOT_THE_SAME


def _lines(found: "ReplayedBundle") -> Iterator[Words]:
    """Yield what is the same and what is not."""
    for name, is_same in found.same.items():
        if is_same:
            yield Words(f"{name}：逐字节相同。", f"{name}: the same to the byte.")
        else:
            yield Words(f"{name}：与包里的不同。", f"{name}: not the same as in the bundle.")
    if found.kept is not None:
        yield _still(found.kept)
    if not found.same:
        yield Words("当时和现在都没有方案。", "There was no plan then, and there is none now.")
    for name, (then, now) in found.changed.items():
        yield Words(
            f"{name} 的版本变了：当时 {then}，现在 {now}",
            f"another version of {name}: {then} then, {now} now",
        )


def _still(kept: "CheckedCertificate") -> Words:
    """Return whether the certificate in a bundle holds, where solving again comes to another."""
    if kept.verified:
        return Words(
            "包里的证书已重新核对，仍然成立：同一结果可以有不止一份证明。",
            "The certificate in the bundle was checked again and holds: one result can have "
            "several proofs.",
        )
    if kept.says_nothing:
        return Words(
            "包里的证书没有可以核对的：既没有方案，也没有“没有可行方案”的证明。",
            "The certificate in the bundle has nothing to verify: neither a plan nor a proof that "
            "there is none.",
        )
    if kept.holds:
        return Words(
            "包里的证书已重新核对，所写属实，但没有证明方案最优。",
            "The certificate in the bundle was checked again: what it says is so, but it does not "
            "prove the plan best.",
        )
    opening = Words(
        "包里的证书已重新核对，不成立：", "The certificate in the bundle does not hold: "
    )
    return opening + kept.findings[0]


def _json(found: "ReplayedBundle") -> "ReplayAnswer":
    """Return what was found as one object."""
    kept = found.kept
    return {
        "file": found.file,
        "same": found.is_same,
        "files": dict(found.same),
        "certificate_holds": None if kept is None else kept.holds and not kept.says_nothing,
        "versions": {n: {"then": then, "now": now} for n, (then, now) in found.changed.items()},
    }
