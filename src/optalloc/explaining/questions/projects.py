"""Letters to projects: funded, not and why, what would get it in."""

from collections.abc import Iterator
from typing import ClassVar

from optalloc.core.errors import Fault, nearest
from optalloc.core.message import Words, one_of, same
from optalloc.explaining.projects.as_json import project_letters_json
from optalloc.explaining.projects.describe import project_letters_document
from optalloc.explaining.projects.letters import ProjectLetters, project_letters
from optalloc.explaining.question import QUESTIONS, ExplainOptions, Inquiry, PlanQuestion
from optalloc.present.document import Document
from optalloc.problem.problem import Problem


class ProjectsQuestion(PlanQuestion[ProjectLetters]):
    """What is each project told?"""

    word: ClassVar[str] = "projects"
    rank: ClassVar[int] = 70
    words: ClassVar[Words] = Words("给各项目的说明", "letters to projects")
    as_json = staticmethod(project_letters_json)

    def is_named(self, asked: ExplainOptions) -> bool:
        """Whether it, or a project, is asked about."""
        return bool(asked.projects) or super().is_named(asked)

    def faults(self, problem: Problem, asked: ExplainOptions) -> Iterator[Fault]:
        """Yield projects that are not there."""
        known = [project.name for project in problem.projects]
        if self.is_named(asked) and not known:
            option = "--project" if asked.projects else "--projects"
            allowed = Words("情景里要有项目库", "a scenario with a project library")
            yield Fault("", same(option), allowed)
            return
        for name in asked.projects:
            if name not in known:
                allowed = one_of(Words("项目", ""), known)
                yield Fault("", same("--project"), allowed, name, nearest(name, known))

    def find(self, inquiry: Inquiry) -> ProjectLetters:
        """Return the letters of the projects that it is about."""
        which = inquiry.asked.projects or None
        return project_letters(inquiry.answer, which, inquiry.how, inquiry.progress)

    def document(self, answer: ProjectLetters, asked: ExplainOptions) -> Document:
        """Yield a section a letter."""
        return project_letters_document(answer, asked.named)


QUESTIONS.register("projects")(ProjectsQuestion())
