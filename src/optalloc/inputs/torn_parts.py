"""Parts of which a setting is refused: the names that their other settings hold are told at once.

A part is read without what is refused, and with a choice where one is missing. It takes part in
nothing; only whether its names are there is asked of it, which no other setting of it decides.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Literal, get_args, get_origin

from pydantic import ValidationError

from optalloc.core.errors import Fault
from optalloc.inputs.scenario import Scenario
from optalloc.inputs.table_facts import TableFacts
from optalloc.problem.at_level import complaints_of
from optalloc.problem.component import Component
from optalloc.problem.problem import Problem

NAMED_IN = {"recipients": "recipients", "kinds": "recipients", "uses": "uses", "groups": "uses"}
"""The settings that hold names, with the tables that have them; of others nothing is said."""
OF_CELLS = ("kinds", "groups")
"""Those of them whose names stand beside the names of rows, in cells that may be torn."""


def without_refused(
    part: type[Component], label: str, entry: Mapping[str, Any], unit: str, refused: ValidationError
) -> Component | None:
    """Return a part without its refused settings; None where it is nothing without them."""
    said = dict(entry)
    for error in refused.errors():
        name = str(error["loc"][0]) if error["loc"] else ""
        said.pop(name, None)
        field = part.model_fields.get(name)
        if field is not None and field.is_required():
            if get_origin(field.annotation) is not Literal:
                return None
            said[name] = get_args(field.annotation)[0]
    try:
        return part.read(label, said, unit)
    except ValidationError:
        return None


def names_known(facts: TableFacts) -> Collection[str]:
    """Return the settings whose names can be judged by the tables that were read."""
    names = {key for key, table in NAMED_IN.items() if table in facts.sound}
    return names - {key for key in OF_CELLS if NAMED_IN[key] not in facts.whole}


def names_in_torn(scenario: Scenario, problem: Problem, facts: TableFacts) -> Iterator[Fault]:
    """Yield the names in torn parts that nothing has."""
    names = names_known(facts)
    for section, part in scenario.torn_parts:
        for said in complaints_of(part, problem):
            if said.of_a_name and said.key in names:
                key = (section, part.label, *said.key.split(".", 1))
                yield scenario.fault(key, said.allowed, said.came, said.remedy)
