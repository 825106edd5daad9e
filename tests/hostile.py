"""The world around, hostile in so many ways by number:  python tests/hostile.py 10000 [FIRST]

Each number is one command in this process, in an office of its own, with one thing wrong: a path
that cannot be, a system that refuses a file or opens no more, a disk that is full at some byte, a
number of thousands of digits in a table, a setting or an option, words that are no text. It must
end in a result or a letter, never in a fault of ours; a folder that it writes to is old or new;
nothing is left beside.
"""

import builtins
import errno
import io
import os
import re
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock

from office import FILES
from optalloc.cli.main import guarded
from optalloc.core.file_moves import finish_moves
from optalloc.core.leftovers import clear_beside, clear_scratch

COMMANDS = (
    "solve {s}",
    "solve {s} --out {o}",
    "solve {s} --json",
    "check {t}",
    "check {t} --annotate {o}.xlsx",
    "check plan/plan.csv --scenario {s}",
    "report {s} --out {o} --format notice",
    "report {s} --out {o} --format xlsx",
    "report {s} --out {o} --format docx",
    "compare {s} {s}",
    "explain {s}",
    "explain {s} --letter",
    "new {o}",
    "explore sweep {s} --vary rules.floor.amount=1,2 --out {o}.csv",
    "explore funding {s} --source 市级=40:45:5",
    "ledger init --ledger {l}",
    "ledger show acts --ledger {l}",
    "ledger show acts --ledger {l} --last 3",
    "ledger export --book {o}.xlsx --ledger {l}",
    "ledger import recipients {t} --year 2023 --ledger {l}",
    "ledger year --year 2023 --out {o} --ledger {l}",
    "solve --replay plan/plan.json",
    "check --certificate plan/certificate.json",
)
PATHS = {"s": "scenario.yaml", "t": "towns.csv", "o": "made", "l": "money.db"}
OWN = re.compile(r"程序内部错误|a fault of the program|Traceback")
PATIENCE = 90
"""Seconds after which a command is taken to wait for ever."""
AT_EXIT = "openpyxl."
"""Files that a library clears when the process ends, which it does not do here."""
HALF = re.compile(r"\..*\.[0-9a-f]{8}")
REFUSALS = (
    *(errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EIO, errno.ENAMETOOLONG),
    *(errno.ELOOP, errno.EMFILE, errno.EINVAL, errno.ESTALE, errno.ENOENT, errno.EDQUOT),
)


class Case:
    """One command that something is wrong with."""

    def __init__(self, number: int, folder: Path) -> None:
        self.number, self.folder, self.draw = number, folder, Random(f"hostile {number}")
        self.said = ""

    def run(self, words: list[str]) -> int:
        """Return how a command ends; what it printed is kept."""
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = guarded([*words, "--lang", self.draw.choice(("zh", "en"))])
        self.said = err.getvalue()
        return code

    def words(self, **paths: str) -> list[str]:
        """Return a command with its paths, some of them changed."""
        command = self.draw.choice([c for c in COMMANDS if all(f"{{{k}}}" in c for k in paths)])
        return [word.format(**{**PATHS, **paths}) for word in command.split()]

    def there(self) -> dict[str, bytes]:
        """Return every file of the office."""
        files = (p for p in sorted(self.folder.rglob("*")) if p.is_file() and not p.is_symlink())
        return {str(p.relative_to(self.folder)): p.read_bytes() for p in files}


Kind = Callable[[Case], int]


class Hangs(BaseException):
    """A command that does not end."""


def _hangs(*_: object) -> None:
    raise Hangs


def paths(case: Case) -> int:
    """A path that cannot be, or is something else."""
    draw = case.draw
    os.symlink("loop", "loop")
    os.symlink("nowhere", "dangling")
    os.mkfifo("pipe")
    (case.folder / "folder.csv").mkdir()
    names = (
        *(
            "长" * draw.choice((85, 86, 200, 5000)),
            "a/" * draw.choice((100, 3000)),
            "loop",
            "loop/x",
        ),
        *(
            "dangling",
            "dangling/x",
            "towns.csv/x",
            "",
            " ",
            ".",
            "..",
            "/",
            "/dev/null",
            "/dev/full",
        ),
        *("/dev/zero", "/proc/self/mem", "/proc/1/root/x", "pipe", "folder.csv", "a\udcff.csv"),
        *("a\x00b", "a\nb\x1b[2J", "-", "--", "~", "file:///x", "sqlite:///", "con", "a" * 300),
        *(
            "/dev/stdin",
            "\\\\host\\x",
            "*",
            "x.csv#没有",
            "towns.csv#指标",
            "plan",
            "scenario.yaml",
        ),
    )
    which = draw.choice("stol")
    return case.run(case.words(**{which: draw.choice(names)}))


def words(case: Case) -> int:
    """Bytes of the command line that are no text, or far too many."""
    draw = case.draw
    said = case.words()
    bad = draw.choice(
        ("\udcff", "\udc80\udc80", "甲\udce4", "\ud800", "\x00", "9" * 5000, "长" * 9000)
    )
    at = draw.randrange(len(said) + 1)
    if draw.random() < 0.5 or at == len(said):
        said.insert(at, bad)
    else:
        said[at] += bad
    return case.run(said)


def digits(case: Case) -> int:
    """A number of thousands of digits where a number stands."""
    draw = case.draw
    many = draw.choice(("9", "1", "-9")) * draw.choice((400, 4301, 5000))
    many = draw.choice((many, f"0.{many}", f"1e{many[:5]}", f"{many}%", f"1/{many}", f"{many}.5"))
    name = draw.choice([name for name in FILES if re.search(r"[0-9]", FILES[name])])
    text = (case.folder / name).read_text("utf-8")
    figures = [*re.finditer(r"[0-9]+(\.[0-9]+)?", text)]
    if draw.random() < 0.3:
        keys = (
            "rules.floor.amount",
            "rules.grain.cell",
            "rules.industry.at_least",
            "title",
            "unit",
        )
        more = ("targets.formula.weights.行政村", "rules.split.shares.市级", "ties", "rules")
        return case.run(["solve", "scenario.yaml", "--set", f"{draw.choice(keys + more)}={many}"])
    if draw.random() < 0.3:
        options = ("--time-limit", "--gap", "--year", "--last", "--from", "--within", "--workers")
        return case.run([*case.words(), draw.choice(options), many])
    figure = draw.choice(figures)
    (case.folder / name).write_text(text[: figure.start()] + many + text[figure.end() :], "utf-8")
    return case.run(case.words())


@contextmanager
def failing(case: Case, at: int, why: int) -> Iterator[None]:
    """Let the system refuse the so-manieth thing that is asked of it in the office."""
    left = [at]

    def wrapped(real: Callable[..., Any]) -> Callable[..., Any]:
        def asked(*args: Any, **more: Any) -> Any:
            named = args[0] if args and isinstance(args[0], (str, Path)) else ""
            is_ours = not isinstance(args[0], (str, Path)) or not str(named).endswith(
                (".py", ".so")
            )
            if is_ours and not str(named).startswith(sys.prefix):
                left[0] -= 1
                if left[0] == 0:
                    raise OSError(why, os.strerror(why), str(named) or None)
            return real(*args, **more)

        return asked

    asked = [(os, name) for name in ("replace", "fsync", "mkdir", "link", "unlink", "stat")]
    asked += [(builtins, "open"), (io, "open"), (os, "scandir"), (os, "listdir")]
    chosen = case.draw.sample(asked, case.draw.randint(1, len(asked)))
    with contextmanager(_patched)([(on, name, wrapped(getattr(on, name))) for on, name in chosen]):
        yield


def _patched(changes: list[tuple[Any, str, Any]]) -> Iterator[None]:
    real = [(on, name, getattr(on, name)) for on, name, _ in changes]
    for on, name, new in changes:
        setattr(on, name, new)
    try:
        yield
    finally:
        for on, name, old in real:
            setattr(on, name, old)


def refused(case: Case) -> int:
    """A system that refuses the n-th file, folder or move."""
    said = case.words()
    with failing(case, case.draw.randint(1, 60), case.draw.choice(REFUSALS)):
        code = case.run(said)
    # What the system would not let a run clear, the next one clears.
    for path in Path(tempfile.gettempdir()).iterdir():
        os.utime(path, (0, 0))  # one whose lock is gone already is left alone for an hour
    clear_scratch.cache_clear()
    clear_scratch(tempfile.gettempdir())
    for path in case.folder.rglob(".*"):
        finish_moves(path.parent)
        if HALF.fullmatch(path.name):
            clear_beside(path.with_name(path.name[1:].rpartition(".")[0]))
    return code


def full(case: Case) -> int:
    """A disk that takes no file beyond so many bytes."""
    said = case.words()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    most = case.draw.choice((0, 1, 10, 100, 1000, 4096, 10_000, 20_000, 100_000))
    # Python 3.11 would keep a module that is first imported here cut off.
    written, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    resource.setrlimit(resource.RLIMIT_FSIZE, (case.draw.randint(0, most), hard))
    try:
        return case.run(said)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        sys.dont_write_bytecode = written


def too_many(case: Case) -> int:
    """A system that opens no more files."""
    said = case.words()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    lowest = max((int(name) for name in os.listdir("/proc/self/fd")), default=3)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest + case.draw.randint(0, 6), hard))
    try:
        return case.run(said)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


KINDS: tuple[Kind, ...] = (paths, words, digits, refused, full, refused, full, too_many)


def office(folder: Path, plan: Path | None) -> None:
    """Set an office up, with a plan's folder and a ledger."""
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")
    if plan is not None:
        shutil.copytree(plan, folder / "plan")
        for name in ("plan.csv", "plan.json", "certificate.json"):
            (folder / "made").mkdir(exist_ok=True)
            shutil.copy(plan / name, folder / "made" / name)
        shutil.copy(plan.parent / "money.db", folder / "money.db")


def faults(case: Case, kind: Kind, before: dict[str, bytes]) -> tuple[int, list[str]]:
    """Run one case; returns its exit code and what must not be."""
    found: list[str] = []
    signal.signal(signal.SIGALRM, _hangs)
    signal.alarm(PATIENCE)
    try:
        code = kind(case)
    except BaseException as error:  # past the last guard of the program
        return -1, [f"raised {type(error).__name__}: {error}"[:300]]
    finally:
        signal.alarm(0)
    if code == 1 or code < 0 or OWN.search(case.said):
        found.append(f"exit {code}: {case.said[-400:]}")
    after = case.there()
    left = [name for name in after if HALF.fullmatch(Path(name).name) and name not in before]
    if left:
        found.append(f"left {left}")
    made = {name for name, content in after.items() if before.get(name) != content}
    same = {name for name in before if after.get(name) == before[name]}
    together = {"plan.csv", "plan.json", "certificate.json"}
    folders = {Path(name).parent for name in made if Path(name).name in together}
    for folder in folders:
        names = {str(folder / name) for name in together}
        if names & same and code not in (0, 4, 5):
            found.append(f"mixed {folder}: {sorted(names & same)} are old")
    return code, found


def attempt(number: int, place: Path, plan: Path | None) -> tuple[str, int, list[str]]:
    """Try one number; returns its kind, the exit code, and what must not be."""
    kind = KINDS[number % len(KINDS)]
    folder = place / str(number)
    folder.mkdir()
    office(folder, plan)
    os.chdir(folder)
    case = Case(number, folder)
    try:
        code, found = faults(case, kind, case.there())
    finally:
        os.chdir(place)
        shutil.rmtree(folder, ignore_errors=True)
    return kind.__name__, code, found


def main(count: int, first: int) -> int:
    """Print how so many cases ended, and every fault; returns how many faults there were."""
    ends: Counter[tuple[str, int]] = Counter()
    faulty, slowest, start = 0, (0.0, 0), time.process_time()
    with tempfile.TemporaryDirectory() as made, mock.patch.dict(os.environ):
        place = Path(made)
        scratch = place / "scratch"
        scratch.mkdir()
        os.environ.update(TMPDIR=str(scratch), HOME=str(place))
        tempfile.tempdir = None
        plan = prepared(place)
        with suppress(OSError), open(os.devnull) as nothing:
            os.dup2(nothing.fileno(), 0)
        for number in range(first, first + count):
            since = time.process_time()
            kind, code, found = attempt(number, place, plan)
            left = [path for path in scratch.iterdir() if not path.name.startswith(AT_EXIT)]
            found += [f"left in the scratch folder: {left}"] if left else []
            for path in left:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
            ends[kind, code] += 1
            faulty += bool(found)
            slowest = max(slowest, (time.process_time() - since, number))
            for fault in found:
                print(f"{number} {kind}: {fault}", flush=True)
    for (kind, code), times in sorted(ends.items()):
        print(f"{kind:10} exit {code:3} {times:6}")
    spent = time.process_time() - start
    print(
        f"{count} cases, {faulty} faulty; {spent:.0f} s, slowest {slowest[0]:.1f} s ({slowest[1]})"
    )
    return faulty


def prepared(place: Path) -> Path:
    """Return a folder with a plan of the office, and a ledger beside it."""
    folder = place / "office"
    folder.mkdir()
    office(folder, None)
    os.chdir(folder)
    with redirect_stdout(io.StringIO()):
        assert guarded(["solve", "scenario.yaml", "--out", "plan", "--lang", "en"]) == 0
        assert guarded(["ledger", "init", "--ledger", "money.db", "--lang", "en"]) == 0
    return folder / "plan"


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:]] or [10_000]
    sys.exit(main(numbers[0], numbers[1] if len(numbers) > 1 else 0) > 0)
