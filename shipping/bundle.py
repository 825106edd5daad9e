"""Write the bundles: folders from which an office installs without a network.

`make bundle`: for each kind of computer dist/optalloc-KEY/ and its zip; on Linux also a folder that
needs no Python (`--frozen`). Everything lands in dist/; wheels that do not exist are named.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from bundle_frozen import write_frozen
from bundle_wheels import TARGETS, Target, download, resolved
from jinja2 import Environment, FileSystemLoader, StrictUndefined

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = Path(__file__).resolve().parent / "bundle"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


def build_wheel(folder: Path) -> Path:
    """Build our own wheel into a folder."""
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir"]
    subprocess.run([*command, str(folder), str(ROOT)], check=True)
    return next(folder.glob("optalloc-*.whl"))


def gather(wheel: Path, target: Target, pythons: list[str], folder: Path) -> dict[str, list[str]]:
    """Download for every Python; return, for each that cannot be served, what is missing."""
    folder.mkdir(parents=True)
    shutil.copy2(wheel, folder)
    missing = {}
    for python in pythons:
        try:
            lacks = download(resolved(wheel, target, python), target, python, folder)
        except LookupError as error:
            lacks = [str(error)]
        if lacks:
            missing[python] = lacks
    # One pip does for every Python; the newest.
    for older in sorted(folder.glob("pip-*.whl"))[:-1]:
        older.unlink()
    return missing


def sha256(path: Path) -> str:
    """Return the digest of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def copy_examples(folder: Path) -> None:
    """Copy the scenarios and the policies that they take from `models/`."""
    for name in ("scenarios", "models"):
        shutil.copytree(ROOT / name, folder / "examples" / name)


def write_scripts(folder: Path, target: Target, pythons: list[str]) -> None:
    """Write the installer that suits the system; newest Python first."""
    newest_first = " ".join(reversed(pythons))
    if target.system == "win32":
        text = (TEMPLATES / "安装.bat").read_text(encoding="utf-8")
        # cmd reads it in the code page that its second line sets; in GB2312 no byte of a
        # character is a sign that cmd would act on.
        lines = text.replace("@VERSIONS@", newest_first).replace("\n", "\r\n")
        (folder / "安装.bat").write_bytes(lines.encode("gb2312"))
    else:
        text = (TEMPLATES / "install.sh").read_text(encoding="utf-8")
        (folder / "install.sh").write_text(text.replace("@VERSIONS@", newest_first), "utf-8")
        (folder / "install.sh").chmod(0o755)
    shutil.copy2(TEMPLATES / "install.py", folder)


def write_page(folder: Path, target: Target, said: dict[str, object]) -> None:
    """Write the instructions."""
    loader = FileSystemLoader(TEMPLATES)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    start = "optalloc.bat" if target.system == "win32" else "./optalloc"
    fields = {"system": target.system, "machine": target.machines[0], "start": start}
    text = environment.get_template("README.html").render(name=target.name, **fields, **said)
    (folder / "README.html").write_text(text, encoding="utf-8")


def write_bundle(wheel: Path, target: Target, pythons: list[str], out: Path) -> Path:
    """Write the bundle of one kind of computer, and say what it lacks."""
    folder = out / f"optalloc-{target.key}"
    shutil.rmtree(folder, ignore_errors=True)
    missing = gather(wheel, target, pythons, folder / "wheels")
    served = [python for python in pythons if python not in missing]
    for python, lacks in missing.items():
        print(f"{target.name}, Python {python}: no wheel of {', '.join(lacks)}", file=sys.stderr)
    if not served:
        sys.exit(f"{target.name}: no bundle, because no Python has all the wheels")
    wheels = sorted((folder / "wheels").glob("*.whl"))
    write_scripts(folder, target, served)
    copy_examples(folder)
    made_for = {
        "name": target.name,
        "system": target.system,
        "machines": target.machines,
        "pythons": served,
        "missing": missing,
        "sha256": {f"wheels/{path.name}": sha256(path) for path in wheels},
    }
    text = json.dumps(made_for, ensure_ascii=False, indent=1)
    (folder / "bundle.json").write_text(text, encoding="utf-8")
    size = sum(path.stat().st_size for path in wheels)
    said: dict[str, object] = {
        "version": wheel.name.split("-")[1],
        "pythons": served,
        "count": len(wheels),
        "megabytes": round(size / 1e6),
        "missing": [f"Python {one}: {', '.join(lacks)}" for one, lacks in missing.items()],
    }
    write_page(folder, target, said)
    print(f"{folder.name}: {len(wheels)} wheels, {round(size / 1e6)} MB, Python {' '.join(served)}")
    return folder


def pack(folder: Path) -> None:
    """Pack a folder as a zip beside it; scripts stay executable."""
    with ZipFile(folder.with_name(f"{folder.name}.zip"), "w", ZIP_DEFLATED) as packed:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                packed.write(path, path.relative_to(folder.parent))


def main() -> None:
    """Write the bundles that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=[target.key for target in TARGETS], action="append")
    parser.add_argument("--python", action="append", help=f"by default {', '.join(PYTHONS)}")
    parser.add_argument("--frozen", action="store_true", help="also the folder without Python")
    parser.add_argument("--no-zip", action="store_true")
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    wheel = build_wheel(asked.out)
    folders = [
        write_bundle(wheel, target, asked.python or list(PYTHONS), asked.out)
        for target in TARGETS
        if asked.only is None or target.key in asked.only
    ]
    if asked.frozen:
        folders.append(write_frozen(asked.out))
        copy_examples(folders[-1])
    if not asked.no_zip:
        for folder in folders:
            pack(folder)


if __name__ == "__main__":
    os.umask(0o022)
    main()
