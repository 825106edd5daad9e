"""Entries of a scenario become parts: indicators, targets, rules and goals, every fault noted."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticCustomError

from optalloc.core.errors import REFERENCE, Fault, close_to, nearest
from optalloc.core.message import NOTHING, Words, listed, one_of
from optalloc.core.money import halfwidth, tidy_name
from optalloc.core.registry import Catalogue
from optalloc.inputs.entries import IndicatorEntry, LevelsEntry
from optalloc.inputs.scenario import Scenario
from optalloc.inputs.setting_text import REMOVED, said_in_digits
from optalloc.inputs.torn_parts import without_refused
from optalloc.inputs.yaml_reader import Key
from optalloc.problem.component import NO_SETTINGS, Component
from optalloc.problem.document_settings import DocumentSettings
from optalloc.problem.facts import Indicator
from optalloc.problem.goals.blend import Blend, BlendPart, blend_part, may_be_blended
from optalloc.problem.hierarchy import Hierarchy
from optalloc.problem.interfaces import GOALS
from optalloc.problem.problem import LISTED_ORDER, TieRule
from optalloc.problem.setting_names import name_of, value_name_of
from optalloc.problem.shown_name import apart_by, is_chinese

P = TypeVar("P", bound=Component)
TARGETS_EXAMPLE = "targets: {villages: {kind: units, column: 行政村, unit: 个, standard: 10}}"
NOT_A_PERCENTAGE = Words(
    "单元格若是百分比格式，请改为常规格式，再填一次。",
    "If the cell is formatted as a percentage, make it general and type it again.",
)
A_COUNT = Words("这里写个数，不写百分数。", "It is a count, and no percentage.")
HALF, MORE, FEW = 0.5, 0.6, 3
"""How alike names must be that are taken for one another: of few characters half."""
MOST_NEAR = 3
"""Kinds that are named beside one that is not known."""
GOALS_EXAMPLE = "goals: {closest_to_target: {distance: absolute}}"
WANTED = (
    (
        "targets",
        Words("应写明如何测算", "it must say how targets are found"),
        TARGETS_EXAMPLE,
        Words("测算", "targets"),
        "factors",
    ),
    (
        "goals",
        Words("应写明使什么最好", "it must say what to make best"),
        GOALS_EXAMPLE,
        Words("目标", "goals"),
        "closest_to_target",
    ),
)
"""The sections that every policy must have, an example of each, and sheet and kind of it."""


def read_indicators(scenario: Scenario, faults: list[Fault]) -> dict[str, Indicator]:
    """Read the indicators."""
    found: dict[str, Indicator] = {}
    for name, key, entry in _entries(scenario, "indicators", faults):
        try:
            found[name] = IndicatorEntry.model_validate(entry).indicator(name)
        except ValidationError as invalid:
            faults += _setting_faults(scenario, key, invalid, IndicatorEntry)
    return found


def read_paper(scenario: Scenario, faults: list[Fault]) -> DocumentSettings:
    """Read what the papers around the plan need; all of it is optional."""
    entries = scenario.entries.get("paper")
    if entries is not None and not isinstance(entries, dict):
        allowed = Words("应为“键: 值”的一组", "settings written as `key: value`")
        faults.append(scenario.fault(("paper",), allowed, entries))
    try:
        return DocumentSettings.model_validate(dict(scenario.section("paper")))
    except ValidationError as invalid:
        faults += _setting_faults(scenario, ("paper",), invalid, DocumentSettings)
        return DocumentSettings()


def read_levels(scenario: Scenario, faults: list[Fault]) -> Hierarchy:
    """Read the levels above the recipients; none where nothing is said."""
    entry = scenario.entries.get("levels")
    if entry is None or entry == REMOVED:
        return Hierarchy()
    try:
        said = LevelsEntry.model_validate(entry)
    except ValidationError as invalid:
        faults += _setting_faults(scenario, ("levels",), invalid, LevelsEntry)
        return Hierarchy()
    for column in dict.fromkeys(c for c in said.columns if said.columns.count(c) > 1):
        allowed = Words("每个层级一列，不重复", "each level once")
        faults.append(scenario.fault(("levels", "columns"), allowed, column))
    return Hierarchy(said.columns, said.sums)


def read_ties(scenario: Scenario, faults: list[Fault]) -> TieRule:
    """Read who goes first where plans are equally good; listed order where nothing is said."""
    try:
        return TieRule.model_validate(scenario.entries.get("ties") or LISTED_ORDER)
    except ValidationError as invalid:
        faults += _setting_faults(scenario, ("ties",), invalid, TieRule)
        return LISTED_ORDER


def read_parts(
    scenario: Scenario, section: str, catalogue: Catalogue[type[P]], unit: str, faults: list[Fault]
) -> tuple[P, ...]:
    """Read one section of parts, in the order they are written.

    Args:
        section: The key they stand under: targets, rules or goals.
        faults: Takes the faults.
    """
    parts = []
    for label, key, entry in _entries(scenario, section, faults):
        word = entry.get("kind", label)
        part = catalogue.get(word) if isinstance(word, str) else None
        if part is None:
            faults.append(_unknown_word(scenario, key, word, catalogue))
            continue
        before = len(faults)
        if part is Blend and isinstance(entry.get("parts"), dict):
            entry = {**entry, "parts": _read_blended(scenario, label, key, entry, unit, faults)}
        try:
            made = part.read(label, {**entry, "kind": word}, unit)
        except ValidationError as invalid:
            faults += _setting_faults(scenario, key, invalid, part)
            torn = without_refused(part, label, {**entry, "kind": word}, unit, invalid)
            scenario.torn_parts.extend([(section, torn)] if torn is not None else [])
            continue
        # A row of a sheet without a name is known by its kind, which stands beside it.
        is_nameless = label == word and scenario.place(key).cell is not None
        if len(faults) == before:
            parts.append(made.called_by_kind() if is_nameless else made)
    behind = apart_by([part.shown for part in parts], [part.about() for part in parts])
    return tuple(
        p.named_apart(by) if by != NOTHING else p for p, by in zip(parts, behind, strict=True)
    )


def _read_blended(
    scenario: Scenario,
    label: str,
    key: Key,
    entry: Mapping[str, Any],
    unit: str,
    faults: list[Fault],
) -> dict[str, BlendPart | None]:
    """Read the parts of a blend, each fault at its place; None for one with a fault."""
    found: dict[str, BlendPart | None] = {}
    for name, said in entry["parts"].items():
        at = (*key, "parts", name)
        found[name] = None
        if not isinstance(said, dict):
            allowed = Words("应为一组设置，其中有 weight", "settings, a weight among them")
            faults.append(scenario.fault(at, allowed, said))
            continue
        settings = {"kind": name, **said}
        try:
            found[name] = blend_part(label, settings, unit)
        except ValidationError as invalid:
            faults += _setting_faults(scenario, at, invalid, GOALS[settings["kind"]])
        except PydanticCustomError as refused:
            own = "weight" if may_be_blended(settings["kind"]) else "kind"
            place = (*at, own) if own in said else at
            words = refused.context or {}
            faults.append(scenario.fault(place, Words(words["zh"], words["en"]), said.get(own)))
    return found


def missing_parts(scenario: Scenario) -> Iterator[Fault]:
    """Yield what every policy must have and this one lacks."""
    torn = {key[0] for key in scenario.refused}
    for word, what, example, sheet, kind in WANTED:
        entries = scenario.entries.get(word)
        is_group = entries is None or isinstance(entries, dict)
        if word not in torn and not scenario.section(word) and is_group:
            in_yaml = Words(f"例如 {example}。", f"For example {example}.")
            remedy = scenario.example(in_yaml, in_a_sheet(sheet, kind))
            yield scenario.fault((word,), what, None, remedy)
    grains = [
        label
        for label, entry in scenario.section("rules").items()
        if (entry.get("kind", label) if isinstance(entry, dict) else label) == "grain"
    ]
    is_known = isinstance(scenario.entries.get("rules"), dict | None) and "rules" not in torn
    if not grains and is_known:
        allowed = Words(
            "应有一条 grain，写明金额的最小单位", "there must be a rule `grain`, stating the steps"
        )
        remedy = scenario.example(
            Words("例如 grain: {cell: 0.5}。", "For example grain: {cell: 0.5}."),
            in_a_sheet(Words("约束", "rules"), "grain"),
        )
        yield scenario.fault(("rules",), allowed, None, remedy)
    for label in grains[1:]:
        first = scenario.place(("rules", grains[0]))
        line, cell = first.line, first.cell
        at = Words(f"（第{line}行已有）", f" (there is one in line {line})") if line else NOTHING
        if cell:
            at = Words(f"（{cell} 已有）", f" (there is one in {cell})")
        allowed = Words("grain 只能有一条", "one rule `grain`") + at
        yield scenario.fault(("rules", label), allowed, label)


def in_a_sheet(sheet: Words, kind: str) -> Words:
    """Return the remedy that a row is written with a kind; its name is put in with the letter."""
    return Words(
        f"请在工作表“{sheet.zh}”里写一行，种类选 {kind}。",
        f"Write a row in the sheet {sheet.en} with the kind {kind}.",
    )


def _entries(
    scenario: Scenario, section: str, faults: list[Fault]
) -> Iterator[tuple[str, Key, dict[str, Any]]]:
    """Yield the name, path and settings of the entries of a section; `off` ones are left out."""
    entries = scenario.entries.get(section)
    if entries is not None and not isinstance(entries, dict):
        allowed = Words("应为“名称: 设置”的一组", "entries written as `name: settings`")
        faults.append(scenario.fault((section,), allowed, entries))
    for label, entry in scenario.section(section).items():
        name, key = tidy_name(label), (section, label)
        if entry is None or isinstance(entry, dict):
            yield name, key, entry or {}
        else:
            allowed = Words("应为一组设置，或 off", "settings, or `off`")
            remedy = Words("没有设置时写 {}。", "Write {} when there are none.")
            faults.append(scenario.fault(key, allowed, entry, remedy))


def _unknown_word(
    scenario: Scenario, key: Key, word: object, catalogue: Catalogue[type[P]]
) -> Fault:
    sort, count = catalogue.sort, len(catalogue.words())
    allowed = Words(f"应为一种{sort.zh}", f"a kind of {sort.en}")
    remedy = _nearest_kinds(str(word), catalogue, scenario.is_workbook)
    if (*key, "kind") in scenario.places:
        key = (*key, "kind")
    elif remedy == NOTHING:
        remedy = Words(
            f"自己起的名称要用 kind 写明是哪一种{sort.zh}。",
            f"An entry with a name of its own says by `kind` which {sort.en} it is. ",
        )
    every = Words(
        f"全部 {count} 种见 {REFERENCE.zh}，或 optalloc schema。",
        f"All {count} are in {REFERENCE.en}, and in what `optalloc schema` prints.",
    )
    if scenario.is_workbook:
        every = Words(f"全部 {count} 种见工作表“设置一览”。", every.en)
    return scenario.fault(key, allowed, word, remedy + every)


def _nearest_kinds(word: str, catalogue: Catalogue[type[P]], in_sheets: bool) -> Words:
    """Return the hint that names the kinds nearest to a word, by key or by Chinese name."""
    keys = {part.called.zh: kind for kind, part in catalogue}
    alike = [name for name in keys if is_chinese(word) and (word in name or name in word)]
    least = HALF if is_chinese(word) and len(word) <= FEW else MORE
    near = [keys[name] for name in (*alike, *close_to(word, keys, MOST_NEAR, least))]
    near += close_to(word, catalogue.words(), MOST_NEAR)
    kinds = list(dict.fromkeys(near))[:MOST_NEAR]
    if not kinds:
        return NOTHING
    names = {kind: name for name, kind in keys.items()}
    zh = "、".join(names[kind] if in_sheets else f"{kind}（{names[kind]}）" for kind in kinds)
    return Words(f"是不是 {zh}？", f"Did you mean {', '.join(kinds)}? ")


def _setting_faults(
    scenario: Scenario, key: Key, invalid: ValidationError, model: type[BaseModel]
) -> Iterator[Fault]:
    """Yield what is wrong with the settings of one entry."""
    for error in invalid.errors():
        path = tuple(str(s + 1) if isinstance(s, int) else s for s in error["loc"])
        came, remedy = error["input"], NOTHING
        known = _known(model, path) if path else []
        allowed = allowed_setting(error, known)
        if error["type"] == "extra_forbidden":
            came, remedy = path[-1], _nearest_setting(scenario, key, path, known)
            if error["input"] is None and set("()<>=") & set(halfwidth(path[-1])):
                remedy = scenario.example(QUOTED, NOTHING)
        if is_percent(came) and "金额" in allowed.zh and "%" not in allowed.zh:
            remedy = scenario.example(NOTHING, NOT_A_PERCENTAGE)
        if is_percent(came) and error["type"].startswith("int_"):
            remedy = A_COUNT
        if isinstance(came, str) and came and remedy == NOTHING:
            unit = str(scenario.entries.get("unit"))
            remedy = said_in_digits(model, error["loc"], came, unit, "%" in allowed.zh)
        if error["type"] == "missing":
            if key in scenario.refused:
                continue  # what stood there is refused already
            came, remedy = None, _choices(model, path, scenario.is_workbook)
        yield scenario.fault((*key, *path), allowed, came, remedy)


QUOTED = Words(
    '有逗号的文字加引号：says: "占比(甲镇, 合计) >= 55%"。',
    'Put a text with a comma in quotes: says: "share(a, total) >= 55%".',
)
"""In { } a comma ends a text, and what stands behind it is read as the next setting."""


def _nearest_setting(
    scenario: Scenario, key: Key, path: Sequence[str], known: Sequence[str]
) -> Words:
    """Return the hint that names the setting nearest to a word, by key or by Chinese name."""
    came = path[-1]
    if not is_chinese(came):
        return nearest(came, known)
    kind, section = scenario.kind_of(key), key[0]
    names = {name_of(word, *path[-2:-1], kind, section): word for word in known}
    near = close_to(came, names, 1, HALF if len(came) <= FEW else MORE)
    alike = [name for name in names if came in name or name in came]
    found = next(iter((*near, *alike)), None)
    if found is None:
        return NOTHING
    shown = found if scenario.sheets is not None else f"{names[found]}（{found}）"
    return Words(f"是不是 {shown}？", f"Did you mean {names[found]}?")


def is_percent(came: object) -> bool:
    """Say whether what came is a percentage."""
    return isinstance(came, str) and came.endswith("%")


def _known(model: type[BaseModel], path: Key) -> list[str]:
    """Return the settings there are where one stands; what every part has comes last."""
    inner = model.model_fields[path[0]].annotation if path[0] in model.model_fields else None
    if len(path) > 1 and isinstance(inner, type) and issubclass(inner, BaseModel):
        model = inner
    return sorted(model.model_fields.keys() - {"label"}, key=_rank(model))


def _rank(model: type[BaseModel]) -> Any:
    own = list(model.model_fields)
    return lambda name: (name in NO_SETTINGS and "label" in own, own.index(name))


def _choices(model: type[BaseModel], path: Key, in_sheets: bool) -> Words:
    """Return what can be written for a setting that is missing, where that is a short list."""
    annotation = model.model_fields[path[0]].annotation if path[0] in model.model_fields else None
    if get_origin(annotation) is not Literal:
        return Words("请补上。", "Write it.")
    choices = [str(word) for word in get_args(annotation)]
    words = listed(choices)
    zh = listed([value_name_of(word, path[0]) for word in choices]).zh if in_sheets else words.zh
    return Words(f"可写 {zh}。", f"It may be {words.en}.")


def allowed_setting(error: Mapping[str, Any], known: list[str]) -> Words:
    """Return what a setting may be, from the error that refused it."""
    kind, context = error["type"], error.get("ctx") or {}
    if kind == "setting":
        return Words(context["zh"], context["en"])
    if kind == "extra_forbidden":
        return one_of(Words("设置", "a setting, "), known)
    if kind == "literal_error":
        said = context["expected"].replace("'", "")
        return Words("应为 " + said.replace(" or ", " 或 ").replace(", ", "、"), said)
    return SAID.get(kind, Words("格式不对", "a value of another form"))


SAID: dict[str, Words] = {
    "missing": Words("这项设置必须写明", "this setting must be there"),
    "string_type": Words("应为文字（数字请加引号）", "a text (put digits in quotes)"),
    "bool_type": Words("应为 true 或 false", "true or false"),
    "bool_parsing": Words("应为 true 或 false", "true or false"),
    "int_parsing": Words("应为整数", "a whole number"),
    "int_from_float": Words("应为整数", "a whole number"),
    "int_type": Words("应为整数", "a whole number"),
    "dict_type": Words("应为“名称: 值”的一组", "pairs written as `name: value`"),
    "model_type": Words("应为一组设置，写成“键: 值”", "settings written as `key: value`"),
    "model_attributes_type": Words(
        "应为一组设置，写成“键: 值”", "settings written as `key: value`"
    ),
    "list_type": Words("应为列表，如 [甲, 乙]", "a list, such as [a, b]"),
    "tuple_type": Words("应为列表，如 [甲, 乙]", "a list, such as [a, b]"),
    "greater_than_equal": Words("数值太小", "a larger number"),
    "greater_than": Words("数值太小", "a larger number"),
    "less_than_equal": Words("数值太大", "a smaller number"),
    "less_than": Words("数值太大", "a smaller number"),
    "int_parsing_size": Words("位数太多", "a number of fewer digits"),
}
