"""What cannot be told from a table is asked: one question a column, answered with a role.

Without somebody to ask, the questions become one letter that says which option answers each.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from optalloc.core.errors import Fault, InputUnusable, refuse_any
from optalloc.core.message import NOTHING, Words, listed, same
from optalloc.inputs.tables.headers import tidy_header
from optalloc.inputs.tables.raw import column_letters
from optalloc.inputs.tables.table import place_of
from optalloc.inputs.understanding.layout.roles import FOR_FIGURES, FOR_WORDS, ROLES, Role

UNITS = ("元", "万元", "亿元")


@dataclass(frozen=True)
class Question:
    """One thing that the table does not say.

    Attributes:
        about: The column, or the unit.
        options: What may be answered.
        why: What is not clear.
        seen: Some of what stands in the column.
    """

    file: str
    sheet: str | None
    about: str
    options: tuple[str, ...]
    why: Words
    seen: tuple[str, ...] = ()

    def words(self) -> Words:
        """Return the question as one asks a person."""
        seen = listed(self.seen)
        zh = f"{self.about}：{self.why.zh}" + (f"（如 {seen.zh}）" if self.seen else "")
        en = f"{self.about}: {self.why.en}" + (f" (such as {seen.en})" if self.seen else "")
        return Words(zh, en)


class Unclear(InputUnusable):
    """Nothing tells what the columns of a table without money are for.

    Attributes:
        has_totals: Whether the table has total rows, whose sums are then not taken.
    """

    def __init__(self, questions: Sequence[Question], has_totals: bool) -> None:
        super().__init__([_fault(q) for q in questions])
        self.has_totals = has_totals


Ask = Callable[[Question], str]
"""Puts a question to a person and returns one of its options."""


def answer(questions: Sequence[Question], ask: Ask | None) -> dict[str, str]:
    """Return the answers by what each question is about.

    Raises:
        InputUnusable: When there is nobody to ask; the letter says which option answers.
    """
    if ask is not None:
        return {q.about: ask(q) for q in questions}
    if questions:
        raise InputUnusable([_fault(q) for q in questions])
    return {}


def _fault(question: Question) -> Fault:
    options = listed(question.options)
    is_unit = question.options == UNITS
    option = f"--unit {UNITS[1]}" if is_unit else f"--column {question.about}={question.options[0]}"
    remedy = Words(
        f"请写 {option}，可用：{options.zh}。", f"Say {option}, or another of: {options.en}."
    )
    seen = "、".join(question.seen) if question.seen else None
    place = place_of(None, None if is_unit else question.about)
    return Fault(question.file, place, question.why, seen, remedy, question.sheet)


@dataclass(frozen=True)
class Choices:
    """What the user said about columns: `备注=ignore`, `C=indicator`, `资金来源/中央=source`.

    Attributes:
        roles: The role by the header or the letters it was said of, tidied.
    """

    roles: Mapping[str, Role]

    def of(self, index: int, name: str, path: tuple[str, ...]) -> Role | None:
        """Return what was said of a column, by its whole name, its own header or its letters."""
        own = path[-1] if path else ""
        for key in (name, own, column_letters(index + 1)):
            if key and (role := self.roles.get(column_key(key))):
                return role
        return None

    def unused(self, names: Iterable[tuple[int, str, tuple[str, ...]]]) -> tuple[str, ...]:
        """Return what was said of columns that no table has."""
        known = {
            column_key(key)
            for index, name, path in names
            for key in (name, path[-1] if path else "", column_letters(index + 1))
        }
        return tuple(key for key in self.roles if key not in known)


def column_key(text: str) -> str:
    """Return what a column is called, in the form in which choices are looked up."""
    return tidy_header(text).casefold()


def choices_of(said: Sequence[str]) -> Choices:
    """Return the choices that texts such as `备注=ignore` make.

    Raises:
        InputUnusable: With every text that is none.
    """
    roles: dict[str, Role] = {}
    faults = []
    known: dict[str, Role] = {role: role for role in ROLES}
    known |= {words.zh: role for role, words in ROLES.items()}
    for text in said:
        name, sign, word = text.rpartition("=")
        role = known.get(word.strip())
        if not sign or not name.strip() or role is None:
            there = listed(tuple(ROLES))
            allowed = Words(
                f"应写成 表头=用途，可用：{there.zh}", f"HEADER=ROLE, one of {there.en}"
            )
            faults.append(Fault("", same("--column"), allowed, text))
        elif roles.setdefault(column_key(name), role) != role:
            allowed = Words("一列只写一种用途", "one role for a column")
            faults.append(Fault("", same("--column"), allowed, text))
    refuse_any(faults)
    return Choices(roles)


def refuse_unused(unused: Sequence[str], names: Sequence[str], file: str) -> None:
    """Refuse choices about columns that are not there.

    Raises:
        InputUnusable: With the columns there are.
    """
    there = listed(tuple(names))
    allowed = Words(f"应为表中的列：{there.zh}", f"a column of the table: {there.en}")
    if unused:
        place = same("--column")
        raise InputUnusable([Fault(file, place, allowed, key, NOTHING) for key in unused])


def question_about(
    file: str, sheet: str | None, about: str, why: Words, seen: tuple[str, ...], holds_figures: bool
) -> Question:
    """Return the question what a column is for."""
    options = FOR_FIGURES if holds_figures else FOR_WORDS
    return Question(file, sheet, about, options, why, seen)
