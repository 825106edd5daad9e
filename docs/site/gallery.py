"""The gallery: every scenario of the library with its plan, drawn by the product's own charts."""

import re
from collections.abc import Iterator
from pathlib import Path

from contents import LANGS, ROOT

from optalloc.core.message import Lang, Words
from optalloc.explaining.terminal import summary_lines
from optalloc.pipeline.solve import solve
from optalloc.pipeline.solved import Solved
from optalloc.present.charts.plan_and_baseline import amounts_chart
from optalloc.present.charts.save import save
from optalloc.reports.page.context import PageContext

LIBRARY = ROOT / "scenarios"
LEFT_OUT = {"answer-key", "made-year"}
"""Published results that are found again (answer-key.md), and the tables of a year's ledger."""
OPENING = Words(
    "`scenarios/` 里的每个情景和它的方案。图和数字都是制作本站时现求的。"
    "每个都可以在下载的文件夹里照样运行。",
    "Every scenario in `scenarios/` and its plan, solved when this site was made. Each runs as it"
    " stands in the folder that you have.",
)
NO_PLAN = Words(
    "没有可行方案，这正是它要说明的：哪些约束冲突，怎样解决，见下面的命令。",
    "It has no plan, and that is its point: the command below says which rules conflict, and the"
    " ways out.",
)
PUBLISHED = Words(
    "已发表的结果（议席分配、背包、运输、受控取整等）另有[答案册](answer-key.md)。",
    "Published results (seats, knapsacks, transport, controlled rounding) have their own page, the"
    " [answer key](answer-key.md).",
)
FILE, COMMAND, RULES = Words("文件", "File"), Words("运行", "Run"), Words("约束", "Rules")


def library() -> list[Path]:
    """Return the scenarios, in listed order."""
    found = sorted(LIBRARY.glob("*/*.yaml"))
    return [path for path in found if path.parent.name not in LEFT_OUT]


def gallery(trees: dict[Lang, Path]) -> None:
    """Solve every scenario once and write the page and its pictures in both languages."""
    solved = [(path, solve(path)) for path in library()]
    for lang in LANGS:
        lines = [f"# {Words('图库', 'Gallery').say(lang)}", "", OPENING.say(lang), ""]
        for path, one in solved:
            lines += [*entry(path, one, lang, trees[lang]), ""]
        lines += [PUBLISHED.say(lang), ""]
        (trees[lang] / "gallery.md").write_text("\n".join(lines), encoding="utf-8")


def entry(path: Path, solved: Solved, lang: Lang, tree: Path) -> Iterator[str]:
    """Yield what the gallery says of one scenario."""
    name = path.relative_to(LIBRARY).with_suffix("").as_posix()
    file = path.relative_to(ROOT).as_posix()
    yield f"## {solved.problem.title} {{ #{name.replace('/', '-')} }}"
    yield from ("", opening_comment(path, lang), "")
    if solved.best is None:
        yield NO_PLAN.say(lang)
    else:
        yield from (f"- {line.say(lang)}" for line in summary_lines(solved))
        drawn = f"pictures/gallery-{name.replace('/', '-')}.svg"
        (tree / "pictures").mkdir(exist_ok=True)
        save(picture(solved, lang), tree / drawn)
        yield from ("", f"![{solved.problem.title}]({drawn})")
    command = "explain" if solved.best is None else "solve"
    colon = Words("：", ": ").say(lang)
    yield from ("", f"{FILE.say(lang)}{colon}[{file}](files/{file}.txt)", "")
    yield from ("```", f"optalloc {command} {file}", "```")
    copied = tree / "files" / f"{file}.txt"
    copied.parent.mkdir(parents=True, exist_ok=True)
    copied.write_bytes(path.read_bytes())


def picture(solved: Solved, lang: Lang):  # type: ignore[no-untyped-def]
    """Return the chart of the plan beside its baseline."""
    assert solved.best is not None
    page = PageContext(solved, solved.best, lang)
    sources = [source.name for source in solved.problem.sources]
    return amounts_chart(page.beside, sources, page.unit, lang)


def opening_comment(path: Path, lang: Lang) -> str:
    """Return what the file says of itself in its first lines: Chinese, then English."""
    told: dict[Lang, list[str]] = {"zh": [], "en": []}
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            break
        said = line.lstrip("# ")
        told["zh" if re.search("[㐀-鿿]{4}", said) and not told["en"] else "en"].append(said)
    return "".join(told["zh"]) if lang == "zh" else " ".join(told["en"])
