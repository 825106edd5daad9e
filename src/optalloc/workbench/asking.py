"""What every answer of the server needs of a request: its desk, language, body, and who asks."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from optalloc.core.atomic_files import system_letter
from optalloc.core.errors import InputUnusable, SystemRefuses
from optalloc.core.message import LANGS, Lang
from optalloc.workbench.gate import WRITER
from optalloc.workbench.lanes import Failed, Left, Refused
from optalloc.workbench.letters import letter_of
from optalloc.workbench.office import Office

Json = dict[str, Any]
REFUSED, FAILED = 422, 500


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
