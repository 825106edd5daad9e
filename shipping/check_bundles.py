"""Use what `make bundle` wrote: the folder without Python, and the wheel by pipx and uv.

Everything runs without a network where the machine allows it, and else behind proxies that lead
nowhere.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

PLAN = "examples/scenarios/meilan-2023/two-towns.yaml"
NOWHERE = "http://127.0.0.1:9"
BLOCKED = {name: NOWHERE for name in ("http_proxy", "https_proxy", "ALL_PROXY")}


def without_network() -> list[str]:
    """Return what to put before a command so that it has no network; nothing where that fails."""
    prefix = ["unshare", "--net", "--map-root-user"]
    try:
        done = subprocess.run([*prefix, "true"], capture_output=True, check=False)
    except FileNotFoundError:
        return []
    return prefix if done.returncode == 0 else []


def run(*words: str | Path, folder: Path, path: str, seconds: float = 120) -> str:
    """Run a command with nothing of ours in its environment; return what it prints."""
    environment = {"HOME": str(folder), "PATH": path, "LANG": "C.UTF-8", **BLOCKED}
    command = [*without_network(), *map(str, words)]
    command[0] = shutil.which(command[0]) or command[0]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=seconds,
        check=False,
    )  # fmt: skip
    if done.returncode:
        raise AssertionError(f"{command}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def address_of_workbench(program: Path, folder: Path, path: str) -> str:
    """Start the workbench without a network, and return the line with its address."""
    environment = {"HOME": str(folder), "PATH": path, "LANG": "C.UTF-8", **BLOCKED}
    command = [*without_network(), str(program), "open", PLAN, "--no-browser"]
    command[0] = shutil.which(command[0]) or command[0]
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    return line


def use(program: Path, folder: Path, path: str) -> None:
    """Solve, report and open the plan the product starts from."""
    said = run(program, "solve", PLAN, "--lang", "zh", folder=folder, path=path)
    assert "已证明最优，精确运算" in said and "灵山镇" in said, said
    run(program, "report", PLAN, "--lang", "zh", "--out", "papers", folder=folder, path=path)
    written = {one.name for one in (folder / "papers").iterdir()}
    assert {"plan.docx", "plan.xlsx", "page.html", "notice.docx"} <= written, written
    for engine in ("cbc", "highs"):
        out = f"out-{engine}"
        asked = ("solve", PLAN, "--solver", engine, "--out", out)
        run(program, *asked, folder=folder, path=path)
    assert "http://127.0.0.1:" in address_of_workbench(program, folder, path)


def check_frozen(dist: Path, scratch: Path) -> None:
    """Use the folder without Python from a place with a Chinese name and a space."""
    (made,) = dist.glob("optalloc-linux-*-self-contained")
    folder = scratch / "资金 分配"
    shutil.copytree(made, folder)
    use(folder / "optalloc", folder, path="/nonexistent")
    sweep = ("explore", "sweep", PLAN, "--vary", "rules.split.shares.市级=45%")
    assert "--vary" in run(folder / "optalloc", *sweep[:2], "--help", folder=folder, path="/none")


def check_tools(dist: Path, scratch: Path) -> None:
    """Install the wheel as pipx and uv do, from the bundle's wheels, and use it."""
    (bundle,) = dist.glob("optalloc-linux-x86_64")
    (wheel,) = (bundle / "wheels").glob("optalloc-*.whl")
    shutil.copytree(bundle / "examples", scratch / "examples")
    path = os.environ["PATH"]
    offline = f"--no-index --find-links {bundle / 'wheels'}"
    home = scratch / "tools"
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
    pip = [str(home / "bin/python"), "-m", "pip", "install", "--quiet"]
    subprocess.run([*pip, "pipx", "uv"], check=True)
    run(
        home / "bin/uv", "tool", "install", "--offline", "--python", sys.executable,
        *offline.split(), wheel, folder=scratch, path=path,
    )  # fmt: skip
    use(scratch / ".local/bin/optalloc", scratch, path)
    run(home / "bin/uv", "tool", "uninstall", "optalloc", folder=scratch, path=path)
    shutil.rmtree(scratch / "papers")
    run(
        home / "bin/pipx", "install", "--python", sys.executable, "--pip-args", offline,
        wheel, folder=scratch, path=path,
    )  # fmt: skip
    use(scratch / ".local/bin/optalloc", scratch, path)


def main() -> None:
    """Check what lies in a folder."""
    dist = Path(sys.argv[1]).resolve()
    for check in (check_frozen, check_tools):
        with TemporaryDirectory() as scratch:
            check(dist, Path(scratch))
        print(f"{check.__name__}: works without a network")


if __name__ == "__main__":
    main()
