"""How often linear programs alone give the plan, over the scenario library. Prints Markdown.

python benchmarks/library.py
"""

from pathlib import Path

from optalloc.run import solve

SCENARIOS = Path(__file__).resolve().parent.parent / "scenarios"


def main() -> None:
    """Solve every scenario by both engines and count."""
    print(
        "| scenario | engine | linear programs | integer programs | proven |\n|---|---|---|---|---|"
    )
    whole = many = exact = 0
    for file in sorted(SCENARIOS.glob("*/*.yaml")):
        for engine in ("cbc", "highs"):
            outcome = solve(file, engine).outcome
            linear, branched = outcome.tried
            proven = (
                outcome.proven if outcome.x is not None else f"infeasible, {outcome.infeasible}"
            )
            name = file.relative_to(SCENARIOS).with_suffix("")
            print(f"| {name} | {engine} | {linear} | {branched} | {proven} |")
            many += 1
            whole += branched == 0
            exact += "exact" in proven
    print(f"\nWithout any integer program: {whole} of {many} ({whole / many:.0%}; aim: 95%).")
    print(f"Proven in exact arithmetic: {exact} of {many} ({exact / many:.0%}).")


if __name__ == "__main__":
    main()
