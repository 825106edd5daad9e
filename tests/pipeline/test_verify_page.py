"""`verify.html`: what a browser alone says of certificates is what the two other checkers say."""

import hashlib
import json
import re
import subprocess
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest

import kept_plans
from browser import MISSING, Browser, chromium
from forgeries import forgeries
from mutations import Json, changed, drawn_file, heard, numbers, refusal_of
from optalloc.core.solve_options import HIGHS
from optalloc.pipeline.certificate import VERIFIER
from optalloc.pipeline.certificate.check import CertifiedScenario
from optalloc.pipeline.certificate.encoding import DIGEST, FORM_OF_A_PLACE, digest_of
from optalloc.pipeline.certificate.read import said_of as said_of_text
from optalloc.pipeline.certificate.write import certificate_of
from optalloc.pipeline.plan_folder.write import write_folder
from optalloc.pipeline.solve import solve
from verify_page import NODE, page_module, policy, script

pytestmark = pytest.mark.slow

HERE = Path(__file__).resolve().parents[1]
SCENARIOS = HERE.parent / "scenarios"
LIBRARY = sorted(SCENARIOS.rglob("*.yaml"))
LARGEST = 20_000
"""Characters of a certificate up to which changed ones are checked too, so that tests are fast."""
LEXIMIN = "goals={evenness: {depth: leximin}}"
MEILAN = SCENARIOS / "meilan-2023"
SIX = SCENARIOS / "six-factors" / "plan.yaml"
TOWNS = "meilan-2023/two-towns"
KINDS: dict[str, tuple[str, str, Sequence[str]]] = {
    "bounds of columns": (TOWNS, "exact.columns", ()),
    "rows": (TOWNS, "exact.rows", ()),
    "goals": (TOWNS, "exact.goals", ()),
    "cells, totals and money": (TOWNS, "exact", ()),
    "the plan": (TOWNS, "plan", ()),
    "the point": (TOWNS, "point", ()),
    "proofs of sums": ("off-quota/hamilton", "goals", ()),
    "proofs of worst levels": (TOWNS, "goals", ("goals={evenness: {}}",)),
    "proofs level by level": (TOWNS, "goals", (LEXIMIN,)),
    "costs that meet in a column": ("blended-goals/plan", "exact.goals", ()),
    "proofs of weighted sums": ("blended-goals/plan", "goals", ()),
    "proofs of what is missed at corners": ("first-money/plan", "goals", ()),
    "trees": ("knapsack/p02", "goals", ()),
    "proofs that there is no plan": ("28", "exact", ()),
}
"""Where numbers are changed: a scenario, the part of its certificate, settings laid over it."""


BY = (1, -1, 10**9, -(10**9))
"""By how much numbers are changed."""


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page's script as a module for Node."""
    if NODE is None:
        pytest.skip("no Node on this machine: the page's script is not run (Debian: nodejs)")
    return page_module(tmp_path_factory.mktemp("verify"))


def said_of(module: Path, texts: Sequence[str]) -> list[dict[str, Any]]:
    """Return what the page's script says of each certificate."""
    assert NODE is not None
    lines = module.with_name(f"{len(texts)}-{Random().getrandbits(60)}.lines")
    lines.write_text("".join(json.dumps(text) + "\n" for text in texts), encoding="utf-8")
    command = [NODE, str(HERE / "data" / "verify_lines.js"), str(module), str(lines)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(found) == len(texts)
    return found


def text_of(said: Json) -> str:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def certificate(name: str, settings: Sequence[str] = ()) -> Json:
    with TemporaryDirectory() as folder:
        is_drawn = name.isdigit()
        (path,) = (
            [drawn_file(int(name), Path(folder))] if is_drawn else SCENARIOS.rglob(f"{name}.yaml")
        )
        made = certificate_of(solve(path, list(settings), HIGHS), path.parent)
    said: Json = json.loads(json.dumps(made))
    return said


def agree(module: Path, made: Sequence[Json]) -> int:
    """Hold both checkers against each other; return of how many neither shows a proof."""
    refused = 0
    for said, page in zip(made, said_of(module, [text_of(one) for one in made]), strict=True):
        why, printed = heard(said)
        assert (why is None) == ("refused" not in page), (why, page)
        if why is None:
            is_none = said["plan"] is None
            assert page["proven"] == (not is_none or "PROVEN" in printed)
            assert printed.count("PROVEN BEST") == sum(page["goals"])
        refused += why is not None or not page["proven"]
    return refused


def test_it_is_one_page_that_fetches_nothing_and_runs_its_own_script_alone() -> None:
    page = VERIFIER.read_text(encoding="utf-8")
    assert policy() in page, "its script was changed: python tests/verify_page.py"
    assert page.count("<script") == 1 and "://" not in page
    for word in ("fetch(", "XMLHttpRequest", "import(", "eval(", "innerHTML", "parseFloat"):
        assert word not in page


def test_every_reason_that_the_page_gives_is_there_in_chinese() -> None:
    text = script()
    checks = text[: text.index("const REASONS")]
    given = set(re.findall(r'need\((?:[^;]*?[,\s])"([^"]+)"\);', checks))
    assert "not as it is stated" not in given and len(given) > 35
    table = text[text.index("const REASONS") : text.index("const NAMED_REASONS")]
    assert given == set(re.findall(r'^ +"([^"]+)": "[^"]*[\u4e00-\u9fff]', table, re.MULTILINE))
    named = text[text.index("const NAMED_REASONS") : text.index("function reason")]
    forms = [f.replace("([^]+)", "(.+)") for f in re.findall(r"\[/(\^.+\$)/,", named)]
    templates = set(re.findall(r"need\([^;]*`([^`]+)`\);", checks))
    filled = {re.sub(r"\$\{[^}]+\}", "贴近测算额", one) for one in templates}
    assert len(filled) == len(forms)
    assert all(sum(bool(re.match(form, one)) for form in forms) == 1 for one in filled)


def test_every_certificate_of_the_library_holds_and_changed_ones_as_elsewhere(
    module: Path,
) -> None:
    # All of them in one run of Node: it takes longer to come up than to check one.
    library = {path: kept_plans.certificate(path) for path in LIBRARY}
    pages = said_of(module, [*map(text_of, library.values())])
    for (path, said), page in zip(library.items(), pages, strict=True):
        graded = [goal["proven"] == "exact" for goal in said["goals"]]
        assert page.get("goals") == graded and page["proven"] and page["open"] == [], path
    made = list[Json]()
    for path, said in library.items():
        if len(text_of(said)) < LARGEST:
            places = Random(path.stem).sample([*numbers(said)], 2)
            made += [changed(said, place, 1) for place in places]
    agree(module, made)


@pytest.mark.parametrize("kind", KINDS)
def test_a_hundred_changes_of_a_kind_are_refused_where_they_make_it_false(
    kind: str, module: Path
) -> None:
    name, part, settings = KINDS[kind]
    said = certificate(name, settings)
    way = tuple(part.split("."))
    places = [path for path in numbers(said) if path[: len(way)] == way]
    draw = Random(kind)
    made = [changed(said, draw.choice(places), draw.choice(BY)) for _ in range(100)]
    refused = agree(module, made)
    # Without its digest mended each is refused, whatever was changed.
    unsigned = [{**one, DIGEST: said[DIGEST]} for one in made]
    assert all("refused" in page for page in said_of(module, [*map(text_of, unsigned)]))
    assert refused > 0


@pytest.mark.parametrize("seed", [16, 20, 82, 128])
def test_drawn_certificates_and_made_up_ones_are_judged_as_elsewhere(
    seed: int, module: Path, tmp_path: Path
) -> None:
    path = drawn_file(seed, tmp_path)
    said = json.loads(json.dumps(certificate_of(solve(path, solver="highs"), tmp_path)))
    assert agree(module, [said]) == 0
    false = [made for _, made in forgeries(said, Random(seed), plans=1)][:20]
    agree(module, false)
    places = Random(seed).sample([*numbers(said)], 8)
    agree(module, [changed(said, place, 1) for place in places])


def test_a_text_that_is_damaged_is_refused(module: Path) -> None:
    text = text_of(certificate("meilan-2023/two-towns"))
    draw, damaged = Random(1), []
    for _ in range(100):
        at = draw.randrange(len(text))
        cut, other = text[:at], text[at + 1 :]
        damaged.append(draw.choice([cut, cut + other, f"{cut}{draw.choice('{}[],:0x')}{other}"]))
    damaged = [one for one in damaged if one != text]
    for one, page in zip(damaged, said_of(module, damaged), strict=True):
        assert "refused" in page, one[:80]


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", "{}", '{"digest": 1.5}', '{"a": 1, "a": 1}', "[1,]", '{"a": NaN}', "[01]"],
)
def test_what_is_no_certificate_is_refused(text: str, module: Path) -> None:
    (page,) = said_of(module, [text])
    assert "refused" in page


@pytest.mark.parametrize(
    "name", ["甲\U00020bb7镇", 'a"b\\c', "e\u0301\u007f", "镇\u2028", "𠮷", "ﬀ"]
)
def test_names_of_all_kinds_have_the_same_digest(name: str, module: Path) -> None:
    said = certificate("meilan-2023/two-towns")
    made = json.loads(text_of(said).replace("灵山镇", json.dumps(name)[1:-1]))
    made[DIGEST] = digest_of(made)
    assert agree(module, [made]) == 0


def test_a_certificate_has_one_digest_wherever_it_stands(module: Path) -> None:
    said = certificate("meilan-2023/two-towns")
    moved = {**said, "scenario": "../../elsewhere/two-towns.yaml"}
    assert digest_of(moved) == said[DIGEST]
    assert agree(module, [moved, {**said, "scenario": "other.yaml"}]) == 1


def test_certificates_of_the_form_before_still_hold_with_their_whole_way(module: Path) -> None:
    said = {**certificate("meilan-2023/two-towns"), "form": FORM_OF_A_PLACE}
    said[DIGEST] = digest_of(said)
    old = {key: value for key, value in said.items() if key != DIGEST}
    text = json.dumps(old, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert said[DIGEST] == hashlib.sha256(text.encode()).hexdigest()
    moved = {**said, "scenario": "elsewhere/" + said["scenario"]}
    assert agree(module, [said, moved]) == 1
    content = [said_of_text(text_of(one), "it") for one in (said, moved)]
    assert [one.is_whole for one in content] == [True, False]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if chromium() is None:
        pytest.skip(MISSING)
    with Browser() as opened:
        yield opened


def dropped(browser: Browser, page: Path, files: Sequence[Path], lang: str) -> str:
    """Open the page, give it files, and return the text that it shows."""
    browser.open_plain(page)
    document = browser.ask("DOM.getDocument")["root"]["nodeId"]
    node = browser.ask("DOM.querySelector", nodeId=document, selector="#files")["nodeId"]
    browser.ask("Runtime.evaluate", expression=f"document.getElementById('{lang}').click()")
    browser.ask("DOM.setFileInputFiles", files=[str(file) for file in files], nodeId=node)
    shown = browser.ask(
        "Runtime.evaluate", expression=VERDICT, awaitPromise=True, returnByValue=True
    )
    assert (browser.console.complaints, browser.console.fetched) == ([], [])
    return str(shown["result"]["value"])


VERDICT = """
new Promise((resolve) => {
  const look = () => document.documentElement.dataset.verdict
    ? resolve(document.body.innerText) : setTimeout(look, 20);
  look();
})
"""


def test_in_a_browser_it_says_what_holds_and_what_has_changed(
    browser: Browser, tmp_path: Path
) -> None:
    write_folder(solve(SIX, solver="highs"), tmp_path, "zh")
    page, file = tmp_path / VERIFIER.name, tmp_path / "certificate.json"
    table = SIX.parent / "facts" / "needs.csv"
    other = tmp_path / "recipients.csv"
    other.write_text("changed\n", encoding="utf-8")
    said = dropped(browser, page, [file, table, other], "zh")
    assert "证明成立" in said and said.count("已证明最优") == 2
    assert "与证书里的摘要相同" in said and "内容已变" in said and "没有拖进来" in said
    assert "证书依据的不是这些表格" in said
    assert "5,000,000.00" in said  # the whole of the money, in yuan
    said = dropped(browser, page, [file, table], "en")
    assert "The proof holds" in said and "other tables" not in said
    text = file.read_text("utf-8")
    file.write_text(text.replace("35500000", "35500001", 1), "utf-8")
    assert "证书写出之后被改动过" in dropped(browser, page, [file], "zh")
    # What contradicts is told in the reader's language, money of goals in yuan.
    write_folder(solve(MEILAN / "whole-wan.yaml", solver="highs"), tmp_path / "none", "zh")
    zh, en = (
        dropped(browser, page, [tmp_path / "none" / file.name], lang) for lang in ("zh", "en")
    )
    assert "【全部安排】要求恰为 50万元" in zh and "asks for exactly" not in zh
    assert "[spend whole] asks for exactly 50万元" in en and "要求恰为" not in en
    write_folder(solve(MEILAN / "two-towns.yaml", solver="highs"), tmp_path / "two", "zh")
    said = dropped(browser, page, [tmp_path / "two" / file.name], "zh")
    assert "值（金额以元计）" in said and "≈ 66666.666666（精确值 200000/3）" in said
    assert "There is no certificate" in dropped(browser, page, [table], "en")


def test_in_a_browser_every_rule_is_audited_by_its_formula(
    browser: Browser, tmp_path: Path
) -> None:
    write_folder(solve(SIX, solver="highs"), tmp_path, "zh")
    page, file, facts = (
        tmp_path / name for name in (VERIFIER.name, "certificate.json", "audit.json")
    )
    said = dropped(browser, page, [file], "zh")
    assert "把旁边的 audit.json 一起拖进来" in said and "逐条约束核对" not in said
    # What goals are called the certificate says itself.
    assert not re.search("closest_to_target|evenness", said)
    said = dropped(browser, page, [file, facts], "zh")
    assert "证明成立" in said and "逐条约束核对" in said
    assert said.count("\t符合") == 1 + len(json.loads(facts.read_text("utf-8"))["rules"])
    # Who reads it sees no key of the scenario, in either language.
    assert "产业发展占比：产业发展 占全年（含已下达）资金 不低于 55%" in said
    assert "最均衡：最差的相对缺口最小" in said and "≈ 0.003690（精确值 756757/205027642）" in said
    assert not re.search("closest_to_target|spend_whole|evenness", said)
    said = dropped(browser, page, [file, facts], "en")
    assert "Every rule audited" in said and "spend whole: 中央, 省级, 区级 spent whole" in said
    assert "closest to target: smallest sum of squared deviations over target" in said
    text = facts.read_text("utf-8")
    facts.write_text(text.replace('"step":', '"step": ', 1), "utf-8")
    assert "audit.json 不是这份证书所指的" in dropped(browser, page, [file, facts], "zh")
    # A plan that breaks a rule of facts that are the certificate's own.
    told = json.loads(text)
    told["rules"].append({**told["rules"][0], "label": "加上的", "word": "never_fund"})
    told["rules"][-1]["projects"] = []
    told["rules"].append(
        {
            "label": "下限",
            "word": "floor",
            "amount": 10**12,
            "per_unit": None,
            "column": None,
            "covered": [told["facts"]["recipients"][0]["name"]],
        }
    )
    facts.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    made = json.loads(file.read_text("utf-8"))
    made["audit"] = hashlib.sha256(facts.read_bytes()).hexdigest()
    made[DIGEST] = digest_of(made)
    file.write_text(json.dumps(made, ensure_ascii=False), "utf-8")
    said = dropped(browser, page, [file, facts], "zh")
    assert "证明成立" not in said
    assert "方案违反约束" in said and f"违反：{told['facts']['recipients'][0]['name']}" in said


def test_goals_that_were_not_reached_are_said_not_to_be_proven(module: Path) -> None:
    """Stopped before its second goal, a run has a whole proof of the first and of no more."""
    said = certificate("six-factors/plan")
    assert len(said["goals"]) == 2
    stopped = {**said, "goals": said["goals"][:1], "stopped": "time"}
    stopped[DIGEST] = digest_of(stopped)
    whole, part = said_of(module, [text_of(said), text_of(stopped)])
    assert (whole["goals"], whole["open"]) == ([True, True], [])
    assert (part["goals"], part["open"]) == ([True], ["unreached"])


def test_what_no_certificate_has_and_another_bound_are_refused(module: Path) -> None:
    """Whoever changes them writes the digest anew; all three ways refuse each of these."""
    path = SCENARIOS / "six-factors" / "plan.yaml"
    said = certificate("six-factors/plan")
    scenario = CertifiedScenario.read(path, [])
    goal = said["goals"][0]
    changed: list[Json] = [
        {**said, "more": 1},
        {**said, "infeasible": "exact"},
        {**said, "goals": [{**goal, "more": 1}, *said["goals"][1:]]},
        {**said, "goals": [{**goal, "bound": "0"}, *said["goals"][1:]]},
    ]
    assert Fraction(goal["bound"]) > 0 and refusal_of(scenario, said) is None
    made = [{**one, DIGEST: digest_of(one)} for one in changed]
    assert agree(module, made) == len(made)
    for one in made:
        assert refusal_of(scenario, one) is not None


def test_where_nothing_is_to_be_best_no_plan_is_called_so(module: Path) -> None:
    said = certificate("six-factors/plan")
    said |= {"goals": [], "exact": said["exact"] | {"goals": []}}
    said |= {"shown": said["shown"] | {"goals": []}}
    said[DIGEST] = digest_of(said)
    why, printed = heard(said)
    assert why is None and "目标 / goals: 0 (不证明最优 / NOTHING BEST)" in printed
    assert "PROVEN BEST" not in printed
    (page,) = said_of(module, [text_of(said)])
    assert page["goals"] == []
    text = VERIFIER.read_text("utf-8")
    assert '!told.goals.length ? "holdsNoGoal"' in text


def test_in_a_browser_each_file_is_known_by_what_stands_in_it(
    browser: Browser, tmp_path: Path
) -> None:
    """Whatever it is called; which certificate is checked is said, and what was not understood."""
    write_folder(solve(SIX, solver="highs"), tmp_path, "zh")
    page, file, facts = (tmp_path / n for n in (VERIFIER.name, "certificate.json", "audit.json"))
    named = {
        "证书 (1).txt": file.read_bytes(),
        "facts": facts.read_bytes(),
        "my certificate.json.csv": b"a,b\n",
        "second.json": text_of(certificate("meilan-2023/two-towns")).encode(),
        "copy.json": file.read_bytes(),
        "run.zip": b"PK\x03\x04result/certificate.json",
        "book.xlsx": b"PK\x03\x04xl/workbook.xml",
        "empty.json": b"",
        "gbk.json": file.read_text("utf-8").encode("gb18030"),
        "wide.json": file.read_text("utf-8").encode("utf-16"),
    }
    for name, content in named.items():
        (tmp_path / name).write_bytes(content)
    said = dropped(browser, page, [tmp_path / name for name in named if name != "wide.json"], "zh")
    assert "证明成立" in said and said.count("\t符合") > 1
    for line in (
        "证书 (1).txt\t证书，上面核对的就是它",
        "facts\t各条约束的设置和数字",
        "my certificate.json.csv\t证书没有提到它",
        "second.json\t另一份证书，没有核对",
        "copy.json\t同一份证书",
        "run.zip\t压缩包：请先解压",
        "book.xlsx\t证书没有提到它",
        "empty.json\t空文件",
        "gbk.json\t文字编码变了",
    ):
        assert line in said, (line, said)
    # What stands in it counts and not how its letters are kept.
    assert "The proof holds" in dropped(browser, page, [tmp_path / "wide.json"], "en")
    for name, words in (
        ("run.zip", "an archive: unpack it"),
        ("gbk.json", "in another encoding"),
        ("facts", "of no use without a certificate"),
    ):
        said = dropped(browser, page, [tmp_path / name], "en")
        assert "There is no certificate" in said and f"{name}\t{words}" in said
    (tmp_path / "cut.json").write_bytes(file.read_bytes()[:5000])
    said = dropped(browser, page, [tmp_path / "cut.json"], "en")
    assert "is not whole, and was not checked" in said and "does not hold" not in said
