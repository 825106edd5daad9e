"""What the house is like in figures:  python tests/house_figures.py

Things at the top of the package, circles of imports, the longest chain of imports, files and
lines, names of types with several meanings, and the files that one `optalloc solve` enters. Files
and lines are counted a second time without what serves features that came after the house was
studied (commit 5127fb4), by the table LATER; `--features` prints what each of them has.
"""

import ast
import collections
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "optalloc"
SCENARIO = "scenarios/meilan-2023/two-towns.yaml"
LATER: dict[str, tuple[str, ...]] = {
    "workbench in the browser": ("workbench", "cli/open.py"),
    "frames, plans and PuLP models from Python": (
        *("analysis", "inputs/kept_readings.py", "inputs/named_file.py"),
        "solver/engines/pulp_solver.py",
    ),
    "files of other programs, votes, SQL": (
        *("analysis/interchange", "cli/export.py", "cli/import_.py"),
        *("problem/baselines/equal_shares.py", "problem/baselines/greedy_projects.py"),
    ),
    "proofs for other checkers: VIPR, one that stands alone, a second audit": (
        *("pipeline/certificate/vipr", "pipeline/certificate/program_json.py"),
        *("pipeline/certificate/audit_facts.py", "pipeline/certificate/other_inputs.py"),
    ),
    "exact branch and bound: every gap is closed": (
        *("solver/proof/branch_and_bound.py", "solver/proof/node_lp.py", "solver/proof/repair.py"),
        *("solver/proof/safe_bounds.py", "solver/proof/search_tree.py", "solver/proof/cutting.py"),
        *("solver/proof/trials.py", "solver/proof/best_points.py", "solver/proof/proof_time.py"),
        *("solver/search/first_plan.py", "solver/program/holes.py"),
        *(
            "problem/coarse_sources.py",
            "problem/started_totals.py",
            "solver/session/at_switches.py",
        ),
    ),
    "an engine takes over from another; warm starts": (
        *("solver/engines/portfolio.py", "solver/engines/signs.py"),
        *("solver/engines/highs_arrays.py", "solver/engines/scaling.py"),
    ),
    "schemas of scenarios and of every answer": (
        "inputs/schema",
        "present/answers",
        "cli/schema.py",
    ),
    "rules of one's own as lines": (
        *("problem/inequality", "problem/rules/linear.py", "problem/rules/amount_ratio.py"),
        "problem/rules/same_amount.py",
    ),
    "projects as councils decide": (
        *("problem/rules/must_fund.py", "problem/rules/never_fund.py"),
        *("problem/rules/rank_order.py", "problem/goals/diminishing_benefit.py"),
        *("problem/baselines/rank_part.py", "problem/baselines/rank_stop.py"),
    ),
    "several years together": (
        *("problem/rules/schedule.py", "problem/rules/year_to_year.py", "problem/plan_years.py"),
    ),
    "levels of units, shares within bounds": (
        *("problem/at_level.py", "problem/hierarchy.py", "problem/higher_units.py"),
        *("problem/within_units.py", "pipeline/level_totals.py", "problem/targets/levels.py"),
        *("problem/targets/bounded_factors.py", "problem/targets/top_up.py"),
        "reports/workbook/levels.py",
    ),
    "decisions before the state of the world is known": (
        *("exploring/recourse", "cli/explore_commands/recourse.py"),
        *("present/charts/now_and_later.py", "present/charts/states_of_world.py"),
    ),
    "goals weighed together, weights of recipients, mixes": (
        *("problem/goals/blend.py", "problem/recipient_weights.py"),
        "solver/program/scaled_costs.py",
        "problem/rules/near_mix.py",
    ),
    "a tie rule that is chosen; plans as good": (
        "problem/tie_order.py",
        *("pipeline/as_good.py", "solver/search/uniqueness.py"),
    ),
    "letters to projects, what is lost without each, letters as files": (
        *("explaining/projects", "explaining/replacement", "explaining/questions/projects.py"),
        *("explaining/questions/replacement.py", "reports/formats/letters.py"),
    ),
    "ranges of settings, multipliers": (
        *("explaining/multipliers", "explaining/setting_ranges"),
        *("explaining/questions/multipliers.py", "explaining/questions/setting_ranges.py"),
    ),
    "a doctor": ("cli/doctor.py", "cli/machine.py", "core/extras.py"),
    "a run in one file": ("pipeline/run_bundle", "cli/replay.py"),
    "workbooks of every make, PDF, tables as people lay them out": (
        *("inputs/tables/other_books.py", "inputs/tables/untold.py"),
        *("inputs/tables/xlsx_plain.py", "inputs/tables/field_words.py"),
        "inputs/tables/number_formats.py",
        "inputs/understanding/documents/pdf_tables.py",
        "inputs/tables/row_statistics.py",
        "inputs/statistic_rows.py",
        *(
            f"inputs/understanding/layout/{name}.py"
            for name in ("blocks_beside", "lines_of_text", "nested_rows", "panels", "told_by_rows")
        ),
        "inputs/understanding/layout/two_units.py",
        *(f"checking/checks/{name}.py" for name in ("header_count", "hidden", "may_be_total")),
        *("checking/checks/remark.py", "checking/checks/unread_money.py"),
        *("checking/inference/bounded.py", "checking/inference/growth.py"),
        "checking/beside_targets.py",
    ),
    "what was given, out of papers": (
        *("inputs/understanding/awards.py", "inputs/given_tables.py"),
        *(f"inputs/understanding/award_{name}.py" for name in ("columns", "heads", "totals")),
    ),
    "a scenario in one workbook": (
        *("inputs/sheets", "inputs/conversion.py", "inputs/in_sheets.py"),
    ),
    "slips of a unit": (
        *("inputs/formula_units.py", "inputs/measures.py", "inputs/unit_slips.py"),
        "inputs/stated_units.py",
    ),
    "cuts pro rata, knees, plans held to a tolerance": (
        *("problem/goals/pro_rata.py", "exploring/cut/no_plan.py", "exploring/knees.py"),
        "pipeline/plan_differences.py",
    ),
    "a ledger's import by mapping, read and not written": (
        *("ledger/exchange/mapped_import.py", "ledger/store/address.py"),
        "ledger/store/sqlite_file.py",
    ),
    "one limit of time for a command, questions in several processes": (
        *("core/time_budget.py", "exploring/jobs/in_processes.py"),
    ),
    "help in one language, the scenario's own": (
        *("cli/spoken_help.py", "cli/scenario_language.py"),
    ),
    "what killed runs leave is cleared": ("core/leftovers.py", "core/file_moves.py"),
}
"""The files and folders that serve features which came after the study, the feature by its name.

A file counts for the longest of the paths here that leads to it. What such a feature added to files
that stood before is not in here: the figures of then are a little too large.
"""
ENTERED = """
import sys
from pathlib import Path
from optalloc.cli.main import main
files = set()
sys.setprofile(lambda frame, event, _: files.add(frame.f_code.co_filename))
sys.argv = ["optalloc", "solve", sys.argv[1], "--solver", "highs"]
try:
    main()
except SystemExit:
    pass
sys.setprofile(None)
print(sum("optalloc" in Path(name).parts for name in files), file=sys.stderr)
"""


def modules() -> dict[str, Path]:
    """Return every module of the package with its file."""
    found = {}
    for path in PACKAGE.rglob("*.py"):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return {name: path for name, path in sorted(found.items()) if ".templates." not in name}


def graph_of(found: Mapping[str, Path]) -> dict[str, set[str]]:
    """Return what each module imports of the package: late imports and those for types too."""
    graph: dict[str, set[str]] = {}
    for name, path in found.items():
        graph[name] = set()
        for node in nodes_of(path):
            if isinstance(node, ast.ImportFrom):
                wholes = (f"{node.module}.{alias.name}" for alias in node.names)
                names = [whole if whole in found else f"{node.module}" for whole in wholes]
                graph[name] |= {of for of in names if of in found and of != name}
    return graph


def circles(graph: Mapping[str, set[str]]) -> list[set[str]]:
    """Return the groups of modules that import each other, by way of others or not."""
    beyond = {name: _reached(graph, name) for name in graph}
    groups: list[set[str]] = []
    for name in graph:
        if name in beyond[name] and not any(name in group for group in groups):
            groups.append({of for of in beyond[name] if name in beyond[of]})
    return groups


def _reached(graph: Mapping[str, set[str]], start: str) -> set[str]:
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        new = graph[waiting.pop()] - reached
        reached |= new
        waiting += new
    return reached


def longest_chain(graph: Mapping[str, set[str]]) -> int:
    """Return how many modules the longest chain of imports has; a circle counts as one."""
    groups = circles(graph)
    home = {name: name for name in graph}
    home |= {name: min(group) for group in groups for name in group}
    length: dict[str, int] = {}

    def climb(start: str) -> int:
        if start not in length:
            below = {home[of] for name in graph if home[name] == start for of in graph[name]}
            length[start] = 1 + max((climb(of) for of in below - {start}), default=0)
        return length[start]

    return max(climb(name) for name in home.values())


@cache
def tree(path: Path) -> ast.Module:
    """Return what a file says, parsed once."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    """Return every node of a file, gone through once."""
    return tuple(ast.walk(tree(path)))


def types_of(found: Mapping[str, Path]) -> collections.Counter[str]:
    """Return in how many modules each public name of a class is defined."""
    return collections.Counter(
        node.name
        for path in found.values()
        for node in tree(path).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )


def naming_an_option(found: Mapping[str, Path], option: str = "gap") -> list[str]:
    """Return the modules that take an option of solving by name: as a parameter or as a field.

    The types of what `--json` prints only say what was asked.
    """
    takers = (name for name, path in found.items() if option in _names_taken(path))
    return sorted(name for name in takers if not name.startswith("optalloc.present.answers"))


def _names_taken(path: Path) -> set[str]:
    taken: set[str] = set()
    for node in nodes_of(path):
        if isinstance(node, ast.arg):
            taken.add(node.arg)
        elif isinstance(node, ast.ClassDef):
            fields = (s.target for s in node.body if isinstance(s, ast.AnnAssign))
            taken |= {field.id for field in fields if isinstance(field, ast.Name)}
    return taken


def at_the_top() -> list[Path]:
    """Return the folders and files of the package itself."""
    return [path for path in PACKAGE.iterdir() if path.name != "__pycache__"]


def several_meanings(found: Mapping[str, Path]) -> list[str]:
    """Return the public names of classes that several modules define."""
    return sorted(name for name, count in types_of(found).items() if count > 1)


def entered() -> str:
    """Return how many files of the package one `optalloc solve` runs code of."""
    done = subprocess.run(
        [sys.executable, "-c", ENTERED, SCENARIO], cwd=ROOT, capture_output=True, text=True
    )
    return done.stderr.split()[-1] if done.stderr.split() else "not known"


def lines_of(path: Path) -> int:
    """Return how many lines a file has."""
    return len(path.read_text(encoding="utf-8").splitlines())


def later_feature(path: Path) -> str | None:
    """Return the feature that came after the study and that a file serves; None for the others."""
    place = path.relative_to(PACKAGE).as_posix()
    leading = {
        of: feature
        for feature, paths in LATER.items()
        for of in paths
        if place == of or place.startswith(f"{of}/")
    }
    return leading[max(leading, key=len)] if leading else None


def of_features(found: Mapping[str, Path]) -> dict[str | None, tuple[int, int]]:
    """Return how many files and lines serve each later feature; None stands for those of then."""
    counted: dict[str | None, tuple[int, int]] = {None: (0, 0), **dict.fromkeys(LATER, (0, 0))}
    for path in found.values():
        files, lines = counted[feature := later_feature(path)]
        counted[feature] = files + 1, lines + lines_of(path)
    return counted


def figures() -> Iterator[tuple[str, str]]:
    """Yield each figure with what it is of."""
    found = modules()
    graph = graph_of(found)
    top = at_the_top()
    folders = sum(path.is_dir() for path in top)
    yield "things at the top (folders + files)", f"{len(top)} ({folders} + {len(top) - folders})"
    yield "circles of imports, those for types too", str(len(circles(graph)))
    yield "longest chain of imports", str(longest_chain(graph))
    lengths = sorted(map(lines_of, found.values()))
    files, lines = of_features(found)[None]
    yield "files", str(len(found))
    yield "files, without features that came after the study", str(files)
    yield "lines", str(sum(lengths))
    yield "lines, without features that came after the study", str(lines)
    yield "lines of a file: median, largest", f"{lengths[len(lengths) // 2]}, {lengths[-1]}"
    several, names = len(several_meanings(found)), len(types_of(found))
    yield "names of public classes with several meanings", f"{several} of {names}"
    for option in ("solver", "time_limit"):
        yield f"files that take `{option}` by name", str(len(naming_an_option(found, option)))
    commands = {name: path for name, path in found.items() if name.startswith("optalloc.cli.")}
    told = len(naming_an_option(commands, "as_json"))
    yield "files of commands that take `as_json` by name", str(told)
    yield "files that `optalloc solve` enters", entered()


if __name__ == "__main__":
    if "--features" in sys.argv:
        for feature, (files, lines) in of_features(modules()).items():
            print(f"{feature or 'of then'}: {files} files, {lines} lines")
        sys.exit()
    for of, figure in figures():
        print(f"{of}: {figure}")
