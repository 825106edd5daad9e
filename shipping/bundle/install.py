"""Install optalloc from the wheels beside this file, without a network.

安装程序：不联网，只用本文件夹里的组件。由 安装.bat 或 install.sh 启动。
"""

import hashlib
import json
import platform
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROGRAM = HERE / "program"
WINDOWS = sys.platform == "win32"
MADE_FOR = json.loads((HERE / "bundle.json").read_text(encoding="utf-8"))


def say(zh, en):
    """Print one sentence in both languages."""
    print(zh)
    print("  " + en, flush=True)


def stop(zh, en):
    """Say why nothing was installed, and end."""
    say(zh, en)
    sys.exit(1)


def check_python():
    """End where this Python is none that the wheels were made for."""
    found = "{}.{}".format(*sys.version_info[:2])
    wanted = ", ".join(MADE_FOR["pythons"])
    if found not in MADE_FOR["pythons"]:
        stop(
            f"这是 Python {found}，本文件夹的组件只适合 Python {wanted}。"
            "请装其中一个版本，再运行一次。",
            f"This is Python {found}; the wheels here are for Python {wanted}.",
        )
    machine = platform.machine().lower()
    if machine not in MADE_FOR["machines"] or sys.platform != MADE_FOR["system"]:
        stop(
            f"这台电脑是 {sys.platform} {machine}，本文件夹是给 {MADE_FOR['name']} 的。"
            "请换对应的文件夹。",
            f"This computer is {sys.platform} {machine}, this folder is for {MADE_FOR['name']}.",
        )
    if sys.maxsize < 2**32:
        stop("这是 32 位的 Python，请装 64 位的。", "This Python has 32 bits; install one of 64.")


def check_files():
    """End where a file did not arrive as it was sent."""
    damaged = [
        name
        for name, digest in MADE_FOR["sha256"].items()
        if not (HERE / name).is_file()
        or hashlib.sha256((HERE / name).read_bytes()).hexdigest() != digest
    ]
    if damaged:
        stop(
            "这些文件缺失或损坏，请重新拷贝整个文件夹；也可能是杀毒软件隔离了它们：\n    "
            + "\n    ".join(damaged),
            "These files are missing or damaged: copy the whole folder again.",
        )


def run(*words):
    """Run one step; end where it fails."""
    if subprocess.run([str(word) for word in words], check=False).returncode:
        stop(
            "安装没有完成。请把上面的内容发给提供本文件夹的人。",
            "The installation failed. Send what stands above to whoever gave you this folder.",
        )


def write_starters():
    """Write what is started by a double click, beside this file."""
    if WINDOWS:
        starts = {"optalloc.bat": "%*", "打开工作台.bat": "open"}
        for name, words in starts.items():
            line = f'@"%~dp0program\\Scripts\\python.exe" -m optalloc {words}'
            (HERE / name).write_bytes(f"{line}\r\n".encode("ascii"))
        return
    starts = {"optalloc": '"$@"', "打开工作台.sh": "open"}
    for name, words in starts.items():
        here = 'here=$(cd "$(dirname "$0")" && pwd)'
        # The program's Python is a link to that of the computer, which may be gone since.
        gone = "安装时用的 Python 不在了，请再运行一次 sh install.sh。"
        gone_en = "The Python it was installed with is gone: run sh install.sh again."
        there = (
            f'[ -x "$here/program/bin/python" ] || {{ echo "{gone}"; echo "{gone_en}"; exit 1; }}'
        )
        start = f'exec "$here/program/bin/python" -m optalloc {words}'
        text = f"#!/bin/sh\n{here}\n{there} >&2\n{start}\n"
        (HERE / name).write_text(text, encoding="utf-8")
        (HERE / name).chmod(0o755)


def main():
    """Install, write the starters, and let the program examine this computer."""
    check_python()
    check_files()
    say(f"正在安装到 {PROGRAM} …", f"Installing into {PROGRAM} …")
    # Neither ensurepip nor venv's own pip: 麒麟 and UOS ship Python without them.
    run(sys.executable, "-m", "venv", "--clear", "--without-pip", PROGRAM)
    python = PROGRAM / ("Scripts/python.exe" if WINDOWS else "bin/python")
    (pip,) = (HERE / "wheels").glob("pip-*.whl")
    quiet = ("--quiet", "--disable-pip-version-check", "--no-warn-script-location")
    # --isolated: no file of settings of this computer, and no index, is asked.
    run(
        python, pip / "pip", "--isolated", "install", *quiet,
        "--no-index", "--find-links", HERE / "wheels", "optalloc",
    )  # fmt: skip
    write_starters()
    run(python, "-m", "optalloc", "doctor", "--lang", "zh")
    start = "打开工作台.bat" if WINDOWS else "打开工作台.sh"
    say(f"装好了。双击“{start}”打开工作台。", f"Done. Start {start} to open the workbench.")


if __name__ == "__main__":
    main()
