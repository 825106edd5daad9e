"""`optalloc report`: every format that can be written is, and what cannot is said."""

from pathlib import Path

import pytest

from office import Office
from optalloc.present.charts import save

TWO_TOWNS = str(
    Path(__file__).resolve().parents[1] / "scenarios" / "meilan-2023" / "two-towns.yaml"
)
OFFICE = {"notice.docx", "notice.html", "notice.txt", "plan.docx", "plan.xlsx"}


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_all_means_every_format(office: Office) -> None:
    out = office.folder / "out"
    assert office.run("report", TWO_TOWNS, "--out", str(out)).code == 0
    assert names(out) == OFFICE | {"page.html"}


def test_all_leaves_out_what_is_not_installed_and_says_so(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(save, "EXTRA", ("altair", "no_such_library"))
    for lang, said in (
        ("zh", "网页：须先安装绘图组件。"),
        ("en", "the page: drawing needs an extra"),
    ):
        out = office.folder / lang
        answer = office.run("report", TWO_TOWNS, "--out", str(out), lang=lang)
        assert answer.code == 0 and said in answer.err
        assert names(out) == OFFICE


def test_a_format_asked_for_by_name_is_not_left_out_silently(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(save, "EXTRA", ("altair", "no_such_library"))
    out = office.folder / "out"
    answer = office.run("report", TWO_TOWNS, "--format", "html,xlsx", "--out", str(out))
    assert answer.code == 3 and "须先安装绘图组件" in answer.err
    assert not out.exists()
