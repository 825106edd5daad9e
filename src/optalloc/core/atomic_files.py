"""Files are written beside their final name and moved into place: the old one or the new, whole."""

import csv
import errno
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from io import StringIO
from pathlib import Path
from typing import BinaryIO

from optalloc.core.errors import Fault, InputUnusable, SystemRefuses, flat
from optalloc.core.file_moves import finish_moves, move_together
from optalloc.core.leftovers import clear_beside, half_of, lock
from optalloc.core.message import NOTHING, Words

# Excel takes a cell that starts so for a formula; in East Asian editions the wide ones too.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

_REASONS = {
    errno.ENOENT: Words("没有写名称。", "It has no name."),
    errno.EACCES: Words("没有写入权限。", "There is no permission to write."),
    errno.EPERM: Words("没有写入权限。", "There is no permission to write."),
    errno.EROFS: Words("磁盘是只读的。", "The disk is read-only."),
    errno.ENOSPC: Words("磁盘已满。", "The disk is full."),
    getattr(errno, "EDQUOT", -1): Words("磁盘配额已满。", "The disk's quota is used up."),
    errno.EFBIG: Words("文件大小超过限制。", "The file is larger than may be."),
    errno.ENAMETOOLONG: Words("名称太长。", "The name is too long."),
    errno.EIO: Words("磁盘读写出错。", "The disk fails."),
    errno.EBUSY: Words("正被别的程序使用。", "Another program holds it."),
    errno.EMFILE: Words("打开的文件太多。", "Too many files are open."),
    errno.ENFILE: Words("打开的文件太多。", "Too many files are open."),
    errno.ETIMEDOUT: Words("网络盘没有应答。", "The network drive does not answer."),
    getattr(errno, "ESTALE", -2): Words("网络盘没有应答。", "The network drive does not answer."),
    errno.ELOOP: Words("链接没有通向任何地方。", "It is a link that leads nowhere."),
    errno.EISDIR: Words("它是文件夹。", "It is a folder."),
    errno.EINVAL: Words("名称里有不能用的字符。", "The name holds a character that cannot be."),
    errno.ENOTDIR: Words("它是文件，或在一个文件下面。", "It is a file, or below one."),
    errno.EEXIST: Words("它是文件，或在一个文件下面。", "It is a file, or below one."),
}


def write_file(path: Path, content: bytes) -> None:
    """Write a file so that an interruption leaves the old one or the new one.

    Raises:
        InputUnusable: When the folder cannot be written to.
    """
    with written_beside(path) as file:
        file.write(content)


def write_files(contents: Mapping[Path, bytes | None]) -> tuple[Path, ...]:
    """Write several files that belong together: all of them, or nothing is changed.

    Each is whole on the disk beside its place before the first is moved there.

    Args:
        contents: What each file is to hold; None for one that is not to be there.

    Returns:
        The files written.

    Raises:
        InputUnusable: When one cannot be written.
    """
    kept = {path: content for path, content in contents.items() if content is not None}
    # An earlier run's would be taken for one of these.
    gone = [path for path, content in contents.items() if content is None]
    path, halves = Path(), dict[Path, BinaryIO]()
    try:
        for path in kept:
            if path.is_dir():
                raise _no_folder(path, errno.EISDIR)
        for path, content in kept.items():
            halves[path] = file = _new_beside(path)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            if os.name == "nt":
                file.close()  # Windows moves no open file
        move_together({path: Path(file.name) for path, file in halves.items()}, gone)
    except OSError as why:
        raise _no_folder(path, why.errno) from None
    finally:
        for file in halves.values():
            with suppress(OSError):
                file.close()
            Path(file.name).unlink(missing_ok=True)
    return tuple(kept)


@contextmanager
def written_beside(path: Path) -> Iterator[BinaryIO]:
    """Yield a file to write to, piece by piece; it is moved into place whole at the end.

    Raises:
        InputUnusable: When the folder cannot be written to.
    """
    try:
        file = _new_beside(path)
        beside = Path(file.name)
        try:
            with file:
                yield file
                file.flush()
                os.fsync(file.fileno())
                if os.name != "nt":
                    os.replace(beside, path)
            if os.name == "nt":
                os.replace(beside, path)  # Windows moves no open file
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    except OSError as why:
        raise _no_folder(path, why.errno) from None


def _new_beside(path: Path) -> BinaryIO:
    """Return a new file beside a path; what killed runs left there is cleared, or carried on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    finish_moves(path.parent)
    clear_beside(path)
    return _held_beside(path)


def _held_beside(path: Path) -> BinaryIO:
    """Return a new file beside a path, held: one that nobody holds was left by a killed run."""
    while True:
        file = half_of(path).open("xb")
        lock(file)
        if os.fstat(file.fileno()).st_nlink or os.name == "nt":
            return file
        file.close()  # another run took it for one left, in the moment before it was held


ALREADY_THERE = Words("已经存在，不会覆盖", "is there already and is not overwritten")


def already_there(paths: Iterable[Path], remedy: Words = NOTHING) -> list[Fault]:
    """Return a fault for each file that is there already: nothing is overwritten."""
    place = Words("文件", "the file")
    there = (path for path in paths if path.exists())
    return [Fault(str(path), place, ALREADY_THERE, None, remedy) for path in there]


def check_folder(named: str | Path) -> Path:
    """Return a folder to write to; refuse one that cannot be, before the work and not after it.

    Raises:
        InputUnusable: When it has no name, is a file, or may not be written to.
    """
    folder = Path(named)
    if not str(named).strip():
        raise _no_folder(folder, errno.ENOENT)
    try:
        there = next((p for p in (folder, *folder.absolute().parents) if p.exists()), folder)
    except (OSError, ValueError) as why:
        raise _no_folder(folder, getattr(why, "errno", errno.EINVAL)) from None
    for link in (folder, *folder.absolute().parents):
        if link.is_symlink() and not link.exists():
            raise _no_folder(link, errno.ELOOP)
    if not there.is_dir():
        raise _no_folder(folder, errno.ENOTDIR)
    if not os.access(there, os.W_OK | os.X_OK):
        raise _no_folder(folder, errno.EACCES)
    return folder


def path_shown(path: str | Path) -> str:
    """Return a path as every command prints it: marks a terminal would act on made visible."""
    return flat(str(path))


def real(path: Path) -> Path:
    """Return where a path leads, links followed; one that leads round in circles stays as it is.

    `Path.resolve` raises there, and not an OSError.
    """
    return Path(os.path.realpath(path))


def system_letter(error: OSError) -> SystemRefuses:
    """Return the letter about what the operating system refused, with the file where it says it."""
    said = Words("操作系统报错：", "the operating system says: ")
    if error.filename is None and _is_folder_gone():
        gone = Words("当前文件夹已不存在。", "The working folder is not there any more.")
        return SystemRefuses(said + gone)
    named = "" if error.filename is None else path_shown(error.filename)
    reason = system_reason(error.errno)
    if not error.errno:
        reason = Words(flat(str(error)), flat(str(error)))
    return SystemRefuses(said + (Words(f"{named}：", f"{named}: ") if named else NOTHING) + reason)


def _is_folder_gone() -> bool:
    try:
        os.getcwd()
    except OSError:
        return True
    return False


def system_reason(why: int | None) -> Words:
    """Return why the operating system refuses, by its number, as a sentence."""
    other = os.strerror(why or 0)
    return _REASONS.get(why or 0, Words(f"原因：{other}。", f"The reason: {other}."))


def _no_folder(path: Path, why: int | None) -> InputUnusable:
    allowed = Words("应为可以写入的文件夹", "a folder that can be written to")
    remedy = system_reason(why) + Words("请换一个文件夹。", " Choose another folder.")
    named = str(path).strip()
    return InputUnusable([Fault(named, Words("写入", "writing"), allowed, None, remedy)])


def csv_text(rows: Iterable[Iterable[str]]) -> bytes:
    """Return rows as CSV that Excel opens as UTF-8; texts cannot become formulas."""
    return b"".join(csv_pieces(rows))


def csv_pieces(rows: Iterable[Iterable[str]]) -> Iterator[bytes]:
    """Yield the same row by row, so that no table need be held whole."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    encoding = "utf-8-sig"
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
        yield text.getvalue().encode(encoding)
        text.seek(0)
        text.truncate()
        encoding = "utf-8"


def _harmless(cell: str) -> str:
    """Return a text that a spreadsheet will not take for a formula; numbers stay numbers."""
    return "'" + cell if cell.startswith(_FORMULA_STARTS) and not _is_number(cell) else cell


def unguarded(cell: str) -> str:
    """Return a text of a CSV as it was before it was kept from being taken for a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA_STARTS) else cell


def _is_number(text: str) -> bool:
    body = text.removeprefix("-").replace(".", "", 1)
    return body.isascii() and body.isdigit()
