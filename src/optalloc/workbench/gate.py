"""Who may come in: what stands between the network and the server.

The address that `optalloc open` prints holds a secret; it becomes a cookie that no script reads.
Host and Origin must be this server's own, so that no other site leads a browser here under a name
of its own (DNS rebinding), and what changes something also needs a header that no form can send.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 20 * 2**20
"""Longest body of a request [bytes]."""
TOO_LONG = 413
OWN_HEADER = "x-optalloc"
READING = ("GET", "HEAD")
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
WRITER, READER = "writer", "reader"


@dataclass(frozen=True)
class Keys:
    """The secrets of one server.

    Attributes:
        writer: Of the one who may change things.
        reader: Of those who may look; None where nobody else may.
        port: Cookies are of a host and not of its ports: it is in their name.
        hosts: What the server is called, with its port.
    """

    port: int
    hosts: frozenset[str]
    writer: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    reader: str | None = None

    @property
    def cookie(self) -> str:
        """The name of the cookie."""
        return f"optalloc-{self.port}"

    @property
    def pen_cookie(self) -> str:
        """The name of the cookie of whoever writes from elsewhere."""
        return f"optalloc-pen-{self.port}"

    def role(self, key: str | None) -> str | None:
        """Return what the holder of a secret may do; None where it is none."""
        for role, secret in ((WRITER, self.writer), (READER, self.reader)):
            if secret and key and secrets.compare_digest(secret.encode(), key.encode()):
                return role
        return None


def hosts_of(names: Iterable[str], port: int) -> frozenset[str]:
    """Return names of this computer with its port, as a browser writes them."""
    return frozenset(f"{name}:{port}".lower() for name in names)


class RequestGate:
    """Lets through what comes from this server's own pages, and nobody else."""

    def __init__(self, app: ASGIApp, keys: Keys) -> None:
        self.app, self.keys = app, keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refused = self._refused(scope, headers)
        if refused is not None:
            await refused(scope, receive, _with_headers(send))
            return
        limited = _Limited(receive)
        try:
            await self.app(scope, limited.receive, _with_headers(send, limited))
        except ClientDisconnect:
            return  # the page has gone, or was cut off

    def _refused(self, scope: Scope, headers: Headers) -> Response | None:
        """Return the answer to a request that does not come in, or leads to the cookie."""
        host, origin = headers.get("host", "").lower(), headers.get("origin")
        if host not in self.keys.hosts:
            return PlainTextResponse("unknown host", 421)
        if origin is not None and origin.lower() != f"http://{host}":
            return PlainTextResponse("another origin", 403)
        is_reading = scope["method"] in READING
        if not is_reading and (origin is None or headers.get(OWN_HEADER) != "1"):
            return PlainTextResponse("not from a page of this server", 403)
        if int_of(headers.get("content-length")) > LARGEST_BODY:
            return PlainTextResponse("too long", TOO_LONG)
        query = parse_qs(scope["query_string"].decode("latin-1"))
        given = query.get("key", [""])[0]
        if scope["path"] == "/" and is_reading and self.keys.role(given) is not None:
            return self._welcome(given)
        role = self.keys.role(_cookie(headers, self.keys.cookie))
        if role is None:
            return PlainTextResponse("open the address that optalloc open printed", 403)
        if headers.get("sec-fetch-site") == "cross-site":
            return PlainTextResponse("from another site", 403)
        token = _cookie(headers, self.keys.pen_cookie)
        scope["state"] = {**scope.get("state", {}), "role": role, "token": token}
        return None

    def _welcome(self, key: str) -> Response:
        """Return the way to the page, with the secret in a cookie and out of the address."""
        answer = RedirectResponse("/", 303)
        answer.set_cookie(self.keys.cookie, key, httponly=True, samesite="strict", path="/")
        return answer


def int_of(text: str | None) -> int:
    """Return the whole number of a header; 0 where it has none."""
    return int(text) if text is not None and text.isascii() and text.isdigit() else 0


def _cookie(headers: Headers, name: str) -> str | None:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return None
    return found.value if found is not None else None


class _Limited:
    """Receives a body, and breaks off where it grows too long.

    Attributes:
        is_over: Whether it did.
    """

    def __init__(self, receive: Receive) -> None:
        self._receive, self._got, self.is_over = receive, 0, False

    async def receive(self) -> Message:
        """Return the next part; once there is too much, that the other side is gone."""
        message = await self._receive()
        self._got += len(message.get("body", b""))
        if self._got > LARGEST_BODY:
            self.is_over = True
            return {"type": "http.disconnect"}
        return message


def _with_headers(send: Send, limited: _Limited | None = None) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            if limited is not None and limited.is_over:
                message["status"] = TOO_LONG
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
        await send(message)

    return sending
