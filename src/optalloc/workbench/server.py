"""The server: what a page may ask for, each as a few lines around the office."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from optalloc import __version__
from optalloc.core.errors import InputUnusable
from optalloc.core.message import LANGS, Lang
from optalloc.workbench.differences import Differences, changed, unchanged, with_settings
from optalloc.workbench.gate import WRITER, Gate, Keys
from optalloc.workbench.journal import recent
from optalloc.workbench.lanes import Failed, Left, Refused
from optalloc.workbench.new_plan import make
from optalloc.workbench.office import MOST_PAGES, Office, Page

Json = dict[str, Any]
BEAT = 15.0
"""Seconds of silence after which a page is told that the server is still there."""
STATIC = files("optalloc.workbench") / "static"
KINDS = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".html": "text/html",
    ".svg": "image/svg+xml",
}
MOST_COLUMNS = 6
REFUSED, LEFT, FAILED = 422, 409, 500
TRADE_OFFS = {"goals": ("goals",), "money": ("source",), "weight": ("formula", "name")}
"""The words that each picture is asked for by."""
PAPERS = ("xlsx", "docx", "notice", "html", "certificate")


def application(office: Office, keys: Keys) -> Gate:
    """Return the whole server of an office, behind its gate."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        office.start()
        yield
        await office.close()

    routes = [
        Route("/", _index),
        Route("/static/{name}", _static),
        Route("/api/catalogue", _catalogue),
        Route("/api/start", _start),
        Route("/api/events", _events),
        Route("/api/open", _guarded(_open), methods=["POST"]),
        Route("/api/check", _guarded(_check), methods=["POST"]),
        Route("/api/new/table", _guarded(_table), methods=["POST"]),
        Route("/api/new/make", _guarded(_make), methods=["POST"]),
        Route("/api/desks/{desk:int}/paper/{name}", _guarded(_paper)),
        *(
            Route(f"/api/desks/{{desk:int}}/{word}", _guarded(answer), methods=["POST"])
            for word, answer in DESK.items()
        ),
        Route("/api/desks/{desk:int}/log", _log),
    ]
    app = Starlette(routes=routes, lifespan=lifespan)
    app.state.office = office
    return Gate(app, keys)


def _office(request: Request) -> Office:
    found: Office = request.app.state.office
    return found


def _desk(request: Request) -> int:
    number: int = request.path_params["desk"]
    if number >= len(_office(request).desks):
        raise HTTPException(404)
    return number


def _lang(request: Request) -> Lang:
    asked = request.query_params.get("lang")
    return next((lang for lang in LANGS if lang == asked), _office(request).lang)


async def _body(request: Request) -> Json:
    try:
        said = json.loads(await request.body())
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise HTTPException(400)
    return said


Answer = Callable[[Request], Awaitable[Response]]


def _guarded(answer: Answer) -> Answer:
    """Return an answer of those who may write, what it refuses as a letter in both languages."""

    async def guarded(request: Request) -> Response:
        if request.scope.get("state", {}).get("role") != WRITER:
            raise HTTPException(403)
        try:
            return await answer(request)
        except InputUnusable as refused:
            said = {lang: refused.letter(lang) for lang in LANGS}
            return JSONResponse({"refused": said}, REFUSED)
        except Refused as refused:
            return JSONResponse({"refused": refused.said}, REFUSED)
        except Left:
            return JSONResponse({"left": True}, LEFT)
        except Failed as failed:
            return JSONResponse({"failed": str(failed)}, FAILED)

    return guarded


async def _index(request: Request) -> Response:
    return _file("index.html")


async def _static(request: Request) -> Response:
    return _file(request.path_params["name"])


def _file(name: str) -> Response:
    """Return one of the files that are part of the program."""
    known = {file.name: file for file in STATIC.iterdir() if file.is_file()}
    kind = KINDS.get(Path(name).suffix)
    if name not in known or kind is None:
        raise HTTPException(404)
    return Response(known[name].read_bytes(), media_type=kind)


async def _catalogue(request: Request) -> Response:
    return JSONResponse(await _office(request).catalogue(_lang(request)))


async def _start(request: Request) -> Response:
    office = _office(request)
    return JSONResponse(
        {
            "version": __version__,
            "lang": office.lang,
            "desks": [desk.name for desk in office.desks],
            "recent": [{"name": p.stem, "folder": str(p.parent)} for p in recent()],
            "folder": str(office.root),
            "may_write": request.scope["state"]["role"] == WRITER,
        }
    )


async def _events(request: Request) -> Response:
    office, asked = _office(request), request.query_params.get("desk", "")
    desk = int(asked) if asked.isascii() and asked.isdigit() else None
    if (desk is not None and desk >= len(office.desks)) or len(office.pages) >= MOST_PAGES:
        raise HTTPException(404)
    page = Page(desk, _lang(request), request.scope["state"]["role"])
    return StreamingResponse(_sent(office, page), media_type="text/event-stream")


async def _sent(office: Office, page: Page) -> AsyncIterator[bytes]:
    """Yield what a page is told for as long as it is there."""
    office.enter(page)
    try:
        yield b": here\n\n"
        while True:
            try:
                await asyncio.wait_for(page.wake.wait(), BEAT)
            except TimeoutError:
                yield b": still here\n\n"
                continue
            page.wake.clear()
            while page.waiting:
                message = page.waiting.pop(next(iter(page.waiting)))
                yield b"data: " + json.dumps(message, ensure_ascii=False).encode() + b"\n\n"
                if message["type"] == "over":
                    return
    finally:
        office.leave(page)


async def _open(request: Request) -> Response:
    """Open one of the scenarios that were opened last, by its number."""
    known, asked = recent(), (await _body(request)).get("recent")
    if type(asked) is not int or not 0 <= asked < len(known):
        raise HTTPException(404)
    return JSONResponse({"desk": _office(request).open(known[asked])})


async def _change(request: Request) -> Response:
    said, office, number = await _body(request), _office(request), _desk(request)
    differences = office.desks[number].state.differences
    edits = said.get("edits")
    if not isinstance(edits, list):
        raise HTTPException(400)
    for edit in edits:
        differences = _edited(differences, edit)
    stroke = str(said.get("stroke", ""))[:40]
    office.change(number, differences, str(said.get("said", ""))[:300], ("", stroke))
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
    said, office, number = await _body(request), _office(request), _desk(request)
    if type(said.get("place")) is not int:
        raise HTTPException(400)
    office.go(number, said["place"], "")
    return JSONResponse({"number": office.desks[number].number})


async def _stop(request: Request) -> Response:
    _office(request).stop(_desk(request))
    return JSONResponse({})


async def _save(request: Request) -> Response:
    said, office, number = await _body(request), _office(request), _desk(request)
    desk, shown = office.desks[number], office.shown[number]
    path = desk.save(str(said.get("name", "")), "")
    totals = shown.totals() if shown.number == desk.number else None
    if totals is not None:
        desk.compare_with({"name": path.stem, "recipients": totals})
    office.tell(number, office.state_of(number))
    return JSONResponse({"name": path.stem})


async def _compare(request: Request) -> Response:
    """Put the scenario, what was saved of it, other open ones and the state side by side."""
    said, office, number = await _body(request), _office(request), _desk(request)
    desk = office.desks[number]
    there = {f"saved:{p.stem}": (p, p.stem) for p in desk.saved if p.is_file()}
    there |= {f"desk:{i}": (d.scenario, d.name) for i, d in enumerate(office.desks)}
    there["now"] = (desk.file, "*")
    asked = [word for word in said.get("columns") or () if word in there][:MOST_COLUMNS]
    if len(asked) < 2:
        raise HTTPException(400)
    paths, names = zip(*(there[word] for word in asked), strict=True)
    key, lang = f"compare {number}", _lang(request)
    found = await office.chore(
        key, "side_by_side", files=[str(p) for p in paths], names=names, langs=[lang]
    )
    columns = [{"id": w, **column} for w, column in zip(asked, found[lang], strict=True)]
    return JSONResponse({"columns": columns})


async def _wish(request: Request) -> Response:
    said, office, number = await _body(request), _office(request), _desk(request)
    lang, want = _lang(request), f"{said.get('recipient')}={said.get('amount')}"
    found = await office.chore(
        f"wish {number}", "wish", file=str(office.desks[number].file), langs=[lang], want=[want]
    )
    return JSONResponse(found[lang])


async def _trade_offs(request: Request) -> Response:
    said, office, number = await _body(request), _office(request), _desk(request)
    words = TRADE_OFFS.get(str(said.get("what")))
    if words is None or not all(word in said for word in words):
        raise HTTPException(400)
    found = await office.chore(
        f"trade-offs {number}",
        f"of_{said['what']}",
        file=str(office.desks[number].file),
        lang=_lang(request),
        **{word: said[word] for word in words},
    )
    return JSONResponse(found)


async def _paper(request: Request) -> Response:
    office, number, name = _office(request), _desk(request), request.path_params["name"]
    if name not in PAPERS:
        raise HTTPException(404)
    file = str(office.desks[number].file)
    called, content = await office.chore(
        f"paper {number}", "paper", file=file, name=name, lang=_lang(request)
    )
    shown = f"attachment; filename*=UTF-8''{quote(called)}"
    headers = {"Content-Disposition": shown}
    return Response(content, media_type="application/octet-stream", headers=headers)


async def _check(request: Request) -> Response:
    """Judge the table that is the body, by the rules of a desk where one is named."""
    office, name = _office(request), request.query_params.get("name", "")[:200]
    desk = request.query_params.get("desk", "")
    is_desk = desk.isascii() and desk.isdigit() and int(desk) < len(office.desks)
    file = str(office.desks[int(desk)].file) if is_desk else None
    content, lang = await request.body(), _lang(request)
    found = await office.chore(
        "check", "judge", content=content, name=name, scenario=file, lang=lang
    )
    return JSONResponse(found)


async def _table(request: Request) -> Response:
    """Say what the tables of the file that is the body are, and keep it for a new plan."""
    office, name = _office(request), request.query_params.get("name", "")[:200]
    content = await request.body()
    found = await office.chore(f"look {name}", "look", content=content, name=name)
    return JSONResponse({"file": office.uploads.keep(name, content), "tables": found})


async def _make(request: Request) -> Response:
    """Make the folder of a new plan and open its desk."""
    office = _office(request)
    path = make(office.root, office.uploads, await _body(request))
    return JSONResponse({"desk": office.open(path)})


async def _log(request: Request) -> Response:
    return JSONResponse({"log": _office(request).desks[_desk(request)].log()})


DESK: dict[str, Answer] = {
    "change": _change,
    "go": _go,
    "stop": _stop,
    "save": _save,
    "compare": _compare,
    "wish": _wish,
    "trade_offs": _trade_offs,
}
