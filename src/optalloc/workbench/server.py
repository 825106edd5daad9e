"""The server: what a page may ask for, each as a few lines around the office."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from optalloc import __version__
from optalloc.workbench.desk_answers import (
    DESK,
    Json,
    body_of,
    desk_of,
    guarded,
    lang_of,
    lettered,
    office_of,
)
from optalloc.workbench.gate import WRITER, Keys, RequestGate
from optalloc.workbench.journal import recent
from optalloc.workbench.new_plan import make
from optalloc.workbench.office import MOST_PAGES, Office, OpenPage

BEAT = 15.0
"""Seconds of silence after which a page is told that the server is still there."""
STATIC = files("optalloc.workbench") / "static"
KINDS = {".js": "text/javascript", ".css": "text/css", ".html": "text/html"}
LEDGER_PAGES = ("year", "progress", "library")
PAPERS = ("xlsx", "docx", "notice", "html", "certificate")


def application(office: Office, keys: Keys) -> RequestGate:
    """Return the whole server of an office, behind its gate."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        office.start()
        try:
            yield
        finally:  # however it ends: a worker that is left would be waited for without end
            await office.close()

    routes = [
        Route("/", _index),
        Route("/static/{name}", _static),
        Route("/api/catalogue", lettered(_catalogue)),
        Route("/api/start", _start),
        Route("/api/events", _events),
        Route("/api/pen", _pen),
        Route("/api/pen/take", lettered(_take), methods=["POST"]),
        Route("/api/pen/back", _give_back, methods=["POST"]),
        Route("/api/open", guarded(_open), methods=["POST"]),
        Route("/api/ledger/{what}", lettered(_ledger)),
        Route("/api/check", guarded(_check), methods=["POST"]),
        Route("/api/new/table", guarded(_table), methods=["POST"]),
        Route("/api/new/draft", guarded(_draft)),
        Route("/api/new/draft", guarded(_note_draft), methods=["POST"]),
        Route("/api/new/make", guarded(_make), methods=["POST"]),
        Route("/api/desks/{desk:int}/paper/{name}", guarded(_paper)),
        *(
            Route(f"/api/desks/{{desk:int}}/{word}", guarded(answer), methods=["POST"])
            for word, answer in DESK.items()
        ),
        Route("/api/desks/{desk:int}/states", _states),
        Route("/api/desks/{desk:int}/log", _log),
    ]
    app = Starlette(routes=routes, lifespan=lifespan)
    app.state.office = office
    app.state.pen_cookie = keys.pen_cookie
    return RequestGate(app, keys)


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
    return JSONResponse(await office_of(request).catalogue(lang_of(request)))


async def _start(request: Request) -> Response:
    office, is_host = office_of(request), request.scope["state"]["role"] == WRITER
    return JSONResponse(
        {
            "version": __version__,
            "lang": office.lang,
            "desks": [desk.name for desk in office.desks],
            # Where things lie on this computer is nobody's business elsewhere.
            "recent": [
                {"name": p.stem, "folder": str(p.parent)} for p in (recent() if is_host else ())
            ],
            "folder": str(office.root) if is_host else "",
            "ledger": None if office.ledger is None else Path(office.ledger).name,
            **_pen_of(request),
        }
    )


def _pen_of(request: Request) -> Json:
    """Return who writes, and whether it is whoever asks."""
    pen, state = office_of(request).pen, request.scope["state"]
    is_host = state["role"] == WRITER
    return {
        "may_write": pen.writer(is_host, state["token"]) is not None,
        "is_host": is_host,
        "holder": pen.holder.name if pen.holder else None,
        "can_ask": pen.phrase is not None and not is_host,
    }


async def _pen(request: Request) -> Response:
    return JSONResponse(_pen_of(request))


async def _take(request: Request) -> Response:
    """Give the pen to whoever knows the pass phrase."""
    said, office = await body_of(request), office_of(request)
    token = office.pen.take(str(said.get("name", "")), str(said.get("phrase", "")))
    office.tell_all({"type": "pen"})
    answer = JSONResponse({})
    name = request.app.state.pen_cookie
    answer.set_cookie(name, token, httponly=True, samesite="strict", path="/")
    return answer


async def _give_back(request: Request) -> Response:
    """Give the pen back: who holds it, or the one at this computer, who takes it."""
    office, state = office_of(request), request.scope["state"]
    is_host = state["role"] == WRITER
    if not is_host and office.pen.writer(is_host, state["token"]) is None:
        raise HTTPException(403)
    office.pen.give_back()
    office.tell_all({"type": "pen"})
    return JSONResponse({})


async def _events(request: Request) -> Response:
    office, asked = office_of(request), request.query_params.get("desk", "")
    desk = int(asked) if asked.isascii() and asked.isdigit() else None
    if (desk is not None and desk >= len(office.desks)) or len(office.pages) >= MOST_PAGES:
        raise HTTPException(404)
    page = OpenPage(desk, lang_of(request), request.scope["state"]["role"])
    return StreamingResponse(_sent(office, page), media_type="text/event-stream")


async def _sent(office: Office, page: OpenPage) -> AsyncIterator[bytes]:
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
                kind = next(iter(page.waiting))
                yield page.waiting.pop(kind)
                if kind == "over":
                    return
    finally:
        office.leave(page)


async def _open(request: Request) -> Response:
    """Open one of the scenarios that were opened last, by its number."""
    known, asked = recent(), (await body_of(request)).get("recent")
    if type(asked) is not int or not 0 <= asked < len(known):
        raise HTTPException(404)
    return JSONResponse({"desk": office_of(request).open(known[asked])})


async def _paper(request: Request) -> Response:
    office, number, name = office_of(request), desk_of(request), request.path_params["name"]
    if name not in PAPERS:
        raise HTTPException(404)
    file = str(office.desks[number].known_file)
    called, content = await office.chore(
        f"paper {number}", "paper", file=file, name=name, lang=lang_of(request)
    )
    shown = f"attachment; filename*=UTF-8''{quote(called)}"
    headers = {"Content-Disposition": shown}
    return Response(content, media_type="application/octet-stream", headers=headers)


async def _ledger(request: Request) -> Response:
    """Show a page of the ledger."""
    office, what = office_of(request), request.path_params["what"]
    if office.ledger is None or what not in LEDGER_PAGES:
        raise HTTPException(404)
    month, lang = request.query_params.get("month", ""), lang_of(request)
    asked = {"ledger": office.ledger, "what": what, "month": month, "lang": lang}
    return JSONResponse(await office.chore("ledger", "ledger_page", **asked))


async def _check(request: Request) -> Response:
    """Judge the table that is the body, by the rules of a desk where one is named."""
    office, name = office_of(request), request.query_params.get("name", "")[:200]
    desk = request.query_params.get("desk", "")
    is_desk = desk.isascii() and desk.isdigit() and int(desk) < len(office.desks)
    file = str(office.desks[int(desk)].file) if is_desk else None
    content, lang = await request.body(), lang_of(request)
    found = await office.chore(
        "check", "judge", content=content, name=name, scenario=file, lang=lang
    )
    return JSONResponse(found)


async def _table(request: Request) -> Response:
    """Say what the tables of the file that is the body are, and keep it for a new plan."""
    office, name = office_of(request), request.query_params.get("name", "")[:200]
    content = await request.body()
    found = await office.chore(f"look {name}", "look", content=content, name=name)
    return JSONResponse({"file": office.uploads.keep(name, content), "tables": found})


async def _draft(request: Request) -> Response:
    """Return what was typed for a new plan that was not made yet."""
    return JSONResponse({"draft": office_of(request).uploads.draft})


async def _note_draft(request: Request) -> Response:
    """Keep what is typed for a new plan, or forget it."""
    uploads, draft = office_of(request).uploads, (await body_of(request)).get("draft")
    if isinstance(draft, dict):
        uploads.note_draft(draft)
    else:
        uploads.forget()
    return JSONResponse({})


async def _make(request: Request) -> Response:
    """Make the folder of a new plan and open its desk."""
    office = office_of(request)
    path = make(office.root, office.uploads, await body_of(request))
    office.uploads.forget()
    return JSONResponse({"desk": office.open(path)})


async def _states(request: Request) -> Response:
    """Return what a desk went through, the oldest first."""
    states = office_of(request).desks[desk_of(request)].states
    said = [{"said": s.said, "who": s.who, "at": s.at} for s in states]
    return JSONResponse({"states": said})


async def _log(request: Request) -> Response:
    """Return who did what and when, the oldest first."""
    return JSONResponse({"log": office_of(request).desks[desk_of(request)].log()})
