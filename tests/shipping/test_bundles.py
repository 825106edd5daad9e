"""Bundles: one installs here without a network; those of other systems have wheels that fit."""

import json
import re
import subprocess
import sys
from email.parser import HeaderParser
from functools import cache
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "shipping"))

from bundle import write_scripts  # noqa: E402
from bundle_wheels import TARGETS, Target  # noqa: E402
from check_bundles import run, use  # noqa: E402

HERE = "{}.{}".format(*sys.version_info[:2])
PYTHON = {"windows-x64": "3.12", "linux-x86_64": HERE, "linux-arm64": "3.13"}
KEYS = pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.key)
NAMES = {"win32": ("nt", "Windows"), "linux": ("posix", "Linux")}


def written(target: Target, out: Path) -> Path:
    """Write the bundle of one kind of computer for one Python."""
    command = [sys.executable, str(ROOT / "shipping/bundle.py"), "--only", target.key]
    command += ["--python", PYTHON[target.key], "--no-zip", "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return out / f"optalloc-{target.key}"


@cache
def tags_of(target: Target, python: str) -> frozenset[Tag]:
    version = tuple(map(int, python.split(".")))
    platforms = list(target.tags)
    interpreter = "cp" + python.replace(".", "")
    of_cpython = cpython_tags(version, platforms=platforms)
    return frozenset([*of_cpython, *compatible_tags(version, interpreter, platforms)])


def requirements(wheel: Path) -> list[Requirement]:
    with ZipFile(wheel) as packed:
        (name,) = [
            one for one in packed.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", one)
        ]
        text = packed.read(name).decode("utf-8")
    return [
        Requirement(line) for line in HeaderParser().parsestr(text).get_all("Requires-Dist", [])
    ]


def unfit(target: Target, bundle: Path) -> list[str]:
    """Return the wheels that the platform does not take."""
    fits = tags_of(target, PYTHON[target.key])
    wheels = (bundle / "wheels").iterdir()
    return [wheel.name for wheel in wheels if not parse_wheel_filename(wheel.name)[3] & fits]


def unmet(target: Target, bundle: Path) -> list[str]:
    """Return what a wheel requires there and the bundle does not hold."""
    wheels = {}
    for wheel in (bundle / "wheels").iterdir():
        name, version, _, _ = parse_wheel_filename(wheel.name)
        wheels[name] = (version, wheel)
    assert len(wheels) > 30
    os_name, system = NAMES[target.system]
    machine = target.machines[0]
    there = {
        "sys_platform": target.system,
        "os_name": os_name,
        "platform_system": system,
        "platform_machine": machine.upper() if os_name == "nt" else machine,
        "python_version": PYTHON[target.key],
        "python_full_version": f"{PYTHON[target.key]}.0",
        "extra": "",
    }
    return [
        f"{wheel.name}: {needed}"
        for _, wheel in wheels.values()
        for needed in requirements(wheel)
        if needed.marker is None or needed.marker.evaluate(there)
        if (found := wheels.get(canonicalize_name(needed.name))) is None
        or not needed.specifier.contains(found[0], prereleases=True)
    ]


def untold(target: Target, bundle: Path) -> list[str]:
    """Return what the page of instructions should say and does not."""
    said = (bundle / "README.html").read_text(encoding="utf-8")
    made_for = json.loads((bundle / "bundle.json").read_text(encoding="utf-8"))
    assert "http" not in said and made_for["pythons"] == [PYTHON[target.key]]
    return [w for w in (target.name, PYTHON[target.key], "HiGHS", "Unpack") if w not in said]


# One test a bundle, so that each is written once however many processes share the tests.
@pytest.mark.slow
@KEYS
def test_a_bundle_holds_all_that_its_platform_needs_and_nothing_that_does_not_fit(
    target: Target, tmp_path: Path
) -> None:
    bundle = written(target, tmp_path / "资金 分配")
    assert unfit(target, bundle) == [] and unmet(target, bundle) == []
    assert untold(target, bundle) == []
    if target.key == "linux-x86_64":
        installed_and_used(bundle)
    else:
        refused(bundle, "只适合", "请换对应")


def installed_and_used(bundle: Path) -> None:
    """Install it without a network, solve, report and open; then spoil a file."""
    path = f"{Path(sys.executable).resolve().parent}:/usr/bin:/bin"
    said = run("/bin/sh", "install.sh", folder=bundle, path=path, seconds=300)
    assert "装好了" in said, said
    use(bundle / "optalloc", bundle, path="/usr/bin:/bin")
    next((bundle / "wheels").glob("numpy-*")).unlink()
    refused(bundle, "缺失或损坏")


def refused(bundle: Path, *reasons: str) -> None:
    """Assert that its installer says one of these, and installs nothing."""
    command = [sys.executable, str(bundle / "install.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and any(reason in done.stdout for reason in reasons)


STARTS = '#!/bin/sh\nexec {python} "$@"\n'
GONE = "#!/bin/sh\necho 'pyenv: python: command not found' >&2\nexit 127\n"
HOLLOW = "#!/bin/sh\nexec {python} -c 'import nothing_of_this_name'\n"
NO_INTERPRETER = "#!/nowhere/python3\n"
OWN = "python{}.{}".format(*sys.version_info[:2])
OTHER = "python3.13" if OWN != "python3.13" else "python3.12"
VERSIONS = sorted({OWN.removeprefix("python"), OTHER.removeprefix("python")})


@pytest.mark.parametrize(
    ("commands", "says", "code"),
    [
        ({OTHER: GONE, OWN: STARTS}, "installing", 0),
        ({OTHER: NO_INTERPRETER, "python3": STARTS}, "installing", 0),
        ({OTHER: STARTS, OWN: STARTS}, "installing", 0),
        ({OTHER: HOLLOW, OWN: GONE, "python3": STARTS}, "installing", 0),
        ({OTHER: GONE, "python3": HOLLOW}, f"does not start, or is not whole: {OTHER} python3.", 1),
        ({"python3": GONE}, "启动不了，或不完整）：python3。", 1),
        ({}, "这台电脑上没有找到 Python", 1),
    ],
)
def test_a_python_that_does_not_start_gives_way_to_the_next_or_to_a_letter(
    tmp_path: Path, commands: dict[str, str], says: str, code: int
) -> None:
    """OTHER is asked first or second: neither it nor the version it claims is taken at its word."""
    write_scripts(tmp_path, TARGETS[-1], VERSIONS)
    (tmp_path / "install.py").write_text("print('installing')\n", encoding="utf-8")
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "dirname").symlink_to("/usr/bin/dirname")
    for name, text in commands.items():
        (tools / name).write_text(text.format(python=sys.executable), encoding="utf-8")
        (tools / name).chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", "install.sh"],
        cwd=tmp_path, env={"PATH": str(tools)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (code, "") and says in done.stdout


def test_what_starts_the_program_says_where_its_python_is_gone(tmp_path: Path) -> None:
    write_scripts(tmp_path, TARGETS[-1], VERSIONS)
    (tmp_path / "bundle.json").write_text("{}", encoding="utf-8")
    write = [sys.executable, "-c", "import install; install.write_starters()"]
    subprocess.run(write, cwd=tmp_path, check=True)
    python = tmp_path / "program" / "bin" / "python"
    python.parent.mkdir(parents=True)
    for name in ("optalloc", "打开工作台.sh"):
        python.unlink(missing_ok=True)
        python.symlink_to("/nowhere/python3")
        done = subprocess.run([tmp_path / name], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (1, "")
        assert "请再运行一次 sh install.sh" in done.stderr and "is gone" in done.stderr
        python.unlink()
        python.symlink_to("/bin/echo")
        done = subprocess.run([tmp_path / name, "x"], capture_output=True, text=True, check=False)
        assert done.stdout.startswith("-m optalloc")


def test_the_installer_of_windows_has_no_byte_that_its_command_line_would_act_on(
    tmp_path: Path,
) -> None:
    write_scripts(tmp_path, TARGETS[0], ["3.12", "3.13"])
    written = (tmp_path / "安装.bat").read_bytes()
    assert b"\n" not in written.replace(b"\r\n", b"") and b"chcp 936" in written
    text = written.decode("gb2312")
    assert "这台电脑上没有能用的 Python" in text and "(3.13 3.12)" in text
    # Each Python shows that it starts, and has what an installation needs, before it is taken.
    assert text.count('-c "%NEEDED%"') == text.count(" install.py") == 2
    for character in text:
        bytes_of_it = character.encode("gb2312")
        assert len(bytes_of_it) == 1 or min(bytes_of_it) >= 0xA1
