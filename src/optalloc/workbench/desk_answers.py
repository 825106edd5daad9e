"""What a page asks of its desk: changes, states, and what is made of them.

First stands what every answer of the server needs of a request: desk, language, body, who asks.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from optalloc.core.atomic_files import system_letter
from optalloc.core.errors import InputUnusable, SystemRefuses
from optalloc.core.message import LANGS, Lang
from optalloc.workbench.differences import Differences, changed, unchanged, with_settings
from optalloc.workbench.gate import WRITER
from optalloc.workbench.lanes import Failed, Left, Refused
from optalloc.workbench.letters import letter_of
from optalloc.workbench.office import Office

Json = dict[str, Any]

REFUSED, FAILED = 422, 500

MOST_COLUMNS = 6

TRADE_OFFS = {"goals": ("goals",), "money": ("source",), "weight": ("formula", "name")}
"""The words that each picture is asked for by."""


def office_of(request: Request) -> Office:
    """Return the office that a request is for."""
    found: Office = request.app.state.office
    return found


def who_of(request: Request) -> str:
    """Return who writes; empty for the one at this computer."""
    who: str = request.scope["state"]["who"]
    return who


def desk_of(request: Request) -> int:
    """Return the number of the desk in the path."""
    number: int = request.path_params["desk"]
    if number >= len(office_of(request).desks):
        raise HTTPException(404)
    return number


def lang_of(request: Request) -> Lang:
    """Return the language of the page."""
    asked = request.query_params.get("lang")
    return next((lang for lang in LANGS if lang == asked), office_of(request).lang)


async def body_of(request: Request) -> Json:
    """Return the JSON object that was sent."""
    try:
        said = json.loads(await request.body())
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise HTTPException(400)
    return said


Answer = Callable[[Request], Awaitable[Response]]


def guarded(answer: Answer) -> Answer:
    """Return an answer of those who may write, what it refuses as a letter in both languages."""
    told = lettered(answer)

    async def answered(request: Request) -> Response:
        state = request.scope["state"]
        who = office_of(request).pen.writer(state["role"] == WRITER, state["token"])
        if who is None:
            raise HTTPException(403)
        state["who"] = who
        return await told(request)

    return answered


def lettered(answer: Answer) -> Answer:
    """Return an answer, what it refuses as a letter in both languages."""

    async def answered(request: Request) -> Response:
        try:
            return await answer(request)
        except (InputUnusable, SystemRefuses) as refused:
            said = {lang: letter_of(refused, lang) for lang in LANGS}
            return JSONResponse({"refused": said}, REFUSED)
        except Refused as answer_of_worker:
            return JSONResponse({"refused": answer_of_worker.said}, REFUSED)
        except OSError as why:
            said = {lang: system_letter(why).letter(lang) for lang in LANGS}
            return JSONResponse({"refused": said}, REFUSED)
        except Left:
            return JSONResponse({"left": True})  # a newer question of the page took its place
        except Failed as failed:
            return JSONResponse({"failed": failed.said}, FAILED)

    return answered


async def _change(request: Request) -> Response:
    said, office, number = await body_of(request), office_of(request), desk_of(request)
    differences = office.desks[number].state.differences
    edits = said.get("edits")
    if not isinstance(edits, list):
        raise HTTPException(400)
    for edit in edits:
        differences = _edited(differences, edit)
    stroke = str(said.get("stroke", ""))[:40]
    office.change(number, differences, str(said.get("said", ""))[:300], (who_of(request), stroke))
    return JSONResponse({"number": office.desks[number].number})


def _edited(differences: Differences, edit: object) -> Differences:
    """Return differences with one edit of a page.

    Raises:
        InputUnusable: When no such entry may be changed.
    """
    if not isinstance(edit, dict):
        raise HTTPException(400)
    if "settings" in edit:
        settings = edit["settings"]
        if not isinstance(settings, list) or not all(isinstance(s, str) for s in settings):
            raise HTTPException(400)
        return with_settings(differences, settings)
    key = edit.get("key")
    if not isinstance(key, list) or not all(isinstance(word, str) for word in key):
        raise HTTPException(400)
    if edit.get("drop"):
        return unchanged(differences, tuple(key))
    value = edit.get("value")
    if "pairs" in edit:
        # JSON of a browser puts names that are numbers first; here the order counts.
        value = _pairs(edit["pairs"])
    return changed(differences, tuple(key), value)


def _pairs(said: object) -> Json:
    """Return a mapping that is told as pairs of a name and what it holds."""
    pairs = [pair for pair in said if isinstance(pair, list)] if isinstance(said, list) else []
    if not isinstance(said, list) or [len(p) for p in pairs] != [2] * len(said):
        raise HTTPException(400)
    return {str(name): item for name, item in pairs}


async def _go(request: Request) -> Response:
    said, office, number = await body_of(request), office_of(request), desk_of(request)
    if type(said.get("place")) is not int:
        raise HTTPException(400)
    office.go(number, said["place"], who_of(request))
    return JSONResponse({"number": office.desks[number].number})


async def _stop(request: Request) -> Response:
    office_of(request).stop(desk_of(request))
    return JSONResponse({})


async def _solve(request: Request) -> Response:
    """Solve a state again whose solve was stopped."""
    office_of(request).solve(desk_of(request))
    return JSONResponse({})


async def _explain(request: Request) -> Response:
    """Explain what there was no time for."""
    office_of(request).explain(desk_of(request))
    return JSONResponse({})


async def _save(request: Request) -> Response:
    said, office, number = await body_of(request), office_of(request), desk_of(request)
    desk, shown = office.desks[number], office.shown[number]
    path = desk.save(str(said.get("name", "")), who_of(request))
    totals = shown.totals() if shown.number == desk.number else None
    if totals is not None:
        desk.compare_with({"name": path.stem, "recipients": totals})
    office.tell(number, office.state_of(number))
    return JSONResponse({"name": path.stem, "file": path.name})


async def _compare(request: Request) -> Response:
    """Put the scenario, what was saved of it, other open ones and the state side by side."""
    said, office, number = await body_of(request), office_of(request), desk_of(request)
    desk = office.desks[number]
    there = {f"saved:{p.stem}": (p, p.stem) for p in desk.saved if p.is_file()}
    there |= {f"desk:{i}": (d.scenario, d.name) for i, d in enumerate(office.desks)}
    there["now"] = (desk.file, "*")
    asked = [word for word in said.get("columns") or () if word in there][:MOST_COLUMNS]
    if len(asked) < 2:
        raise HTTPException(400)
    paths, names = zip(*(there[word] for word in asked), strict=True)
    key, lang = f"compare {number}", lang_of(request)
    found = await office.chore(
        key, "side_by_side", files=[str(p) for p in paths], names=names, langs=[lang]
    )
    columns = [{"id": w, **column} for w, column in zip(asked, found[lang], strict=True)]
    return JSONResponse({"columns": columns})


async def _wish(request: Request) -> Response:
    said, office, number = await body_of(request), office_of(request), desk_of(request)
    lang, want = lang_of(request), f"{said.get('recipient')}={said.get('amount')}"
    found = await office.chore(
        f"wish {number}", "wish", file=str(office.desks[number].file), langs=[lang], want=[want]
    )
    return JSONResponse(found[lang])


async def _trade_offs(request: Request) -> Response:
    said, office, number = await body_of(request), office_of(request), desk_of(request)
    words = TRADE_OFFS.get(str(said.get("what")))
    if words is None or not all(word in said for word in words):
        raise HTTPException(400)
    found = await office.chore(
        f"trade-offs {number}",
        f"of_{said['what']}",
        file=str(office.desks[number].file),
        lang=lang_of(request),
        **{word: said[word] for word in words},
    )
    return JSONResponse(found)


async def _approve(request: Request) -> Response:
    """Write the state's plan into the ledger; the page has asked whether that is meant."""
    said, office, number = await body_of(request), office_of(request), desk_of(request)
    if office.ledger is None or said.get("confirmed") is not True:
        raise HTTPException(400)
    found = await office.chore(
        "approve",
        "approve_plan",
        ledger=office.ledger,
        file=str(office.desks[number].file),
        who=who_of(request),
        **{word: str(said.get(word, "")) for word in ("name", "month", "document")},
    )
    return JSONResponse(found)


DESK: dict[str, Answer] = {
    "change": _change,
    "go": _go,
    "stop": _stop,
    "solve": _solve,
    "explain": _explain,
    "save": _save,
    "compare": _compare,
    "wish": _wish,
    "trade_offs": _trade_offs,
    "approve": _approve,
}
