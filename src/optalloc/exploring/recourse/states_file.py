"""Read a file of states of the world: what is decided now, and what may come, how likely.

scenario: plan.yaml                    the scenario that the states change
decided_now: [2026 市级, 2026 区级]      sources whose awards are the same in every state
states:
  照旧: {probability: 50%}
  少来一成: {probability: 1/2, set: [changes.sources.2027 市级.金额=54]}
reference: 照旧                        the state that one would plan for without this
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from optalloc.core.errors import Fault, InputUnusable, nearest, refuse_any
from optalloc.core.message import NOTHING, Words, listed, one_of, same
from optalloc.core.money import parse_share
from optalloc.exploring.recourse.states import StateOfWorld, StatesFile, chance_text
from optalloc.exploring.regret.joint_program import in_order_of
from optalloc.inputs.read import read_composed
from optalloc.inputs.scenario import Scenario, compose, named_beside
from optalloc.inputs.tables import near_file
from optalloc.inputs.tables.raw import unusable
from optalloc.inputs.yaml_reader import Key, load

ENTRIES = ("title", "scenario", "decided_now", "states", "reference")
OF_A_STATE = ("probability", "scenario", "set")
SHARED = {
    "recipients": Words("单位", "recipients"),
    "uses": Words("用途", "uses"),
    "projects": Words("项目", "projects"),
}
"""What the states have in common by name."""
FEWEST = 2
"""States below which nothing is uncertain."""
EXAMPLE = Words(
    "例如 states: {照旧: {probability: 60%}, 减收: {probability: 40%, scenario: less.yaml}}。",
    "For example states: {as now: {probability: 60%}, less: {probability: 40%, "
    "scenario: less.yaml}}.",
)


def read_states(path: str | Path, settings: Sequence[str] = ()) -> StatesFile:
    """Read a file of states and the scenarios that it names.

    Args:
        settings: `KEY=VALUE` texts laid over every state, before its own.

    Raises:
        InputUnusable: With every fault of the file, of its scenarios, and of what they share.
    """
    said = load(Path(path), str(path))
    if not {"states", "decided_now"} & set(said.entries):
        # Some other file, a scenario most likely: its keys are none of ours.
        allowed = Words("应是可能情形的文件", "a file of states of the world")
        raise unusable(str(path), allowed, EXAMPLE)
    file = Scenario(Path(path).stem, said.entries, said.places, said.faults)
    reader = _Reader(file, settings)
    states, decided = reader.states(), reader.decided_now()
    reference = reader.reference(states)
    reader.refuse()
    beside = [reference] if reference and not reference.probability else []
    sources = reader.shared([*states, *beside], decided)
    reader.refuse()
    first = states[0].problem
    states = [replace(s, problem=in_order_of(first, s.problem, SHARED)) for s in states]
    if beside:
        reference = replace(beside[0], problem=in_order_of(first, beside[0].problem, SHARED))
    else:
        meant = reference.name if reference else max(states, key=lambda s: s.probability).name
        reference = next(state for state in states if state.name == meant)
    title = str(file.entries.get("title") or file.name)
    return StatesFile(title, sources, tuple(states), reference, str(path))


class _Reader:
    """Reads the entries of one file; what is wrong is gathered in `faults`."""

    def __init__(self, file: Scenario, settings: Sequence[str]) -> None:
        self.file, self.settings = file, settings
        self.faults: list[Fault] = file.faults
        self._unknown((), file.entries, ENTRIES)

    def refuse(self) -> None:
        """Raise what is wrong, if anything is."""
        refuse_any(self.faults)

    def states(self) -> list[StateOfWorld]:
        """Return the states that can be read."""
        entries = self.file.entries.get("states")
        if not isinstance(entries, dict) or len(entries) < FEWEST:
            allowed = Words("应至少写两种情形", "at least two states of the world")
            self._fault(("states",), allowed, entries or None, EXAMPLE)
            return []
        read = [self._state(("states", str(name)), str(name), e) for name, e in entries.items()]
        states = [state for state in read if state is not None]
        chances = [state.probability for state in states]
        if len(states) == len(entries) and all(chances) and sum(chances) != 1:
            listing = " + ".join(map(chance_text, chances))
            came = f"{listing} = {chance_text(sum(chances, Fraction(0)))}"
            allowed = Words(
                "各情形的概率之和应恰为 100%", "probabilities that add up to exactly 100%"
            )
            remedy = Words("三分之一可写 1/3。", "A third may be written 1/3.")
            self._fault(("states",), allowed, came, remedy)
        return states

    def decided_now(self) -> tuple[str, ...]:
        """Return the sources of the first stage as they are written."""
        said = self.file.entries.get("decided_now")
        names = said if isinstance(said, list) else [said]
        if not said or not all(isinstance(name, str) and name.strip() for name in names):
            allowed = Words(
                "应列出现在就要定下安排的资金来源", "the sources whose awards are decided now"
            )
            remedy = Words(
                "例如 [2026 市级, 2026 区级]。", "For example [2026 city, 2026 district]."
            )
            self._fault(("decided_now",), allowed, said, remedy)
            return ()
        return tuple(dict.fromkeys(str(name).strip() for name in names))

    def reference(self, states: Sequence[StateOfWorld]) -> StateOfWorld | None:
        """Return what one would plan for otherwise; one beside the states has no probability."""
        said = self.file.entries.get("reference")
        if said is None:
            return None
        if isinstance(said, dict):
            if "probability" in said:
                allowed = Words(
                    "参照情形不是一种可能，不写概率", "no probability: it is not one of the states"
                )
                self._fault(("reference", "probability"), allowed, said["probability"])
            return self._problem_of(("reference",), "reference", said, Fraction(0))
        found = next((state for state in states if state.name == str(said)), None)
        names = [str(name) for name in self.file.section("states")]
        if str(said) not in names:
            allowed = one_of(Words("情形", "a state, "), names)
            self._fault(("reference",), allowed, said, nearest(str(said), names))
        return found

    def shared(self, states: Sequence[StateOfWorld], decided: Sequence[str]) -> tuple[str, ...]:
        """Return the sources of the first stage in listed order; note what states do not share."""
        first = states[0]
        known = [source.name for source in first.problem.sources]
        for name in decided:
            if name not in known:
                allowed = one_of(Words("资金来源", "a source, "), known)
                self._fault(("decided_now",), allowed, name, nearest(name, known))
        for state in states[1:]:
            key = ("states", state.name) if state.probability else ("reference",)
            for what, allowed, came in _unlike(first, state, decided):
                self.faults.append(
                    replace(self.file.fault(key, allowed, came), place=self._at(key, what))
                )
        return tuple(name for name in known if name in decided)

    def _at(self, key: Key, what: Words) -> Words:
        return self.file.fault(key, NOTHING).place + Words(f"，{what.zh}", f", {what.en}")

    def _state(self, key: Key, name: str, entry: Any) -> StateOfWorld | None:
        """Return one state; None where it cannot be read."""
        if not isinstance(entry, dict):
            allowed = Words("应写明概率和情景", "a probability, and the scenario that holds")
            self._fault(key, allowed, entry, EXAMPLE)
            return None
        said = entry.get("probability")
        try:
            chance = parse_share(said)
        except ValueError:
            chance = Fraction(0)
        if not 0 < chance <= 1:
            allowed = Words(
                "应为大于 0、不超过 100% 的概率，如 25% 或 1/4",
                "a probability above 0 and at most 100%, such as 25% or 1/4",
            )
            self._fault((*key, "probability"), allowed, said)
            chance = Fraction(0)
        return self._problem_of(key, name, entry, chance)

    def _problem_of(
        self, key: Key, name: str, entry: Mapping[str, Any], chance: Fraction
    ) -> StateOfWorld | None:
        """Return a state with the scenario that holds in it."""
        self._unknown(key, entry, OF_A_STATE)
        settings = entry.get("set") or []
        if not isinstance(settings, list) or not all(isinstance(one, str) for one in settings):
            allowed = Words("应为 键=值 的列表，与 --set 相同", "a list of KEY=VALUE, as for --set")
            self._fault((*key, "set"), allowed, settings)
            return None
        at = (*key, "scenario") if "scenario" in entry else ("scenario",)
        target = entry.get("scenario", self.file.entries.get("scenario"))
        place = self.file.place(at)
        if not isinstance(target, str) or not (place.folder / target).exists():
            allowed = Words("应为已有的情景文件", "the file of a scenario, which is there")
            remedy = near_file(place.folder / target) if isinstance(target, str) else NOTHING
            self._fault(at, allowed, target, remedy)
            return None
        shown = named_beside(place.file, target)
        try:
            composed = compose(place.folder / target, shown, [*self.settings, *settings])
            problem = read_composed(composed)
        except InputUnusable as refused:
            self.faults += (self._of_state(fault, key) for fault in refused.faults)
            return None
        return StateOfWorld(name, chance, problem)

    def _of_state(self, fault: Fault, key: Key) -> Fault:
        """Return a fault of a state's scenario; what a setting is to blame for is said so."""
        if fault.file:
            return fault
        place = self.file.fault((*key, "set"), NOTHING)
        return replace(fault, file=place.file, place=place.place + same(" ") + fault.place)

    def _unknown(self, key: Key, entries: Mapping[str, Any], known: Sequence[str]) -> None:
        for word in entries:
            if word not in known:
                hint = nearest(str(word), known)
                self._fault((*key, str(word)), one_of(Words("键", "a key, "), known), word, hint)

    def _fault(
        self, key: Key, allowed: Words, came: object = None, remedy: Words = NOTHING
    ) -> None:
        self.faults.append(self.file.fault(key, allowed, came, remedy))


def _unlike(
    first: StateOfWorld, state: StateOfWorld, decided: Sequence[str]
) -> Iterator[tuple[Words, Words, str | None]]:
    """Yield in what a state cannot share a first stage with the first: what, allowed, came."""
    one, other = first.problem, state.problem
    for field, what in SHARED.items():
        mine, others = ([x.name for x in getattr(p, field)] for p in (other, one))
        if set(mine) != set(others):
            there = listed(sorted(set(mine) ^ set(others)))
            yield (
                what,
                Words(
                    f"应与 {first.name} 相同，只在一边的有 {there.zh}",
                    f"the same as in {first.name}; only one of them has {there.en}",
                ),
                None,
            )
    for project in other.projects:
        known = one.project_named.get(project.name)
        if known and (known.recipient, known.use) != (project.recipient, project.use):
            where = Words(f"项目 {project.name}", f"the project {project.name}")
            text = f"{known.recipient}, {known.use}"
            allowed = Words(f"应与 {first.name} 相同：{text}", f"as in {first.name}: {text}")
            yield where, allowed, f"{project.recipient}, {project.use}"
    if one.unit != other.unit:
        unit = Words("金额单位", "the unit of amounts")
        yield unit, Words(f"应与 {first.name} 相同", f"the same as in {first.name}"), other.unit
    for name in decided:
        if name not in one.source_named:
            continue
        where = Words(f"资金来源 {name}", f"the source {name}")
        if name not in other.source_named:
            yield where, Words("现在就定的来源应在每种情形中都有", "there in every state"), None
            continue
        yield from _other_money(first, state, name, where)


def _other_money(
    first: StateOfWorld, state: StateOfWorld, name: str, where: Words
) -> Iterator[tuple[Words, Words, str]]:
    """Yield what is not known now of a source that is decided now."""
    amount, came = (s.problem.source_named[name].amount for s in (first, state))
    if amount != came:
        text = first.problem.say(amount)
        allowed = Words(
            f"现在就定的钱应现在就知道：与 {first.name} 相同，为 {text}",
            f"what is decided now is known now: {text}, as in {first.name}",
        )
        yield where, allowed, state.problem.say(came)
    grain, came = (s.problem.grain.cells[name] for s in (first, state))
    if grain != came:
        text = first.problem.say(grain)
        allowed = Words(
            f"取整单位应与 {first.name} 相同，为 {text}", f"the grain of {first.name}, {text}"
        )
        yield where, allowed, state.problem.say(came)
