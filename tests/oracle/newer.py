"""Draw scenarios with the parts that came last: blends, levels, bounds in formulas, several years.

Seeds below 1,000,000 draw what they always drew (drawn.py). All figures are made up.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from random import Random
from typing import Any

from drawn import GOALS, RULES, WITH_WEIGHTS, Draw

NEWEST = 1_000_000
"""The first seed of those that draw everything."""
TINY = 2_000_000
"""The first seed of those that are small enough to be counted out."""
OFFICE = 3_000_000
"""The first seed of those in which totals begin at an amount, are counted, or stand beside coarse
steps, as in most plans of an office."""
RATIOS = ("2:1", "3:2:1", "1：1", "0:1", "5:3:2", "1:0:1")
"""Profiles that need not add up to a hundred; both colons are written."""


def draw(seed: int, recipients: int | None = None) -> dict[str, Any]:
    """Return the scenario of a seed.

    Args:
        recipients: How many it has; as many as the seed says unless stated.
    """
    if seed < NEWEST:
        drawn: Draw = Draw(seed)
    else:
        drawn = (Newer if seed < TINY else Tiny if seed < OFFICE else Office)(seed)
    if recipients is not None:
        drawn.RECIPIENTS = (recipients,)
    return drawn.scenario()


class Newer(Draw):
    """One scenario of all parts on its way."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        # What came later is drawn by dice of its own: a seed keeps all else that it drew.
        self.beside = Random(f"beside {seed}")

    def add_facts(self) -> None:
        """Draw levels, marks, what places have of their own, and an approved plan more often."""
        r = self.random
        counties = ["东县", "西县", "北县"][: self.pick(1, 2, 2, 3)]
        for row in self.towns:
            row["县"] = self.pick(*counties)
            row["市"] = "一市" if row["县"] == "东县" else "二市"
            row["山区"] = self.pick("是", "否")
            row["自有"] = self.amount(self.mean * r.randint(0, 80) / 100)
            row["系数"] = self.pick(1, 2, Decimal("0.5"), Decimal("1.25"))
            row |= {f"得{s}": Decimal(r.randint(0, 12)) / 4 for s in self.sources}
        for row in self.tables.get("projects", ()):
            row["分年"] = self.pick("", "100", "50、50", "60、40", "50、30、20", "33、67")
            row["开工"] = self.pick("", "", "今年", "以后")
            if self.beside.random() < 0.3:
                row["分年"] = self.beside.choice(RATIOS)
        is_free = "projects" not in self.tables and "approved" not in self.tables
        if is_free and self.chance(0.35) and (approved := self.approved()):
            self.tables["approved"] = approved
        if self.chance(0.15):
            source = self.pick(*self.tables["sources"])
            source |= {"性质": "收回", "收回单位": self.pick(*self.names, "外镇")}

    def scenario(self) -> dict[str, Any]:
        """Return the scenario, with its levels, and whoever goes first of equals."""
        found = super().scenario()
        if self.at_units:
            found["levels"] = {"columns": ["市", "县"], "sums": ["村", "人口", "自有"]}
        if self.chance(0.4):
            ways: list[Any] = ["listed", {"by": "lot", "seed": self.seed}]
            ways += [{"by": "column", "column": "村", "first": self.pick("larger", "smaller")}]
            ways += [{"by": "remainder", "first": self.pick("larger", "smaller")}]
            ways += ["last_year"] * ("history" in self.tables)
            found["ties"] = self.pick(*ways)
        return found

    at_units = False
    """Whether a part speaks of units, so that levels must be said."""

    # --- who a part is about

    def scoped(self, word: str, entry: dict[str, Any]) -> dict[str, Any]:
        """Let a part be about units of a level, or about whom a column tells of."""
        is_free = "recipients" not in entry and "kinds" not in entry
        if word in AT_LEVEL and is_free and self.chance(0.3):
            entry["at"] = self.level()
            if word in NEEDS_GROUP or (word not in ONLY_LEVEL and self.chance(0.3)):
                units = sorted({t[entry["at"]] for t in self.towns})
                many = max(1, len(units) // 2)
                entry["recipients"] = self.random.sample(units, many)
        elif word in WITH_WHERE and is_free and self.chance(0.3):
            town = self.pick(*self.towns)
            entry["where"] = self.pick(
                {"山区": town["山区"]},
                {"村": f">= {town['村']}"},
                {"县": sorted({town["县"], self.pick(*self.towns)["县"]})},
                {"人口": f"<= {town['人口']}, >= 1"},
            )
        return entry

    def level(self) -> str:
        self.at_units = True
        return self.pick("县", "县", "市")

    # --- targets

    def targets(self) -> dict[str, Any]:
        kind = self.pick("as before", "as before", "bounded", "top up", "levels", "carved")
        if kind == "bounded":
            found: dict[str, Any] = {"公式": self.bounded()}
        elif kind == "top up":
            found = {"补齐": {"kind": "top_up", "column": "自有", "per": "人口"}}
            if self.chance(0.4):
                heads = sum(t["人口"] for t in self.towns)
                found["补齐"]["up_to"] = self.amount(self.money * 2 // heads) or 1
        elif kind == "levels":
            inner = {"村": "100%"} if self.chance(0.5) else {"村": "50%", "人口": "50%"}
            found = {"公式": {"kind": "factors", "weights": {"村": "100%"}}}
            found["公式"] |= {"at": self.level(), "within": inner}
        else:
            found = super().targets()
        if kind == "carved" and any(e["kind"] == "factors" for e in found.values()):
            total = self.amount(self.mean * self.random.randint(1, 40) / 100)
            found["切块"] = {"kind": "carve_out", "total": total, **(self.some() or self.group())}
            found["切块"] |= self.pick({}, {"column": "村", "unit": "个"})
        return found

    def bounded(self) -> dict[str, Any]:
        weight = self.random.randint(1, 99)
        entry: dict[str, Any] = {
            "kind": "bounded_factors",
            "weights": self.pick({"村": "100%"}, {"村": f"{weight}%", "人口": f"{100 - weight}%"}),
            "over": self.over(),
        }
        if entry["over"] == "year":
            entry["overpaid"] = "zero"
        if self.chance(0.5):
            entry["at_most"] = self.pick(self.share(0.2, 0.8), str(self.part(60, 160)))
        if self.chance(0.5):
            entry["at_least"] = self.pick(self.share(0.01, 0.2), str(self.part(1, 40)))
        if self.chance(0.3):
            entry["thresholds"] = {"村": self.random.randint(1, 8)}
        if self.chance(0.2):
            entry["eligible"] = {"村": self.random.randint(1, 8)}
        return entry

    # --- rules

    def known_rules(self) -> Mapping[str, tuple[str, ...]]:
        return RULES | {"not_back": (), "schedule": ("projects",)}

    def can(self, word: str) -> bool:
        if word == "not_back":
            return any(row.get("性质") for row in self.tables["sources"])
        return super().can(word)

    def rules(self) -> dict[str, Any]:
        found = super().rules()
        for word, entry in found.items():
            if word not in ("grain", "project_funding"):
                self.scoped(word, entry)
                if self.chance(0.1):
                    entry["firm"] = True
        if "schedule" in found:
            # It says itself what a project gets.
            found.pop("rank_order", None)
        return found

    def rule_not_back(self) -> dict[str, Any]:
        return {}

    def rule_spend_whole(self) -> dict[str, Any]:
        return self.pick({}, {"sources": [self.pick(*self.sources)]})

    def rule_schedule(self) -> dict[str, Any] | None:
        if len(self.sources) < 2:
            return None
        first, *others = self.sources
        entry: dict[str, Any] = {"years": {"今年": [first], "以后": others}}
        if len(others) == 2 and self.chance(0.6):
            entry["years"] = {"今年": [first], "以后": [others[0]], "再后": [others[1]]}
        entry |= self.pick({}, {"profile": "分年"}) | self.pick({}, {"start": "开工"})
        entry |= self.pick({}, {"carry_over": self.share(0.1, 1)})
        entry |= self.pick({}, {"likely": [others[-1]]})
        return entry | (self.going_on(entry) if self.beside.random() < 0.4 else {})

    def going_on(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        """Let one or two of the projects that can be paid in these years have started before."""
        can = []
        for row in self.tables["projects"]:
            row["已开工"] = ""
            parts = str(row[entry["profile"]] or "100") if "profile" in entry else "100"
            many = len(parts.replace("：", ":").replace("、", ":").split(":"))
            if many <= len(entry["years"]) and not self.fen_of(row["资金需求"]) % self.grain:
                can.append(row)
        for row in self.beside.sample(can, min(len(can), self.beside.choice((1, 1, 2)))):
            row["已开工"] = "上年"
        return {"started": "已开工"}

    def fen_of(self, amount: Any) -> int:
        return int(Decimal(str(amount)) * self.unit)

    def rule_group_share(self) -> dict[str, Any]:
        entry = super().rule_group_share()
        if "history" in self.tables and self.chance(0.3):
            entry.pop("at_least", None)
            entry["not_below"] = self.pick([2022], [2023], [2022, 2023])
        return entry

    def rule_floor(self) -> dict[str, Any]:
        entry = super().rule_floor()
        if "column" in entry and self.chance(0.3):
            entry["amount"] = self.part(1, 20)
        return entry

    def rule_ceiling(self) -> dict[str, Any]:
        if self.chance(0.3):
            rate = self.amount(self.mean / 20) or Decimal(1) / self.unit
            return {**self.some(), "per_unit": rate, "column": "村", "amount": self.part(10, 60)}
        return super().rule_ceiling()

    def rule_order(self) -> dict[str, Any]:
        return super().rule_order() | self.pick({}, {"factors": ["村"]})

    def rule_progress_cap(self) -> dict[str, Any]:
        entry = super().rule_progress_cap()
        if "history" in self.tables and self.chance(0.5):
            entry |= {"of": "year", "year": self.year(), "over": self.over()}
        return entry

    def rule_close_gap(self) -> dict[str, Any] | None:
        entry = super().rule_close_gap()
        if entry is not None and self.chance(0.4):
            first = next(iter(self.sources))
            entry |= self.pick({"after": [first]}, {"total": self.amount(self.money, self.grain)})
        return entry

    # --- goals

    def goals(self, rules: Mapping[str, Any]) -> dict[str, Any]:
        words = self.goal_words(rules)
        found: dict[str, Any] = {}
        for word in self.random.sample(words, min(len(words), self.pick(1, 1, 2, 2, 3))):
            found[word] = self.goal(word)
        parts = [w for w in words if w != "evenness"]
        if len(parts) > 1 and self.chance(0.7):
            blend = self.blend(parts)
            at = self.random.randint(0, len(found))
            before = [*found.items()]
            found = dict([*before[:at], ("合计", blend), *before[at:]][:3])
        for word, entry in list(found.items())[:-1]:
            if self.chance(0.3) and entry.get("depth") != "leximin":
                entry["tolerance"] = self.pick("0.01%", "1%", "10%", "100%")
                if self.is_money(word, entry) and self.chance(0.5):
                    entry["tolerance"] = str(self.part(1, 30))
        return found

    def goal_words(self, rules: Mapping[str, Any]) -> list[str]:
        """Return the goals for which the tables are there."""
        needs = GOALS | {
            "diminishing_benefit": ("projects",),
            "pro_rata": ("approved",),
        }
        words = [w for w in sorted(needs) if all(t in self.tables for t in needs[w])]
        if "project_funding" in rules and self.chance(0.4):
            words = ["project_benefit", "diminishing_benefit", "closest_to_target"]
        return words

    def goal(self, word: str) -> dict[str, Any]:
        """Return one goal, with weights and a level now and then."""
        make: Callable[[], dict[str, Any]] = getattr(self, "goal_" + word)
        entry = self.scoped(word, make())
        if word == "fewest_moves" and "at" in entry:
            entry["count"] = "recipients"
        if word == "pro_rata" and "at" in entry:
            entry.pop("of", None)
        if word in {*WITH_WEIGHTS, "pro_rata"} and self.chance(0.4):
            if "at" not in entry and self.chance(0.3):
                entry["weights"] = "系数"
            elif not {"recipients", "kinds", "where"} & set(entry):
                names = sorted(
                    {t[entry["at"]] for t in self.towns} if "at" in entry else self.names
                )
                some = self.random.sample(names, self.random.randint(1, len(names)))
                entry["weights"] = {n: self.pick(2, 3, 0.5, "3/7", 10, 1.01) for n in some}
        return entry

    def blend(self, words: list[str]) -> dict[str, Any]:
        """Return a weighed sum of goals, some of them of one kind."""
        entry: dict[str, Any] = {"kind": "blend", "parts": {}}
        for k in range(self.pick(2, 2, 3)):
            word = self.pick(*words)
            part = self.goal(word) | {"weight": self.pick(1, 2, "0.3", "1/3", 100, "0.0001")}
            while part.get("distance") in ("hill", "dean", "adams", "jefferson"):
                part["distance"] = self.pick("absolute", "relative")
            name = word if word not in entry["parts"] else f"{word}{k}"
            entry["parts"][name] = {"kind": word, **part}
        if not self.is_one_unit(entry) or self.chance(0.2):
            entry["unit"] = "点"
        return entry

    def is_money(self, word: str, entry: Mapping[str, Any]) -> bool:
        if word in ("closest_to_target", "last_year"):
            return entry["distance"] not in ("relative", "squared")
        if entry.get("kind") == "blend":
            parts = entry["parts"].values()
            return "unit" not in entry and all(self.is_money(p["kind"], p) for p in parts)
        return (
            word in ("readiness", "pro_rata")
            or entry.get("what") == "money"
            or entry.get("count") == "money"
        )

    def is_one_unit(self, entry: Mapping[str, Any]) -> bool:
        parts = entry["parts"].values()
        return all(self.is_money(p["kind"], p) for p in parts) or (
            len({(p["kind"], p.get("distance"), p.get("unit")) for p in parts}) == 1
            and not any(p["kind"] in ("need_covered", "fewest_moves") for p in parts)
        )

    def goal_closest_to_target(self) -> dict[str, Any]:
        if self.chance(0.2):
            few = self.money // self.grain <= 1000
            return {"distance": self.pick("jefferson", "adams", "hill", *(["dean"] * few))}
        return super().goal_closest_to_target()

    def goal_evenness(self) -> dict[str, Any]:
        return self.pick({}, {}, {"depth": "leximin"})

    def goal_diminishing_benefit(self) -> dict[str, Any]:
        curve = self.pick(
            {"50%": "80%"}, {"30%": "60%", "60%": "90%"}, {"33%": "1"}, {"70%": "70%"}
        )
        return {"column": "受益", "unit": "人", "curve": curve}

    def goal_pro_rata(self) -> dict[str, Any]:
        entry: dict[str, Any] = {"part": self.share(0.3, 1.2)}
        entry |= self.pick({}, {"of": "cells"}, {"of": "recipients"})
        if self.chance(0.3):
            entry["sources"] = {self.pick(*self.sources): self.share(0.3, 1.2)}
        return entry

    def goal_fewest_moves(self) -> dict[str, Any]:
        return {"count": self.pick("money", "cells", "recipients")}

    def goal_least_cost(self) -> dict[str, Any]:
        entry = super().goal_least_cost()
        if self.chance(0.3):
            entry["gains"] = {s: f"得{s}" for s in self.sources}
            entry["columns"] = self.pick(entry["columns"], {})
        return entry


class Tiny(Newer):
    """A scenario of so few plans that all of them can be counted out."""

    RECIPIENTS = (2, 2, 3, 3, 4)
    SOURCES = (1, 1, 2, 2, 3)

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.to_fen = self.to_fen and self.chance(0.3)

    def size(self) -> int:
        self.grain = self.pick(1, 2, 5, 10) * 10 ** self.random.randint(2, 6)
        return self.grain * self.pick(2, 3, 4, 6, 9)

    def projects(self) -> list[dict[str, Any]]:
        return super().projects()[: self.pick(2, 3, 3, 4)]


class Office(Tiny):
    """A small scenario in which what a recipient gets is no matter of shares alone."""

    RECIPIENTS = (3, 3, 4, 4, 5)
    SOURCES = (1, 1, 2, 2)

    def size(self) -> int:
        self.grain = self.pick(1, 2, 5, 10) * 10 ** self.random.randint(2, 6)
        return self.grain * self.pick(4, 6, 8, 12)

    def rules(self) -> dict[str, Any]:
        found = super().rules()
        for _ in range(self.pick(1, 1, 2)):
            word = self.pick("nothing_or_at_least", "recipient_count", "ceiling", "floor")
            found[f"又一条{word}"] = {"kind": word, **self.scoped(word, self.of_office(word))}
        whole = [s for s, money in self.sources.items() if money]
        if whole and self.chance(0.5):
            name = self.pick(*whole)
            steps = self.sources[name] // self.grain
            many = [k for k in (2, 3, 4, 5, 6) if steps % k == 0]
            if many:
                coarse = {name: self.amount(self.grain * self.pick(*many))}
                found["grain"]["sources"] = found["grain"].get("sources", {}) | coarse
        return found

    def of_office(self, word: str) -> dict[str, Any]:
        if word == "nothing_or_at_least":
            steps = self.grain * self.pick(2, 3, 4)
            return {"amount": self.amount(steps), "within": self.pick("recipient", "award")}
        if word == "recipient_count":
            return {"at_most": self.random.randint(1, len(self.names) - 1)}
        low, high = (1, 40) if word == "floor" else (80, 250)
        return {"amount": self.part(low, high)}

    def goals(self, rules: Mapping[str, Any]) -> dict[str, Any]:
        found = {"贴近": {"kind": "closest_to_target", **self.goal("closest_to_target")}}
        if self.chance(0.4):
            first = {"集中": {"kind": "fewest_recipients", **self.goal("fewest_recipients")}}
            if self.chance(0.3):
                first["集中"]["tolerance"] = self.pick("10%", "50%")
            found = first | found
        if self.chance(0.3):
            found |= {"之后": {"kind": "evenness", **self.goal("evenness")}}
        return found


def _part(words: str) -> frozenset[str]:
    return frozenset(words.split())


AT_LEVEL = _part(
    "amount_ratio balance ceiling floor group_share hold_harmless lots near_mix"
    " nothing_or_at_least order parity per_head_ratio recipient_count same_amount within_need"
    " year_to_year yearly_change only closest_to_target evenness fewest_moves fewest_recipients"
    " last_year pro_rata need_covered"
)
"""Parts that may be about the units of a level."""
NEEDS_GROUP = _part("group_share parity")
ONLY_LEVEL = _part("closest_to_target evenness fewest_moves pro_rata")
"""Parts that are about all units of a level."""
WITH_WHERE = _part(
    "amount_ratio balance ceiling floor group_share hold_harmless lots near_mix"
    " nothing_or_at_least order parity per_head_ratio recipient_count within_need year_to_year"
    " yearly_change only progress_cap fewest_recipients last_year readiness need_covered least_cost"
)
"""Parts that may be about whom a column tells of."""
