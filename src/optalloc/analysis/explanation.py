"""What `optalloc explain` finds, as data frames: ranges, costs of rules, prices, conflicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any, cast

from optalloc.analysis.frames import table

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Explanation:
    """The answers to the questions that were asked; a frame of one that was not is empty.

    Attributes:
        said: The object that `optalloc explain --json` prints: amounts in the problem's unit.
    """

    said: dict[str, Any] = field(repr=False)

    @cached_property
    def ranges(self) -> pd.DataFrame:
        """How little and how much each could get, a row a recipient: award, least, most [unit]."""
        return table(self._rows("room", "recipients"), ("recipient", "award", "least", "most"))

    @cached_property
    def rule_costs(self) -> pd.DataFrame:
        """What leaving each rule out would bring, a row a rule.

        rule, weight, effect, decides (the goal that changes), moved [unit, by recipient], words.
        """
        return table(self._rows("costs", "rules"), ("rule", "weight", "effect", "words"))

    @cached_property
    def marginal_prices(self) -> pd.DataFrame:
        """What one step more of money, a setting or a figure brings, a row a step, solved anew.

        of (money, settings or figures), by [unit, or that of the column `unit`], effect, goals,
        moved [unit, by recipient], words.
        """
        rows = [
            row | {"of": kind, "unit": row.get("of")}
            for kind in ("money", "settings", "figures")
            for row in self._rows("prices", kind)
        ]
        return table(rows, ("of", "effect", "words"))

    @cached_property
    def setting_ranges(self) -> pd.DataFrame:
        """Within which values of each setting the plan stays, a row a setting.

        rule, setting, now, lower, upper [unit for money, else as the scenario writes it; None
        without an end].
        """
        rows = [
            {"rule": row["rule"], "setting": row["setting"], "now": row["now"]}
            | {side: _end(row[side]) for side in ("lower", "upper")}
            for row in self._rows("setting_ranges", "ranges")
        ]
        return table(rows, ("rule", "setting", "now", "lower", "upper"))

    @cached_property
    def multipliers(self) -> pd.DataFrame:
        """The shadow prices of the relaxation, a row each of them: goal, rule, about, side, change.

        bound: what the goal's multipliers alone prove, its value where that needs nothing else. No
        plan is better than it plus `change` for each `per` [unit of money, where the row is of
        money] that the row's bound grows.
        """
        rows = [
            {"goal": goal["goal"], "bound": goal["bound"]} | row
            for goal in self._rows("multipliers", "goals")
            for row in goal["rows"]
        ]
        return table(rows, ("goal", "bound", "rule", "about", "side", "per", "change"))

    @cached_property
    def waterfall(self) -> pd.DataFrame:
        """The way from target to award: a row a recipient, a column a step [unit, six places]."""
        steps = self._rows("waterfall", "steps")
        rows = []
        for row in self._rows("waterfall", "recipients"):
            changes = dict(zip(_names(steps), row["changes"], strict=True))
            rows.append(
                {"recipient": row["recipient"], "target": row["target"]}
                | changes
                | {"award": row["award"]}
            )
        columns = ("recipient", "target", *_names(steps), "award")
        return table(rows, columns).set_index("recipient")

    @cached_property
    def conflict(self) -> pd.DataFrame:
        """Which rules cannot hold together, a row a conflict; empty where there is a plan.

        rules, proven, is_smallest, sources, recipients, least and most [unit], because.
        """
        return table(self._rows("no_plan", "conflicts"), ("rules", "proven", "is_smallest"))

    @cached_property
    def ways_out(self) -> pd.DataFrame:
        """Changes found that give a plan, the smallest first, a row a way; empty with a plan.

        settings (as `--set` takes them), changes, cost, total [unit], one_step_less, step, breaks,
        words.
        """
        return table(self._rows("no_plan", "ways_out"), ("settings", "changes"))

    @property
    def words(self) -> list[str]:
        """What the sections say in sentences, in their order."""
        parts = [part for part in self.said.values() if isinstance(part, dict)]
        return [text for part in parts for text in part.get("words", ())]

    def _rows(self, section: str, key: str) -> Sequence[dict[str, Any]]:
        return cast("Sequence[dict[str, Any]]", self.said.get(section, {}).get(key, ()))

    def __repr__(self) -> str:
        """Return one line: which questions are answered."""
        answered = [k for k, v in self.said.items() if isinstance(v, dict) and k != "recipients"]
        return f"<Explanation of {self.said['scenario']}: {', '.join(answered)}>"

    def _repr_html_(self) -> str:
        """Return what Jupyter shows: every sentence."""
        return "<ul>" + "".join(f"<li>{escape(text)}</li>" for text in self.words) + "</ul>"


def _end(end: dict[str, Any] | None) -> str | None:
    """Return the value at which a range ends; None where there is no end."""
    return None if end is None else end["value"]


def _names(steps: Sequence[dict[str, Any]]) -> list[str]:
    """Return a column for each step: its rules, or what else it is; numbered where one recurs."""
    names: list[str] = []
    for step in steps:
        name = ", ".join(step["rules"]) or step["step"]
        names.append(name if name not in names else f"{name} ({len(names) + 1})")
    return names
