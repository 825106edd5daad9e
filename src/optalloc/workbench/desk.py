"""A desk: one scenario, the states it went through, and the file of the state it is in."""

import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from optalloc.core.atomic_files import ALREADY_THERE, write_file
from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import Words, same
from optalloc.inputs.conversion import as_workbook
from optalloc.inputs.scenario import is_workbook
from optalloc.workbench.differences import Differences, scenario_text, yaml_text
from optalloc.workbench.file_names import file_name
from optalloc.workbench.journal import DeskJournal
from optalloc.workbench.letters import NAMED

DRAFT = "draft.yaml"
"""The file of a desk's state."""
MOST_STATES = 500
LARGEST = 1 << 20
"""Longest file of a state that can be read again [bytes]."""


@dataclass(frozen=True)
class State:
    """One state of a desk.

    Attributes:
        differences: Everything that differs from the scenario as it was opened.
        said: What was done to come here, as the page said it.
        who: Who did it; empty for the one at this computer.
        at: When [s since 1970].
        stroke: What a drag of one slider is called: its states are one.
    """

    differences: Differences
    said: str = ""
    who: str = ""
    at: float = 0.0
    stroke: str = ""


@dataclass
class Desk:
    """A scenario with everything that was done to it here.

    Attributes:
        scenario: The file that was opened; it is never written to.
        states: What can be gone back to, and forward.
        place: Which of them it is in.
        number: Grows with every change: answers to older questions are told by it.
        reference: Totals of the plan that stood when the state was last saved, with its name.
        saved: The files that were saved from here.
        has_pages: Whether a plan is asked for at once.
    """

    scenario: Path
    journal: DeskJournal
    states: list[State] = field(default_factory=lambda: [State({})])
    place: int = 0
    number: int = 0
    reference: dict[str, Any] | None = None
    saved: list[Path] = field(default_factory=list)

    @classmethod
    def opened(cls, scenario: Path) -> "Desk":
        """Open a scenario's desk as it was left."""
        desk = cls(Path(os.path.realpath(scenario)), DeskJournal(scenario))
        for entry in desk.journal.entries():
            desk._replay(entry)
        desk._write()
        return desk

    @property
    def state(self) -> State:
        """The state it is in."""
        return self.states[self.place]

    @property
    def file(self) -> Path:
        """The scenario file of its state."""
        return self.journal.folder / DRAFT

    @property
    def known_file(self) -> Path:
        """The file of its state that its user has too: the scenario or what was saved as it stands.

        Papers are made of it, so that a certificate can be held against it anywhere; what is not
        saved has the file of its state alone.
        """
        differences = self.state.differences
        if not differences:
            return self.scenario
        for path in reversed(self.saved):
            text = yaml_text(differences, self.scenario.name, path.stem)
            if path.is_file() and path.read_bytes() == text.encode():
                return path
        return self.file

    @property
    def name(self) -> str:
        """What the scenario is called."""
        return self.scenario.stem

    def change(self, differences: Differences, said: str, who: str, stroke: str = "") -> None:
        """Take a new state; what had been undone is gone.

        Raises:
            InputUnusable: When it is more than the file of a state may hold.
        """
        size = len(self._text(differences).encode())
        if size > LARGEST:
            raise InputUnusable([too_much(size)])
        self._do(
            {
                "do": "change",
                "differences": differences,
                "said": said,
                "who": who,
                "at": time.time(),
                "stroke": stroke,
            }
        )

    def go(self, place: int, who: str) -> None:
        """Go to another of its states."""
        if 0 <= place < len(self.states) and place != self.place:
            self._do({"do": "go", "place": place, "who": who, "at": time.time()})

    def compare_with(self, reference: dict[str, Any]) -> None:
        """Take down the totals that changes are shown against from now on."""
        self._note({"do": "reference", "reference": reference})

    def save(self, name: str, who: str) -> Path:
        """Save the state beside the scenario; nothing is overwritten.

        Beside YAML it is a file that extends it; beside a workbook a whole workbook, as whoever
        works in one may know nothing else.

        Raises:
            InputUnusable: When the name is none for a file, is taken, or no sheet has a place for
                what was changed.
        """
        is_book = is_workbook(self.scenario)
        path = self.scenario.with_name(f"{file_name(name)}{'.xlsx' if is_book else '.yaml'}")
        if path.exists():
            remedy = Words("请换一个名称。", "Choose another name.")
            raise InputUnusable([Fault("", same(path.name), ALREADY_THERE, None, remedy)])
        text = yaml_text(self.state.differences, self.scenario.name, path.stem)
        write_file(path, self._workbook() if is_book else text.encode())
        self._note({"do": "saved", "file": str(path), "who": who, "at": time.time()})
        return path

    def log(self) -> list[dict[str, Any]]:
        """Return who did what and when, the oldest first."""
        kept = ("do", "said", "who", "at", "file", "place")
        return [{k: e[k] for k in kept if k in e} for e in self.journal.entries()]

    def _note(self, entry: dict[str, Any]) -> None:
        self.journal.add(entry)
        self._replay(entry)

    def _do(self, entry: dict[str, Any]) -> None:
        self._note(entry)
        self.number += 1
        self._write()

    def _replay(self, entry: dict[str, Any]) -> None:
        """Do again what a line of the journal says."""
        do = entry.get("do")
        if do == "change" and isinstance(entry.get("differences"), dict):
            words = {k: entry.get(k) or "" for k in ("said", "who", "stroke")}
            state = State(entry["differences"], at=float_of(entry.get("at")), **words)
            is_same_drag = state.stroke and state.stroke == self.state.stroke
            keep = self.place if is_same_drag else self.place + 1
            self.states = [*self.states[:keep], state]
            del self.states[1 : 1 + max(0, len(self.states) - MOST_STATES)]
            self.place = len(self.states) - 1
        elif do == "go" and isinstance(entry.get("place"), int):
            self.place = min(max(entry["place"], 0), len(self.states) - 1)
        elif do == "saved" and isinstance(entry.get("file"), str):
            self.saved = [p for p in self.saved if p != Path(entry["file"])]
            self.saved.append(Path(entry["file"]))
        elif do == "reference" and isinstance(entry.get("reference"), dict):
            self.reference = entry["reference"]

    def _workbook(self) -> bytes:
        """Return the state as a workbook, which is called as its file will be."""
        whole = {"extends": str(self.scenario), **self.state.differences}
        half = self.journal.folder / "saving.yaml"
        half.write_text(scenario_text(whole), encoding="utf-8")
        try:
            return as_workbook(half, NAMED)
        finally:
            half.unlink()

    def _text(self, differences: Differences) -> str:
        return yaml_text(differences, str(self.scenario), self.name)

    def _write(self) -> None:
        text = self._text(self.state.differences)
        # Old or new for whoever reads it; a power cut may take it, as the journal makes it again.
        half = self.file.with_suffix(".half")
        half.write_bytes(text.encode())
        half.replace(self.file)


def too_much(size: int) -> Fault:
    """Return the fault of changes that are too many to keep."""
    kib, most = -(-size // 1024), LARGEST // 1024
    allowed = Words(
        f"改动共有 {kib} KiB，最多 {most} KiB，没有采用",
        f"{kib} KiB in all, of {most} KiB at most: not taken",
    )
    remedy = Words(
        "长的清单请放进表格文件，再在情景里写出文件名。",
        "Put a long list into the file of its table.",
    )
    return Fault("", Words("改动", "the changes"), allowed, None, remedy)


def float_of(value: object) -> float:
    """Return a moment of a journal; 0 where it has none."""
    return value if isinstance(value, float) else 0.0
