"""An office holds no more after many changes and visits than after a few."""

import asyncio
import gc
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("httpx")


from optalloc.workbench import desk
from optalloc.workbench.lanes import Task
from optalloc.workbench.office import Office, OpenPage

OURS = ("OpenPage", "State", "Task", "DeskView", "Event", "coroutine", "bytes")


class QuickLane:
    """Answers at once, with a plan of many recipients."""

    async def ask(self, task: Task) -> Any:
        await asyncio.sleep(0)
        if task.name == "plan":
            plan = {"has_plan": True, "recipients": {f"town {i}": "1" for i in range(300)}}
            task.heard({"policy": {}, "said": {"en": {"plan": plan}}})
            return {"tables": {}, "sent": b"x" * 10_000}
        return {"meaning": {"en": {"is_whole": True}}}

    def leave(self, key: str) -> None:
        pass


def test_pages_that_come_and_go_and_changes_leave_nothing_behind(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "MOST_STATES", 10)

    def held() -> Counter[str]:
        gc.collect()
        return Counter(type(thing).__name__ for thing in gc.get_objects())

    async def rounds(at: Office, count: int) -> None:
        for number in range(count):
            pages = [OpenPage(0, "en", "writer") for _ in range(3)]
            for page in pages:
                at.enter(page)
            rules = {"rules": {"floor": {"amount": str(number % 30)}}}
            at.change(0, rules, f"floor {number}", ("", ""))
            for _ in range(4):
                await asyncio.sleep(0)
            for page in pages:
                at.leave(page)
        await asyncio.sleep(0.01)

    async def run() -> None:
        at = Office(office, "en", 60)
        at.open(office / "scenarios" / "six-factors" / "plan.yaml")
        at.plans = at.meanings = QuickLane()  # type: ignore[assignment]
        at.stays = True
        await rounds(at, 15)
        before = held()
        await rounds(at, 60)
        after = held()
        assert {
            name: after[name] - before[name] for name in OURS if after[name] > before[name]
        } == {}
        assert not at.pages and not at._tasks and len(at.desks[0].states) == 10

    asyncio.run(run())
