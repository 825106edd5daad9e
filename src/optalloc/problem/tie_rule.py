"""What a scenario says of equal claims: in which order recipients stand where plans are as good."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, model_validator

TieBy = Literal["listed", "column", "remainder", "last_year", "lot"]


class TieRule(BaseModel):
    """Who stands first, of recipients between whom the goals do not decide.

    Attributes:
        by: `listed`: who is listed earlier; `column`: who has the larger or the smaller figure in a
            column; `remainder`: whose target leaves the larger or the smaller remainder beyond
            whole steps; `last_year`: who got less in the latest of the earlier years; `lot`: a
            drawn lot. Who is still equal goes by listed order.
        column: The column, under `column`.
        first: Whether the `larger` or the `smaller` one goes first, under `column` and `remainder`.
        seed: What the lot is drawn with, under `lot`; the same seed draws the same order.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    by: TieBy = "listed"
    column: str = ""
    first: Literal["larger", "smaller"] = "larger"
    seed: str = ""

    @model_validator(mode="before")
    @classmethod
    def _from_a_word(cls, value: Any) -> Any:
        """Let one word stand for the rule, and a number for the seed."""
        if isinstance(value, str):
            return {"by": value}
        if isinstance(value, Mapping) and type(value.get("seed")) is int:
            return {**value, "seed": str(value["seed"])}
        return value


LISTED_ORDER = TieRule()
