"""Draw whole scenarios: every rule, goal, target, grain and size of numbers that offices have.

Half of them are to the fen, with switches, projects, large sums and shares of many digits. All
figures are made up. A scenario is a mapping as a user would write it; `written` makes it YAML.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import gcd
from random import Random
from typing import Any

HAND = {"who": "办公会", "when": "2024-01-02", "why": "已定"}
FEN = {"元": 100, "万元": 1_000_000}
NAMES = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥东西"
"""What tells the towns apart: the stems, the branches, and two more."""


def written(scenario: Mapping[str, Any]) -> str:
    """Return a scenario as YAML; numbers are written as they were drawn."""
    return _node(scenario) + "\n"


def _node(value: Any) -> str:
    if isinstance(value, Mapping):
        pairs = (f"{json.dumps(str(k), ensure_ascii=False)}: {_node(v)}" for k, v in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_node, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, Decimal)):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    return json.dumps(value, ensure_ascii=False)


def draw(seed: int) -> dict[str, Any]:
    """Return the scenario of a seed."""
    return Draw(seed).scenario()


class Draw:
    """One scenario on its way.

    Attributes:
        RECIPIENTS: How many there may be, one of these.
        SOURCES: Likewise.
    """

    RECIPIENTS: tuple[int, ...] = (1, 2, 2, 3, 3, 4, 4, 5, 6)
    SOURCES: tuple[int, ...] = (1, 1, 2, 2, 3)

    def __init__(self, seed: int) -> None:
        self.random = Random(f"drawn {seed}")
        self.to_fen = seed % 2 == 1
        self.seed = seed

    def chance(self, p: float) -> bool:
        return self.random.random() < p

    def pick(self, *options: Any) -> Any:
        return self.random.choice(options)

    # --- figures

    def amount(self, fen: int | Fraction, step: int = 1) -> Decimal:
        """Return money in the scenario's unit, rounded to a step."""
        whole = round(Fraction(fen) / step) * step
        return Decimal(whole) / self.unit

    def share(self, low: float, high: float) -> str:
        """Return a share of 1 to 40 digits."""
        digits = self.pick(0, 0, 0, 1, 2, self.random.randint(3, 20), self.random.randint(3, 38))
        digits = digits if self.to_fen else min(digits, 2)
        value = Decimal(repr(self.random.uniform(low, high) * 100))
        text = f"{value:.0f}"
        if digits:
            tail = "".join(self.random.choice("0123456789") for _ in range(digits))
            text += "." + (self.pick(tail, "3" * digits, "1" * digits) if digits > 2 else tail)
        return text + "%"

    # --- the facts

    def scenario(self) -> dict[str, Any]:
        r = self.random
        self.unit_name = self.pick("元", "万元")
        self.unit = FEN[self.unit_name]
        size = self.size()
        self.grain = max(self.grain, self.unit // 1_000_000)
        n = self.pick(*self.RECIPIENTS)
        names = [f"镇{c}" for c in NAMES[:n]]
        sources, tiers = [], []
        self.money = 0
        for i in range(self.pick(*self.SOURCES)):
            tier = self.pick("市级", "县级")
            fen = max(1, round(size * r.uniform(0.2, 1)) // self.grain) * self.grain
            self.money += fen
            tiers.append(tier)
            row = {"资金来源": f"源{i + 1}", "层级": tier, "金额": self.amount(fen)}
            sources.append(row)
        self.sources = {s["资金来源"]: int(Fraction(s["金额"]) * self.unit) for s in sources}
        self.tiers = tiers
        uses = [{"用途": "产业", "是否产业": "是"}]
        if self.chance(0.6):
            uses.append({"用途": "建设", "是否产业": "否"})
        self.uses = [u["用途"] for u in uses]
        alike = self.chance(0.3)
        towns = []
        for i, name in enumerate(names):
            row = {"单位": name, "类型": "部门" if i and self.chance(0.3) else "镇"}
            if alike and i and self.chance(0.6):
                row |= {k: v for k, v in towns[-1].items() if k not in ("单位", "类型")}
            else:
                row |= {"村": r.randint(1, 30), "人口": r.randint(1, 3000)}
                row |= {"进度": Decimal(r.randint(0, 20)) / 20, "上限": r.randint(0, 6)}
                row |= {f"费{s}": Decimal(r.randint(0, 12)) / 4 for s in self.sources}
            towns.append(row)
        self.towns, self.names = towns, names
        self.mean = Fraction(self.money, n)
        tables: dict[str, Any] = {"sources": sources, "recipients": towns, "uses": uses}
        self.tables = tables
        if self.chance(0.3):
            tables["needs"] = [
                {"单位": t, "用途": u, "需求": self.need()}
                for t in names
                for u in self.uses
                if self.chance(0.85)
            ]
        if self.chance(0.3):
            tables["earlier"] = [
                {
                    "单位": self.pick(*names),
                    "资金来源": self.pick(*self.sources),
                    "用途": self.pick(*self.uses),
                    "金额": self.amount(self.mean * r.randint(0, 60) / 100, self.grain),
                }
                for _ in range(r.randint(1, 4))
            ]
        if self.chance(0.4):
            tables["history"] = [
                {
                    "年度": year,
                    "单位": t,
                    "用途": self.pick(*self.uses),
                    "金额": self.amount(self.mean * r.randint(10, 160) / 100 + 1),
                }
                for year in (2022, 2023)
                for t in names
            ]
        if self.chance(0.3):
            tables["projects"] = self.projects()
        if self.chance(0.15) and "projects" not in tables:
            tables["approved"] = self.approved()
        self.add_facts()
        rules = self.rules()
        return {
            "title": f"抽取的情景 {self.seed}（数字都是编造的）",
            "unit": self.unit_name,
            "tables": tables,
            "indicators": {
                "村": {"unit": "个", "direction": "more"},
                "人口": {"unit": "人", "direction": self.pick("more", "less")},
            },
            "targets": self.targets(),
            "rules": rules,
            "goals": self.goals(rules),
        }

    def size(self) -> int:
        """Draw the grain, and return about how much money a source has [fen]."""
        if self.to_fen:
            self.grain = self.pick(1, 1, 1, 2, 5, 100, 500)
            return 10 ** self.pick(4, 5, 6, 7, 8, 9, 10, 12, 13)
        self.grain = self.pick(1, 2, 5, 10) * 10 ** self.random.randint(0, 6)
        return self.grain * self.pick(8, 20, 60, 200, 1000, 5000)

    def add_facts(self) -> None:
        """Draw what later kinds of scenarios have besides."""

    def need(self) -> Decimal:
        return self.amount(self.mean * self.random.randint(5, 150) / 100, self.pick(1, self.grain))

    def projects(self) -> list[dict[str, Any]]:
        r, found = self.random, []
        for i in range(r.randint(1, 7)):
            need = Fraction(self.money, r.randint(1, 9)) * r.randint(50, 130) / 100
            row: dict[str, Any] = {
                "项目": f"项{i + 1}",
                "单位": self.pick(*self.names),
                "用途": self.pick(*self.uses),
                "资金需求": self.amount(need, self.pick(1, self.grain, self.grain)),
                "受益": r.randint(1, 400),
                "用地": self.pick("是", "是", "是", "否"),
            }
            if self.chance(0.04):
                row["资金需求"] = Decimal(0)
            elif self.chance(0.4):
                least = Fraction(row["资金需求"]) * self.unit * r.randint(10, 100) / 100
                row["最低资金"] = self.amount(min(int(least), need), 1)
                row["最低资金"] = min(row["最低资金"], row["资金需求"])
            if i and self.chance(0.25):
                row["前置项目"] = f"项{r.randint(1, i)}"
            if self.chance(0.25):
                row["比选组"] = self.pick("甲组", "乙组")
            found.append(row)
        for row in found:
            if row.get("比选组") and row.get("前置项目"):
                del row["比选组"]
        return found

    def approved(self) -> list[dict[str, Any]]:
        found = []
        for source, money in self.sources.items():
            left = money // self.grain
            for name in self.names:
                k = self.random.randint(0, left)
                left -= k
                if k:
                    row = {"单位": name, "资金来源": source, "用途": self.pick(*self.uses)}
                    found.append(row | {"金额": self.amount(k * self.grain)})
        return found

    # --- targets

    def targets(self) -> dict[str, Any]:
        r, found = self.random, dict[str, Any]()
        kind = self.pick("factors", "factors", "factors", "fixed", "units", "mixed")
        if kind in ("fixed", "mixed"):
            chosen = r.sample(self.names, r.randint(1, len(self.names)))
            part = self.mean / (1 if kind == "fixed" else 4)
            amounts = {
                n: self.amount(part * r.randint(1, 100) / 100, self.pick(1, self.grain))
                for n in chosen
            }
            found["定额"] = {"kind": "fixed", "amounts": amounts}
        if kind == "units":
            villages = sum(t["村"] for t in self.towns)
            standard = self.amount(Fraction(self.money, villages) * r.randint(80, 130) / 100)
            standard = standard or Decimal(1) / self.unit
            found["标准"] = {"kind": "units", "column": "村", "unit": "个", "standard": standard}
        if kind in ("factors", "mixed"):
            weight = r.randint(0, 100)
            weights = {"村": f"{weight}%", "人口": f"{100 - weight}%"}
            if weight in (0, 100) or self.chance(0.4):
                weights = {"村": "100%"}
            found["公式"] = {"kind": "factors", "weights": weights}
            if self.chance(0.15):
                below = {"0.3": "50%", "0.7": "80%"}
                found["公式"]["coefficients"] = {"column": "进度", "below": below}
            if self.chance(0.15):
                each = self.amount(self.mean * r.randint(1, 20) / 100)
                found["切块"] = {"kind": "carve_out", "recipients": [self.names[0]], "each": each}
        return found

    # --- rules

    def rules(self) -> dict[str, Any]:
        r = self.random
        grain: dict[str, Any] = {"cell": self.amount(self.grain)}
        if self.chance(0.12):
            grain["total"] = self.amount(self.grain * r.choice((2, 3, 5, 10)))
        if len(self.sources) > 1 and self.chance(0.1):
            # A source's money stays a multiple of its own grain.
            name = self.pick(*self.sources)
            twice = self.grain * 2
            if self.sources[name] % twice == 0:
                grain["sources"] = {name: self.amount(twice)}
        rules: dict[str, Any] = {"grain": grain}
        if self.chance(0.6):
            rules["spend_whole"] = {}
        words = [w for w in sorted(self.known_rules()) if self.can(w)]
        for word in r.sample(words, min(len(words), self.pick(0, 1, 1, 2, 2, 3, 4))):
            entry = getattr(self, "rule_" + word)()
            if entry is not None:
                rules[word] = entry
        # A library is refused where no rule heeds it.
        is_heeded = "gate" in rules and self.chance(0.3)
        if "projects" in self.tables and not is_heeded:
            how = self.pick("whole", "from_minimum")
            rules["project_funding"] = {"how": how, "beside": self.chance(0.3)}
        return rules

    def can(self, word: str) -> bool:
        if word in LATER and self.seed in KEPT:
            return False
        return all(table in self.tables for table in self.known_rules()[word])

    def known_rules(self) -> Mapping[str, tuple[str, ...]]:
        """Return the rules that are drawn, with the tables that they read."""
        return RULES

    def some(self) -> dict[str, Any]:
        """Return whom a rule is about."""
        if self.chance(0.6):
            return {}
        if self.chance(0.5):
            return {"kinds": [self.pick(*sorted({t["类型"] for t in self.towns}))]}
        return {
            "recipients": self.random.sample(self.names, self.random.randint(1, len(self.names)))
        }

    def group(self) -> dict[str, Any]:
        return {"recipients": self.random.sample(self.names, max(1, len(self.names) // 2))}

    def over(self) -> str:
        return self.pick("batch", "year")

    def year(self) -> int:
        return self.pick(2022, 2023)

    def part(self, low: int, high: int) -> Decimal:
        """Return a part of the mean award; now and then nothing, or to the fen."""
        fen = self.mean * self.random.randint(low, high) / 100
        return self.amount(fen, self.pick(1, self.grain))

    def rule_split(self) -> dict[str, Any] | None:
        if len(self.sources) < 2:
            return None
        chosen = list(self.sources)[: self.pick(2, len(self.sources))]
        whole = gcd(*(self.sources[s] for s in chosen))
        if whole and self.chance(0.7):
            shares: dict[str, Any] = {s: self.sources[s] // whole for s in chosen}
            if not all(shares.values()):
                return None
        else:
            shares = {s: self.random.randint(1, 9) for s in chosen}
        return {"shares": shares, "within": self.pick("recipient", "award", "total")}

    def rule_share(self) -> dict[str, Any]:
        entry: dict[str, Any] = {"groups": ["产业发展"], "over": self.over()}
        entry[self.pick("at_least", "at_least", "at_most")] = self.share(0.2, 0.8)
        if len(self.uses) == 1 and "at_most" in entry:
            entry = {"groups": ["产业发展"], "over": self.over(), "at_least": self.share(0.2, 0.8)}
        if self.chance(0.2):
            entry["each_source"] = True
        return entry

    def rule_group_share(self) -> dict[str, Any]:
        entry = {**self.group(), "over": self.over()}
        entry[self.pick("at_least", "at_most")] = self.share(0.1, 0.9)
        return entry

    def rule_floor(self) -> dict[str, Any]:
        if self.chance(0.3):
            rate = self.amount(self.mean / 100)
            return {**self.some(), "per_unit": rate or Decimal(1) / self.unit, "column": "村"}
        return {**self.some(), "amount": self.part(1, 70)}

    def rule_ceiling(self) -> dict[str, Any]:
        return {**self.some(), "amount": self.part(60, 250)}

    def rule_balance(self) -> dict[str, Any]:
        if self.chance(0.7):
            return {**self.some(), "max_deviation": self.share(0.05, 0.9)}
        return {**self.some(), "max_deviation": str(self.part(5, 60))}

    def rule_within_need(self) -> dict[str, Any]:
        return {"over": self.over(), **self.some()}

    def rule_fixed_award(self) -> dict[str, Any]:
        entry: dict[str, Any] = {"recipient": self.pick(*self.names), **HAND}
        if self.chance(0.3):
            entry["source"] = self.pick(*self.sources)
        return entry | {"amount": self.part(0, 90)}

    def rule_only(self) -> dict[str, Any]:
        entry: dict[str, Any] = {"sources": [self.pick(*self.sources)]}
        return entry | self.pick({"uses": ["产业"]}, self.group())

    def rule_hold_harmless(self) -> dict[str, Any]:
        return {
            "at_least": self.share(0.1, 1.1),
            "years": self.pick([2022], [2023], [2022, 2023]),
            "over": self.over(),
            "of": self.pick("amount", "share"),
            "when_short": self.pick("refuse", "ratable"),
        }

    def rule_year_to_year(self) -> dict[str, Any] | None:
        if len(self.sources) < 2:
            return None
        first, *others = self.sources
        years = {"今年": [first], "以后": others}
        return {"years": years, "up_to": self.share(0.5, 3), **self.some()}

    def rule_yearly_change(self) -> dict[str, Any]:
        entry: dict[str, Any] = {"year": self.year(), "over": self.over()}
        if self.chance(0.6):
            entry["at_least"] = "-" + self.share(0.2, 0.9)
        if self.chance(0.6) or "at_least" not in entry:
            entry["at_most"] = self.share(0.2, 3)
        return entry

    def rule_progress_cap(self) -> dict[str, Any]:
        entry = {"column": "进度", "below": "0.5", "at_most": self.share(0.2, 1.5), "of": "target"}
        return entry

    def rule_nothing_or_at_least(self) -> dict[str, Any]:
        return {"amount": self.part(1, 160) or 1, "within": self.pick("recipient", "award")}

    def rule_recipient_count(self) -> dict[str, Any]:
        some = self.some()
        n = sum(
            t["单位"] in some.get("recipients", self.names)
            and t["类型"] in some.get("kinds", (t["类型"],))
            for t in self.towns
        )
        entry: dict[str, Any] = self.pick(
            {"at_most": self.random.randint(1, n)}, {"at_least": self.random.randint(1, n)}
        )
        if self.chance(0.5):
            entry["amount"] = self.part(1, 120) or 1
        return entry | some

    def rule_lots(self) -> dict[str, Any]:
        standard = self.amount(self.grain * self.random.randint(1, 12))
        most = {"at_most": self.random.randint(1, 40)} if self.chance(0.6) else {"column": "上限"}
        return {"standard": standard, "unit": "份", **most, **self.some()}

    def rule_per_head_ratio(self) -> dict[str, Any]:
        k = Decimal(self.random.randint(10, 60)) / 10
        if self.to_fen and self.chance(0.4):
            k = Decimal("1." + "1" * self.random.randint(1, 30))
        return {"column": "村", "at_most": str(k), **self.some()}

    def decided(self, *, most: int) -> dict[str, Any]:
        """Return some projects and who decided about them."""
        names = [row["项目"] for row in self.tables["projects"]]
        chosen = self.random.sample(names, self.random.randint(1, min(most, len(names))))
        return {"projects": chosen, "who": "办公会", "when": "2024-01-02", "why": "已定"}

    def rule_must_fund(self) -> dict[str, Any]:
        return {"how": self.pick("whole", "from_minimum"), **self.decided(most=2)}

    def rule_never_fund(self) -> dict[str, Any]:
        return self.decided(most=3)

    def rule_rank_order(self) -> dict[str, Any]:
        return {"column": "受益", "then": self.pick("skip", "stop", "part")}

    def rule_near_mix(self) -> dict[str, Any]:
        entry: dict[str, Any] = {"of": "source"}
        if self.chance(0.4):
            use = self.pick(*self.uses)
            entry = {"of": "use", "shares": {use: self.share(0.1, 0.9)}}
        off = self.share(0, 0.5) if self.chance(0.6) else self.part(1, 60)
        return {**entry, "max_deviation": off, **self.some()}

    def rule_same_amount(self) -> dict[str, Any] | None:
        if len(self.names) < 2:
            return None
        chosen = self.random.sample(self.names, self.random.randint(2, len(self.names)))
        entry: dict[str, Any] = {"recipients": chosen}
        return entry | ({"apart": self.part(1, 80)} if self.chance(0.5) else {})

    def rule_amount_ratio(self) -> dict[str, Any]:
        k = Decimal(self.random.randint(10, 60)) / 10
        return {"at_most": str(k), "among": self.pick("all", "funded"), **self.some()}

    def rule_linear(self) -> dict[str, Any]:
        """Return a line of one of three forms, which formulas.py reads by its marks."""
        sign, k = self.pick("<=", ">=", "<="), self.random.randint(1, 30)
        one, other = self.pick(*self.names), self.pick(*self.names)
        entry: dict[str, Any] = {
            "says": self.pick(
                f"{one} + {self.part(0, 60)} {sign} {k} / 10 * {other}",
                f"占比({one}, 合计) {self.pick('<=', '>=')} {k}%",
                f"人均(各单位, 村) <= {10 + k} / 10 * 合计 / 合计.村",
            )
        }
        return entry | ({"slack": self.part(1, 50)} if self.chance(0.3) else {})

    def rule_order(self) -> dict[str, Any]:
        return {"equals": self.pick("same", "within_step")}

    def rule_parity(self) -> dict[str, Any] | None:
        if len(self.names) < 2:
            return None
        return {**self.group(), "year": self.year(), "over": self.over()}

    def rule_close_gap(self) -> dict[str, Any] | None:
        if len(self.sources) < 2:
            return None
        return {"source": list(self.sources)[-1]}

    def rule_share_not_below(self) -> dict[str, Any]:
        return {"groups": ["产业发展"], "year": self.year(), "over": self.over()}

    def rule_source_share(self) -> dict[str, Any]:
        word = self.pick(*self.sources)
        shares = {word: self.share(0.1, 0.8)}
        return {"groups": ["产业发展"], "shares": shares, "over": self.over()}

    def rule_gate(self) -> dict[str, Any]:
        return {"said_yes": ["用地"]}

    # --- goals

    def goals(self, rules: Mapping[str, Any]) -> dict[str, Any]:
        words = [w for w in sorted(GOALS) if all(t in self.tables for t in GOALS[w])]
        if "project_funding" in rules and self.chance(0.6):
            words = ["project_benefit"]
        chosen = self.random.sample(words, min(len(words), self.pick(1, 1, 1, 2, 2, 3)))
        goals = {word: getattr(self, "goal_" + word)() for word in chosen}
        for word, entry in goals.items():
            if self.seed >= WEIGHED and word in WITH_WEIGHTS and self.chance(0.7):
                entry |= self.weights(entry)
        for entry in list(goals.values())[:-1]:
            if self.chance(0.15):
                entry["tolerance"] = self.pick("1%", "10%", "100%")
        return goals

    def weights(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        some = self.random.sample(self.names, self.random.randint(1, len(self.names)))
        return {"weights": {n: self.pick(2, 3, 0.5, "3/7", 10, 1.01) for n in some}}

    def goal_closest_to_target(self) -> dict[str, Any]:
        few = self.money // self.grain <= 2**21
        distances = ["absolute", "relative", *(["squared", "squared_over_target"] if few else [])]
        return {"distance": self.pick(*distances)}

    def goal_evenness(self) -> dict[str, Any]:
        return {}

    def goal_fewest_recipients(self) -> dict[str, Any]:
        return {}

    def goal_project_benefit(self) -> dict[str, Any]:
        return {"column": "受益", "unit": "人"}

    def goal_readiness(self) -> dict[str, Any]:
        return {"column": "进度"}

    def goal_least_cost(self) -> dict[str, Any]:
        return {"columns": {s: f"费{s}" for s in self.sources}, "unit": "元"}

    def goal_need_covered(self) -> dict[str, Any]:
        return {"what": self.pick("money", "needs"), "over": self.over()}

    def goal_fewest_moves(self) -> dict[str, Any]:
        return {"count": "money"}

    def goal_last_year(self) -> dict[str, Any]:
        return {"year": self.year(), "distance": self.pick("absolute", "relative")}


RULES: dict[str, tuple[str, ...]] = {
    word.removeprefix("rule_"): needs
    for word, needs in {
        **{name: () for name in dir(Draw) if name.startswith("rule_")},
        "rule_within_need": ("needs",),
        "rule_hold_harmless": ("history",),
        "rule_yearly_change": ("history",),
        "rule_parity": ("history",),
        "rule_share_not_below": ("history",),
        "rule_gate": ("projects",),
        "rule_must_fund": ("projects",),
        "rule_never_fund": ("projects",),
        "rule_rank_order": ("projects",),
    }.items()
}
"""The rules that are drawn, with the tables that they read."""
KEPT = range(800_000)
"""Seeds of which many are kept by number in tests: they are drawn as they always were."""
LATER = frozenset(
    (
        "amount_ratio",
        "linear",
        "must_fund",
        "near_mix",
        "never_fund",
        "rank_order",
        "same_amount",
        "year_to_year",
    )
)
"""Rules that came later; seeds from 800,000 on draw them too."""
WEIGHED = 900_000
"""The first seed of those that weigh recipients in goals."""
WITH_WEIGHTS = frozenset(
    (
        "closest_to_target",
        "evenness",
        "fewest_moves",
        "fewest_recipients",
        "last_year",
        "least_cost",
        "need_covered",
        "readiness",
    )
)
GOALS: dict[str, tuple[str, ...]] = {
    word.removeprefix("goal_"): needs
    for word, needs in {
        **{name: () for name in dir(Draw) if name.startswith("goal_")},
        "goal_project_benefit": ("projects",),
        "goal_need_covered": ("needs",),
        "goal_fewest_moves": ("approved",),
        "goal_last_year": ("history",),
    }.items()
}
