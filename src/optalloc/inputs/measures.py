"""What a unit in a heading measures, and how large it is: 万人 is 10,000 人, 公顷 is 15 亩."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from optalloc.core.money import FEN_PER_UNIT

SIZES: Mapping[str, int] = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
SAME_MEASURE: tuple[Mapping[str, Fraction], ...] = (
    {"米": Fraction(1), "公里": Fraction(1000), "千米": Fraction(1000)},
    {"公斤": Fraction(1), "斤": Fraction(1, 2), "吨": Fraction(1000)},
    {
        "平方米": Fraction(1),
        "亩": Fraction(10**4, 15),
        "公顷": Fraction(10**4),
        "平方公里": Fraction(10**6),
    },
    {"%": Fraction(1, 100), "‰": Fraction(1, 1000)},
    {"元": Fraction(1), "角": Fraction(1, 10), "分": Fraction(1, 100)},
)
"""Units of one measure, each in the smallest, or the plainest, of them."""
MONEY = "元"
COUNTED = frozenset(("人次", *"人口户个村家项处座条件台套头只株棵"))
"""Units of what is counted. Any other word in a heading's bracket (年末, 含流动) is no unit."""


@dataclass(frozen=True)
class UnitSize:
    """A unit as so many of the plain one of its measure.

    Attributes:
        said: As it is written.
        measure: The plain unit of what it measures, such as 人.
        size: How many of the plain unit one is.
    """

    said: str
    measure: str
    size: Fraction

    @property
    def is_known(self) -> bool:
        """Whether it is surely a unit, and not another word in a bracket."""
        plain = {next(iter(measure)) for measure in SAME_MEASURE}
        return self.measure in COUNTED or self.measure in plain

    @property
    def is_many(self) -> bool:
        """Whether a number stands before the unit: 万人; 亩 is 667 平方米 of itself."""
        plain = self.said.strip()
        return self.size != 1 and not any(plain in measure for measure in SAME_MEASURE)

    @property
    def is_money(self) -> bool:
        """Whether it measures money."""
        return self.measure == MONEY


def unit_size(unit: str) -> UnitSize | None:
    """Return what a unit measures; None for none."""
    plain = unit.strip().removeprefix("人民币")
    if not plain:
        return None
    if plain in FEN_PER_UNIT:
        return UnitSize(unit, MONEY, Fraction(FEN_PER_UNIT[plain], FEN_PER_UNIT[MONEY]))
    for measure in SAME_MEASURE:
        if plain in measure:
            return UnitSize(unit, next(iter(measure)), measure[plain])
    size = SIZES.get(plain[0]) if len(plain) > 1 else None
    inner = unit_size(plain[1:]) if size else None
    if size and inner is not None:
        return UnitSize(unit, inner.measure, size * inner.size)
    return UnitSize(unit, plain, Fraction(1))
