"""What works on this computer: engines, packages, folders, fonts, terminal, extras.

Each check is tried and not guessed: an engine solves a tiny program, a folder takes a file. What
can be mended without asking anybody is mended, and that is said.
"""

import locale
import os
import platform
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

import numpy as np

from optalloc.core.atomic_files import system_reason
from optalloc.core.extras import EXTRAS, is_there
from optalloc.core.message import NOTHING, Lang, Words, same
from optalloc.solver.engines.interface import NAMES, LinearProgram, cannot_start
from optalloc.solver.engines.race import EngineRun

State = Literal["works", "missing", "broken", "mended"]
TRY_SECONDS = 20.0
"""How long an engine may take for three columns [s]: a virus scanner may look at it first."""
LOOK_SECONDS = 0.02
FONTS_SECONDS = 10.0
CHINESE_FONTS = re.compile(
    r"msyh|simsun|simhei|simfang|simkai|deng|noto.*cjk|noto.*sc|wqy|sourcehan|pingfang", re.I
)
FONT_FOLDERS = (
    Path(os.environ.get("WINDIR", "/nowhere")) / "Fonts",
    Path("/System/Library/Fonts"),
    Path("/usr/share/fonts"),
    Path("~/.local/share/fonts"),
)
EXTRA = "extra_"
"""What the keys of extras begin with."""
OFFLINE = Words(
    "有网络时：{1} {0}\n"
    "没有网络时：在一台有网络、系统和 Python 版本相同的电脑上运行\n"
    "  python -m pip download --only-binary=:all: -d wheels {0}\n"
    "把 wheels 文件夹带过来，再运行\n"
    "  {1} --no-index --find-links wheels {0}",
    "With a network: {1} {0}\n"
    "Without one: on a computer that has one, of the same system and Python version, run\n"
    "  python -m pip download --only-binary=:all: -d wheels {0}\n"
    "bring the folder wheels here, and run\n"
    "  {1} --no-index --find-links wheels {0}",
)
NO_PYTHON = Words(
    "这个文件夹自成一体，不带 Python，装不了别的组件。要用附加组件，"
    "请改用需要 Python 的那种文件夹，或在有 Python 的电脑上用 pip 安装 optalloc。",
    "This folder is self-contained, without Python, and takes no packages. For extras use the "
    "folder that needs Python, or install optalloc by pip where there is one.",
)


@dataclass(frozen=True)
class MachineCheck:
    """One thing that was tried.

    Attributes:
        key: Its name in JSON.
        state: `missing` is something that the product does without; `broken` is none such.
        needed: Whether the product cannot solve, show or write without it.
        found: What was found.
        remedy: What to do; empty where there is nothing to do.
    """

    key: str
    what: Words
    state: State
    found: Words
    needed: bool = False
    remedy: Words = NOTHING

    @property
    def is_well(self) -> bool:
        """Whether nothing that is needed fails."""
        return not self.needed or self.state in ("works", "mended")

    def as_json(self, lang: Lang) -> dict[str, Any]:
        """Return the check with its words in one language."""
        said = {n: v.say(lang) if isinstance(v, Words) else v for n, v in vars(self).items()}
        return {name: said[name] for name in asdict(self)}


def how_to_install(checks: Sequence[MachineCheck]) -> Words | None:
    """Return how packages come to this computer, with a network and without; None if none lack."""
    if not any(check.key.startswith(EXTRA) and check.state == "missing" for check in checks):
        return None
    return _recipe("组件", "PACKAGES")


def _recipe(zh: str, en: str) -> Words:
    """Return how packages, by their names, come to the Python that is at work."""
    if getattr(sys, "frozen", False):
        return NO_PYTHON
    install, about = "python -m pip install", Path(sys.prefix) / "pyvenv.cfg"
    if find_spec("pip") is None and about.is_file() and "\nuv = " in about.read_text("utf-8"):
        # `uv tool install` and `uv venv` bring no pip either; uv itself installs there.
        install = f'uv pip install --python "{sys.executable}"'
    elif find_spec("pip") is None:
        # An office's folder installs by the wheel of pip beside it, and has no pip of its own.
        folder = Path(sys.prefix).parent / "wheels"
        wheel = next(iter(sorted(folder.glob("pip-*.whl"))), Path("wheels/pip-VERSION.whl"))
        install = f'"{sys.executable}" "{wheel / "pip"}" install'
        if not wheel.exists():
            zh, en = f"pip {zh}", f"pip {en}"
    return Words(OFFLINE.zh.format(zh, install), OFFLINE.en.format(en, install))


def examined() -> Iterator[MachineCheck]:
    """Yield each check as soon as it is made, what is needed most first."""
    yield _python()
    yield from _engines()
    yield from _packages()
    yield from _folders()
    yield _terminal()
    yield _fonts()
    for extra in EXTRAS:
        yield _extra(extra)


def _python() -> MachineCheck:
    found = f"{platform.python_version()}, {platform.system()} {platform.machine()}"
    return MachineCheck("python", same("Python"), "works", same(f"{found}, {sys.executable}"), True)


def _engines() -> Iterator[MachineCheck]:
    """Yield both engines; one of them is enough, and without any the product cannot be used."""
    tried = [_engine("cbc", _cbc), _engine("highs", _highs)]
    is_lost = all(check.state == "broken" for check in tried)
    for check, other in zip(tried, tried[::-1], strict=True):
        takes_over = Words(
            f"现在由 {other.what.zh} 代为求解，结果会写明。",
            f"{other.what.en} solves in its place, and results say so.",
        )
        remedy = check.remedy + (takes_over if check.state == "broken" and not is_lost else NOTHING)
        fields = {**vars(check), "needed": is_lost, "remedy": remedy}
        yield MachineCheck(**fields)


def _engine(name: str, start: Callable[[], EngineRun]) -> MachineCheck:
    mended = _made_executable() if name == "cbc" else False
    began = time.monotonic()
    try:
        said = _tried(start())
    except (ImportError, OSError) as error:
        said = cannot_start(error)
    if said is None:
        spent = f"{time.monotonic() - began:.2f}"
        found = Words(
            f"{_version_of(name)}，试算一题用 {spent} 秒",
            f"{_version_of(name)}, solved a small program in {spent} s",
        )
        if mended:
            found += Words("；原来没有执行权限，已补上", "; it was not executable and now is")
        return MachineCheck(name, same(NAMES[name]), "mended" if mended else "works", found)
    return MachineCheck(name, same(NAMES[name]), "broken", said, remedy=_remedy_of(name))


def _tried(run: EngineRun) -> Words | None:
    """Return how an engine fails on a program whose answer is known; None where it solves it."""
    until = time.monotonic() + TRY_SECONDS
    try:
        while not run.is_done():
            if time.monotonic() > until:
                return Words(
                    f"{TRY_SECONDS:.0f} 秒没有结果", f"gave no answer in {TRY_SECONDS:.0f} s"
                )
            time.sleep(LOOK_SECONDS)
        answer = run.answer()
    finally:
        run.stop()
    if answer.failed is not None:
        return answer.failed
    if answer.verdict == "optimal" and answer.x is not None and np.round(answer.x).sum() == LEAST:
        return None
    return Words("试算的答案不对", "gave a wrong answer to a small program")


LEAST = 4
"""The value of the small program: 2 a + 3 b + 5 c at least 17 with as few steps as can be."""


def _small() -> LinearProgram:
    row = np.array([2.0, 3.0, 5.0])
    return LinearProgram(
        cost=np.ones(3),
        lower=np.zeros(3, dtype=np.int64),
        upper=np.full(3, 9, dtype=np.int64),
        is_whole=np.ones(3, dtype=np.bool_),
        start=np.array([0, 3], dtype=np.int64),
        column=np.arange(3, dtype=np.int64),
        coefficient=row,
        low=np.array([17.0]),
        high=np.array([17.0]),
    )


def _cbc() -> EngineRun:
    from optalloc.solver.engines.cbc import Cbc, CbcRun

    return CbcRun(Cbc().path, _small(), True, None)


def _highs() -> EngineRun:
    import highspy

    from optalloc.solver.engines.highs_process import HighsRun

    assert highspy is not None  # the process would say less of why it cannot be imported
    return HighsRun(_small(), None)


def _made_executable() -> bool:
    """Return whether CBC's file lacked the right to be run and has it now."""
    from optalloc.solver.engines.cbc import Cbc

    path = Path(Cbc().path)
    if os.name == "nt" or not path.is_file() or os.access(path, os.X_OK):
        return False
    try:
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
    except OSError:
        return False
    return os.access(path, os.X_OK)


def _remedy_of(name: str) -> Words:
    """Return what a person can do about an engine; no network is needed for the first of it."""
    if name == "cbc":
        from optalloc.solver.engines.cbc import Cbc

        path = Path(Cbc().path)
        if path.is_file() and not os.access(path, os.X_OK):
            return Words(
                f"请管理员给它执行权限：{path}。",
                f"Have an administrator make it executable: {path}. ",
            )
        where = Words(
            f"若是杀毒软件删掉或拦住了它，请先放行：{path}；",
            f"If a virus scanner removed or blocks it, have it allowed: {path}. ",
        )
        again = Words(
            "再用装 optalloc 时的同一批安装包重装 pulp。",
            "Then install pulp again from the wheels that optalloc came with. ",
        )
        return where + again
    return Words(
        "请用装 optalloc 时的同一批安装包再装一次 highspy。",
        "Install highspy again from the wheels that optalloc came with. ",
    )


def _version_of(name: str) -> str:
    from optalloc.solver.engines.select import engine

    return engine(name).version


def _packages() -> Iterator[MachineCheck]:
    """Yield the packages that the default install brings, as one check."""
    there, gone = [], []
    for package in _required(None):
        try:
            there.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            gone.append(package)
    what, names = Words("组件", "packages"), " ".join(gone)
    if gone:
        said = Words(f"缺少 {names}", f"lacking: {names}")
        yield MachineCheck("packages", what, "broken", said, True, _recipe(names, names))
    else:
        yield MachineCheck("packages", what, "works", same(", ".join(there)), True)


def _required(extra: str | None) -> list[str]:
    """Return the packages that the product or one of its extras asks for, by its own record."""
    names = []
    try:
        lines = requires("optalloc") or []
    except PackageNotFoundError:  # run from its sources, without being installed
        lines = []
    for line in lines:
        marked = re.search(r"extra\s*==\s*['\"]([^'\"]+)", line)
        if (marked[1] if marked else None) == extra:
            names.append(re.split(r"[\s<>=!~;(]", line, maxsplit=1)[0])
    return names


def _folders() -> Iterator[MachineCheck]:
    """Yield the folders that are written to: engines' scratch files are needed, results go here."""
    scratch = Path(tempfile.gettempdir())
    told = (
        ("scratch", Words("临时文件夹", "scratch folder"), scratch, True),
        ("folder", Words("当前文件夹", "this folder"), Path("."), False),
    )
    for key, what, path, needed in told:
        try:
            with tempfile.TemporaryFile(dir=path) as file:
                file.write("中文".encode())
            free = shutil.disk_usage(path).free // 2**20
            found = Words(f"{path} 可写，余 {free} MB", f"{path} can be written to, {free} MB free")
            yield MachineCheck(key, what, "works", found, needed)
        except OSError as error:
            found = Words(f"{path} 不可写", f"{path} cannot be written to")
            reason = system_reason(error.errno)
            found += Words(f"：{reason.zh.rstrip('。')}", f": {reason.en.rstrip('.')}")
            remedy = (
                Words(
                    "请用环境变量 TMPDIR（Windows 为 TEMP）指定一个可写的文件夹。",
                    "Set TMPDIR (TEMP on Windows) to a folder that can be written to.",
                )
                if needed
                else Words("写结果时请换一个文件夹。", "Write results to another folder.")
            )
            yield MachineCheck(key, what, "broken" if needed else "missing", found, needed, remedy)


def _terminal() -> MachineCheck:
    """Return whether this terminal is likely to show Chinese; output is UTF-8 in any case."""
    named = locale.getpreferredencoding(False)
    what = Words("终端编码", "terminal encoding")
    try:
        "中文".encode(named)
    except (LookupError, UnicodeEncodeError):
        remedy = Words(
            "输出总是 UTF-8；若中文显示不对，请设 LANG=zh_CN.UTF-8，或把终端改为 UTF-8。",
            "Output is UTF-8 all the same; if Chinese looks wrong, set LANG=C.UTF-8 or the "
            "terminal to UTF-8.",
        )
        return MachineCheck("terminal", what, "missing", same(named), remedy=remedy)
    return MachineCheck("terminal", what, "works", same(named))


def _fonts() -> MachineCheck:
    """Return whether the machine has a Chinese font; pictures alone draw letters themselves."""
    what = Words("中文字体", "Chinese font")
    found = _named_by_fontconfig() or next(
        (
            file.name
            for folder in FONT_FOLDERS
            for file in sorted(folder.expanduser().rglob("*"))
            if CHINESE_FONTS.search(file.name)
        ),
        None,
    )
    if found:
        return MachineCheck("font", what, "works", same(found))
    remedy = Words(
        "网页、Word 和工作簿用阅读者电脑上的字体，不受影响；"
        "PNG 图片用附加组件 pictures 自带的字体。",
        "Pages, Word files and workbooks use the reader's fonts all the same; PNG pictures use the "
        "font that the extra pictures brings.",
    )
    said = Words("这台电脑上没有找到", "none was found on this computer")
    return MachineCheck("font", what, "missing", said, remedy=remedy)


def _named_by_fontconfig() -> str | None:
    command = shutil.which("fc-list")
    if command is None:
        return None
    try:
        run = subprocess.run(
            [command, ":lang=zh", "family"],
            capture_output=True,
            timeout=FONTS_SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    lines = run.stdout.decode("utf-8", "replace").splitlines()
    return lines[0].strip() if lines else None


def _extra(name: str) -> MachineCheck:
    purpose, _ = EXTRAS[name]
    what = Words(f"附加组件 {name}（{purpose.zh}）", f"extra {name} ({purpose.en})")
    if is_there(name):
        return MachineCheck(f"{EXTRA}{name}", what, "works", Words("已装", "installed"))
    said = Words("没有装，其余功能不受影响", "not installed; all else works without it")
    listed = " ".join(f"'{package}'" if "[" in package else package for package in _required(name))
    needs = Words(f"要装的组件：{listed}", f"packages to install: {listed}")
    return MachineCheck(f"{EXTRA}{name}", what, "missing", said, remedy=needs)
