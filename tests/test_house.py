"""The rules of the house that a machine can check: each failure is a sentence naming its place."""

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

from house_figures import (
    LATER,
    at_the_top,
    circles,
    graph_of,
    longest_chain,
    modules,
    naming_an_option,
    nodes_of,
    several_meanings,
    tree,
)

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "optalloc"
FILES = sorted(p for p in PACKAGE.rglob("*.py") if "templates" not in p.parts)

# The rooms from the bottom up, and inside each its folders and modules: one imports from lower
# lines, or from its own folder. Those on one line do not know each other.
LAYERS = (
    # the version, and where the functions of the package are
    ("",),
    # core
    (
        "core",
        "core.collector",
        "core.exact",
        "core.leftovers",
        "core.message",
        "core.money",
        "core.near_names",
        "core.odd_amounts",
        "core.shell_words",
        "core.whole_numbers",
    ),
    (
        "core.alignment",
        "core.chinese_numerals",
        "core.errors",
        "core.extras",
        "core.file_moves",
        "core.registry",
        "core.time_budget",
    ),
    ("core.atomic_files", "core.solve_options"),
    # solver
    ("solver", "solver.program"),
    ("solver.engines",),
    ("solver.session",),
    ("solver.proof",),
    ("solver.search",),
    ("solver.ties",),
    ("solver.lexicographic",),
    # problem
    (
        "problem",
        "problem.directions",
        "problem.hierarchy",
        "problem.notice_rules",
        "problem.projects",
        "problem.setting_types",
        "problem.share_bounds",
    ),
    (
        "problem.document_settings",
        "problem.facts",
        "problem.setting_names",
        "problem.shown_name",
    ),
    ("problem.component", "problem.higher_units", "problem.told_plan"),
    ("problem.layout", "problem.plan_years", "problem.scopes", "problem.within_units"),
    (
        "problem.coarse_sources",
        "problem.groups",
        "problem.inequality",
        "problem.interfaces",
        "problem.long_rows",
        "problem.recipient_weights",
    ),
    (
        "problem.at_level",
        "problem.history",
        "problem.nested_switches",
        "problem.started_totals",
        "problem.targets",
    ),
    ("problem.bound_rule",),
    ("problem.problem",),
    ("problem.draft", "problem.score"),
    ("problem.goals", "problem.rules", "problem.tie_order"),
    ("problem.baselines",),
    ("problem.baseline_plan",),
    ("problem.formulate",),
    # inputs
    (
        "inputs",
        "inputs.kept_readings",
        "inputs.measures",
        "inputs.named_file",
        "inputs.tables",
        "inputs.yaml_errors",
    ),
    ("inputs.docx_package", "inputs.entries", "inputs.table_schema", "inputs.yaml_reader"),
    ("inputs.yaml_writer",),
    (
        "inputs.row_values",
        "inputs.schema",
        "inputs.setting_text",
        "inputs.statistic_rows",
    ),
    ("inputs.off_entries",),
    ("inputs.sheets",),
    ("inputs.scenario", "inputs.table_checks", "inputs.table_facts", "inputs.understanding"),
    ("inputs.part_settings", "inputs.torn_parts"),
    (
        "inputs.award_tables",
        "inputs.bare_numbers",
        "inputs.components",
        "inputs.given_tables",
        "inputs.in_sheets",
        "inputs.table_sources",
    ),
    ("inputs.scenario_tables",),
    ("inputs.facts",),
    (
        "inputs.formula_units",
        "inputs.given_elsewhere",
        "inputs.required_columns",
        "inputs.stated_units",
        "inputs.switched_off",
        "inputs.unit_slips",
    ),
    ("inputs.conversion", "inputs.read"),
    ("inputs.starter",),
    # present
    (
        "present",
        "present.answers",
        "present.charts",
        "present.document",
        "present.paper",
        "present.result_rows",
    ),
    ("present.html", "present.plain", "present.terminal", "present.text_width"),
    ("present.docx", "present.xlsx"),
    ("present.views",),
    # pipeline
    (
        "pipeline",
        "pipeline.audit",
        "pipeline.feasibility",
        "pipeline.metrics",
        "pipeline.outcome_text",
    ),
    ("pipeline.solved",),
    ("pipeline.answer", "pipeline.level_totals", "pipeline.walk"),
    ("pipeline.resolve", "pipeline.solve"),
    ("pipeline.as_good", "pipeline.certificate"),
    ("pipeline.as_json", "pipeline.describe", "pipeline.plan_differences"),
    ("pipeline.plan_folder",),
    ("pipeline.run_bundle",),
    # explaining
    ("explaining", "explaining.question", "explaining.rule_order", "explaining.tie_reason"),
    ("explaining.conflict", "explaining.waterfall"),
    (
        "explaining.difference",
        "explaining.goal_seek",
        "explaining.one_step_more",
        "explaining.rule_costs",
    ),
    ("explaining.replacement",),
    (
        "explaining.fairness",
        "explaining.letters",
        "explaining.marginal_prices",
        "explaining.projects",
        "explaining.ranges",
        "explaining.setting_ranges",
    ),
    ("explaining.explain", "explaining.multipliers"),
    ("explaining.questions",),
    ("explaining.terminal",),
    # exploring
    (
        "exploring",
        "exploring.goal_stages",
        "exploring.jobs",
        "exploring.knees",
        "exploring.methods",
    ),
    ("exploring.frontier", "exploring.weights"),
    ("exploring.alternatives", "exploring.batch", "exploring.sweep"),
    ("exploring.charts", "exploring.cut", "exploring.funding", "exploring.regret"),
    ("exploring.recourse",),
    # checking
    ("checking.notice_figures", "checking.sums_off", "checking.wrong_factor"),
    ("checking.notice_words",),
    (
        "checking.certificate_text",
        "checking.checks",
        "checking.gathered",
        "checking.inference",
        "checking.kind_names",
        "checking.plan_columns",
        "checking.told_amounts",
        "checking.which_file",
    ),
    (
        "checking.across",
        "checking.notice_documents",
        "checking.growing_text",
        "checking.notice_line",
        "checking.notice_period",
        "checking.notice_apart",
        "checking.plan_of_table",
        "checking.recipient_lists",
    ),
    (
        "checking.counted_lists",
        "checking.names_across",
        "checking.notice_parts",
        "checking.parts_across",
        "checking.names_beside_tables",
    ),
    (
        "checking.notice_before",
        "checking.notice_names",
        "checking.notice_year",
    ),
    ("checking.notice_explained",),
    ("checking.notice_report",),
    ("checking.notice_clauses",),
    ("checking.notice_doubts",),
    ("checking.notice_shares", "checking.notice_sums", "checking.notice_weights"),
    (
        "checking.beside_targets",
        "checking.by_sums",
        "checking.distance",
        "checking.nearly_related",
        "checking.not_compared",
        "checking.notice_amounts",
    ),
    ("checking.notice_tables",),
    ("checking.notice",),
    ("checking.against_scenario",),
    ("checking.audit",),
    (
        "checking",
        "checking.annotate",
        "checking.as_json",
        "checking.scenario_file",
        "checking.describe",
    ),
    # ledger
    ("ledger", "ledger.store"),
    ("ledger.tables",),
    ("ledger.views",),
    ("ledger.exchange",),
    ("ledger.approval",),
    # reports
    ("reports.report",),
    ("reports.page",),
    ("reports.comparison", "reports.official"),
    ("reports", "reports.workbook"),
    ("reports.comparisons", "reports.formats"),
    # analysis
    ("analysis",),
    # explore
    ("explore",),
    # workbench
    (
        "workbench",
        "workbench.differences",
        "workbench.file_names",
        "workbench.gate",
        "workbench.journal",
        "workbench.letters",
        "workbench.pen",
        "workbench.policy",
        "workbench.task",
    ),
    ("workbench.answers", "workbench.catalogue", "workbench.desk", "workbench.worker"),
    (
        "workbench.dropped",
        "workbench.lanes",
        "workbench.ledger_pages",
        "workbench.new_plan",
        "workbench.papers",
        "workbench.trade_offs",
    ),
    ("workbench.office",),
    ("workbench.desk_answers",),
    ("workbench.server",),
    ("workbench.serving",),
    # cli
    ("cli.machine",),
    (
        "cli",
        "cli.progress",
        "cli.scenario_language",
        "cli.spoken_help",
    ),
    ("cli.usage",),
    ("cli.options",),
    ("cli.explore_options", "cli.main"),
    ("cli.doctor",),
    (
        "cli.benchmark",
        "cli.check",
        "cli.compare",
        "cli.explain",
        "cli.explore",
        "cli.explore_commands",
        "cli.export",
        "cli.import_",
        "cli.ledger",
        "cli.ledger_commands",
        "cli.new",
        "cli.open",
        "cli.replay",
        "cli.report",
        "cli.schema",
        "cli.solve",
    ),
    # __main__
    ("__main__",),
)
WITH_FLOORS = {name.split(".")[0] for names in LAYERS for name in names if "." in name}
"""The rooms whose folders and modules stand on floors of their own."""
RUNG = {name: height for height, names in enumerate(LAYERS) for name in names}
# What may be imported inside a function, because it is heavy and not every run needs it.
LATE_LIBRARIES = {
    "alembic",
    "altair",
    "vl_convert",
    "difflib",
    "distributed",
    "docx",
    "highspy",
    "importlib",
    "jinja2",
    "lxml",
    "openpyxl",
    "pandas",
    "pdfplumber",
    "pulp",
    "pyarrow",
    "python_calamine",
    "rich",
    "ruamel",
    "tempfile",
    "xlrd",
    "xlsxwriter",
    "zipfile",
}
LATE_MODULES = {
    "optalloc.inputs.tables.other_books",
    "optalloc.inputs.tables.xlsx_book",
    "optalloc.inputs.understanding.awards",
    "optalloc.solver.engines.cbc",
    "optalloc.solver.engines.cbc_asked",
    "optalloc.solver.engines.highs",
    "optalloc.solver.engines.highs_arrays",
    "optalloc.solver.engines.highs_kept",
    "optalloc.solver.engines.highs_process",
    "optalloc.solver.engines.pulp_solver",
    "optalloc.solver.proof.branch_and_bound",
    "optalloc.solver.proof.shaving",
    "optalloc.solver.search.first_plan",
    "optalloc.solver.search.leximin",
}
# The top layer may import the rest late: it cannot hide a cycle, and `--help` must not wait.
LATE_FROM_THE_TOP = re.compile(r"optalloc\.")

TOWNS_AND_DOCUMENTS = re.compile(
    "海南|海口|美兰|灵山|三江|演丰|大致坡|〔20|20[0-9]{2}年|Hainan|Haikou|Meilan|Lingshan|Sanjiang"
)

# Floats live between the formulation and the engines. Elsewhere a call of float() needs a reason.
FLOATS_ALLOWED = {
    "inputs/tables/number_formats.py": "a workbook stores floats, of double precision or of single",
    "inputs/tables/xlsx_sheet.py": "a date of a workbook is a float of days",
    "inputs/sheets/write.py": "a workbook stores floats; what they cannot hold stays a text",
    "analysis/in_memory.py": "a float of a frame is taken apart by its shortest decimal",
    "analysis/interchange/exporting.py": "what a format keeps of a figure is seen by writing it",
    "analysis/counted_from.py": "PuLP's variables hold floats",
    "analysis/pulp_model.py": "PuLP's solvers take floats; what they find is audited exactly",
    "present/charts/theme.py": "a place in a drawing is a float; figures beside it are exact text",
}

LONGEST_FILE, LONGEST_BODY = 400, 40
LONG_FILES: dict[str, tuple[int, str]] = {}
LONG_BODIES = {
    ("pipeline/as_json.py", "solved_json"): (
        45,
        "the keys of the object stand in one literal, as promised",
    ),
}

SPOKEN_OF = (".ci", "benchmarks", "docs", "models", "scenarios", "src", "tests")
MACHINE_PATH = re.compile(r"(?<![\w.-])/(?:{})/".format("|".join(("work", "tmp", "root"))))


class Import(NamedTuple):
    """One import as it is written: of what, on which line, inside a function or not."""

    of: str
    line: int
    is_late: bool


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): path for path in FILES}


def place(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


COMMANDS = {name: path for name, path in MODULES.items() if name.startswith("optalloc.cli.")}


# What house_figures.py counts: each number may only become less, and is changed when it does.
FIGURES: tuple[tuple[str, Callable[[], int], int], ...] = (
    ("things at the top of the package", lambda: len(at_the_top()), 18),
    ("modules on the longest chain of imports", lambda: longest_chain(import_graph()), 18),
    ("files that take `solver` by name", lambda: len(naming_an_option(MODULES, "solver")), 6),
    (
        "files that take `time_limit` by name",
        lambda: len(naming_an_option(MODULES, "time_limit")),
        11,
    ),
    (
        "files of commands that take `as_json` by name",
        lambda: len(naming_an_option(COMMANDS, "as_json")),
        1,
    ),
    ("names of public classes with several meanings", lambda: len(several_meanings(MODULES)), 1),
)


@cache
def import_graph() -> dict[str, set[str]]:
    """Return what each module imports; made once, and not by whoever only collects tests."""
    return graph_of(modules())


def room(module: str) -> str:
    """Return the room that a module is in."""
    return module.split(".")[1] if "." in module else ""


def top(module: str) -> str:
    """Return the part of a module's name that stands in LAYERS: its room, or what is inside it."""
    parts = module.split(".")[1:3]
    return ".".join(parts) if room(module) in WITH_FLOORS else room(module)


def imports(node: ast.AST, is_late: bool = False) -> Iterator[Import]:
    """Yield the imports of a module, those for type checkers too."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (Import(alias.name, child.lineno, is_late) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            base = "." * child.level + (child.module or "")
            for alias in child.names:
                whole = f"{base}.{alias.name}"
                yield Import(whole if whole in MODULES else base, child.lineno, is_late)
        elif not isinstance(child, ast.expr):  # in which nothing is imported
            inside = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
            yield from imports(child, is_late or inside)


def said_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def tree_of(module: str) -> ast.Module:
    """Return what a module's text says, parsed once."""
    return tree(MODULES[module])


@cache
def nodes() -> tuple[tuple[str, Path, ast.AST], ...]:
    """Return every node of every module, with the module's name and file."""
    return tuple(
        (module, path, node) for module, path in MODULES.items() for node in nodes_of(path)
    )


@cache
def all_imports() -> tuple[tuple[str, Import, str], ...]:
    """Return every import with the module it stands in and the words that say where."""
    return tuple(
        (module, found, f"{place(path)}, line {found.line}: the import of {found.of}")
        for module, path in MODULES.items()
        for found in imports(tree_of(module))
    )


def none(faults: Iterator[str]) -> None:
    """Fail with every fault found, one sentence a line."""
    found = list(dict.fromkeys(faults))
    assert not found, "\n" + "\n".join(found)


def test_every_module_stands_in_a_layer() -> None:
    none(f"{name}: put {top(name)} into LAYERS" for name in MODULES if top(name) not in RUNG)


def test_every_layer_holds_a_module() -> None:
    there = {top(name) for name in MODULES}
    none(f"there is no {name}: take it out of LAYERS" for name in RUNG if name not in there)


def test_imports_point_down() -> None:
    def is_wrong(module: str, of: str) -> bool:
        if of.startswith("."):
            return True
        if of.split(".")[0] != "optalloc" or {top(of), top(module)} - RUNG.keys():
            return False
        return top(of) != top(module) and RUNG[top(of)] >= RUNG[top(module)]

    none(
        f"{said} is relative, or of a module that is not below {module}"
        for module, found, said in all_imports()
        if is_wrong(module, found.of)
    )


def test_the_rungs_of_a_room_stand_together() -> None:
    rooms = [name.split(".")[0] for names in LAYERS for name in names]
    none(
        f"{name} stands in LAYERS in two places, with {rooms[place - 1]} between"
        for place, name in enumerate(rooms)
        if place and name != rooms[place - 1] and name in rooms[:place]
    )


def test_no_import_closes_a_cycle() -> None:
    none(f"a cycle: {', '.join(sorted(cycle))}" for cycle in circles(import_graph()))


def test_only_heavy_imports_are_late() -> None:
    def may_be_late(module: str, of: str) -> bool:
        if room(module) == "cli" and LATE_FROM_THE_TOP.match(of):
            return True
        return of.split(".")[0] in LATE_LIBRARIES or of in LATE_MODULES

    none(
        f"{said} belongs to the top of the file"
        for module, found, said in all_imports()
        if found.is_late and not may_be_late(module, found.of)
    )


def test_code_holds_no_town_and_no_document() -> None:
    none(
        f"{place(path)}, line {number}: {found[0]} belongs into a model or a scenario"
        for path in FILES
        for number, line in enumerate(said_of(path).splitlines(), start=1)
        if (found := TOWNS_AND_DOCUMENTS.search(line))
    )


def test_code_holds_no_year() -> None:
    none(
        f"{place(path)}, line {node.lineno}: {node.value} looks like a year"
        for _, path, node in nodes()
        if isinstance(node, ast.Constant) and type(node.value) is int and 1990 <= node.value <= 2099
    )


def test_money_meets_no_float_outside_the_solving() -> None:
    none(
        f"{place(path)}, line {node.lineno}: float() makes an exact number inexact"
        for module, path, node in nodes()
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "float"
        and (room(module) != "solver" or top(module) == "solver.program")
        and place(path) not in FLOATS_ALLOWED
    )


def test_files_are_short() -> None:
    none(
        f"{place(path)} has {lines} lines, more than {most}"
        for path in FILES
        if (lines := len(said_of(path).splitlines()))
        > (most := LONG_FILES.get(place(path), (LONGEST_FILE,))[0])
    )


def test_functions_are_short() -> None:
    none(
        f"{place(path)}: the body of {node.name} has {lines} lines, more than {most}"
        for _, path, node in nodes()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := lines_of_body(node))
        > (most := LONG_BODIES.get((place(path), node.name), (LONGEST_BODY,))[0])
    )


def lines_of_body(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return how many lines a function has below its docstring."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


@pytest.mark.parametrize(("what", "figure", "most"), FIGURES)
def test_no_figure_of_the_house_grows(what: str, figure: Callable[[], int], most: int) -> None:
    assert figure() <= most, f"{what}: {figure()}, more than {most}"


def test_every_path_of_a_later_feature_is_there_and_stands_once() -> None:
    paths = [path for paths in LATER.values() for path in paths]
    none(
        f"LATER names {path}, which is not there" for path in paths if not (PACKAGE / path).exists()
    )
    none(f"LATER names {path} twice" for path in paths if paths.count(path) > 1)


def test_every_exception_is_of_a_file_that_is_there() -> None:
    excepted = {*FLOATS_ALLOWED, *LONG_FILES, *(file for file, _ in LONG_BODIES)}
    none(f"{file} is excepted, but gone" for file in excepted if not (PACKAGE / file).exists())


def test_no_text_names_a_path_of_one_machine() -> None:
    own = (path for path in ROOT.iterdir() if path.name != ".git")
    texts = [*own, *(p for folder in SPOKEN_OF for p in (ROOT / folder).rglob("*"))]
    none(
        f"{path.relative_to(ROOT)}: names a path below {found[0]}"
        for path in texts
        if path.is_file() and "__pycache__" not in path.parts
        # A work tree's own, and what is measured while tests run: git never keeps them.
        if path.name != ".git" and not path.name.startswith(".coverage.")
        if (found := MACHINE_PATH.search(path.read_bytes().decode("utf-8", errors="ignore")))
    )


def test_no_two_files_of_tests_share_a_name() -> None:
    # Folders of tests are no packages: one of two files of one name would hide the other.
    files = [path for path in (ROOT / "tests").rglob("*.py") if path.name != "conftest.py"]
    first: dict[str, Path] = {}
    none(
        f"{path.relative_to(ROOT)} has the name of {first[path.name].relative_to(ROOT)}"
        for path in sorted(files)
        if first.setdefault(path.name, path) != path
    )


def test_every_tolerance_cap_and_time_of_the_solver_says_what_it_is() -> None:
    def is_number(node: ast.stmt) -> bool:
        return isinstance(node, ast.Assign) and all(
            name.id[0] != "_" and name.id.isupper()
            for name in ast.walk(node)
            if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
        )

    def figures(node: ast.stmt) -> list[ast.Constant]:
        found = (one for one in ast.walk(node) if isinstance(one, ast.Constant))
        return [one for one in found if type(one.value) in (int, float)]

    none(
        f"{place(path)}:{node.lineno}: say below it what this figure is and why"
        for module, path in MODULES.items()
        if room(module) == "solver"
        for node, below in pairwise([*tree_of(module).body, ast.Pass()])
        if is_number(node) and figures(node)
        if not (isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant))
    )
