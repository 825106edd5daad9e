# ---
# jupyter:
#   jupytext:
#     formats: py:percent,ipynb
#     text_representation: {extension: .py, format_name: percent}
# ---

# %% [markdown]
# # 敏感性：权重拿不准时，方案会怎样 · Sensitivity: weights in doubt
#
# 六因素的示例。权重各自上下浮动 20%，一次次求解；再看均衡的限度怎样改变方案。
# The made-up six factors: weights drawn within 20% of what is stated, then a rule's bound swept.

# %%
import os
from pathlib import Path

import optalloc as oa
from optalloc.exploring.jobs.runner import RunOptions
from optalloc.exploring.weights.weights import DrawOptions

HERE = RunOptions(workers=1)  # in this process; without it as many as there are cores
DRAWS = int(os.environ.get("DRAWS", "200"))
PLAN = Path("scenarios") / "six-factors" / "plan.yaml"

weights = oa.frame_of(oa.explore.weights(PLAN, DrawOptions(draws=DRAWS), HERE))
columns = ["recipient", "stated", "least", "most", "gains", "loses"]
print(weights[columns].to_string())
assert (weights["least"] <= weights["most"]).all()

# %% [markdown]
# 哪些镇的金额对权重最敏感？ Whose amount hangs on the weights most?

# %%
weights["range"] = weights["most"] - weights["least"]
print(weights.sort_values("range", ascending=False)[["recipient", "range"]].head(3))

# %%
swept = oa.frame_of(oa.explore.sweep(PLAN, ["rules.industry.at_least=55%,65%,75%"], HERE))
print(swept.drop(columns=["why"]).to_string())
assert (swept["state"] == "plan").any()
