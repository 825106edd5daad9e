"""How often linear programs alone give the plan, and how many nodes the rest took. Markdown.

python benchmarks/library.py
"""

from pathlib import Path

from optalloc.pipeline.solve import solve

SCENARIOS = Path(__file__).resolve().parent.parent / "scenarios"


def main() -> None:
    """Solve every scenario by both engines and count."""
    print("| scenario | engine | linear programs | integer programs | nodes | proven |")
    print("|---|---|---|---|---|---|")
    whole = many = exact = 0
    nodes: list[int | None] = []
    for file in sorted(SCENARIOS.glob("*/*.yaml")):
        for engine in ("cbc", "highs"):
            outcome = solve(file, solver=engine).outcome
            linear, branched = outcome.tried
            proven = (
                outcome.proven if outcome.x is not None else f"infeasible, {outcome.infeasible}"
            )
            name = file.relative_to(SCENARIOS).with_suffix("")
            print(
                f"| {name} | {engine} | {linear} | {branched} | {_said(outcome.nodes)} | {proven} |"
            )
            many += 1
            whole += branched == 0
            exact += "exact" in proven
            if branched:
                nodes.append(outcome.nodes)
    print(f"\nWithout any integer program: {whole} of {many} ({whole / many:.0%}; aim: 95%).")
    print(f"Nodes of the {len(nodes)} others: {', '.join(map(_said, nodes)) or 'none'}.")
    print(f"Proven in exact arithmetic: {exact} of {many} ({exact / many:.0%}).")


def _said(nodes: int | None) -> str:
    return "unknown" if nodes is None else str(nodes)


if __name__ == "__main__":
    main()
