"""Write a folder that needs neither Python nor a network, by PyInstaller, for this machine."""

import platform
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).resolve().parent
NOT_NEEDED = (
    "tkinter",
    "MySQLdb",
    "IPython",
    "matplotlib",
    "scipy",
    "ortools",
    "pytest",
    "pyarrow",
)
README = """optalloc：不需要 Python、不需要网络的文件夹（{system} {machine}，glibc {glibc} 以上）

在终端里运行  ./optalloc open     打开工作台
              ./optalloc doctor   检查这台电脑
              ./optalloc solve examples/scenarios/meilan-2023/two-towns.yaml --lang zh
卸载：删除整个文件夹。

optalloc without Python and without a network ({system} {machine}, glibc {glibc} or newer).
Run ./optalloc open for the workbench, ./optalloc doctor to see what works here.
"""


def _package(name: str) -> Path:
    found = find_spec(name)
    assert found is not None and found.origin is not None, f"{name} is not installed"
    return Path(found.origin).parent


def write_frozen(out: Path) -> Path:
    """Write the folder into `out` and return it."""
    folder = out / f"optalloc-linux-{platform.machine()}-self-contained"
    shutil.rmtree(folder, ignore_errors=True)
    data = {
        # Sources too: commands are found by the listing of their folder, and the checker that
        # stands beside a certificate is a file of Python that is handed on as it is.
        _package("optalloc"): "optalloc",
        # python-docx finds its templates by way of this folder.
        _package("docx") / "parts/__init__.py": "docx/parts",
    }
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"]
    command += ["--onedir", "--name", "optalloc", "--contents-directory", "lib"]
    command += ["--collect-submodules", "optalloc", "--recursive-copy-metadata", "optalloc"]
    for package in ("pulp", "altair", "js_lib_vega_embed", "docx"):
        command += ["--collect-data", package]
    for module in NOT_NEEDED:
        command += ["--exclude-module", module]
    for source, place in data.items():
        command += ["--add-data", f"{source}:{place}"]
    with TemporaryDirectory() as scratch:
        places = ("--distpath", scratch, "--workpath", f"{scratch}/w", "--specpath", scratch)
        subprocess.run([*command, *places, str(HERE / "bundle/optalloc_frozen.py")], check=True)
        shutil.move(f"{scratch}/optalloc", folder)
    fields = {"system": platform.system(), "machine": platform.machine()}
    text = README.format(glibc=platform.libc_ver()[1], **fields)
    (folder / "说明-README.txt").write_text(text, encoding="utf-8")
    print(f"{folder.name}: {sum(p.stat().st_size for p in folder.rglob('*')) // 10**6} MB")
    return folder
