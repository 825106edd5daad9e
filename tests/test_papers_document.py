"""docs/papers.md: its commands run and print what it shows, its paper section can be read."""

import re
import shlex
from pathlib import Path

import docx
import pytest

from office import Office
from optalloc.inputs.read import read
from optalloc.present.charts import save
from optalloc.present.docx.template import PLACEHOLDERS

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "docs" / "papers.md").read_text(encoding="utf-8")
EXAMPLES = [block for block in re.findall(r"```\n(\$ optalloc .*?)```", TEXT, re.DOTALL)]


@pytest.fixture(autouse=True)
def _in_a_folder_with_scenarios(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(save, "EXTRA", ("a_library_that_is_not_there",))
    for folder in ("scenarios", "models"):
        (office.folder / folder).symlink_to(ROOT / folder)
    document = docx.Document()
    document.add_paragraph("{{标题}}")
    document.save(str(office.folder / "模板.docx"))


@pytest.mark.slow
@pytest.mark.parametrize("example", EXAMPLES)
def test_a_command_prints_what_the_document_shows(example: str, office: Office) -> None:
    for part in re.split(r"^\$ ", example, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        words = shlex.split(command)[1:]
        lang = "en"
        if "--lang" in words:
            lang = words[words.index("--lang") + 1]
            words = words[: words.index("--lang")]
        said = office.run(*words, lang=lang)
        assert said.code == 0, said.err
        assert not shown.strip() or said.out + said.err == shown


def test_there_are_examples_in_both_languages() -> None:
    assert {lang for example in EXAMPLES for lang in re.findall("--lang (..)", example)} == {
        "zh",
        "en",
    }


def test_the_paper_section_of_the_document_can_be_read(office: Office) -> None:
    (section,) = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
    there = (office.folder / "scenario.yaml").read_text("utf-8")
    office.put("scenario.yaml", there + section.replace("市级资金:", "市级:"))
    paper = read(office.folder / "scenario.yaml").paper
    known = paper.model_dump()
    assert all(known.values()) and all(known["notice"].values())


def test_every_placeholder_is_listed() -> None:
    assert set(re.findall(r"`\{\{(\w+)\}\}` ", TEXT)) >= {p.name.zh for p in PLACEHOLDERS} - {"图"}


def test_the_pictures_are_there_and_small() -> None:
    for name in re.findall(r"\]\((pictures/\w+\.png)\)", TEXT):
        assert 0 < (ROOT / "docs" / name).stat().st_size < 200_000
