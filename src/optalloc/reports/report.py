"""What a report is written from, and what a format is."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from optalloc.core.errors import Fault
from optalloc.core.message import Lang, Words
from optalloc.core.registry import Catalogue
from optalloc.core.solve_options import HIGHS, SolveOptions
from optalloc.pipeline.solved import AuditedPlan, Solved
from optalloc.present.docx.template import Template


@dataclass(frozen=True)
class ProjectTexts:
    """What is said to every project, once for all files of a report.

    Attributes:
        preface: What holds for all of them.
        parts: By project, in the order of the library, the paragraphs of its letter.
    """

    preface: Words
    parts: Mapping[str, tuple[Words, ...]]


@dataclass(frozen=True)
class Report:
    """One solved scenario on its way to paper.

    Attributes:
        solved: The scenario at the end of its walk; it has a plan.
        lang: The language of every file.
        unit: The unit that amounts are written in: 万元, 元, …
        template: The office's own template of the Word plan; None for ours.
        named: Whether letters name others, and rules by their labels: for the office's own use.
        how: What solving is told where a format solves again.
        to_projects: What is said to each project, where letters were asked for.
    """

    solved: Solved
    lang: Lang
    unit: str
    template: Template | None = None
    named: bool = False
    how: SolveOptions = HIGHS
    to_projects: ProjectTexts | None = None

    @property
    def in_sheets(self) -> bool:
        """Whether the scenario is a workbook."""
        return self.solved.problem.sheets is not None

    @property
    def best(self) -> AuditedPlan:
        """The plan that is reported.

        Raises:
            ValueError: When there is none.
        """
        if self.solved.best is None:
            raise ValueError("there is no plan to report")
        return self.solved.best


class File(NamedTuple):
    """A file of a report: its name in the folder, and what it holds."""

    name: str
    content: bytes


class Format(ABC):
    """A way to write a report."""

    @property
    @abstractmethod
    def words(self) -> Words:
        """What it is called."""

    def missing(self) -> Iterator[Fault]:
        """Yield what must be installed first; asked before anything is solved."""
        yield from ()

    @property
    def solves_again(self) -> bool:
        """Whether it solves for each recipient or project, and so is made only when it is named."""
        return False

    def prepared(self, report: Report) -> Report:
        """Return the report with what all of its files tell of what this one finds."""
        return report

    @abstractmethod
    def files(self, report: Report) -> Iterator[File]:
        """Yield the files of a report."""

    def remarks(self, report: Report) -> Iterator[Words]:
        """Yield what whoever asked for the files must know of them."""
        yield from ()


FORMATS: Catalogue[Format] = Catalogue(Words("格式", "format"), "optalloc.reports.formats")
