"""The textbook model of a plain instance, for every modelling peer alike.

    whole amounts n[cell] in steps of the source's grain g;   y_r = sum of g * n over r's cells
    minimise sum_r w_r (up_r + down_r),   y_r - up_r + down_r = target_r

w_r is 1 (absolute) or 1 / target_r (relative); with projects the goal is the most benefit, and a
switch z_p holds  least_p z_p <= money of p <= need_p z_p.  Money is in 万元, as planners write it.
Rows come as (coefficient by variable, low, high); every peer turns them into its own words.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

WAN = 1_000_000
Terms = dict[int, float]
Row = tuple[Terms, float | None, float | None]


class CannotState(Exception):
    """The peer has no words for what the instance asks."""


@dataclass
class Model:
    """Whole amounts, totals and rows; variables are numbered: cells first, then switches.

    Attributes:
        cells: Recipient, source, use, project (or None) and grain [fen] of each whole variable.
        most: Most steps of each cell.
        switches: How many 0-1 variables follow the cells.
        totals: Target, weight and terms of each recipient's total; empty with projects.
        gain: What to have most of, with projects.
    """

    cells: list[tuple[str, str, str, str | None, int]] = field(default_factory=list)
    most: list[int] = field(default_factory=list)
    switches: int = 0
    totals: list[tuple[float, float, Terms]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    gain: Terms = field(default_factory=dict)

    def awards(self, steps: list[float]) -> list[list[Any]]:
        """Return whole amounts as awards: recipient, source, use, project, money [fen]."""
        counted = ((c, round(k)) for c, k in zip(self.cells, steps, strict=False))
        return [[r, s, u, p, k * grain] for (r, s, u, p, grain), k in counted if k]


def model(instance: dict[str, Any]) -> Model:
    """Return the textbook model.

    Raises:
        CannotState: When the goal is no sum of deviations.
    """
    if instance["goal"] not in ("absolute", "relative", "benefit"):
        raise CannotState("the goal is not linear")
    made = Model()
    _cells(instance, made)
    _sources(instance, made)
    _recipients(instance, made)
    _splits(instance, made)
    _shares(instance, made)
    _projects(instance, made)
    return made


def _cells(instance: dict[str, Any], made: Model) -> None:
    places: list[tuple[str, str, str | None]] = (
        [(p["recipient"], p["use"], p["name"]) for p in instance["projects"]]
        if instance["projects"]
        else [(r["name"], u, None) for r in instance["recipients"] for u in instance["uses"]]
    )
    closed = [{k: set(v) for k, v in rule.items()} for rule in instance["only"]]
    for recipient, use, project in places:
        for source in instance["sources"]:
            may = all(
                source["name"] not in rule["sources"]
                or (use in rule["uses"] and recipient in rule["recipients"])
                for rule in closed
            )
            made.cells.append((recipient, source["name"], use, project, source["grain"]))
            made.most.append(source["amount"] // source["grain"] if may else 0)


def _sources(instance: dict[str, Any], made: Model) -> None:
    for source in instance["sources"]:
        spent = {j: c[4] / WAN for j, c in enumerate(made.cells) if c[1] == source["name"]}
        amount = source["amount"] / WAN
        made.rows.append((spent, amount if source["whole"] else None, amount))


def _recipients(instance: dict[str, Any], made: Model) -> None:
    of: dict[str, Terms] = {r["name"]: {} for r in instance["recipients"]}
    for j, cell in enumerate(made.cells):
        of[cell[0]][j] = cell[4] / WAN
    money = sum(source["amount"] for source in instance["sources"])
    for recipient in instance["recipients"]:
        terms = of[recipient["name"]]
        low, high = recipient["low"], recipient["high"]
        if low > 0 or high < money:
            made.rows.append((terms, low / WAN, high / WAN))
        if instance["total_step"]:
            raise CannotState("steps of totals")
        target = Fraction(*recipient["target"])
        if instance["goal"] == "benefit":
            continue
        if instance["goal"] == "relative" and not target:
            raise CannotState("relative to a target of 0")
        weight = 1.0 if instance["goal"] == "absolute" else float(WAN / target)
        made.totals.append((float(target / WAN), weight, terms))


def _splits(instance: dict[str, Any], made: Model) -> None:
    for split in instance["splits"]:
        groups: dict[Any, list[int]] = {}
        for j, (recipient, source, use, project, _) in enumerate(made.cells):
            if source in split["parts"]:
                key = (recipient, use, project) if split["within"] == "award" else recipient
                groups.setdefault(key, []).append(j)
        for source, (part, whole) in split["parts"].items():
            for members in groups.values():
                terms = {
                    j: ((whole if made.cells[j][1] == source else 0) - part)
                    * (made.cells[j][4] / WAN)
                    for j in members
                }
                made.rows.append((terms, 0.0, 0.0))


def _shares(instance: dict[str, Any], made: Model) -> None:
    for share in instance["shares"]:
        about = {k: None if share[k] is None else set(share[k]) for k in ("recipients", "uses")}
        pool = None if share["sources"] is None else set(share["sources"])
        inside, every = share["before"]
        for key, sign in (("at_least", 1), ("at_most", -1)):
            if share[key] is None:
                continue
            part = share[key][0] / share[key][1]
            terms: Terms = {}
            for j, (recipient, source, use, _, grain) in enumerate(made.cells):
                if pool is not None and source not in pool:
                    continue
                of_group = all(
                    names is None or name in names
                    for names, name in ((about["recipients"], recipient), (about["uses"], use))
                )
                terms[j] = sign * ((1.0 if of_group else 0.0) - part) * grain / WAN
            made.rows.append((terms, sign * (part * every - inside) / WAN, None))


def _projects(instance: dict[str, Any], made: Model) -> None:
    projects, first = instance["projects"], len(made.cells)
    made.switches = len(projects)
    switch = {p["name"]: first + i for i, p in enumerate(projects)}
    money: dict[str, Terms] = {p["name"]: {} for p in projects}
    for j, cell in enumerate(made.cells if projects else []):
        money[str(cell[3])][j] = cell[4] / WAN
    groups: dict[str, Terms] = {}
    for p in projects:
        z, terms = switch[p["name"]], money[p["name"]]
        made.rows.append(({**terms, z: -p["need"] / WAN}, None, 0.0))
        made.rows.append(({**terms, z: -p["least"] / WAN}, 0.0, None))
        made.rows += [({z: 1.0, switch[q]: -1.0}, None, 0.0) for q in p["requires"]]
        if p["alternatives"]:
            groups.setdefault(p["alternatives"], {})[z] = 1.0
        for j, coefficient in terms.items():
            benefit = p["benefit"][0] / p["benefit"][1]
            made.gain[j] = benefit * coefficient / (p["need"] / WAN)
    made.rows += [(terms, None, 1.0) for terms in groups.values()]
