"""Every kind of bad input ends in a letter, with exit code 3, and with nothing written.

The letters stand in `letters.txt`, in Chinese and in English, to be read aloud; lists of words that
grow with every new part are left out of it. After a change that is meant, read them anew:
`PYTHONPATH=tests python tests/inputs/test_bad_input.py` writes them.
"""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from office import Office
from optalloc.problem.interfaces import RULES

LETTERS = Path(__file__).with_name("letters.txt")
SOLVE = ("solve", "scenario.yaml", "--out", "out")
Spoil = Callable[[Office], object]

FACTORS = "  formula:\n    kind: factors\n    weights: {行政村: 60%, 人均收入: 40%}\n"
GOALS = "goals:\n  closest_to_target: {distance: absolute}\n"
BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{after}: &{after} [{', '.join(['*' + before] * 10)}]\n"
    for before, after in zip("abcdefgh", "bcdefghi", strict=True)
)


def swap(name: str, *changes: tuple[str, str]) -> Spoil:
    return lambda office: office.swap(name, *changes)


def put(name: str, content: str | bytes) -> Spoil:
    return lambda office: office.put(name, content)


def yaml(old: str, new: str) -> Spoil:
    return swap("scenario.yaml", (old, new))


def towns(old: str, new: str) -> Spoil:
    return swap("towns.csv", (old, new))


def amount(came: str) -> Spoil:
    return swap("sources.csv", ("文1,45", f"文1,{came}"))


def town_named(name: str) -> Spoil:
    return lambda office: (
        office.swap("towns.csv", ("乙镇", name)),
        office.swap("needs.csv", ("乙镇", name)),
    )


def gone(name: str) -> Spoil:
    return lambda office: (office.folder / name).unlink()


def book(change: Callable[..., object]) -> Spoil:
    """Spoil the sheet of a workbook."""

    def spoil(office: Office) -> None:
        made = office.book()
        change(made)
        made.save(office.folder / "towns.xlsx")

    return spoil


def cut_off(office: Office) -> None:
    office.book()
    whole = (office.folder / "towns.xlsx").read_bytes()
    office.put("towns.xlsx", whole[: len(whole) // 2])


def text_called_book(office: Office) -> None:
    office.swap("scenario.yaml", ("towns.csv", "towns.xlsx"))
    (office.folder / "towns.csv").rename(office.folder / "towns.xlsx")


def book_called_text(office: Office) -> None:
    office.book()
    office.swap("scenario.yaml", ("towns.xlsx", "towns.csv"))
    (office.folder / "towns.xlsx").replace(office.folder / "towns.csv")


def inline(rows: str) -> Spoil:
    return yaml("recipients: towns.csv", f"recipients:\n{rows}")


TABLES: dict[str, Spoil] = {
    "a number with its unit, one digit full-width": towns("12,18600", "1２0人,18600"),
    "a number in words": towns("12,18600", "十二,18600"),
    "a number with a footnote mark": towns("12,18600", "120①,18600"),
    "a number below zero": towns("12,18600", "-12,18600"),
    "an empty cell that the formula needs": towns("12,18600", ",18600"),
    "a zero where less means more": towns("19200", "0"),
    "a column that is not there": yaml("行政村: {unit", "自然村: {unit"),
    "a column that only a rule reads and that is not there": yaml(
        "floor: {amount: 1}", "floor: {per_unit: 1, column: 户数}"
    ),
    "two names that differ by a space": towns("乙镇", "甲 镇"),
    "a source that is there twice": swap("sources.csv", ("区级,区级", "市级,区级")),
    "a name of 300 characters": town_named("甲" * 300),
    "a name with an escape": town_named("乙\x1b[31m镇"),
    "a name with a mark that turns text round": town_named("乙\u202e镇"),
    "an amount below zero": amount("-45"),
    "an amount with parts of a fen": amount("45.00000001"),
    "an amount beyond all budgets": amount("99999999999999"),
    "an amount that is nan": amount("nan"),
    "an amount that is inf": amount("inf"),
    "no money at all": put("sources.csv", "资金来源,金额(万元)\n市级,0\n区级,0\n"),
    "two columns of amounts": put("sources.csv", "资金来源,金额,安排额\n市级,45,5\n区级,55,5\n"),
    "a unit of money that is unknown": swap("sources.csv", ("金额(万元)", "金额(千元)")),
    "a total that does not add up": swap("sources.csv", ("合计,,,100", "合计,,,101")),
    "a total of figures that does not add up": towns("17400\n", "17400\n合计,,29,\n"),
    "a mean that is not that of the rows": towns("17400\n", "17400\n平均,,3,\n"),
    "a row of means called a town": towns("17400\n", "17400\n平均,镇,3,17000\n"),
    "a largest that may be a name": towns("17400\n", "17400\nMax,,4,17400\n"),
    "only a total": put("towns.csv", "单位,类型,行政村,人均收入\n合计,,5,6\n"),
    "no rows": put("towns.csv", "单位,类型,行政村,人均收入\n"),
    "no header": put("towns.csv", "甲镇,镇,12,18600\n乙镇,镇,7,19200\n"),
    "a header that is there twice": towns("人均收入(元)", "行政村(个)"),
    "heads in two rows": swap(
        "towns.csv",
        (
            "单位,类型,行政村(个),人均收入(元)\n",
            "单位,类型,统计,统计\n单位,类型,行政村(个),人均收入(元)\n",
        ),
    ),
    "a comma inside a number": towns("18600", "18,600"),
    "a quote without an end": towns("甲镇", '"甲镇'),
    "a need of someone unknown": swap("needs.csv", ("乙镇", "丁县")),
    "a need for a use unknown": swap("needs.csv", ("乙镇,产业发展", "乙镇,产业")),
    "a need that is there twice": swap("needs.csv", ("乙镇", "甲镇")),
    "an earlier award for a use unknown": swap("earlier.csv", ("产业发展", "产业")),
    "neither yes nor no": swap("uses.csv", ("乡村建设,否", "乡村建设,待定")),
    "neither yes nor no but nothing": swap("uses.csv", ("乡村建设,否", "乡村建设,")),
    "a table that is not there": gone("towns.csv"),
    "a table of no bytes": put("towns.csv", ""),
    "a table that is no text": put("towns.csv", b"\xff\xfe\x00\x81abc"),
    "a table of an unknown sort": lambda office: (
        office.swap("scenario.yaml", ("towns.csv", "towns.docx")),
        office.put("towns.docx", "x"),
    ),
    "a sheet of a text": yaml("towns.csv", "towns.csv#指标"),
    "a text called a workbook": text_called_book,
    "a workbook called a text": book_called_text,
    "a workbook cut off": cut_off,
    "a sheet that is not there": lambda office: (
        office.book(),
        office.swap("scenario.yaml", ("towns.xlsx", "towns.xlsx#因素")),
    ),
    "a workbook of two sheets and none named": book(lambda b: b.create_sheet("说明")),
    "merged cells": book(lambda b: b.active.merge_cells("C2:C3")),
    "a formula that was never calculated": book(lambda b: b.active.__setitem__("C2", "=6*2")),
    "the error of a formula": book(lambda b: b.active.__setitem__("C2", "#REF!")),
}
YAML: dict[str, Spoil] = {
    "a tab": yaml("  spend_whole", "\tspend_whole"),
    "a brace without an end": yaml("{cell: 0.1}", "{cell: 0.1"),
    "a bracket without an end": yaml("[产业发展]", "[产业发展"),
    "a quote in YAML without an end": yaml("title: 试验", "title: '试验"),
    "two colons": yaml("title: 试验", "title: 试验: 二"),
    "a line without a colon": yaml("title: 试验", "title: 试验\nhello"),
    "a list among names": yaml("targets:\n", "targets:\n  - kind: units\n"),
    "two documents": yaml("goals:", "---\ngoals:"),
    "a list of settings": put("scenario.yaml", "- a\n- b\n"),
    "a word": put("scenario.yaml", "hello\n"),
    "an empty scenario": put("scenario.yaml", "# nothing\n"),
    "a tag": yaml("title: 试验", "title: !!python/object/apply:os.system [ls]"),
    "a name with * that nobody gave": yaml("title: 试验", "title: *a"),
    "a value that starts with %": yaml("title: 试验", "title: %5"),
    "aliases that grow without end": put("scenario.yaml", BOMB),
    "an alias of itself": put("scenario.yaml", "a: &a [*a]\n"),
    "five thousand brackets": put("scenario.yaml", "a: " + "[" * 5000 + "]" * 5000),
    "a key that is there twice": yaml("  spend_whole: {}\n", "  spend_whole: {}\n" * 2),
    "a key that is no word": yaml("title: 试验", "? [a]\n: 试验"),
    "an invisible mark": yaml("title: 试验", 'title: "试\\u202e验"'),
    "an invisible mark in a key": yaml("title: 试验", "ti\u202etle: 试验"),
    "a control character": yaml("title: 试验", "title: 试\x1b[31m验"),
    "a scenario that is no text": put("scenario.yaml", bytes(range(256))),
    "a scenario of more than 1 MiB": put("scenario.yaml", "a: " + "x" * (1 << 20)),
    "a scenario that extends itself": yaml("title: 试验", "extends: scenario.yaml"),
    "a model that is not there": yaml("title: 试验", "model: nope.yaml"),
    "a model that is no name": yaml("title: 试验", "model: [a]"),
    "a section unknown": yaml("rules:\n", "rulse: {}\nrules:\n"),
    "no unit": yaml("unit: 万元\n", ""),
    "a unit unknown": yaml("unit: 万元", "unit: 美元"),
    "notes that are no texts": yaml("title: 试验", "notes: {a: b}"),
    "a title that is no text": yaml("title: 试验", "title: [a]"),
    "a baseline unknown": yaml("goals:", "baseline: webstar\ngoals:"),
    "no tables": put("scenario.yaml", "unit: 元\n"),
    "a table unknown": yaml("  needs:", "  need:"),
    "a table that must be there": yaml("  uses: uses.csv\n", ""),
    "a table that is a number": yaml("needs: needs.csv", "needs: 5"),
    "a row that is none": inline("    - {单位: 甲镇, 行政村: 1, 人均收入: 2}\n    - 乙镇"),
    "a cell that is a list": inline("    - {单位: [甲镇], 行政村: 1, 人均收入: 2}"),
    "a column spelled in two ways": inline(
        "    - {单位: 甲镇, 行政村: 1, 人均收入: 2}\n    - {单位: 乙镇, 行 政村: 1, 人均收入: 2}"
    ),
    "a figure in a row of the scenario": inline("    - {单位: 甲镇, 行政村: 多, 人均收入: 2}"),
}
POLICY: dict[str, Spoil] = {
    "no targets": yaml("targets:\n" + FACTORS, ""),
    "targets without names": yaml("targets:\n" + FACTORS, "targets: [factors]\n"),
    "targets that are all off": yaml(FACTORS, "  formula: off\n"),
    "no goals": yaml(GOALS, ""),
    "no grain": yaml("  grain: {cell: 0.1}\n", ""),
    "a grain of zero": yaml("cell: 0.1", "cell: 0"),
    "a grain of less than a fen": yaml("cell: 0.1", "cell: 0.0000001"),
    "two grains": yaml("  spend_whole", "  steps: {kind: grain, cell: 1}\n  spend_whole"),
    "a rule unknown": yaml("spend_whole: {}", "spend_hole: {}"),
    "a rule by a name of its own": yaml("spend_whole: {}", "用完: {}"),
    "a rule that is a number": yaml("spend_whole: {}", "spend_whole: 5"),
    "a kind that is a list": yaml("spend_whole: {}", "spend_whole: {kind: [a]}"),
    "a setting unknown": yaml("at_least", "atleast"),
    "a setting left out": yaml("{distance: absolute}", "{}"),
    "a choice that is none": yaml("absolute", "abs"),
    "a direction that is none": yaml("direction: less", "direction: lower"),
    "a word in place of a list": yaml("[产业发展]", "产业发展"),
    "a word in place of true": yaml("over: year", "over: year, each_source: 对"),
    "a number in place of a text": yaml("unit: 元,", "unit: 5,"),
    "a list in place of an amount": yaml("amount: 1", "amount: [1]"),
    "an amount with an exponent mark": yaml("amount: 1", "amount: 5²"),
    "an amount in YAML that is nan": yaml("amount: 1", "amount: .nan"),
    "a share below zero": yaml("55%", "-5%"),
    "a share above one": yaml("55%", "155%"),
    "a share that is a word": yaml("55%", "过半"),
    "bounds in the wrong order": yaml("at_least: 55%", "at_least: 55%, at_most: 50%"),
    "weights that do not add up": yaml("人均收入: 40%", "人均收入: 30%"),
    "a weight of an indicator unknown": yaml("人均收入: 40%", "收入: 40%"),
    "a split of a source unknown": yaml("区级: 55", "省级: 55"),
    "a split of one source": yaml("市级: 45, 区级: 55", "市级: 45"),
    "a split of nothing": yaml("市级: 45", "市级: 0"),
    "a rate without a column": yaml("amount: 1", "per_unit: 1"),
    "a kind of recipient unknown": yaml("amount: 1", "amount: 1, kinds: [村]"),
    "a fixed amount of someone unknown": yaml(
        "targets:\n", "targets:\n  fixed: {amounts: {丁县: 20}}\n"
    ),
    "fixed amounts above the money": yaml(
        "targets:\n", "targets:\n  fixed: {amounts: {甲镇: 120}}\n"
    ),
    "targets that are all zero": yaml(FACTORS, "  fixed: {amounts: {甲镇: 0}}\n"),
    "needs without a table": lambda office: office.swap(
        "scenario.yaml",
        ("  needs: needs.csv\n", ""),
        ("  floor:", "  within_need: {over: year}\n  floor:"),
    ),
    "a change of a table that cannot be changed": yaml(
        "goals:", "changes: {needs: {甲镇: {需求: 1}}}\ngoals:"
    ),
    "a change of a row unknown": yaml("goals:", "changes: {sources: {省级: {金额: 1}}}\ngoals:"),
    "a change of a column unknown": yaml("goals:", "changes: {sources: {区级: {钱: 1}}}\ngoals:"),
    "a change without a column": yaml("goals:", "changes: {sources: {区级: 1}}\ngoals:"),
    "a change without a row": yaml("goals:", "changes: {sources: 1}\ngoals:"),
    "a change without a table": yaml("goals:", "changes: 1\ngoals:"),
    "a change to what is no amount": yaml(
        "goals:", "changes: {sources: {区级: {金额: 很多}}}\ngoals:"
    ),
}


def nothing(office: Office) -> None:
    """Spoil nothing."""


def settings(*texts: str) -> tuple[Spoil, tuple[str, ...]]:
    return nothing, (*SOLVE, *(word for text in texts for word in ("--set", text)))


COMMANDS: dict[str, tuple[Spoil, tuple[str, ...]]] = {
    "a setting without =": settings("rules.floor"),
    "a setting without a key": settings("=5"),
    "a setting of a section unknown": settings("recipients.甲镇=5"),
    "a setting of the model": settings("model=other.yaml"),
    "a setting below a word": settings("title.x=5"),
    "a setting that is no YAML": settings("rules.industry.groups=[产业"),
    "a setting that is no share": settings("rules.industry.at_least=half"),
    "two settings that cannot be": settings("rules.floor.amount=-1", "baseline=x"),
    "a setting that changes a row unknown": settings("changes.sources.省级.金额=30"),
    "a setting that changes to no amount": settings("changes.sources.区级.金额=abc"),
    "a scenario that is not there": (nothing, ("solve", "scenrio.yaml", "--out", "out")),
    "a scenario in no folder": (nothing, ("solve", "no/scenario.yaml", "--out", "out")),
    "a scenario that is a folder": (nothing, ("solve", ".", "--out", "out")),
    "a folder that is a file": (nothing, ("solve", "scenario.yaml", "--out", "uses.csv")),
    "a folder without a name": (nothing, ("solve", "scenario.yaml", "--out", " ")),
    "a new folder that is a file": (nothing, ("new", "uses.csv")),
    "a baseline to compare with unknown": (
        nothing,
        ("compare", "scenario.yaml", "--against", "webstar"),
    ),
    "two scenarios with faults": (
        lambda office: (office.put("b.yaml", "unit: 元\n"), yaml("unit: 万元", "unit: x")(office)),
        ("compare", "scenario.yaml", "b.yaml"),
    ),
    "a new scenario where one is": (nothing, ("new", ".")),
}
EVERYTHING = {name: (spoil, SOLVE) for name, spoil in (TABLES | YAML | POLICY).items()} | COMMANDS


def folded(letter: str) -> str:
    """Return a letter without its lists of the words that may be written."""
    letter = re.sub("应为 [^，。：]+ 之一", "应为 … 之一", letter.rstrip("\n"))
    return re.sub(r"one of [\w.]+(, [\w.]+(?=[,.]))+(?=, got|\.)", "one of …", letter)


def letters() -> dict[str, tuple[str, str]]:
    """Return the letters that are kept, in Chinese and in English, by the kind of input."""
    parts = re.split(r"^=== (.+)\n", LETTERS.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    said = zip(parts[::2], parts[1::2], strict=True)
    return {
        name: (both.split("\n---\n")[0], both.split("\n---\n")[1].rstrip()) for name, both in said
    }


@pytest.mark.slow
@pytest.mark.parametrize("kind", EVERYTHING)
def test_bad_input_ends_in_its_letter(kind: str, office: Office) -> None:
    spoil, arguments = EVERYTHING[kind]
    spoil(office)
    before = office.there()
    for lang, letter in zip(("zh", "en"), letters()[kind], strict=True):
        said = office.run(*arguments, lang=lang)
        assert folded(said.err) == letter
        assert (said.code, said.out) == (3, "")
    assert office.there() == before
    assert not (office.folder / "out").exists()


def test_every_letter_that_is_kept_is_of_a_kind() -> None:
    assert list(letters()) == list(EVERYTHING)


def test_a_letter_about_an_unknown_rule_names_the_nearest_and_where_all_are(office: Office) -> None:
    office.swap("scenario.yaml", ("spend_whole", "spend_hole"))
    zh, en = (office.run(*SOLVE, lang=lang).err for lang in ("zh", "en"))
    count = len(RULES.words())
    assert (
        "rules.spend_hole：应为一种约束，实为 'spend_hole'。是不是 spend_whole（全部安排）？"
        f"全部 {count} 种见 docs/reference.zh.md，或 optalloc schema。"
    ) in zh
    assert (
        "rules.spend_hole: a kind of rule, got 'spend_hole'. Did you mean spend_whole? "
        f"All {count} are in docs/reference.md, and in what `optalloc schema` prints."
    ) in en


def lines() -> Iterator[tuple[str, str]]:
    return (
        (zh, en)
        for both in letters().values()
        for zh, en in zip(*map(str.splitlines, both), strict=True)
    )


def test_every_letter_names_a_place_and_ends_its_sentences() -> None:
    for zh, en in lines():
        if zh.startswith("  "):
            assert re.match(r"  [^：]+：.+[。？]$", zh), zh
            assert re.match(r"  .+?: .+[.?]$", en), en
        else:
            assert zh.endswith("，不能使用：")
            assert en.endswith(", cannot be used:")


def test_no_letter_holds_a_mark_that_a_terminal_would_act_on() -> None:
    assert not re.search(
        "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", LETTERS.read_text()
    )


def test_all_faults_of_all_files_are_said_at_once(office: Office) -> None:
    office.swap("scenario.yaml", ("spend_whole", "spend_hole"), ("title: 试验", "titel: 试验"))
    office.swap("sources.csv", ("文1,45", "文1,-45"))
    office.swap("towns.csv", ("12,18600", "1２0人,"))
    office.swap("uses.csv", ("建设,否", "建设,待定"))
    office.swap("needs.csv", ("40", "四十"))
    office.swap("earlier.csv", ("产业发展", "产业"))
    said = office.run(*SOLVE, "--set", "rules.floor.amount=一", "--set", "x=1")
    assert said.code == 3
    assert re.findall(r"^\S.*", said.err, re.MULTILINE) == [
        f"{name}，不能使用："
        for name in (
            *("scenario.yaml", "命令选项", "sources.csv", "towns.csv", "uses.csv", "needs.csv"),
            "earlier.csv",
        )
    ]
    assert len(re.findall(r"^  \S", said.err, re.MULTILINE)) == 10


def test_forty_faults_are_shown_and_the_others_counted(office: Office) -> None:
    rows = "".join(f"镇{i},镇,x{i},5\n" for i in range(50))
    office.put("towns.csv", "单位,类型,行政村,人均收入\n" + rows)
    assert office.run(*SOLVE).err.endswith("\n  …还有 13 处。\n")
    assert office.run(*SOLVE, lang="en").err.endswith("\n  … and 13 more.\n")


def test_what_is_wrong_alike_in_many_rows_is_one_line_and_hides_nothing_else(
    office: Office,
) -> None:
    rows = "".join(f"镇{i},镇,x,5\n" for i in range(50))
    office.put("towns.csv", "单位,类型,行政村,人均收入\n" + rows + "镇51,镇,3,y\n")
    said = office.run(*SOLVE).err
    assert "第13行 行政村 等 50 处：应为" in said and said.count("实为 'x'") == 1
    assert "第52行 人均收入：应为" in said and "还有" not in said
    assert "row 13, 行政村 and 38 more places: " in office.run(*SOLVE, lang="en").err


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["a tab", "a name with an escape", "a scenario that is not there"])
def test_the_program_itself_ends_in_the_same_letter(kind: str, office: Office) -> None:
    spoil, arguments = EVERYTHING[kind]
    spoil(office)
    code = "import sys; from optalloc.cli.main import main; sys.argv[0] = 'optalloc'; main()"
    command = [sys.executable, "-c", code, *arguments, "--lang", "zh"]
    ran = subprocess.run(command, capture_output=True, timeout=60, check=False)
    assert ran.returncode == 3
    assert ran.stdout == b""
    assert folded(ran.stderr.decode().replace("\r\n", "\n")) == letters()[kind][0]


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "=cmd|'/c calc'!A1",
        "[red]x[/red]",
        "<script>alert(1)</script>",
        "../../x",
        "-rf",
        ":warning:",
    ],
)
def test_a_name_is_data_wherever_it_goes(name: str, office: Office) -> None:
    town_named(name)(office)
    said = office.run(*SOLVE)
    assert (said.code, said.err) == (0, "")
    assert re.search(rf"^{re.escape(name)} +\d", said.out, re.MULTILINE)
    ours = {"out/certificate.json", "out/plan.csv", "out/plan.json", "out/solver.log"}
    ours |= {"out/audit.json", "out/check_certificate.py", "out/proof.vipr", "out/verify.html"}
    assert sorted(office.there().keys() - ours) == sorted(
        p.name for p in office.folder.iterdir() if p.is_file()
    )
    for line in office.there()["out/plan.csv"].decode("utf-8-sig").splitlines():
        assert not line.startswith(("=", "+", "-", "@"))


def write_letters() -> None:
    """Write every letter anew."""
    import os
    import tempfile

    class NoCapture:
        def readouterr(self) -> tuple[str, str]:
            return "", ""

    import contextlib
    import io

    text = []
    for kind, (spoil, arguments) in EVERYTHING.items():
        both = []
        for lang in ("zh", "en"):
            with tempfile.TemporaryDirectory() as folder:
                os.chdir(folder)
                office = Office(Path(folder), NoCapture())  # type: ignore[arg-type]
                spoil(office)
                said = io.StringIO()
                with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
                    office.run(*arguments, lang=lang)
                both.append(folded(said.getvalue()))
                os.chdir(LETTERS.parent)
        text.append(f"=== {kind}\n" + "\n---\n".join(both) + "\n")
    LETTERS.write_text("\n".join(text), encoding="utf-8")


if __name__ == "__main__":
    write_letters()
