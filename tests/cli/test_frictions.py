"""What a new user stumbles over is answered as what it is."""

import json
import re
from collections.abc import Iterator

import click
import pytest

from office import FILES, Office
from optalloc.cli.main import guarded, program
from optalloc.cli.spoken_help import BETWEEN, FIXED, SpokenHelp, paragraphs
from optalloc.core.message import LANGS, Lang
from optalloc.reports import FORMATS


def test_a_mistyped_key_to_vary_is_answered_as_itself(office: Office) -> None:
    for key in ("rules.floor.amuont", "ruels.floor.amount", "rules.flor.amount"):
        said = office.run("explore", "sweep", "scenario.yaml", "--vary", f"{key}=1,2")
        assert said.code == 3 and "--vary" in said.err and "--set" not in said.err


@pytest.mark.parametrize(
    "words", ["--lang {} solve scenario.yaml", "--lang {} ledger year --year x", "--lang={} sovle"]
)
def test_a_language_before_the_command_holds_for_it(
    office: Office, capsys: pytest.CaptureFixture[str], words: str
) -> None:
    told = {}
    for lang in ("zh", "en"):
        code = guarded(words.format(lang).split())
        out, err = capsys.readouterr()
        told[lang] = out + err
        assert code == office.run(*words.format(lang).split()[words.count(" {}") + 1 :]).code
    assert told["zh"] != told["en"] and told["en"].isascii() is ("solve" not in words)


def test_a_language_holds_for_the_help_and_the_commands_of_a_group(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    assert guarded(["--lang", "zh", "--help"]) == 0
    assert "求最优方案" in capsys.readouterr().out
    assert guarded(["solve", "--help", "--lang", "zh"]) == 0
    assert capsys.readouterr().out.startswith("用法：optalloc solve [选项] [SCENARIO]\n")
    assert guarded(["ledger", "--lang", "zh", "init"]) == 0
    assert capsys.readouterr().out == "已建台账 ledger.db。\n"
    assert guarded(["--lang", "zh", "ledger", "show", "acts", "--lang", "en"]) == 0
    assert "Acts" in capsys.readouterr().out
    assert guarded(["--lang", "xx", "solve", "scenario.yaml"]) == 2


@pytest.mark.parametrize(
    ("old", "new", "line", "wide", "ordinary"),
    [
        ("title: 试验", "title：试验", 1, "：", ":"),
        ("title: 试验", "title： 试验", 1, "：", ":"),
        ("unit: 万元", "unit：万元", 2, "：", ":"),
        ("  floor: {amount: 1}", "  floor：\n    amount: 1", 23, "：", ":"),
        ("{市级: 45, 区级: 55}", "{市级: 45，区级: 55}", 20, "，", ","),
        ("{市级: 45, 区级: 55}", "{市级：45, 区级: 55", 20, "：", ":"),
    ],
)
def test_a_full_width_mark_is_named_with_its_own_line(
    office: Office, old: str, new: str, line: int, wide: str, ordinary: str
) -> None:
    office.swap("scenario.yaml", (old, new))
    said = office.run("solve", "scenario.yaml")
    assert said.code == 3
    assert f"第{line}行：不能用全角的“{wide}”" in said.err
    assert f"请改成半角的“{ordinary}”，后面空一格。" in said.err


def test_a_full_width_mark_in_a_text_is_a_text(office: Office) -> None:
    office.swap("scenario.yaml", ("title: 试验", "title: 试验：甲，乙"))
    assert office.run("solve", "scenario.yaml").code == 0


def test_a_comparison_ends_with_the_code_of_the_one_without_a_plan(office: Office) -> None:
    office.swap("scenario.yaml", ("floor: {amount: 1}", "floor: {amount: 900}"))
    (office.folder / "none.yaml").write_bytes((office.folder / "scenario.yaml").read_bytes())
    office.swap("scenario.yaml", ("floor: {amount: 900}", "floor: {amount: 1}"))
    assert office.run("compare", "scenario.yaml", "scenario.yaml").code == 0
    said = office.run("compare", "scenario.yaml", "none.yaml", "--json")
    assert said.code == 4 and "none" in said.out and json.loads(said.out)


def test_a_state_is_known_by_its_chinese_name_and_one_that_is_there_is_told(
    office: Office,
) -> None:
    office.put("towns.in.csv", "单位,类型\n甲镇,镇\n")
    office.put("uses.in.csv", "用途,是否产业\n产业发展,是\n")
    office.put("sources.in.csv", "资金来源,金额(万元)\n市级,10\n")
    office.put(
        "works.in.csv",
        "项目名称,项目编码,入库年度,单位,用途,资金需求(万元)\n茶园,Z1,2023,甲镇,产业发展,5\n",
    )
    office.put(
        "awards.in.csv",
        "月份,批次,资金来源,单位,用途,项目,金额(万元)\n2023-01,一,市级,甲镇,产业发展,茶园,4\n",
    )
    office.run("ledger", "init")
    for sort, file in zip(
        ("recipients", "uses", "sources", "projects", "awards"),
        ("towns", "uses", "sources", "works", "awards"),
        strict=True,
    ):
        assert office.run("ledger", "import", sort, f"{file}.in.csv", "--year", "2023").code == 0
    words = ("ledger", "move", "茶园", "--year", "2023", "--why", "x", "--to")
    assert office.run(*words, "开工").out == "1 个项目：开工。\n"
    assert office.run(*words, "started").out == "0 个项目：开工。1 个本来就是开工，没有变动。\n"
    said = office.run(*words, "开了")
    assert said.code == 2 and "started" in said.err


@pytest.mark.parametrize("asked", ["对象（已消除）", "对象(已消除)"])
@pytest.mark.parametrize("written", ["对象（已消除）", "对象(已消除)"])
def test_brackets_of_both_widths_are_one_in_the_name_of_a_column(
    office: Office, asked: str, written: str
) -> None:
    text = office.folder / "scenario.yaml"
    office.put("scenario.yaml", text.read_text(encoding="utf-8").replace("行政村", asked))
    office.put("towns.csv", FILES["towns.csv"].replace("行政村", written))
    assert office.run("solve", "scenario.yaml").code == 0


def every_command() -> Iterator[tuple[click.Command, click.Context]]:
    top = click.Context(program, info_name="optalloc")
    groups: list[tuple[click.Group, click.Context]] = [(program, top)]
    for group, context in groups:
        yield group, context
        for name in group.list_commands(context):
            found = group.get_command(context, name)
            assert found is not None
            below = click.Context(found, parent=context, info_name=name)
            if isinstance(found, click.Group):
                groups.append((found, below))
            else:
                yield found, below


def test_the_help_of_every_command_is_in_one_language_and_whole_in_each() -> None:
    chinese = re.compile("[㐀-鿿]")
    seen = 0
    for command, context in every_command():
        assert isinstance(command, SpokenHelp), context.command_path
        said = command.help or ""
        halves = {lang: paragraphs(said, lang) for lang in LANGS}
        assert halves["zh"] and halves["en"], context.command_path
        for option in command.get_params(context):
            if isinstance(option, click.Option) and option.help not in FIXED and not option.hidden:
                english, between, zh = (option.help or "").partition(BETWEEN)
                assert english and between and chinese.search(zh), (context.command_path, option)
                assert BETWEEN not in zh, (context.command_path, option)
                seen += 1
    assert seen > 100


@pytest.mark.parametrize("lang", LANGS)
def test_help_of_report_names_every_format_and_unit(lang: Lang, office: Office) -> None:
    said = "".join(office.run("report", "--help", lang=lang).out.split())
    option = said[said.index("--format") : said.index("--template")]
    assert [word for word in (*FORMATS.words(), "all", "元", "亿元") if word not in option] == []


@pytest.mark.parametrize("lang", LANGS)
def test_help_of_explain_says_what_may_move(lang: Lang, office: Office) -> None:
    said = office.run("explain", "--help", lang=lang).out
    assert "weights" in said[said.index("--may") :] and "rules" in said[said.index("--may") :]


def test_words_to_choose_from_are_not_broken_and_are_said_in_chinese(office: Office) -> None:
    """A line ended within `paymen|ts`; what each word means stood nowhere in Chinese."""
    said = office.run("ledger", "import", "--help", lang="zh").out
    assert "payments | assets" in said.replace("\n", " ") and "paymen\n" not in said
    assert all(f" {word}" in said for word in ("资金来源", "下达和收回", "支付", "负面清单"))
