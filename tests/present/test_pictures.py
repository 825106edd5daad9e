"""Pictures: each kind of file, names as data, no network, letters when nothing can be drawn."""

import importlib.util
import json
import re
import struct
import sys
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from optalloc.core.errors import InputUnusable
from optalloc.core.message import Words
from optalloc.present.charts import save as draw
from optalloc.present.charts.save import save
from optalloc.present.charts.scenarios import TITLE, scenarios_chart
from optalloc.present.charts.waterfall import MOST_SHOWN, ROWS, below, small_waterfalls

pytest.importorskip("altair")
pytest.importorskip("vl_convert")

WAN = 1_000_000
NASTY = ["<script>alert(1)</script>", "=cmd|'/C calc'!A0", "长" * 200, 'a.b[0] "q" {{x}} %s \\n']
STEPS = [Words("测算额", "target"), Words("至少五十", "at least"), Words("无", "idle")]
LINKS = re.compile(r"""(?:src|href|url|import)\s*[=(]\s*["']?\s*(?:https?:)?//""")


def amounts(count: int) -> list[list[Fraction | int]]:
    return [[Fraction(100 * WAN, 3) + i, (i + 1) * WAN, 0] for i in range(count)]


def chart(names: list[str], lang: Any = "zh") -> Any:
    return scenarios_chart(["[1]", "[2]"], {name: [WAN, 2 * WAN] for name in names}, "万元", lang)


def values(spec: dict[str, Any]) -> list[dict[str, Any]]:
    (rows,) = spec["datasets"].values()
    return list(rows)


def written(made: Any, folder: Path, ending: str) -> Path:
    path = folder / f"picture{ending}"
    save(made, path)
    assert [p.name for p in folder.iterdir()] == [path.name]
    return path


def test_an_svg_holds_its_text_as_text_for_the_reader_s_own_fonts(tmp_path: Path) -> None:
    text = written(chart(["灵山", *NASTY]), tmp_path, ".svg").read_text(encoding="utf-8")
    root = ElementTree.fromstring(text)
    said = {node.text for node in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"灵山", NASTY[0], NASTY[1], NASTY[3], TITLE.zh} <= said
    assert not list(root.iter("{http://www.w3.org/2000/svg}script"))
    assert "Microsoft YaHei" in text and "Noto Sans CJK" in text


def test_a_png_is_drawn_with_a_chinese_font(tmp_path: Path) -> None:
    shown = {}
    for name in ("镇", "县", "\U000f0000"):
        data = written(chart([name]), tmp_path, ".png").read_bytes()
        assert data[:8] == b"\x89PNG\r\n\x1a\n"
        width, height = struct.unpack(">II", data[16:24])
        assert min(width, height) > 200
        shown[name] = data
    # Without a font all three would be the same empty box.
    assert len(set(shown.values())) == 3


class Scripts(HTMLParser):
    """Counts the elements of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found[tag] += 1


def test_a_page_fetches_nothing_and_takes_names_for_text(tmp_path: Path) -> None:
    page = written(chart(NASTY), tmp_path, ".html").read_text(encoding="utf-8")
    reader = Scripts()
    reader.feed(page)
    assert reader.found["script"] == 2
    assert not reader.found.keys() & {"link", "img", "iframe"}
    own = page.partition("<script>")[0] + page.partition("</script>")[2]
    assert not LINKS.search(own)
    assert '<html lang="zh-CN">' in page
    spec = re.search(r'vegaEmbed\("#chart", (\{.*\}), \{\n', page)
    assert spec is not None
    names = {row["name"] for row in values(json.loads(spec[1]))}
    assert names == set(NASTY)


def test_json_is_the_chart_itself(tmp_path: Path) -> None:
    made = chart(["甲"])
    path = written(made, tmp_path, ".json")
    assert json.loads(path.read_text(encoding="utf-8")) == made.to_dict()


def test_the_same_chart_is_the_same_file(tmp_path: Path) -> None:
    one = written(chart(["甲", "乙"]), tmp_path, ".svg").read_bytes()
    assert written(chart(["甲", "乙"]), tmp_path, ".svg").read_bytes() == one


def test_a_waterfall_runs_from_the_target_to_the_sum_of_its_steps() -> None:
    chart, small = small_waterfalls(STEPS, amounts(2), "万元", "zh")
    assert chart.to_dict()["data"] == {"name": ROWS}
    of_second = small[1]
    assert [row["said"] for row in of_second] == ["33.33", "+2", "35.33"]
    assert [row["label"] for row in of_second] == ["测算额", "至少五十", "安排额"]
    assert of_second[1]["before"] == of_second[0]["after"]
    assert of_second[1]["after"] == of_second[2]["after"]


def test_what_falls_is_marked_apart_and_the_same_words_twice_are_two_steps() -> None:
    twice = [STEPS[0], STEPS[1], STEPS[1]]
    _, small = small_waterfalls(twice, [[WAN * 9, WAN, -WAN * 2]], "万元", "en")
    assert [(r["label"], r["said"], r["sort"]) for r in small[0]] == [
        ("target", "9", "level"),
        ("at least", "+1", "more"),
        ("at least (2)", "-2", "less"),
        ("award", "8", "level"),
    ]


def test_of_many_recipients_those_that_move_most_are_drawn_and_the_rest_are_counted() -> None:
    names = [f"第{i}镇" for i in range(MOST_SHOWN + 5)]
    _, small = small_waterfalls(STEPS, amounts(len(names)), "万元", "zh")
    assert list(small) == list(range(5, len(names)))
    assert "共 35 个单位" in below(len(names), len(small), "万元")[1].zh


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a.pdf", ("one of .svg, .png, .html, .json, got '.pdf'", "应为 .svg、.png、.html、.json")),
        ("a", ("ends in one of .svg", "应为 .svg")),
        ("", ("ends in one of .svg", "应为 .svg")),
    ],
)
def test_a_name_that_ends_otherwise_is_refused(
    tmp_path: Path, name: str, said: tuple[str, str]
) -> None:
    with pytest.raises(InputUnusable) as refused:
        save(chart(["甲"]), tmp_path / name if name else "")
    assert refused.value.exit_code == 3
    assert said[0] in refused.value.letter("en")
    assert said[1] in refused.value.letter("zh")


def without(*libraries: str) -> Callable[..., object]:
    real = importlib.util.find_spec
    return lambda name, *rest: None if name in libraries else real(name, *rest)


@pytest.mark.parametrize("library", draw.EXTRA)
def test_without_the_extra_the_letter_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    monkeypatch.setattr(draw, "find_spec", without(library))
    with pytest.raises(InputUnusable) as refused:
        draw.check_picture(tmp_path / "a.svg")
    assert refused.value.exit_code == 3
    assert "附加组件 pictures" in refused.value.letter("zh")
    assert "install the extra pictures" in refused.value.letter("en")
    assert list(tmp_path.iterdir()) == []


def test_a_page_and_data_are_written_without_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draw, "find_spec", without(*draw.EXTRA))
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    for ending in (".html", ".json"):
        draw.check_picture(tmp_path / f"a{ending}")
        save(chart(["甲"]), tmp_path / f"a{ending}")


@pytest.mark.parametrize("library", draw.CHARTS)
def test_an_install_that_is_not_whole_sends_to_the_doctor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    monkeypatch.setattr(draw, "find_spec", without(library))
    with pytest.raises(InputUnusable, match="optalloc doctor"):
        draw.check_picture(tmp_path / "a.html")


def test_a_picture_where_no_file_can_be_is_refused_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder.svg").mkdir()
    for path in (tmp_path / "file" / "a.svg", tmp_path / "folder.svg"):
        with pytest.raises(InputUnusable):
            draw.check_picture(path)
