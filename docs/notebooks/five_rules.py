# ---
# jupyter:
#   jupytext:
#     formats: py:percent,ipynb
#     text_representation: {extension: .py, format_name: percent}
# ---

# %% [markdown]
# # 五种分配规则，1,000 个随机的区 · Five allocation rules on 1,000 drawn districts
#
# 每个区 4 到 9 个镇，村数随机；100 万元，步长 1 万。各方法离测算额多远，最大的镇占多少便宜？
# How far is each method from the targets, and does it favour the largest town? Districts are drawn.

# %%
import os
from random import Random
from statistics import mean

import pandas as pd

import optalloc as oa

DISTRICTS = int(os.environ.get("DISTRICTS", "1000"))
RULES = ("largest_remainder", "webster", "hill", "jefferson", "adams")


def district(seed: int) -> oa.Problem:
    """Return a drawn district."""
    random = Random(f"district {seed}")
    villages = [random.randint(1, 40) for _ in range(random.randint(4, 9))]
    names = [f"镇{i + 1}" for i in range(len(villages))]
    towns = pd.DataFrame({"单位": names, "类型": "镇", "村": villages})
    policy = {
        "unit": "万元",
        "indicators": {"村": {"unit": "个", "direction": "more"}},
        "targets": {"村数": {"kind": "factors", "weights": {"村": "100%"}}},
        "rules": {"grain": {"cell": 1}, "spend_whole": {}},
        "goals": {"closest_to_target": {"distance": "absolute"}},
    }
    return oa.Problem.from_frames(
        recipients=towns,
        sources=[{"资金来源": "区级", "金额": 100}],
        uses=[{"用途": "产业"}],
        policy=policy,
        name=f"district {seed}",
    )


# %%
rows = []
for seed in range(DISTRICTS):
    problem = district(seed)
    (found,) = oa.benchmark([problem], methods=list(RULES))
    targets = {r.name: found.solved.targets.target(r.name) for r in problem.facts.recipients}
    largest = max(targets, key=lambda name: targets[name])
    for entry in found.entries:
        if entry.judged is None:
            continue
        given = entry.judged.plan.by_recipient.get(largest, 0)
        rows.append(
            {
                "district": seed,
                "method": entry.method,
                "distance": float(entry.values[0] / 1_000_000),
                "largest": float((given - targets[largest]) / 1_000_000),
            }
        )
frame = pd.DataFrame(rows)
table = frame.groupby("method")[["distance", "largest"]].mean().sort_values("distance")
print(table)

# %% [markdown]
# 最优方案的差额最小；最大余数法与它一样好。亚当斯法亏待最大的镇，杰斐逊法偏向它。
# No method is nearer than the best plan; Jefferson favours the largest town, Adams the others.

# %%
assert table["distance"].idxmin() in ("best", "largest_remainder")
assert table.loc["jefferson", "largest"] >= table.loc["adams", "largest"]
assert mean(frame[frame["method"] == "best"]["distance"]) == table["distance"].min()

# %%
try:
    import altair as alt
except ImportError:
    print("pip install 'optalloc[pictures]' draws the figure")
else:
    figure = (
        alt.Chart(frame, title=f"{DISTRICTS} districts")
        .mark_boxplot(extent="min-max")
        .encode(
            x=alt.X("largest:Q", title="the largest town above its target (万元)"),
            y=alt.Y("method:N", sort=list(table.index), title=None),
        )
    )
    if folder := os.environ.get("FIGURES"):
        figure.save(f"{folder}/five_rules.svg")
