"""Several goals weighed against each other:  minimise sum_i w_i * v_i,  v_i the value of part i.

A value is counted in its own unit (万元, 项, 人), so that w_i is worth one of it; a gain counts
against the sum. What a part asks for before its value comes before the sum.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, cast

from pydantic import BeforeValidator, ValidationInfo, WithJsonSchema

from optalloc.core.exact import total
from optalloc.core.message import NOTHING, Words, listed
from optalloc.core.money import FEN_PER_UNIT, parse_share, show_fraction
from optalloc.problem.at_level import complaints_of, stages_of, value_of, values_in_order
from optalloc.problem.component import Complaint
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.interfaces import GOALS, Aims, Goal
from optalloc.problem.layout import VariableLayout
from optalloc.problem.setting_types import Names, refuse
from optalloc.solver.program.program import Measure, Stage, StagePart
from optalloc.solver.program.scaled_costs import BlendHead, blended

ALONE = ("blend", "evenness")
"""Goals that are no sum of costs, or are blends themselves."""
WEIGHT = "weight"
DIGITS = 6
FEWEST = 2


@dataclass(frozen=True)
class BlendPart:
    """One part of a blend: a goal, and how much one of its value counts."""

    goal: Goal
    weight: Fraction


def may_be_blended(word: object) -> bool:
    """Return whether a word is a goal that can be a part of a blend."""
    return isinstance(word, str) and word not in ALONE and GOALS.get(word) is not None


def blend_part(label: str, settings: Mapping[str, Any], unit: str) -> BlendPart:
    """Return a part of a blend from its settings.

    Args:
        label: The blend's label; what the part lays out is the blend's.
        settings: Those of its goal, `kind` among them, with the weight.

    Raises:
        pydantic_core.PydanticCustomError: When its goal or its weight is none.
        pydantic.ValidationError: When its goal's settings are not right.
    """
    word, said = settings.get("kind"), settings.get(WEIGHT)
    if not may_be_blended(word):
        words = listed([word for word in GOALS.words() if word not in ALONE])
        raise refuse(
            Words(
                f"应为可以相加的目标（{words.zh}）；evenness 请作为单独的目标写在前面或后面",
                f"a goal that can be added ({words.en}); evenness stands before or after it alone",
            )
        )
    try:
        weight = parse_share(said)
    except ValueError:
        weight = Fraction(0)
    if weight <= 0:
        raise refuse(
            Words(
                "应有 weight：它的值每一个单位计多少，大于 0",
                "a `weight`: what one of its value counts, above 0",
            )
        )
    rest = {key: value for key, value in settings.items() if key != WEIGHT}
    return BlendPart(GOALS[str(word)].read(label, rest, unit), weight)


def _parts(value: object, info: ValidationInfo) -> dict[str, BlendPart]:
    """Read the parts by name; those that are read already stay as they are."""
    if not isinstance(value, Mapping) or len(value) < FEWEST:
        raise refuse(
            Words(
                "应至少有两个目标，写成“名称: {kind: …, weight: …}”",
                "two goals at least, as `name: {kind: …, weight: …}`",
            )
        )
    unit, label = (info.context or {}).get("unit", "万元"), str(info.data.get("label", ""))
    found = {}
    for name, said in value.items():
        if not isinstance(said, BlendPart) and said is not None:
            settings = said if isinstance(said, Mapping) else {}
            said = blend_part(label, {"kind": name, **settings}, unit)
        found[str(name)] = said
    return found


_ENTRY = {
    "type": "object",
    "properties": {
        WEIGHT: {"anyOf": [{"type": "number", "exclusiveMinimum": 0}, {"type": "string"}]},
        "kind": {"type": "string"},
    },
    "required": [WEIGHT],
}
Parts = Annotated[
    dict[str, Any],
    BeforeValidator(_parts),
    WithJsonSchema({"type": "object", "additionalProperties": _ENTRY, "minProperties": FEWEST}),
]


@GOALS.register("blend")
class Blend(Goal):
    """Make a weighted sum of goals as good as can be, where none comes before another (加权合计).

    Attributes:
        parts: The goals, each with its own settings and a `weight`: what one of its value counts
            [`unit` per 万元, need, person, … above 0].
        unit: What the sum is counted in, such as 点; it must be said where the parts are counted
            in different units.
    """

    called = Words("加权合计", "blend")

    parts: Parts
    unit: str = ""

    @property
    def blended(self) -> Mapping[str, BlendPart]:
        """The parts by name."""
        return cast("Mapping[str, BlendPart]", self.parts)

    def figures(self) -> Names:
        """Return the columns that its parts read."""
        every = (column for part in self.blended.values() for column in part.goal.figures())
        return tuple(dict.fromkeys(every))

    @property
    def figure_of_projects(self) -> str | None:
        """The column of the project library that one of its parts counts."""
        columns = (part.goal.figure_of_projects for part in self.blended.values())
        return next((column for column in columns if column is not None), None)

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield what its parts complain of, tolerances, and a sum of unlike units."""
        yield from super().check(facts)
        for name, part in self.blended.items():
            for said in complaints_of(part.goal, facts):
                place = Words(f"{name} 的 {said.key}：", f"{said.key} of {name}: ")
                yield Complaint(
                    f"parts.{name}", place + said.allowed, said.came, said.remedy, said.of_a_name
                )
            if part.goal.tolerance is not None:
                allowed = Words(
                    "tolerance 应写在合计上", "a tolerance of the blend, not of its part"
                )
                yield Complaint(f"parts.{name}", allowed)
        units = self._units(facts)
        if not self.unit and len(units) > 1:
            shown = listed([unit.zh for unit in units]).zh, listed([u.en for u in units]).en
            allowed = Words(
                f"各部分分别以 {shown[0]} 计，应写明合计以什么计",
                f"what the sum is counted in, as its parts are counted in {shown[1]}",
            )
            remedy = Words(
                "例如 unit: 点，各部分的 weight 就是一个单位计几点。",
                "For example unit: 点; each weight then says how many one of a unit is worth.",
            )
            yield Complaint("unit", allowed, None, remedy)

    def stages(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Aims:
        """Yield what parts ask for first, then the weighted sum of their last stages."""
        parts = []
        for part in self.blended.values():
            *before, last = stages_of(part.goal, facts, targets, amounts)
            yield from before
            assert isinstance(last, Stage)
            weight = part.weight / self._per(last.measure, facts)
            unit = NOTHING if part.goal.is_money() else part.goal.counted_in(facts)
            parts.append(StagePart(last, weight, _after_figure(last.measure, unit)))
        yield blended(BlendHead(self.label, self.words(facts), self._measure(parts, facts)), parts)

    def _measure(self, parts: list[StagePart], facts: Facts) -> Measure:
        """Return what the sum is counted in: what all parts are, or numbers of its own unit."""
        measures = {part.stage.measure for part in parts}
        return measures.pop() if self._is_plain(facts) and len(measures) == 1 else "number"

    def _per(self, measure: Measure, facts: Facts) -> int:
        """Return in how many of a stage's own units one of a part's value is counted [fen]."""
        if self._is_plain(facts):
            return 1
        per = FEN_PER_UNIT[facts.unit]
        return {"money": per, "money squared": per**2}.get(measure, 1)

    def _is_plain(self, facts: Facts) -> bool:
        """Return whether the sum is counted in what each part is."""
        of_money = {part.goal.is_money() for part in self.blended.values()}
        return not self.unit and len(self._units(facts)) == 1 and len(of_money) == 1

    def _units(self, facts: Facts) -> list[Words]:
        return list(dict.fromkeys(part.goal.counted_in(facts) for part in self.blended.values()))

    def is_money(self) -> bool:
        """Return whether its value is an amount of money."""
        return not self.unit and all(part.goal.is_money() for part in self.blended.values())

    def counted_in(self, facts: Facts) -> Words:
        """Return what one of its value is."""
        return Words(self.unit, self.unit) if self.unit else self._units(facts)[0]

    def value(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Fraction:
        """Return the weighted sum of its parts' values, each from its own formula."""
        parts, is_plain = self.blended.values(), self._is_plain(facts)
        per = FEN_PER_UNIT[facts.unit]
        values = []
        for part in parts:
            unit = part.goal.counted_in(facts).zh
            of_money = per if part.goal.is_money() else per**2 if unit == f"{facts.unit}²" else 1
            own = value_of(part.goal, facts, targets, plan)
            values.append(part.weight * own / (1 if is_plain else of_money))
        return total(values)

    def values_in_order(
        self, facts: Facts, targets: TargetAmounts, plan: Plan
    ) -> tuple[Fraction, ...]:
        """Return what its parts ask for before their values, and the weighted sum."""
        parts = (part.goal for part in self.blended.values())
        before = (v for goal in parts for v in values_in_order(goal, facts, targets, plan)[:-1])
        return *before, *super().values_in_order(facts, targets, plan)

    def words(self, facts: Facts) -> Words:
        """Say what is added up, each with what one of it counts."""
        zh, en = [], []
        for part in self.blended.values():
            weight, said = show_fraction(part.weight, DIGITS), part.goal.words(facts)
            if self.unit:
                unit = part.goal.counted_in(facts)
                zh.append(f"{said.zh}（每{unit.zh}计 {weight} {self.unit}）")
                en.append(f"{said.en} ({weight} {self.unit} per {unit.en})")
            else:
                zh.append(f"{weight} × {said.zh}")
                en.append(f"{weight} × {said.en}")
        of = f"（{self.unit}）" if self.unit else ""
        in_en = f" in {self.unit}" if self.unit else ""
        return Words(
            f"加权合计最小{of}：{' + '.join(zh)}", f"smallest weighted sum{in_en}: {' + '.join(en)}"
        )


def _after_figure(measure: Measure, unit: Words) -> Words:
    """Return a unit as it stands after a figure; nothing where the measure tells it."""
    if measure in ("money", "money squared") or "%" in unit.zh or unit.zh == "1":
        return NOTHING
    return Words(f" {unit.zh}", f" {unit.en}")
