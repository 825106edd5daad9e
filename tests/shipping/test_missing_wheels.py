"""What a platform has no wheel of is named, on the screen, in the page and in bundle.json.

The index is a folder of made wheels: `native` has none for ARM64 and Python 3.13, and none at all
for Windows; what it needs from Windows alone, `registry`, can be had.
"""

import json
import os
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "shipping"))

from bundle import write_bundle  # noqa: E402
from bundle_wheels import TARGETS  # noqa: E402

WHEELS = {
    "optalloc-9.9-py3-none-any": ["native", "registry; sys_platform == 'win32'"],
    "pip-9.9-py3-none-any": [],
    "registry-1.0-py3-none-any": [],
    "native-1.0-cp312-cp312-manylinux_2_28_aarch64": [],
    "native-1.0-cp312-cp312-manylinux_2_28_x86_64": [],
    "native-1.0-cp313-cp313-manylinux_2_28_x86_64": [],
}
WINDOWS, LINUX, ARM64 = TARGETS


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of wheels, which pip and uv ask instead of an index."""
    folder = tmp_path / "index"
    folder.mkdir()
    for wheel, needs in WHEELS.items():
        name, version, *_ = wheel.split("-")
        record = f"{name}-{version}.dist-info"
        lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
        lines += [f"Requires-Dist: {need}" for need in needs]
        with ZipFile(folder / f"{wheel}.whl", "w") as packed:
            packed.writestr(f"{record}/METADATA", "\n".join(lines) + "\n")
            packed.writestr(f"{record}/WHEEL", "Wheel-Version: 1.0\n")
            packed.writestr(f"{record}/RECORD", "")
    for name in [*os.environ]:
        if name.startswith(("PIP_", "UV_")):
            monkeypatch.delenv(name)
    # No file of settings of this computer either.
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("UV_NO_CONFIG", "1")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    for tool in ("PIP", "UV"):
        monkeypatch.setenv(f"{tool}_FIND_LINKS", str(folder))
    monkeypatch.setenv("UV_OFFLINE", "1")
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))
    return folder


@pytest.mark.slow
def test_a_python_without_a_wheel_is_left_out_and_the_wheel_is_named(
    index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wheel = index / "optalloc-9.9-py3-none-any.whl"
    folder = write_bundle(wheel, ARM64, ["3.12", "3.13"], tmp_path)
    said = capsys.readouterr()
    assert said.out.startswith("optalloc-linux-arm64: 3 wheels, 0 MB, Python 3.12\n")
    assert said.err == f"{ARM64.name}, Python 3.13: no wheel of native==1.0\n"
    made = json.loads((folder / "bundle.json").read_text(encoding="utf-8"))
    assert made["pythons"] == ["3.12"] and made["missing"] == {"3.13": ["native==1.0"]}
    page = (folder / "README.html").read_text(encoding="utf-8")
    assert "<li>Python 3.13: native==1.0</li>" in page.partition("没有的组件")[2]
    assert sorted(name.partition("-")[0] for name in made["sha256"]) == [
        "wheels/native", "wheels/optalloc", "wheels/pip",
    ]  # fmt: skip


@pytest.mark.slow
def test_a_platform_that_no_python_serves_gets_no_bundle_and_is_named(
    index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wheel = index / "optalloc-9.9-py3-none-any.whl"
    with pytest.raises(SystemExit, match="no bundle, because no Python has all the wheels"):
        write_bundle(wheel, WINDOWS, ["3.12"], tmp_path)
    said = capsys.readouterr().err
    assert said == f"{WINDOWS.name}, Python 3.12: no wheel of native==1.0\n"
