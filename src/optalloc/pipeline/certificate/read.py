"""Read the file of a certificate: what it says, before any of it is believed."""

import json
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from optalloc.core.errors import InputUnusable
from optalloc.core.message import Words, listed
from optalloc.inputs.tables import decode, read_whole
from optalloc.inputs.tables.raw import unusable
from optalloc.pipeline.certificate.encoding import (
    DIGEST,
    FORM,
    FORM_OF_A_PLACE,
    FORM_WITHOUT_ROWS,
    Unreadable,
    digest_of,
    entry,
    read_figure,
    unknown_entries,
)
from optalloc.solver.search.outcome import GRADES, Proven

LARGEST_FILE = 256 * 2**20
"""Longest certificate that is read [bytes]."""
PARTS = (
    *("version", "scenario", "settings", "files", "program", "by_totals", "stopped"),
    *("infeasible", "conflict", "plan", "point", "columns", "goals", "exact", DIGEST),
)
"""Entries without which nothing can be checked."""
GRADE: dict[str, Proven] = {grade: grade for grade in GRADES}
_TEXT = (str, type(None))


@dataclass(frozen=True)
class SaidGoal:
    """What a certificate says of one goal; its proof and witness are not read yet."""

    label: str
    value: Fraction
    proven: Proven
    bound: Fraction | None
    tolerance: Fraction | None
    in_plan: Fraction | None
    witness: dict[str, Any] | None
    proof: dict[str, Any] | None


@dataclass(frozen=True)
class CertificateContent:
    """What a certificate says.

    Attributes:
        audit: The digest of the facts that an audit needs; None where it is not there.
        left_out: Entries that a certificate always has, and that nothing here is read from.
        unknown: Entries, however deep, that no certificate has.
        is_whole: Whether its digest is that of its content.
    """

    version: str
    scenario: str
    settings: tuple[str, ...]
    files: dict[str, Any]
    program: str
    by_totals: bool
    stopped: str
    infeasible: Proven
    conflict: dict[str, Any] | None
    plan: list[Any] | None
    point: dict[str, Any] | None
    columns: dict[str, Any]
    goals: tuple[SaidGoal, ...]
    exact: dict[str, Any]
    shown: dict[str, Any] | None
    audit: str | None
    left_out: tuple[str, ...]
    unknown: tuple[str, ...]
    is_whole: bool


def read_certificate(path: Path, named: str) -> CertificateContent:
    """Read a certificate.

    Raises:
        InputUnusable: When it is not there, is cut off, or is no certificate.
    """
    text, _ = decode(read_whole(path, named, LARGEST_FILE))
    return said_of(text or "", named)


def said_of(text: str, named: str) -> CertificateContent:
    """Read the text of a certificate.

    Raises:
        InputUnusable: When it is cut off, or none.
    """
    try:
        value = json.loads(
            text, object_pairs_hook=_once, parse_float=_Inexact, parse_constant=_Inexact
        )
    except (Unreadable, ValueError, RecursionError):
        allowed = Words("应为完整的 JSON 文件", "a whole JSON file")
        remedy = Words(
            "文件可能不完整或被改动，请重新复制 certificate.json。",
            "It may be cut off or changed: copy certificate.json again.",
        )
        raise unusable(named, allowed, remedy) from None
    if isinstance(value, dict) and value.get("form") == FORM_WITHOUT_ROWS:
        allowed = Words(
            f"应写明 form: {FORM}；这一份较早，没有约束的各行（exact）和方案的各列（point）",
            f"form: {FORM}; this one is older, without the rows (exact) and the columns (point)",
        )
        remedy = Words("请用 optalloc solve --out 重新写出。", "Write it again: solve --out.")
        raise unusable(named, allowed, remedy)
    if not isinstance(value, dict) or value.get("form") not in (FORM, FORM_OF_A_PLACE):
        allowed = Words(f"应写明 form: {FORM}", f"a certificate, with form: {FORM}")
        remedy = Words(
            "请用 optalloc solve --out 写出的 certificate.json。",
            "Take the certificate.json that optalloc solve --out writes.",
        )
        raise unusable(named, allowed, remedy)
    if missing := [part for part in PARTS if part not in value]:
        named_parts = listed(missing)
        allowed = Words(
            f"证书的各项应齐全，缺少 {named_parts.zh}",
            f"every entry of a certificate; it lacks {named_parts.en}",
        )
        remedy = Words("请重新复制 certificate.json。", "Copy certificate.json again.")
        raise unusable(named, allowed, remedy)
    try:
        return _said(value)
    except (Unreadable, RecursionError, TypeError):
        raise not_a_certificate(named) from None


def not_a_certificate(named: str) -> InputUnusable:
    """Return the letter about a file with entries that a certificate cannot have."""
    allowed = Words("有的项不合证书的格式", "entries as a certificate has them")
    remedy = Words("请重新复制 certificate.json。", "Copy certificate.json again.")
    return unusable(named, allowed, remedy)


def _said(value: dict[str, Any]) -> CertificateContent:
    settings = entry(value, "settings", list)
    infeasible = GRADE.get(entry(value, "infeasible", str))
    if infeasible is None or not all(isinstance(text, str) for text in settings):
        raise Unreadable
    return CertificateContent(
        entry(value, "version", str),
        entry(value, "scenario", str),
        tuple(settings),
        entry(value, "files", dict),
        entry(value, "program", str),
        entry(value, "by_totals", bool),
        entry(value, "stopped", str),
        infeasible,
        entry(value, "conflict", (dict, type(None))),
        entry(value, "plan", (list, type(None))),
        entry(value, "point", (dict, type(None))),
        entry(value, "columns", dict),
        tuple(_goal(item) for item in entry(value, "goals", list)),
        entry(value, "exact", dict),
        entry({"shown": None, **value}, "shown", (dict, type(None))),
        entry({"audit": None, **value}, "audit", (str, type(None))),
        tuple(part for part in ("engine", "audit", "shown") if value.get(part) is None),
        tuple(unknown_entries(value)),
        entry(value, DIGEST, str) == digest_of(value),
    )


def _goal(said: object) -> SaidGoal:
    proven = GRADE.get(entry(said, "proven", str))
    if proven is None:
        raise Unreadable
    return SaidGoal(
        entry(said, "goal", str),
        read_figure(entry(said, "value", str)),
        proven,
        _figure(entry(said, "bound", _TEXT)),
        _figure(entry(said, "tolerance", _TEXT)),
        _figure(entry(said, "in_plan", _TEXT)),
        entry(said, "witness", (dict, type(None))),
        entry(said, "proof", (dict, type(None))),
    )


def _figure(text: str | None) -> Fraction | None:
    return None if text is None else read_figure(text)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; a key that comes twice would hide one of its values."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Unreadable
    return found


class _Inexact:
    """A number with decimals; other files have them, a certificate has none."""

    def __init__(self, text: str) -> None:
        self.text = text
