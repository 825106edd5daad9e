"""The address of a ledger: a file, or a PostgreSQL database; a password is never said."""

import os
import re

from sqlalchemy import URL
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from optalloc.core.errors import flat
from optalloc.core.message import NOTHING, Words
from optalloc.inputs.tables.raw import unusable

PSYCOPG = "postgresql+psycopg"
_POSTGRES = ("postgresql", "postgres", PSYCOPG)
_SQLITE = ("sqlite", "sqlite+pysqlite")
_SECRET = re.compile(r"(?i)([?&][^=&]*(?:pass|secret|token)[^=&]*=)([^&]*)")
_ADDRESS = Words(
    "应为文件，或 postgresql:// 开头的地址", "a file, or an address such as postgresql://…"
)


def is_url(named: str) -> bool:
    """Say whether a name is a URL and not a file."""
    return "://" in named


def masked(named: str) -> str:
    """Return a URL with `***` for what is secret, also where it is not written as it should be."""
    scheme, _, rest = _SECRET.sub(r"\1***", named).partition("://")
    before, at, after = rest.rpartition("@")
    user, colon, _ = before.partition(":")
    return f"{scheme}://{user}:***@{after}" if at and colon else f"{scheme}://{rest}"


def unmasked_out(said: str, named: str) -> str:
    """Return what a database said, without what `masked` hides of its address."""
    before = named.partition("://")[2].rpartition("@")[0]
    for secret in (*(value for _, value in _SECRET.findall(named)), before.partition(":")[2]):
        said = said.replace(secret, "***") if secret else said
    return said


def file_of(named: str) -> str:
    """Return the file of a `sqlite:///…` URL; any other name as it is.

    Raises:
        InputUnusable: When it is of no file: a ledger in memory is gone with the run.
    """
    if not named.lower().startswith(_SQLITE):
        return named
    scheme, is_there, rest = named.partition("://")
    if not is_there or scheme.lower() not in _SQLITE:
        return named
    if not rest.startswith("/") or "?" in rest or rest[1:] in ("", ":memory:"):
        allowed = Words("应为一个文件，如 ledger.db", "a file, such as ledger.db")
        remedy = Words(
            "内存里的数据库随程序结束就没有了。", "One in memory is gone with the program."
        )
        raise unusable(masked(named), allowed, NOTHING if "?" in rest else remedy)
    return rest[1:]


def postgres_url(named: str) -> URL:
    """Return the URL of a PostgreSQL database.

    Raises:
        InputUnusable: When it is none.
    """
    shown = flat(masked(named))
    scheme = named.partition("://")[0]
    if scheme.lower() not in _POSTGRES:
        raise unusable(shown, _ADDRESS)
    try:
        url = make_url(named)
    except (ArgumentError, ValueError):
        allowed = Words(
            "应形如 postgresql://用户@主机:端口/库名",
            "an address as in postgresql://user@host:port/name",
        )
        remedy = Words(
            "端口为数字；密码里的 @ : / 要写成 %40 %3A %2F。",
            "A port is a number; @ : / inside a password are written %40 %3A %2F.",
        )
        raise unusable(shown, allowed, remedy) from None
    return url.set(drivername=PSYCOPG)


def name_of_ledger(named: str) -> str:
    """Return a ledger's name to print: a file as it is, a URL without its password."""
    return masked(named) if is_url(named) else os.path.normpath(named)
