# ---
# jupyter:
#   jupytext:
#     formats: py:percent,ipynb
#     text_representation: {extension: .py, format_name: percent}
# ---

# %% [markdown]
# # 求解器比较 · A solver shoot-out by `to_pulp()`
#
# 同一个教科书模型交给 PuLP 找得到的每个求解器；回来的方案由产品核对，再与证明最优的值比较。
# The textbook model for every solver that PuLP finds; what comes back is audited and set against
# the proven best.

# %%
import time
from pathlib import Path

import pandas as pd
import pulp

import optalloc as oa

SCENARIOS = Path("scenarios")
NAMES = ("meilan-2023/two-towns", "six-factors/plan", "answer-key/knapsack/p07")

rows = []
for name in NAMES:
    problem = oa.read(SCENARIOS / f"{name}.yaml")
    best = problem.solve()
    for solver in pulp.listSolvers(onlyAvailable=True):
        model = problem.to_pulp()
        start = time.perf_counter()
        model.solve(pulp.getSolver(solver, msg=False, timeLimit=30))
        seconds = time.perf_counter() - start
        judged = problem.judge(model)
        rows.append(
            {
                "scenario": name,
                "solver": solver,
                "seconds": round(seconds, 3),
                "keeps every rule": judged.keeps_every_rule,
                "gap in the first goal": judged.goals["gap"].iloc[0],
                "proven best": float(best.solved.outcome.goals[0].value),
                "its objective": pulp.value(model.objective),
            }
        )
table = pd.DataFrame(rows)
print(table.to_string())

# %% [markdown]
# 求解器自己的目标值与产品证明的值相同（在双精度之内）。
# Each objective is the proven value, as far as doubles hold.

# %%
error = (table["its objective"] - table["proven best"]).abs()
assert (error <= 1e-4 + 1e-6 * table["proven best"].abs()).all()
assert table["keeps every rule"].all()
