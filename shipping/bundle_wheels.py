"""Gather the wheels of one platform: resolved for it, not for this machine.

`pip download --platform` reads the markers of requirements (`sys_platform == "win32"`) as this
machine sees them, so what only Windows needs would be missing. uv resolves for the platform; pip
downloads.
"""

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

NO_WHEEL = re.compile(r"([\w.-]+(?:==[\w.!+-]+)?) ha(?:s|ve) no wheels")
"""What the resolver says of a package that a platform or a Python has no wheel of."""


@dataclass(frozen=True)
class Target:
    """One kind of computer.

    Attributes:
        key: Its name in names of folders.
        name: What an office calls it.
        uv: What uv calls it.
        tags: Platform tags of wheels that it takes, best first.
        system: `sys.platform` there.
        machines: `platform.machine()` there, in small letters.
    """

    key: str
    name: str
    uv: str
    tags: tuple[str, ...]
    system: str
    machines: tuple[str, ...]


def _manylinux(machine: str) -> tuple[str, ...]:
    """Return tags up to glibc 2.28, which 麒麟 V10 and UOS 20 have."""
    newer = [f"manylinux_2_{minor}_{machine}" for minor in range(28, 16, -1)]
    return (*newer, f"manylinux2014_{machine}", f"linux_{machine}")


TARGETS = (
    Target(
        "windows-x64", "Windows 64 位 (x64)", "x86_64-pc-windows-msvc", ("win_amd64",),
        "win32", ("amd64",),
    ),
    Target(
        "linux-x86_64", "Linux x86-64（麒麟、UOS）", "x86_64-manylinux_2_28",
        _manylinux("x86_64"), "linux", ("x86_64",),
    ),
    Target(
        "linux-arm64", "Linux ARM64（麒麟、UOS：飞腾、鲲鹏）", "aarch64-manylinux_2_28",
        _manylinux("aarch64"), "linux", ("aarch64",),
    ),
)  # fmt: skip


def resolved(wheel: Path, target: Target, python: str) -> list[str]:
    """Return every package that the wheel needs there, pinned.

    Raises:
        LookupError: No wheels for it, with the packages that have none, or else what the resolver
            says.
    """
    command = ["uv", "pip", "compile", "--quiet", "--no-header", "--no-annotate"]
    command += ["--python-platform", target.uv, "--python-version", python]
    command += ["--only-binary", ":all:", "-"]
    asked = f"optalloc @ {wheel.resolve().as_uri()}\npip\n"
    done = subprocess.run(
        [sys.executable, "-m", *command], input=asked, capture_output=True, text=True, check=False
    )
    if done.returncode:
        lacking = dict.fromkeys(NO_WHEEL.findall(done.stderr))
        raise LookupError(", ".join(lacking) or done.stderr.strip())
    lines = [line.strip() for line in done.stdout.splitlines()]
    return [line for line in lines if line and not line.startswith(("optalloc", "#"))]


def download(pins: list[str], target: Target, python: str, folder: Path) -> list[str]:
    """Download the pinned wheels; return those that the platform has none of."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--disable-pip-version-check", "--only-binary=:all:", "--dest", str(folder)]
    command += ["--implementation", "cp", "--python-version", python]
    command += [word for tag in target.tags for word in ("--platform", tag)]
    if subprocess.run([*command, *pins], capture_output=True, check=False).returncode == 0:
        return []
    # Something is missing: one by one, so that it can be named.
    return [
        pin
        for pin in pins
        if subprocess.run([*command, pin], capture_output=True, check=False).returncode
    ]
