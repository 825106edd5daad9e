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


def test_the_installer_of_windows_has_no_byte_that_its_command_line_would_act_on(
    tmp_path: Path,
) -> None:
    write_scripts(tmp_path, TARGETS[0], ["3.12", "3.13"])
    written = (tmp_path / "安装.bat").read_bytes()
    assert b"\n" not in written.replace(b"\r\n", b"") and b"chcp 936" in written
    text = written.decode("gb2312")
    assert "这台电脑上没有找到 Python" in text and "(3.13 3.12)" in text
    for character in text:
        bytes_of_it = character.encode("gb2312")
        assert len(bytes_of_it) == 1 or min(bytes_of_it) >= 0xA1
