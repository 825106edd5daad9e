"""What stands on the site, in which order, and which file of the repository it is made from."""

from dataclasses import dataclass
from pathlib import Path

from optalloc.core.message import Lang, Words

ROOT = Path(__file__).resolve().parents[2]
LANGS: tuple[Lang, ...] = ("zh", "en")


@dataclass(frozen=True)
class Page:
    """One page of both trees.

    Attributes:
        source: The file in the repository; {lang} in it stands for the language, {ending} for
            what a Chinese file has before its own.
        name: Its name in each tree, without an ending.
        zh: What it is called in Chinese where the file has no Chinese title.
        is_whole: Whether both trees take it as it is: its languages stand side by side on purpose.
    """

    source: str
    name: str
    zh: str = ""
    is_whole: bool = False

    def file(self, lang: Lang) -> Path:
        """Return the file that it is made from in a language."""
        return ROOT / self.source.format(lang=lang, ending=".zh" if lang == "zh" else "")


@dataclass(frozen=True)
class Section:
    """Pages that stand together under one heading."""

    title: Words
    pages: tuple[Page, ...]


def own(*names: str) -> tuple[Page, ...]:
    """Return pages that are written in each language for the site."""
    return tuple(Page(f"docs/site/{{lang}}/{name}.md", name) for name in names)


def guides(*names: str) -> tuple[Page, ...]:
    """Return guides of docs/, which hold both languages."""
    return tuple(Page(f"docs/{name}.md", name) for name in names)


HOME = Page("docs/site/{lang}/index.md", "index")
SECTIONS = (
    Section(
        Words("开始", "Start"),
        (HOME, *guides("install"), *own("tutorial", "scenario", "commands")),
    ),
    Section(
        Words("怎么做", "How to"),
        own(
            "howto/cut-by-ten-percent",
            "howto/two-towns-the-same",
            "howto/hold-last-years-level",
            "howto/excel-only",
            "howto/last-years-excel",
            "howto/what-was-already-given",
            "howto/more-for-one-town",
            "howto/no-plan",
            "howto/a-rule-of-ones-own",
            "howto/several-years",
        ),
    ),
    Section(Words("道理", "Explanation"), own("proof", "exactness")),
    Section(Words("图库", "Gallery"), (Page("", "gallery"),)),
    Section(
        Words("指南", "Guides"),
        guides(
            "workbench",
            "explain",
            "costs-and-room",
            "letters",
            "own-rules",
            "check",
            "explore",
            "explore-plans",
            "workbook",
            "papers",
            "page",
            "ledger",
            "certificate",
            "files",
            "python",
            "benchmark",
        ),
    ),
    Section(
        Words("参考", "Reference"),
        (
            Page("docs/reference{ending}.md", "reference"),
            *guides("promises"),
            Page("docs/answer-key.md", "answer-key", "答案册"),
        ),
    ),
    Section(
        Words("给工程师", "For engineers"),
        (
            Page("docs/architecture.md", "architecture", "架构"),
            Page("docs/glossary.md", "glossary", "术语", is_whole=True),
            Page("CONTRIBUTING.md", "contributing", "参与开发"),
            Page("benchmarks/README.md", "benchmarks", "有多快"),
            Page("benchmarks/RESULTS.md", "benchmark-results", "有多快：结果"),
            Page("", "decisions/index"),
            Page("CHANGELOG.md", "changelog", "更新记录"),
        ),
    ),
)
DECISIONS = tuple(
    Page(f"docs/decisions/{path.name}", f"decisions/{path.stem}")
    for path in sorted((ROOT / "docs" / "decisions").glob("*.md"))
)
GENERATED = ("gallery", "decisions/index")
"""Pages that no file holds: they are made with the site."""
ELSEWHERE = {
    "README.md": "index",
    "README.zh.md": "index",
    "docs/decisions": "decisions/index",
    "docs/site/zh": "index",
    "docs/site/en": "index",
}
"""What is linked to in the repository and is another page here."""


def pages() -> tuple[Page, ...]:
    """Return every page that a file of the repository is made into."""
    listed = (page for section in SECTIONS for page in section.pages)
    return (*(page for page in listed if page.name not in GENERATED), *DECISIONS)


def names(lang: Lang) -> dict[Path, str]:
    """Return the name of the page that is made from each file."""
    found = {page.file(one): page.name for page in pages() for one in LANGS}
    found |= {page.file(lang): page.name for page in pages()}
    return found | {ROOT / path: name for path, name in ELSEWHERE.items()}
