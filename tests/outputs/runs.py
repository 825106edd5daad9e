"""What is recorded of the program: the commands, each with the folder that it runs in.

A run is small and quick. Together they show every command, every question of `explain`, every way
of `explore`, every view of the ledger, every format of `report`, and letters of every sort.
"""

from typing import NamedTuple


class Run(NamedTuple):
    """Commands that one golden file records, one after the other in one folder.

    Attributes:
        place: A folder of `scenarios/`, or `office`, the small office of the tests.
        commands: Command lines; what each prints is recorded, and each file that is new after it.
        columns: Width of the terminal.
        is_styled: Whether what is bold or dim is recorded too.
    """

    place: str
    commands: tuple[str, ...]
    columns: int = 100
    is_styled: bool = False


def both(command: str) -> tuple[str, str]:
    """Return a command as a person asks it and as a program does."""
    return command, f"{command} --json"


IMPOSSIBLE = "scenario.yaml --set rules.floor.amount=40"
UNREADABLE = "scenario.yaml --set tables.recipients=none.csv"
DRAFTED = "check draft.csv --notice notice.txt --unit 万元"

LEDGER = (
    "ledger init --settings settings.yml",
    "ledger import recipients facts/towns.csv",
    "ledger import uses facts/uses.csv",
    "ledger import negative_list facts/negative-list.csv",
    "ledger import sources facts/sources-2022.csv",
    "ledger import awards facts/last-year.csv",
    "ledger import projects facts/projects.csv",
    "ledger approve first.yml --year 2023 --batch 第一批 --month 2023-01 --document 示例3号",
    "ledger import payments facts/payments.csv",
    "ledger take-back --year 2023 --month 2023-08 --source 市级第一批 --project 西河镇冷库22"
    " --amount 5.4 --why 用地未落实",
    "ledger take-back --year 2023 --month 2023-08 --source 区级第一批 --project 西河镇冷库22"
    " --amount 6.6 --why 用地未落实",
    "ledger import sources facts/sources-third.csv",
)
COMPLETED = (
    "ledger move 东山镇村道硬化20 东山镇农机服务中心25 北岭镇冷库31 北岭镇养殖小区21 --to completed"
    " --year 2023 --why 现场查看已完工",
    "ledger import assets facts/assets.csv",
)

RUNS: dict[str, Run] = {
    # solve
    "solve": Run("office", (*both("solve scenario.yaml"), "solve scenario.yaml --out plan")),
    "replay": Run(
        "office",
        ("solve scenario.yaml --out plan --bundle", *both("replay plan/run.zip")),
    ),
    "solve-narrow": Run("office", ("solve scenario.yaml",), 50),
    "solve-replay": Run(
        "office",
        ("solve scenario.yaml --out plan", *both("solve --replay plan/plan.json")),
    ),
    "solve-projects": Run("answer-key/knapsack", both("solve p01.yaml")),
    "solve-levels": Run("three-levels", both("solve plan.yaml")),
    "solve-blend": Run("blended-goals", both("solve plan.yaml")),
    "solve-no-plan": Run("office", both(f"solve {IMPOSSIBLE}")),
    "solve-published": Run("meilan-2023", both("solve published.yaml")),
    # what is bold or dim on a screen
    "styled": Run(
        "office",
        (
            "solve scenario.yaml",
            "explain scenario.yaml",
            DRAFTED,
            "compare scenario.yaml villages.yaml --why",
            "explore regret scenario.yaml villages.yaml",
            "explore weights scenario.yaml --draws 3 --workers 1",
            "explore alternatives scenario.yaml --within 100% --count 2",
        ),
        is_styled=True,
    ),
    "ledger-styled": Run(
        "made-year",
        (
            "ledger year --year 2023",
            "ledger library --year 2023",
            "ledger progress --month 2023-08 --scenario third.yml",
            "ledger show acts --last 3",
        ),
        is_styled=True,
    ),
    # explain
    "explain": Run("office", both("explain scenario.yaml")),
    "explain-why": Run("meilan-2023", both("explain two-towns.yaml --why")),
    "explain-costs": Run("meilan-2023", both("explain two-towns.yaml --costs")),
    "explain-ranges": Run("six-factors", both("explain plan.yaml --ranges")),
    "explain-multipliers": Run(
        "answer-key/dantzig-transport", both("explain plan.yaml --multipliers")
    ),
    "explain-ranges-json": Run("six-factors", ("explain plan.yaml --ranges --json",)),
    "explain-multipliers-json": Run(
        "answer-key/dantzig-transport", ("explain plan.yaml --multipliers --json",)
    ),
    "explain-room": Run("meilan-2023", both("explain two-towns.yaml --room --within 1%")),
    "explain-fair": Run("six-factors", ("explain plan.yaml --fair",)),
    "explain-fair-json": Run("meilan-2023", ("explain published.yaml --fair --json",)),
    "explain-all": Run("office", ("explain scenario.yaml --all",)),
    "explain-rule": Run("meilan-2023", both("explain two-towns.yaml --rule split")),
    "explain-recipient": Run("office", both("explain scenario.yaml --recipient 甲镇")),
    "explain-letter": Run("office", both("explain scenario.yaml --letter")),
    "explain-letter-names": Run(
        "office", ("explain scenario.yaml --letter --names --recipient 乙镇",)
    ),
    "explain-want": Run("meilan-2023", both("explain two-towns.yaml --want 三江镇=15")),
    "explain-no-plan": Run("office", both(f"explain {IMPOSSIBLE}")),
    "explain-conflict": Run("meilan-2023", both("explain whole-wan.yaml")),
    "explain-projects": Run("answer-key/knapsack", ("explain p01.yaml",)),
    # compare
    "compare": Run("meilan-2023", both("compare two-towns.yaml four-towns.yaml")),
    "compare-narrow": Run("meilan-2023", ("compare two-towns.yaml four-towns.yaml",), 60),
    "compare-why": Run("meilan-2023", both("compare two-towns.yaml four-towns.yaml --why")),
    "compare-files": Run("meilan-2023", ("compare two-towns.yaml four-towns.yaml --out out",)),
    # check
    "check": Run("office", both(DRAFTED)),
    "check-annotate": Run(
        "mouding-2019",
        (
            "check awards.csv --unit 万元 --annotate out.xlsx --no-input",
            "check awards.csv --unit 万元 --write-scenario made",
        ),
    ),
    "check-scenario": Run(
        "office",
        (
            "solve scenario.yaml --out plan",
            *both("check plan/plan.csv --scenario scenario.yaml"),
            *both("check draft.csv --scenario scenario.yaml"),
        ),
    ),
    "check-certificate": Run(
        "office",
        (
            "solve scenario.yaml --out plan",
            *both("check --certificate plan/certificate.json"),
        ),
    ),
    "check-published": Run("mouding-2019", both("check awards.csv --unit 万元")),
    # report
    "report-page": Run("office", ("report scenario.yaml --format html --out out",)),
    "report-workbook": Run("office", ("report scenario.yaml --format xlsx --out out",)),
    "report-papers": Run("office", ("report scenario.yaml --format docx,notice --out out",)),
    "report-unit": Run(
        "meilan-2023", ("report published.yaml --format docx,notice --unit 元 --out out --json",)
    ),
    "report-template": Run(
        "office", ("report scenario.yaml --format docx --template 模板.docx --out out",)
    ),
    "explain-project-letters": Run(
        "council-projects",
        (*both("explain plan.yaml --projects"), *both("explain plan.yaml --replacement")),
    ),
    "report-letters": Run(
        "council-projects",
        (
            "report plan.yaml --format letters --out out",
            "report plan.yaml --format letters,html,xlsx --names --out named --json",
        ),
    ),
    "report-levels": Run("three-levels", ("report plan.yaml --format docx,xlsx,html --out out",)),
    "report-placeholders": Run("office", both("report --placeholders")),
    "report-projects": Run(
        "answer-key/knapsack", ("report p01.yaml --format docx,xlsx,notice --out out",)
    ),
    # export, import, schema, benchmark, new
    "export": Run("office", ("export scenario.yaml --to lp",)),
    "import": Run("office", ("import vote.pb --out vote", "import vote.pb --out again --json")),
    "new": Run("office", ("new made",)),
    "benchmark": Run("office", both("benchmark scenario.yaml")),
    "help": Run(
        "office",
        (
            "--help",
            "solve --help",
            "explain --help",
            "explore --help",
            "ledger --help",
            "open --help",
        ),
    ),
    # explore
    "explore-sweep": Run(
        "meilan-2023",
        (
            *both("explore sweep two-towns.yaml --vary rules.grain.cell=0.1,0.5,1 --workers 1"),
            "explore sweep two-towns.yaml --vary rules.grain.cell=0.1,0.5 --workers 1 --out o",
        ),
    ),
    "explore-weights": Run(
        "office",
        (
            *both("explore weights scenario.yaml --draws 8 --workers 1"),
            "explore weights scenario.yaml --draws 3 --path 行政村 --workers 1",
            "explore weights scenario.yaml --draws 8 --workers 1 --tornado t.svg --picture p.svg",
        ),
    ),
    "explore-funding": Run(
        "meilan-2023",
        both("explore funding two-towns.yaml --source 区级配套=25:30 --workers 1"),
    ),
    "explore-batch": Run("meilan-2023", both("explore batch . --workers 1")),
    "explore-frontier": Run(
        "meilan-2023",
        (*both("explore frontier two-towns.yaml --goals evenness,closest_to_target"),),
    ),
    "explore-alternatives": Run(
        "office", both("explore alternatives scenario.yaml --within 100% --count 3")
    ),
    "explore-regret": Run("office", both("explore regret scenario.yaml villages.yaml")),
    "explore-recourse": Run(
        "two-years",
        (
            *both("explore recourse states.yml"),
            "explore recourse states.yml --measure cvar --level 50% --page page.html",
            "explore recourse plan.yml",
        ),
    ),
    "explore-cut": Run(
        "meilan-2023",
        (
            "solve two-towns.yaml --out approved",
            *both("explore cut two-towns.yaml --plan approved/plan.csv --total 40"),
        ),
    ),
    # ledger
    "ledger-kept": Run("made-year", LEDGER),
    "ledger-shown": Run(
        "made-year",
        (
            *both("ledger year --year 2023"),
            *both("ledger library --year 2023"),
            *both("ledger progress --month 2023-08"),
            "ledger progress --month 2023-08 --scenario third.yml",
            *COMPLETED,
            *both("ledger assets"),
            *both("ledger show acts --last 3"),
            *both("ledger show entries --last 5"),
            "ledger show changes --last 5",
            *both("ledger show settings"),
            "ledger move 西河镇冷库22 --to left --year 2023 --why 用地未落实",
            "ledger reverse 3 --why 误记",
        ),
    ),
    "ledger-papers": Run(
        "made-year",
        (
            "ledger year --year 2023 --out out",
            "ledger progress --month 2023-08 --out out",
            *COMPLETED,
            "ledger assets --out out",
        ),
    ),
    "ledger-exports": Run(
        "made-year",
        (
            "ledger export --for national-system.yml --year 2023 --out national.xlsx",
            "ledger export --for direct-funds.yml --year 2023 --out direct.csv",
            "ledger export --book year.xlsx",
            "ledger import book year.xlsx",
        ),
    ),
    # letters of faults
    "letters": Run(
        "office",
        (
            "solve none.yaml",
            "solv scenario.yaml",
            "solve scenario.yaml --gap x",
            f"solve {UNREADABLE}",
            "solve scenario.yaml --set rules.flor.amount=1",
            "solve scenario.yaml --set rules.floor.amount=-1",
            "solve faulty.yaml",
            "explain scenario.yaml --recipient 丁镇",
            "check none.csv",
            "compare scenario.yaml",
            "explore sweep scenario.yaml --vary rules.flor.amount=1,2",
            "ledger year --year 2023",
            "report scenario.yaml --format pdf --out out",
        ),
    ),
}
YEAR_BEGUN = {"ledger-shown", "ledger-papers", "ledger-exports", "ledger-styled"}
"""Runs that begin with a ledger in which everything of LEDGER is."""
