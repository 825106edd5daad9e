"""Build the site, Chinese and English, without a network: python docs/site/build.py [--out FOLDER].

Each tree is put together from docs/ in a folder beside the site, and Zensical makes pages of it.
No page asks another host for anything: fonts are the reader's own, scripts and styles lie beside
the pages (docs/decisions/0093).
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from contents import DECISIONS, HOME, LANGS, ROOT, SECTIONS, Page, names, pages  # noqa: E402
from gallery import gallery  # noqa: E402
from links import Links  # noqa: E402
from one_language import in_language, with_anchors  # noqa: E402

from optalloc.core.message import Lang, Words  # noqa: E402

OUT = ROOT / "out" / "site"
THEME = HERE / "theme"
NAMES: dict[Lang, str] = {"zh": "中文", "en": "English"}
HOME_TITLE = {"zh": "首页", "en": "Home"}
ABOUT = Words(
    "专项资金分得分毫不差、条条合规，并证明已是最优",
    "Share out earmarked public money exactly, by every rule, proven best",
)
DECIDED = Words("设计决定", "Decision records")
DECIDED_ABOUT = Words(
    "每一条说明当时的情形、决定、没有采用的办法和什么情况下会改主意。原文只有英文。",
    "Each says what the situation was, what was decided, what was not, and what would change it.",
)
LIST_AFTER_TEXT = re.compile(
    r"^(?!\s*(?:[-*|#>]|\d+\. |```)|\s*$)(.*\S.*)\n(?=(?:[-*]|1\.) )", re.M
)
WRAPPED = re.compile(
    r"^(?!#)(.*[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef])\n(?=[\u3000-\u9fff\uff00-\uffef])", re.M
)
"""A line that ends and goes on in Chinese, where a page would show the end as a space."""
FENCED = re.compile(r"(^```.*?^```)", re.DOTALL | re.M)
FRONT = """<!DOCTYPE html>
<html lang="zh"><head><meta charset="utf-8"><title>optalloc</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body {{ font: 1.2em sans-serif; margin: 4em auto; max-width: 30em; padding: 0 1em; }}
a {{ display: block; margin: 1em 0; }}</style></head><body><h1>optalloc</h1>
{links}
</body></html>
"""


def build(out: Path) -> None:
    """Write both trees and the page in front of them."""
    sources = {lang: out.parent / f"{out.name}-source" / lang for lang in LANGS}
    shutil.rmtree(out.parent / f"{out.name}-source", ignore_errors=True)
    for tree in (out, *sources.values()):
        shutil.rmtree(tree, ignore_errors=True)
        tree.mkdir(parents=True)
    shutil.copytree(THEME, sources["zh"].parent / "theme")
    gallery(sources)
    for lang, tree in sources.items():
        put_together(tree, lang)
        made(tree, out / lang, lang)
    links = (f'<a href="{lang}/index.html">{NAMES[lang]}: {ABOUT.say(lang)}</a>' for lang in LANGS)
    (out / "index.html").write_text(FRONT.format(links="\n".join(links)), encoding="utf-8")


def put_together(tree: Path, lang: Lang) -> None:
    """Write the pages of one language as Markdown into a folder."""
    links = Links(names(lang), tree)
    for page in pages():
        source = page.file(lang)
        text = links.rewritten(source.read_text(encoding="utf-8"), source, page.name)
        to = tree / f"{page.name}.md"
        to.parent.mkdir(parents=True, exist_ok=True)
        told = with_anchors(text) if page.is_whole else in_language(text, lang)
        to.write_text(spaced(told), encoding="utf-8")
    index = tree / "decisions" / "index.md"
    index.write_text("\n".join(decision_index(tree, lang)), encoding="utf-8")
    shutil.copytree(THEME / "assets", tree / "assets")


def spaced(text: str) -> str:
    """Set lists apart from the text above them, as GitHub does without being asked.

    Lines of Chinese are joined, outside of code.
    """
    parts = FENCED.split(LIST_AFTER_TEXT.sub("\\1\n\n", text))
    return "".join(part if i % 2 else WRAPPED.sub("\\1", part) for i, part in enumerate(parts))


def decision_index(tree: Path, lang: Lang) -> Iterator[str]:
    """Yield the list of decision records."""
    yield from (f"# {DECIDED.say(lang)}", "", DECIDED_ABOUT.say(lang), "")
    for page in DECISIONS:
        yield f"- [{title_of(tree / f'{page.name}.md')}]({Path(page.name).name}.md)"


def title_of(file: Path) -> str:
    """Return the first heading of a page."""
    first = file.read_text(encoding="utf-8").splitlines()[0]
    return re.sub(r"^# |\s*\{ #.*\}$", "", first)


def settings(tree: Path, lang: Lang) -> dict[str, Any]:
    """Return what Zensical is told."""
    return {
        "site_name": "optalloc",
        "site_description": ABOUT.say(lang),
        "docs_dir": tree.name,
        "site_dir": f"made/{tree.name}",
        "use_directory_urls": False,
        "theme": {
            "name": "material",
            "language": lang,
            "font": False,
            "custom_dir": "theme",
            "features": [
                "navigation.top",
                "navigation.footer",
                "navigation.sections",
                "toc.follow",
            ],
            "palette": {"primary": "indigo"},
        },
        "extra": {
            "generator": False,
            "homepage": "index.html",
            "alternate": [{"name": NAMES[one], "link": one, "lang": one} for one in LANGS],
            # Our own, so that the search works from a folder too and nothing is fetched.
            "polyfills": ["assets/iframe-worker.js"],
        },
        "extra_css": ["assets/extra.css"],
        "plugins": ["search", "offline"],
        "markdown_extensions": [
            "attr_list",
            "tables",
            "sane_lists",
            {"toc": {"permalink": True}},
            "pymdownx.highlight",
            "pymdownx.superfences",
        ],
        "nav": [
            {section.title.say(lang): [entry(tree, page) for page in section.pages]}
            for section in SECTIONS
        ],
    }


def entry(tree: Path, page: Page) -> dict[str, str]:
    """Return the line of a page in the navigation."""
    title = HOME_TITLE[tree.name] if page == HOME else title_of(tree / f"{page.name}.md")
    if tree.name == "zh":
        title = page.zh or title
    return {title: f"{page.name}.md"}


def made(tree: Path, out: Path, lang: Lang) -> None:
    """Have Zensical make the pages of a tree; any complaint of it is a fault."""
    told = tree.parent / f"{lang}.yml"
    told.write_text(json.dumps(settings(tree, lang), ensure_ascii=False), encoding="utf-8")
    command = [sys.executable, "-m", "zensical", "build", "--clean", "--strict", "-f", str(told)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tree.parent)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    # It writes below its configuration and nowhere else.
    shutil.move(tree.parent / "made" / tree.name, out)
    # What a server would show at its root alone; its styles lie nowhere else.
    (out / "404.html").unlink(missing_ok=True)


def main() -> None:
    """Build the site into a folder, which is emptied first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args()
    build(asked.out.resolve())
    count = sum(1 for _ in asked.out.rglob("*.html"))
    print(f"{asked.out}: {count} pages; open {asked.out / 'index.html'}")


if __name__ == "__main__":
    main()
