"""The grammar of an inequality, read by recursive descent; every slip of a text at once.

    inequality  sum  (<= | >= | =)  sum
    sum         product  { (+ | -) product }
    product     signed   { (* | /) signed }
    signed      - signed  |  figure  |  money [. column]  |  ( sum )  |  call
    money       name  { · name }          the money that all of them hold in common
    name        a plain name, one in quotes, sort(name), total, each
    call        sum(a, b, …)   share(a, b)   per_head(money, column)

Words stand in Chinese as well: 合计, 各单位, 求和, 占比, 人均; 单位(…), 来源(…), 用途(…).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from optalloc.core.message import NOTHING, Words
from optalloc.problem.inequality.tokens import Slip, Token, tokens

SortOfName = Literal["recipient", "kind", "source", "tier", "use", "group", "project"]
SORTS: dict[str, SortOfName] = {
    **{"recipient": "recipient", "单位": "recipient", "kind": "kind", "类型": "kind"},
    **{"source": "source", "来源": "source", "tier": "tier", "层级": "tier"},
    **{"use": "use", "用途": "use", "group": "group", "类别": "group"},
    **{"project": "project", "项目": "project"},
}
TOTAL = frozenset(("total", "合计"))
EACH = frozenset(("each", "各单位"))
SUM, SHARE, PER_HEAD = ("sum", "求和"), ("share", "占比"), ("per_head", "人均")
CALLS = {word: names[0] for names in (SUM, SHARE, PER_HEAD) for word in names}
COMPARISONS = ("<=", ">=", "=")
DEEPEST = 40
"""Most brackets and signs inside each other."""
MOST_SLIPS = 20


@dataclass(frozen=True)
class Figure:
    """A figure as it is written; money in fen, 55% as 0.55."""

    value: Fraction
    is_money: bool
    at: int = field(compare=False)
    is_percent: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Name:
    """A name of the tables, or one of the words total and each.

    Attributes:
        sort: What it is said to be; None where any sort may have it.
        word: `total` or `each` where it is that word.
    """

    text: str
    sort: SortOfName | None
    word: Literal["total", "each"] | None
    at: int = field(compare=False)


@dataclass(frozen=True)
class NamedMoney:
    """The money that all of the names hold in common."""

    names: tuple[Name, ...]
    at: int = field(compare=False)


@dataclass(frozen=True)
class ColumnSum:
    """The figures of a column, summed over the recipients of a selection.

    Attributes:
        is_head: Whether money is divided by it, whatever sources and uses the money is of.
    """

    of: NamedMoney
    column: str
    at: int = field(compare=False)
    is_head: bool = False


@dataclass(frozen=True)
class ExpressionPair:
    """Two expressions and what is done with them."""

    mark: Literal["+", "-", "*", "/"]
    left: "Expression"
    right: "Expression"
    at: int = field(compare=False)


Expression = Figure | NamedMoney | ColumnSum | ExpressionPair


@dataclass(frozen=True)
class Inequality:
    """Two expressions and how they stand to each other."""

    left: Expression
    mark: Literal["<=", ">=", "="]
    right: Expression
    at: int


def read(text: str) -> tuple[Inequality | None, list[Slip]]:
    """Return the inequality that a text means, and every slip in it.

    Where there are slips, the inequality is what could be read, for what its names say.
    """
    pieces, slips = tokens(text)
    if slips and len(pieces) == 1:
        return None, slips
    reader = _Reader(pieces)
    made = reader.inequality()
    slips = sorted((*slips, *reader.slips), key=lambda slip: slip.at)
    return made, slips[:MOST_SLIPS]


def parts(of: Expression | Inequality) -> Iterator[NamedMoney | ColumnSum]:
    """Yield the money and the columns that an expression speaks of, from left to right."""
    waiting: list[Expression | Inequality] = [of]
    while waiting:
        one = waiting.pop()
        if isinstance(one, ExpressionPair | Inequality):
            waiting += [one.right, one.left]
        elif isinstance(one, NamedMoney | ColumnSum):
            yield one


class _Reader:
    """Reads pieces from left to right; a slip is noted and stands for a figure of 1."""

    def __init__(self, pieces: list[Token]) -> None:
        self.pieces = pieces
        self.place = 0
        self.depth = 0
        self.slips: list[Slip] = []

    @property
    def next(self) -> Token:
        """The piece that comes next."""
        return self.pieces[self.place]

    def takes(self, *marks: str) -> Token | None:
        """Take the next piece if it is one of these marks."""
        piece = self.next
        if piece.sort == "mark" and piece.text in marks:
            self.place += 1
            return piece
        return None

    def slip(self, allowed: Words, remedy: Words = NOTHING) -> None:
        """Note that the next piece is not what may stand there; once for each piece."""
        piece = self.next
        if not any(slip.at == piece.at for slip in self.slips):
            self.slips.append(Slip(piece.at, allowed, piece.text or None, remedy))

    def inequality(self) -> Inequality | None:
        """Read the whole text."""
        left = self.sum()
        mark = self.next
        while not self.takes(*COMPARISONS):
            self.slip(Words("应为 <=、>= 或 =", "<=, >= or ="))
            if self.takes("<", ">"):
                break
            if not self._skipped_to(*COMPARISONS, "<", ">"):
                return None
            mark = self.next
        right = self.sum()
        if self.next.sort != "end":
            allowed = Words("应到此为止，或有 + - * /", "the end, or + - * /")
            remedy = Words("一条只写一个比较。", "One comparison a rule.")
            self.slip(allowed, remedy if self.next.text in COMPARISONS else NOTHING)
        return Inequality(left, mark.text, right, mark.at)  # type: ignore[arg-type]

    def _skipped_to(self, *marks: str) -> bool:
        """Pass over pieces up to one of the marks; returns whether there is one."""
        while self.next.sort != "end":
            if self.next.sort == "mark" and self.next.text in marks:
                return True
            self.place += 1
        return False

    def sum(self) -> Expression:
        """Read products, added and taken away."""
        made = self.product()
        while mark := self.takes("+", "-"):
            made = ExpressionPair(mark.text, made, self.product(), mark.at)  # type: ignore[arg-type]
        return made

    def product(self) -> Expression:
        """Read what is multiplied and divided."""
        made = self.signed()
        while mark := self.takes("*", "/"):
            made = ExpressionPair(mark.text, made, self.signed(), mark.at)  # type: ignore[arg-type]
        return made

    def signed(self) -> Expression:
        """Read one operand."""
        piece = self.next
        if self.depth >= DEEPEST:
            self.slip(
                Words(f"括号应在 {DEEPEST} 层以内", f"at most {DEEPEST} brackets in each other")
            )
            self.place = len(self.pieces) - 1
            return Figure(Fraction(1), False, piece.at)
        self.depth += 1
        try:
            return self._operand(piece)
        finally:
            self.depth -= 1

    def _operand(self, piece: Token) -> Expression:
        if piece.sort in ("number", "percent", "money"):
            self.place += 1
            return Figure(piece.value, piece.sort == "money", piece.at, piece.sort == "percent")
        if self.takes("-"):
            return ExpressionPair(
                "*", Figure(Fraction(-1), False, piece.at), self.signed(), piece.at
            )
        if self.takes("("):
            inside = self.sum()
            self._closed()
            return inside
        if piece.sort == "name":
            if piece.text in CALLS and not piece.is_quoted and self._opens():
                return self._call(CALLS[piece.text], piece)
            return self._money_or_column()
        self.slip(Words("应为名称、数字或括号", "a name, a number or a bracket"))
        if piece.text in (")", ",", ".", "·"):
            self.place += 1
        return Figure(Fraction(1), False, piece.at)

    def _opens(self) -> bool:
        following = self.pieces[self.place + 1]
        return following.sort == "mark" and following.text == "("

    def _closed(self) -> None:
        if not self.takes(")"):
            self.slip(Words("应为 )", ")"))

    def _call(self, word: str, piece: Token) -> Expression:
        """Read sum(…), share(…) or per_head(…)."""
        self.place += 2
        if word == PER_HEAD[0]:
            return self._per_head(piece)
        made = [self.sum()]
        while self.takes(","):
            made.append(self.sum())
        if word == SHARE[0] and len(made) != 2:
            self.slip(Words("应有两项：占比(部分, 全部)", "two of them: share(part, whole)"))
        self._closed()
        if word == SHARE[0]:
            return ExpressionPair("/", made[0], made[-1], piece.at)
        whole = made[0]
        for one in made[1:]:
            whole = ExpressionPair("+", whole, one, piece.at)
        return whole

    def _per_head(self, piece: Token) -> Expression:
        """Read money and the column that it is divided by."""
        money = self._money()
        if not self.takes(","):
            self.slip(
                Words("应为逗号和列名：人均(镇, 人口)", "a comma and a column: per_head(a, b)")
            )
        column = self._column(money, is_head=True)
        self._closed()
        return ExpressionPair("/", money, column, piece.at)

    def _money_or_column(self) -> Expression:
        money = self._money()
        return self._column(money) if self.takes(".") else money

    def _column(self, of: NamedMoney, is_head: bool = False) -> Expression:
        piece = self.next
        if piece.sort != "name":
            self.slip(Words("应为单位表里的列名", "a column of the recipients' table"))
            return Figure(Fraction(1), False, piece.at)
        self.place += 1
        return ColumnSum(of, piece.text, piece.at, is_head)

    def _money(self) -> NamedMoney:
        first = self.next.at
        names = [self._name()]
        while self.takes("·"):
            names.append(self._name())
        return NamedMoney(tuple(names), first)

    def _name(self) -> Name:
        piece = self.next
        if piece.sort != "name":
            self.slip(Words("应为名称", "a name"))
            return Name("", None, "total", piece.at)
        self.place += 1
        if piece.is_quoted:
            return Name(piece.text, None, None, piece.at)
        if piece.text in SORTS and self.next.sort == "mark" and self.next.text == "(":
            self.place += 1
            inner = self.next
            if inner.sort != "name":
                self.slip(Words("应为名称", "a name"))
                return Name("", None, "total", inner.at)
            self.place += 1
            self._closed()
            return Name(inner.text, SORTS[piece.text], None, inner.at)
        if piece.text in TOTAL:
            return Name(piece.text, None, "total", piece.at)
        return Name(piece.text, None, "each" if piece.text in EACH else None, piece.at)
