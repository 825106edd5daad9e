"""The office: the desks that are open, the pages that look at them, and the lanes that work.

Everything here runs in one thread, the event loop's; the work is in processes of its own.
"""

import asyncio
import json
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from optalloc.core.message import LANGS, Lang
from optalloc.workbench.desk import Desk
from optalloc.workbench.differences import Differences
from optalloc.workbench.journal import note_recent
from optalloc.workbench.lanes import Failed, Lane, Left, Refused, Task
from optalloc.workbench.new_plan import Uploads
from optalloc.workbench.pen import Pen

Json = dict[str, Any]
MEANING_SECONDS = 20.0
"""Time for all that is explained of a plan beside it [s]."""
WHOLE_SECONDS = 600.0
"""The same where somebody asks for what there was no time for [s]."""
CHORE_SECONDS = 120.0
LINGER = 5.0
"""Seconds without a page after which the server ends: a reload takes less."""
MOST_PAGES = 200


@dataclass(eq=False)
class OpenPage:
    """A page that somebody looks at.

    Attributes:
        desk: The number of the desk that it shows; None for the start page.
        waiting: What it has not been sent yet, as it is sent: the newest of each kind.
    """

    desk: int | None
    lang: Lang
    role: str
    who: str = ""
    waiting: dict[str, bytes] = field(default_factory=dict)
    wake: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, kind: str, event: bytes) -> None:
        """Have a message sent; an older one of its kind need not be sent any more."""
        self.waiting.pop(kind, None)
        self.waiting[kind] = event
        self.wake.set()


def tell_pages(pages: Iterable[OpenPage], message: Json) -> None:
    """Send a message to pages; it is written out once for all of them."""
    event = b""
    for page in pages:
        event = event or b"data: " + json.dumps(message, ensure_ascii=False).encode() + b"\n\n"
        page.tell(message["type"], event)


@dataclass(eq=False)
class DeskView:
    """What is known of a desk's state by now.

    Attributes:
        number: The number of the state that it is known of.
        messages: The newest message of each kind, by language.
        sent: The solved state, for whoever explains it.
        tables: The tables as pages have them.
    """

    number: int = -1
    messages: dict[tuple[str, Lang], Json] = field(default_factory=dict)
    sent: bytes | None = None
    tables: Json = field(default_factory=dict)

    def totals(self) -> dict[str, str] | None:
        """Return the totals of its plan; None without one."""
        for (kind, _), message in self.messages.items():
            plan = message.get("plan") if kind == "plan" else None
            if plan and plan["has_plan"]:
                return dict(plan["recipients"])
        return None


class Office:
    """Everything that one server holds.

    Attributes:
        root: The folder in which it was started; new plans are made there.
        pen: Who may write.
        ledger: The file or address of the year's ledger; None without one.
        stays: Whether it goes on when the last page is closed.
    """

    def __init__(
        self, root: Path, lang: Lang, time_limit: float | None, pen: Pen | None = None
    ) -> None:
        self.pen = pen or Pen()
        self.ledger: str | None = None
        self.root, self.lang, self.time_limit = root, lang, time_limit
        self.desks: list[Desk] = []
        self.shown: list[DeskView] = []
        self.pages: set[OpenPage] = set()
        self.plans, self.meanings, self.chores = Lane(), Lane(), Lane()
        self._uploads: Uploads | None = None
        self.stays = False
        self.over = asyncio.Event()
        self._catalogues: dict[Lang, Json] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin to work; the first plan's process is started at once."""
        self.plans.start(is_warm=True)
        self.meanings.start()
        self.chores.start()

    async def close(self) -> None:
        """End all work and let go of the desks."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*(lane.close() for lane in (self.plans, self.meanings, self.chores)))
        for desk in self.desks:
            desk.journal.close()
        if self._uploads is not None:
            self._uploads.close()

    @property
    def uploads(self) -> Uploads:
        """What was dropped and typed for a new plan in the folder of this server."""
        if self._uploads is None:
            self._uploads = Uploads(self.root)
        return self._uploads

    def open(self, scenario: Path) -> int:
        """Open a scenario's desk, or find the one that is open; return its number."""
        real = scenario.resolve()
        for number, desk in enumerate(self.desks):
            if desk.scenario == real:
                return number
        self.desks.append(Desk.opened(real))
        self.shown.append(DeskView())
        note_recent(real)
        return len(self.desks) - 1

    def enter(self, page: OpenPage) -> None:
        """Show a desk to a page."""
        self.pages.add(page)
        if self._closing is not None:
            self._closing.cancel()
            self._closing = None
        if page.desk is None:
            return
        shown, desk = self.shown[page.desk], self.desks[page.desk]
        tell_pages([page], self.state_of(page.desk))
        for (_, lang), message in shown.messages.items():
            if lang == page.lang:
                tell_pages([page], message)
        if shown.number != desk.number or ("plan", page.lang) not in shown.messages:
            self.solve(page.desk)

    def leave(self, page: OpenPage) -> None:
        """Take note that a page is closed; the last one ends the server a little later."""
        self.pages.discard(page)
        if not self.pages and not self.stays:
            loop = asyncio.get_running_loop()
            self._closing = loop.call_later(LINGER, self.over.set)

    def change(self, number: int, differences: Differences, said: str, by: tuple[str, str]) -> None:
        """Take a new state of a desk and have it solved."""
        self.desks[number].change(differences, said, *by)
        self._moved(number)

    def go(self, number: int, place: int, who: str) -> None:
        """Go to another state of a desk."""
        self.desks[number].go(place, who)
        self._moved(number)

    def stop(self, number: int) -> None:
        """Leave the solve of a desk."""
        self.plans.leave(f"plan {number}")
        self.tell(number, {"type": "stopped"})

    def tell(self, number: int, message: Json, lang: Lang | None = None) -> None:
        """Send a message to every page of a desk, or to those of one language."""
        tell_pages((p for p in self.pages if p.desk == number and lang in (None, p.lang)), message)

    def state_of(self, number: int) -> Json:
        """Return where a desk stands, as its pages show it."""
        desk = self.desks[number]
        return {
            "type": "state",
            "desk": number,
            "number": desk.number,
            "place": desk.place,
            "count": len(desk.states),
            "differs": bool(desk.state.differences),
            "reference": desk.reference,
            "saved": [path.stem for path in desk.saved],
            "desks": [d.name for d in self.desks],
            "folder": desk.scenario.parent.name,
        }

    def langs(self, number: int) -> tuple[Lang, ...]:
        """Return the languages in which a desk is looked at."""
        asked = {page.lang for page in self.pages if page.desk == number} or {self.lang}
        return tuple(lang for lang in LANGS if lang in asked)

    def solve(self, number: int) -> None:
        """Have a desk's state solved, then explained."""
        self._begin(self._solve(number))

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def chore(self, key: str, task: str, /, **arguments: Any) -> Any:
        """Have something made that takes a while; one of a kind at a time.

        Raises:
            Left: When a newer one of its kind came.
            Refused: When it cannot be done as asked.
        """
        return await self.chores.ask(Task(key, task, arguments, CHORE_SECONDS, _unheard))

    async def catalogue(self, lang: Lang) -> Json:
        """Return every rule and goal there is, in one language."""
        if lang not in self._catalogues:
            task = Task(f"catalogue {lang}", "catalogue", {"lang": lang}, None, _unheard)
            self._catalogues[lang] = await self.plans.ask(task)
        return self._catalogues[lang]

    def tell_all(self, message: Json) -> None:
        """Send a message to every page."""
        tell_pages(self.pages, message)

    def _moved(self, number: int) -> None:
        self.tell(number, self.state_of(number))
        self.solve(number)

    async def _solve(self, number: int) -> None:
        desk, shown = self.desks[number], self.shown[number]
        at, langs = desk.number, self.langs(number)
        self.meanings.leave(f"meaning {number}")

        def heard(part: Json) -> None:
            if "working" in part:
                self.tell(number, {"type": "working", "number": at, **part["working"]})
            elif desk.number == at:
                self._take(number, part)

        arguments = {
            **{"file": str(desk.file), "opened": str(desk.scenario), "langs": langs},
            "is_first": not shown.tables,
        }
        task = Task(f"plan {number}", "plan", arguments, self.time_limit, heard)
        try:
            found = await self.plans.ask(task)
        except Left:
            return
        except (Refused, Failed) as why:
            self._tell_failure(number, "plan", why)
            return
        if desk.number != at:
            return
        shown.sent = found["sent"]
        self._keep(number, "tables", found["tables"])
        if shown.sent is not None:
            await self._explain(number, at, langs, MEANING_SECONDS)

    def _take(self, number: int, part: Json) -> None:
        """Take what is found of a desk's state, and show it."""
        shown = self.shown[number]
        if shown.number != self.desks[number].number:
            shown.number, shown.sent, shown.messages = self.desks[number].number, None, {}
        for kind in ("policy", "tables"):
            if kind in part:
                self._keep(number, kind, part[kind])
        for lang, said in part.get("said", {}).items():
            self._keep(number, "plan", said, lang)
        self._note_reference(number)

    def explain(self, number: int) -> None:
        """Explain a plan again, with time for all of it."""
        desk, shown = self.desks[number], self.shown[number]
        if shown.sent is not None and shown.number == desk.number:
            self._begin(self._explain(number, desk.number, self.langs(number), WHOLE_SECONDS))

    async def _explain(self, number: int, at: int, langs: tuple[Lang, ...], seconds: float) -> None:
        """Have the plan explained; what is found is told section by section."""
        desk, shown = self.desks[number], self.shown[number]

        def heard(part: Json) -> None:
            if desk.number != at:
                return
            for lang, said in part.get("meaning", {}).items():
                self._keep(number, "meaning", said, lang)
            if "explaining" in part:
                self.tell(number, {"type": "explaining", "number": at, **part["explaining"]})

        arguments = {"sent": shown.sent, "file": str(desk.file), "langs": langs}
        task = Task(f"meaning {number}", "meaning", arguments, seconds, heard)
        try:
            heard(await self.meanings.ask(task))
        except Left:
            return
        except (Refused, Failed) as why:
            self._tell_failure(number, "meaning", why)

    def _keep(self, number: int, kind: str, what: Json, of: Lang | None = None) -> None:
        """Keep a message for pages to come, and send it to those that are there."""
        shown = self.shown[number]
        message = {"type": kind, "number": shown.number, **what}
        for lang in LANGS if of is None else (of,):
            shown.messages[kind, lang] = message
        if kind != "tables" or what != shown.tables:  # they are long, and seldom others
            self.tell(number, message, of)
        if kind == "tables":
            shown.tables = what

    def _note_reference(self, number: int) -> None:
        """Take the plan of the scenario as it was opened for what changes are shown against."""
        desk, totals = self.desks[number], self.shown[number].totals()
        if desk.reference is None and totals is not None and not desk.state.differences:
            desk.compare_with({"name": desk.name, "recipients": totals})
            self.tell(number, self.state_of(number))

    def _tell_failure(self, number: int, of: str, why: Refused | Failed) -> None:
        self.tell(number, {"type": "failed", "of": of, "said": why.said})


def _unheard(part: Json) -> None:
    """Let a part on its way pass by."""
