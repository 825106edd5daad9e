"""A bundle as a ZIP file: the same files are the same to the byte, and nothing hostile gets in.

manifest.json      what the run was: form, versions, options, scenario, the digest of every file
inputs/…           the scenario and every file that it reads, in their folders
result/…           plan.csv, certificate.json, the two checkers and the proofs for VIPR
papers/…           what `report` wrote, where there is any
"""

import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from optalloc.core.errors import InputUnusable
from optalloc.core.message import NOTHING, Words, visible
from optalloc.inputs.tables import read_whole
from optalloc.inputs.tables.raw import unusable

MANIFEST = "manifest.json"
FORM = "optalloc run 1"
NO_TIME = (1980, 1, 1, 0, 0, 0)
"""The first time that an archive can tell."""
ORDINARY = 0o100644 << 16
"""An ordinary file that its owner may write."""
FILE_BITS = 0o170000
LARGEST_BUNDLE = 256 * 2**20
"""Longest bundle that is read [bytes]."""
LARGEST_UNPACKED = 512 * 2**20
"""Most that all its files may come to [bytes]."""
MOST_FILES = 10_000
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, EOFError, LookupError, NotImplementedError),
    *(OSError, RuntimeError, ValueError),
)
COPY_ANEW = Words(
    "请重新复制；没有就用 solve --out 文件夹 --bundle 再做一个。",
    "Copy it anew, or make one with `solve --out DIR --bundle`.",
)
_DRIVES = {"con", "prn", "aux", "nul"}


def packed(contents: Mapping[str, bytes], about: Mapping[str, Any]) -> bytes:
    """Return a bundle of files, the manifest first and the others by name.

    Args:
        contents: Each file by its place in the bundle.
        about: What the manifest says beside form and digests.
    """
    digests = {name: sha256(contents[name]).hexdigest() for name in sorted(contents)}
    manifest = {"form": FORM, **about, "files": digests}
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in ((MANIFEST, text.encode()), *sorted(contents.items())):
            info = zipfile.ZipInfo(name, NO_TIME)
            info.external_attr, info.create_system = ORDINARY, 3
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def unpacked(named: str) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return the manifest of a bundle and its files, each as its digest says.

    Raises:
        InputUnusable: When it is no bundle, is damaged, changed, or made to do harm.
    """
    content = read_whole(Path(named), named, LARGEST_BUNDLE)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _refuse_hostile(parts, named)
            files = {part.filename: _content(archive, part) for part in parts}
    except InputUnusable:
        raise
    except _DAMAGED:
        allowed = Words("应为完好的运行包（ZIP）", "an undamaged bundle of a run (ZIP)")
        raise unusable(named, allowed, COPY_ANEW) from None
    manifest = _manifest(files.pop(MANIFEST, b""), named)
    _check_digests(manifest["files"], files, named)
    return manifest, files


def _content(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """Return a file of at most the size that it claims."""
    with archive.open(part) as stream:
        content = stream.read(part.file_size + 1)
    if len(content) != part.file_size:
        raise zipfile.BadZipFile(part.filename)
    return content


def _refuse_hostile(parts: list[zipfile.ZipInfo], named: str) -> None:
    """Refuse what would write elsewhere, unpack without end, or stand twice in one place."""
    size = sum(part.file_size for part in parts)
    if len(parts) > MOST_FILES:
        allowed = Words(f"最多 {MOST_FILES} 个文件", f"at most {MOST_FILES} files")
        raise _refused(named, allowed, str(len(parts)))
    if size > LARGEST_UNPACKED:
        most = LARGEST_UNPACKED // 2**20
        allowed = Words(f"解压后最大 {most} MiB", f"at most {most} MiB when unpacked")
        raise _refused(named, allowed, f"{-(-size // 2**20)} MiB")
    seen = set[str]()
    for part in parts:
        name = part.filename
        kind = part.external_attr >> 16 & FILE_BITS
        if not is_safe(name) or kind not in (0, ORDINARY >> 16 & FILE_BITS) or part.flag_bits & 1:
            allowed = Words(
                "包里只能有普通文件，名称不得指向包外",
                "ordinary files alone, none with a name that leads out of the bundle",
            )
            raise _refused(named, allowed, name)
        if name.casefold() in seen:
            raise _refused(named, Words("每个文件一次", "each file once"), name)
        seen.add(name.casefold())


def is_safe(name: str) -> bool:
    """Return whether a name in a bundle stays in the folder that it is unpacked into."""
    steps = PurePosixPath(name).parts
    return (
        bool(steps)
        and name == "/".join(steps)
        and not any(character in name for character in '\\:*?"<>|')
        and name.isprintable()
        and not any(s in ("..", "/") or s.rstrip(" .") != s for s in steps)
        and not any(s.partition(".")[0].casefold() in _DRIVES for s in steps)
    )


def _manifest(content: bytes, named: str) -> dict[str, Any]:
    """Return what a manifest says."""
    try:
        value = json.loads(content.decode())
        said = value["form"], value["files"], value["scenario"], value["settings"]
        texts = (said[2], *said[3], *said[1], *said[1].values())
        is_ours = said[0] == FORM and all(isinstance(text, str) for text in texts)
    except (*_DAMAGED, AttributeError, RecursionError, TypeError):
        is_ours = False
    if not is_ours:
        allowed = Words(
            f"应为 optalloc 写出的运行包（{FORM}）", f"a bundle that optalloc wrote ({FORM})"
        )
        raise _refused(named, allowed)
    return dict(value)


def _check_digests(digests: Mapping[str, str], files: Mapping[str, bytes], named: str) -> None:
    """Refuse a bundle whose files are not those of its manifest."""
    for name in sorted({*digests, *files}):
        shown = visible(name)
        if name not in files:
            there = Words(
                f"应有清单写明的全部文件，缺 '{shown}'",
                f"all the files that its manifest lists: '{shown}' is missing",
            )
            raise _refused(named, there)
        if name not in digests:
            there = Words(
                f"应只有清单写明的文件，多了 '{shown}'",
                f"the files that its manifest lists alone: '{shown}' is one more",
            )
            raise _refused(named, there)
        if sha256(files[name]).hexdigest() != digests[name]:
            allowed = Words(
                "内容应与清单的 SHA-256 一致", "the content that the manifest's SHA-256 says"
            )
            raise _refused(named, allowed, name)


def _refused(named: str, allowed: Words, came: str | None = None) -> InputUnusable:
    return unusable(named, allowed, NOTHING, None if came is None else visible(came))
