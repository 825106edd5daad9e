"""No text calls a rule, a goal or a setting by the key that only the author of the file knows."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from office import Office
from optalloc.core.message import LANGS, Lang
from optalloc.core.solve_options import SolveOptions
from optalloc.explaining.explain import ScenarioExplanation, Telling, explain
from optalloc.explaining.question import ExplainOptions
from optalloc.inputs.read import read
from optalloc.problem.interfaces import CATALOGUES
from optalloc.problem.shown_name import is_chinese

pytestmark = pytest.mark.usefixtures("solved_once")

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "tests" / "golden" / "outputs"
CHINESE_BRACKETS = re.compile(r"【([^】]*)】")
ENGLISH_BRACKETS = re.compile(r"(?<![\w\]])\[([^\[\]\"]*)\]")
KEY = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
TYPED = re.compile(r"--set|^\$|^ *\"|:\s*[{\[]|^ {4,}\S+: ")
"""Lines in which keys stand because they are typed: options, commands, JSON, YAML."""

WORDS = {word for catalogue in CATALOGUES.values() for word, _ in catalogue if "_" in word}

QUICK = ("meilan-2023/four-towns.yaml", "meilan-2023/whole-wan.yaml")
SLOW = (
    "blended-goals/plan.yaml",
    "council-projects/plan.yaml",
    "firm-rules/plan.yaml",
    "mengjin-2018/plan.yaml",
    "own-words/plan.yaml",
    "six-factors/plan.yaml",
    "three-levels/plan.yaml",
)


def keys_in(text: str, lang: Lang, labels: set[str]) -> Iterator[str]:
    """Yield the lines of a text that show a key in brackets."""
    for line in text.splitlines():
        if TYPED.search(line):
            continue
        if any(KEY.fullmatch(name) for name in CHINESE_BRACKETS.findall(line)):
            yield line
        names = ENGLISH_BRACKETS.findall(line) if lang == "en" else []
        if any(name in WORDS or (is_chinese(name) and name in labels) for name in names):
            yield line


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_recorded_shows_a_key_in_brackets(lang: Lang) -> None:
    found = [
        f"{file.name}: {line}"
        for file in sorted(GOLDEN.glob(f"*.{lang}.txt"))
        for line in keys_in(file.read_text(encoding="utf-8"), lang, set())
    ]
    assert found == []


@pytest.fixture
def explained_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is found knows no language: it is found for the first, and told in the other too."""
    kept: dict[ExplainOptions, tuple[ScenarioExplanation, list[Any]]] = {}

    def found(
        scenario: str,
        asked: ExplainOptions,
        settings: Sequence[str],
        how: SolveOptions,
        telling: Telling,
    ) -> ScenarioExplanation:
        if asked not in kept:
            told: list[Any] = []
            noted = Telling(found=lambda *answer: told.append(answer))
            kept[asked] = explain(scenario, asked, settings, how, noted), told
        explanation, told = kept[asked]
        if explanation.solved.best is not None:
            telling.solved(explanation.solved)
        for answer in told:
            telling.found(*answer)
        return explanation

    monkeypatch.setattr("optalloc.explaining.explain.explain", found)


def read_aloud(office: Office, name: str) -> None:
    """Hold everything that is said of a scenario against its keys."""
    path = str(ROOT / "scenarios" / name)
    problem = read(path)
    labels = {part.label for part in (*problem.rules, *problem.goals, *problem.targets)}
    for lang in LANGS:
        for asked in (["--all"], ["--letter", "--names"]):
            said = office.run("explain", path, *asked, lang=lang)
            assert said.code in (0, 4)
            assert list(keys_in(said.out + said.err, lang, labels)) == []


@pytest.mark.usefixtures("explained_once")
@pytest.mark.parametrize("name", QUICK)
def test_what_is_explained_is_told_by_names(office: Office, name: str) -> None:
    read_aloud(office, name)


@pytest.mark.slow
@pytest.mark.usefixtures("explained_once")
@pytest.mark.parametrize("name", SLOW)
def test_what_is_explained_of_the_library_is_told_by_names(office: Office, name: str) -> None:
    read_aloud(office, name)


def test_the_page_of_meilan_calls_no_rule_by_its_key(office: Office) -> None:
    path = str(ROOT / "scenarios" / "meilan-2023" / "four-towns.yaml")
    said = office.run("report", path, "--format", "html", "--out", "out", lang="zh")
    assert said.code == 0
    page = office.there()["out/page.html"].decode()
    text = re.sub(r"<(style|script).*?</\1>|<[^>]*>", "\n", page, flags=re.DOTALL)
    assert "分担比例" in text and "产业发展占比" in text
    assert not re.findall(r"\b(?:grain|industry|spend_whole|split)\b", text)
    assert list(keys_in(text, "zh", set())) == []
