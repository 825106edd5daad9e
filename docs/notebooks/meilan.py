# ---
# jupyter:
#   jupytext:
#     formats: py:percent,ipynb
#     text_representation: {extension: .py, format_name: percent}
# ---

# %% [markdown]
# # 美兰区 2023 年的方案，从 DataFrame 出发 · The Meilan plan of 2023, from frames
#
# 22.5 万来自市级，27.5 万来自区级，每个单位内 45:55，金额是 0.5 万的倍数；产业发展不低于 55%。
# Village counts are those of the national register; reading them as the formula is one reading.

# %%
import pandas as pd

import optalloc as oa

towns = pd.DataFrame({"单位": ["灵山镇", "三江镇"], "行政村": [22, 8]})
sources = pd.DataFrame({"资金来源": ["市级第二批", "区级配套"], "金额": ["22.5", "27.5"]})
uses = pd.DataFrame({"用途": ["发展村集体经济"], "是否产业": ["是"]})
policy = {
    "unit": "万元",
    "indicators": {"行政村": {"unit": "个", "direction": "more"}},
    "targets": {"村数": {"kind": "factors", "weights": {"行政村": "100%"}}},
    "rules": {
        "grain": {"cell": "0.5"},
        "spend_whole": {},
        "split": {"shares": {"市级第二批": 45, "区级配套": 55}, "within": "recipient"},
        "industry": {
            "kind": "share",
            "uses": ["发展村集体经济"],
            "at_least": "55%",
            "over": "year",
        },
    },
    "goals": {"closest_to_target": {"distance": "absolute"}},
}
problem = oa.Problem.from_frames(
    recipients=towns, sources=sources, uses=uses, policy=policy, name="美兰 2023"
)
solution = problem.solve()
print(solution)

# %% [markdown]
# 公布的结果是灵山镇 40 万、三江镇 10 万。 The published plan gives 40 and 10.

# %%
print(solution.recipients)
assert solution.is_proven
assert solution.recipients["total"].tolist() == [40, 10]

# %% [markdown]
# 步长由分担比例决定：每个单位的合计是 10 万的倍数。 The split forces totals into steps of 10万.

# %%
print(solution.to_json("zh")["lattice"])
finer = problem.replace(rules={"grain": {"cell": "0.1"}}, name="步长 0.1 万").solve()
print(oa.compare([solution, finer]))
