"""The server: who comes in, what a page may ask for, and what never reaches the disk."""

import asyncio
import shutil
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

pytest.importorskip("httpx")

from openpyxl import Workbook
from starlette.testclient import TestClient

from optalloc.pipeline.certificate import check_certificate
from optalloc.workbench import gate, new_plan
from optalloc.workbench import office as offices
from optalloc.workbench.gate import HEADERS, Keys, hosts_of
from optalloc.workbench.lanes import Failed, Lane, Left, Refused, Task
from optalloc.workbench.new_plan import Uploads
from optalloc.workbench.office import Office
from optalloc.workbench.server import application

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1:8000"
HERE = f"http://{HOST}"
OWN = {"Origin": HERE, "X-Optalloc": "1"}


def keys(reader: str | None = None) -> Keys:
    return Keys(8000, hosts_of(["127.0.0.1", "localhost"], 8000), "secret", reader)


class Client(TestClient):
    """A client with the secret, at a server whose office works."""

    office: Office
    number: int = 0

    def ask(self, path: str, said: Any = None) -> Any:
        """Ask something of the test's own desk, or of the server."""
        path = path if path.startswith("/") else f"/api/desks/{self.number}/{path}"
        return self.post(path, json={} if said is None else said, headers=OWN)

    def change(self, *key: str, to: Any) -> Any:
        """Change one entry."""
        return self.ask("change", {"edits": [{"key": list(key), "value": to}], "said": key[-1]})


@pytest.fixture(scope="module")
def working(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Yield a client at one office for all of these tests: its workers take a second to start."""
    folder = tmp_path_factory.mktemp("office")
    for part in ("scenarios/six-factors", "models"):
        shutil.copytree(ROOT / part, folder / part)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPTALLOC_STATE", str(folder / "state"))
        held = Office(folder, "en", 60)
        with Client(application(held, keys("reader")), base_url=HERE) as client:
            client.office = held
            client.cookies.set("optalloc-8000", "secret")
            yield client


@pytest.fixture
def client(working: Client) -> Client:
    """Return the client at a desk of the test's own."""
    scenario = working.office.root / "scenarios" / "six-factors" / "plan.yaml"
    own = scenario.with_name(f"plan-{len(working.office.desks)}.yaml")
    shutil.copy(scenario, own)
    working.number = working.office.open(own)
    return working


@pytest.fixture
def outside(office: Path) -> TestClient:
    """Return a client without a cookie, at a server that does not work."""
    held = Office(office, "en", 60)
    return TestClient(application(held, keys("reader")), base_url=HERE, follow_redirects=False)


def test_nobody_comes_in_without_the_secret(outside: TestClient) -> None:
    for path in ("/", "/static/app.js", "/api/start", "/api/events", "/?key=wrong"):
        assert outside.get(path).status_code == 403
    answer = outside.get("/?key=secret")
    assert answer.status_code == 303 and answer.headers["location"] == "/"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie
    outside.cookies.set("optalloc-8000", "secret")
    assert outside.get("/").status_code == 200


def test_another_name_of_this_computer_is_refused(outside: TestClient) -> None:
    outside.cookies.set("optalloc-8000", "secret")
    for host in ("evil.example:8000", "127.0.0.1:9000", "127.0.0.1", ""):
        assert outside.get("/", headers={"Host": host}).status_code == 421
    assert outside.get("/", headers={"Host": "LOCALHOST:8000"}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Optalloc": "1"},
        {"Origin": HERE},
        {"Origin": "http://evil.example", "X-Optalloc": "1"},
        {"Origin": "null", "X-Optalloc": "1"},
        {"Origin": "http://127.0.0.1:9000", "X-Optalloc": "1"},
    ],
)
def test_only_a_page_of_this_server_changes_anything(
    outside: TestClient, headers: dict[str, str]
) -> None:
    outside.cookies.set("optalloc-8000", "secret")
    assert outside.post("/api/open", json={}, headers=headers).status_code == 403


def test_a_reader_changes_nothing(outside: TestClient) -> None:
    outside.cookies.set("optalloc-8000", "reader")
    said = outside.get("/api/start").json()
    assert said["may_write"] is False and not said["folder"] and not said["recent"]
    for path in ("/api/open", "/api/check?name=t.csv", "/api/new/make"):
        assert outside.post(path, json={}, headers=OWN).status_code == 403


def test_every_answer_has_the_strict_policy(outside: TestClient) -> None:
    outside.cookies.set("optalloc-8000", "secret")
    for path in ("/", "/static/app.js", "/nowhere", "/static/../server.py", "/static/%2e%2e/x"):
        answer = outside.get(path)
        assert {k: answer.headers[k] for k in HEADERS} == HEADERS
    assert "unsafe" not in HEADERS["Content-Security-Policy"]
    assert "default-src 'none'" in HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["..%2fserver.py", "server.py", "%2fetc%2fpasswd", "", "x.js"])
def test_only_files_of_the_page_are_served(outside: TestClient, name: str) -> None:
    outside.cookies.set("optalloc-8000", "secret")
    assert outside.get(f"/static/{name}").status_code == 404


def test_a_long_upload_is_refused_before_it_is_kept(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "LARGEST_BODY", 1000)
    path = "/api/check?name=t.csv"
    assert client.post(path, content=b"x" * 1001, headers=OWN).status_code == 413
    in_parts = (b"x" * 300 for _ in range(9))
    assert client.post(path, content=in_parts, headers=OWN).status_code == 413


def planned(client: Client, number: int) -> dict[str, Any]:
    """Return the plan of a state, once it is there."""
    shown, end = client.office.shown[client.number], time.monotonic() + 30
    while shown.number != number or ("plan", "en") not in shown.messages:
        assert time.monotonic() < end
        time.sleep(0.01)
    return shown.messages["plan", "en"]


def test_a_change_is_solved_and_goes_back_and_forth(client: Client) -> None:
    floor = {"edits": [{"key": ["rules", "floor", "amount"], "value": "50"}], "said": "floor"}
    assert client.ask("change", floor).json() == {"number": 1}
    plan = planned(client, 1)["plan"]
    assert plan["proven"] == "exact" and plan["recipients"]["区水务局"] == "50"
    assert client.ask("go", {"place": 0}).json() == {"number": 2}
    assert planned(client, 2)["plan"]["recipients"]["区水务局"] == "40"
    log = client.get(f"/api/desks/{client.number}/log").json()["log"]
    assert [entry["do"] for entry in log] == ["change", "go", "reference"]


def test_input_that_cannot_be_used_is_said_with_its_place(client: Client) -> None:
    bad = {"edits": [{"key": ["rules", "floor", "amount"], "value": "many"}]}
    client.ask("change", bad)
    (fault,) = planned(client, 1)["faults"]
    assert fault == {
        "path": "rules.floor.amount",
        "said": "an amount in 万元, at least 0, in whole fen, got 'many'.",
    }
    refused = client.ask("change", {"edits": [{"key": ["model"], "value": "x"}]})
    assert refused.status_code == 422 and "节名" in refused.json()["refused"]["zh"]


@pytest.mark.parametrize(
    "said",
    [
        {"edits": ["x"]},
        {"edits": [{"key": "rules"}]},
        {"edits": [{"key": ["rules", 1]}]},
        {"edits": [{"settings": "x"}]},
        {"edits": [{"settings": [1]}]},
        {"edits": [{"key": ["goals"], "pairs": 5}]},
        {"edits": [{"key": ["goals"], "pairs": [["a"]]}]},
    ],
)
def test_a_change_that_is_none_is_refused(client: Client, said: dict[str, Any]) -> None:
    assert client.ask("change", said).status_code == 400
    assert client.office.desks[client.number].number == 0


@pytest.mark.parametrize("path", ["/api/desks/77/change", "nothing", "/api/desks/x/go"])
def test_what_is_not_there_is_not_found(client: Client, path: str) -> None:
    assert client.ask(path, {"place": 0}).status_code in (404, 405)


def test_no_plan_comes_with_ways_out_that_work(client: Client) -> None:
    high = {"edits": [{"key": ["rules", "floor", "amount"], "value": "100"}]}
    client.ask("change", high)
    assert planned(client, 1)["plan"]["infeasible"] == "exact"
    shown, end = client.office.shown[client.number], time.monotonic() + 30
    while ("meaning", "en") not in shown.messages and time.monotonic() < end:
        time.sleep(0.02)
    ways = shown.messages["meaning", "en"]["no_plan"]["ways_out"]
    assert len(ways) >= 2
    for number, way in enumerate(ways):
        client.ask("go", {"place": 1})
        client.ask("change", {"edits": [{"settings": way["settings"]}]})
        plan = planned(client, client.office.desks[client.number].number)["plan"]
        assert plan["has_plan"] and plan["total"] == way["total"], number


def test_scenarios_stand_side_by_side_with_the_cause_of_each_difference(client: Client) -> None:
    client.ask("change", {"edits": [{"key": ["rules", "floor"], "value": "off"}]})
    assert client.ask("save", {"name": "no floor"}).json() == {
        "name": "no floor",
        "file": "no floor.yaml",
    }
    edit = {"edits": [{"key": ["changes", "sources", "中央", "金额"], "value": "270"}]}
    client.ask("change", edit)
    first = f"desk:{client.number}"
    words = [first, "saved:no floor", "now", "saved:../x", "desk:99"]
    found = client.ask("compare", {"columns": words}).json()["columns"]
    assert [c["id"] for c in found] == [first, "saved:no floor", "now"]
    assert [c["plan"]["total"] for c in found] == ["500", "500", "510"]
    settings = [[s["key"] for s in c["settings"]] for c in found[2]["why"]["changes"]]
    assert len(settings) == 2
    assert client.ask("compare", {"columns": ["now"]}).status_code == 400


def test_papers_are_those_of_the_state(client: Client) -> None:
    client.ask("change", {"edits": [{"key": ["title"], "value": "别的标题"}]})
    for name, start in (("xlsx", b"PK"), ("certificate", b"PK"), ("notice", b"PK")):
        answer = client.get(f"/api/desks/{client.number}/paper/{name}?lang=zh")
        assert answer.status_code == 200 and answer.content.startswith(start)
        assert answer.headers["content-disposition"].startswith("attachment")
        if name == "certificate":
            log = ZipFile(BytesIO(answer.content)).read("solver.log").decode()
            assert ("没有运行求解器" in log) != ("==== 1. highs" in log)
    assert client.get(f"/api/desks/{client.number}/paper/exe").status_code == 404


def test_the_proof_of_what_was_saved_holds_for_the_file_that_was_saved(
    client: Client, tmp_path: Path
) -> None:
    """Named by the file of its state it was told not to hold: nobody has that file."""

    def certified(scenario: Path) -> bool:
        answer = client.get(f"/api/desks/{client.number}/paper/certificate?lang=zh")
        (tmp_path / "c.json").write_bytes(ZipFile(BytesIO(answer.content)).read("certificate.json"))
        return check_certificate(str(tmp_path / "c.json"), str(scenario)).verified

    desk = client.office.desks[client.number]
    assert certified(desk.scenario)
    client.change("rules", "floor", "amount", to="30")
    assert not certified(desk.scenario)
    assert client.ask("save", {"name": f"floor {client.number}"}).status_code == 200
    (saved,) = desk.saved
    assert certified(saved)
    # What is changed since is of no file that anybody has.
    client.change("rules", "floor", "amount", to="40")
    assert not certified(saved) and desk.known_file == desk.file


def test_a_table_is_judged_at_its_cells(client: Client) -> None:
    table = "单位,市级,区级,合计\n甲镇,10,20,30\n乙镇,5,6,12\n合计,15,26,41\n".encode()
    path = "/api/check?lang=en&name=<b>草稿.csv"
    found = client.post(path, content=table, headers=OWN).json()
    assert found["counts"]["error"] == 2 and found["file"] == "<b>草稿.csv"
    cells = [f["where"]["cell"] for f in found["findings"] if f["severity"] == "error"]
    assert cells == ["D3", "D4"]
    assert {"cell": "D3", "text": "12"} in found["grids"][0]["rows"][2]
    for name in ("x.exe", "../../x", "x"):
        refused = client.post(f"/api/check?name={name}", content=table, headers=OWN)
        assert refused.status_code == 422 and name.split("/")[-1] in refused.json()["refused"]["en"]


def test_a_new_plan_is_made_of_tables_and_nothing_is_overwritten(client: Client) -> None:
    office, tables, number = client.office.root, {}, len(client.office.desks)
    for file in sorted((office / "scenarios" / "six-factors" / "facts").iterdir()):
        path = f"/api/new/table?name={file.name}"
        said = client.post(path, content=file.read_bytes(), headers=OWN).json()
        (table,) = said["tables"]
        assert table["table"] == file.stem
        tables[file.stem] = {"file": said["file"], "sheet": None}
    asked = {
        "name": "new plan",
        "unit": "万元",
        "tables": tables,
        "indicators": {"脱贫村": {"unit": "个", "direction": "more"}},
        "targets": {"formula": {"kind": "factors", "weights": {"脱贫村": "100%"}, "kinds": ["镇"]}},
        "rules": {"grain": {"cell": "0.5"}},
        "goals": {"closest_to_target": {"distance": "absolute"}},
    }
    assert client.ask("/api/new/make", asked | {"name": "../out"}).status_code == 422
    assert client.ask("/api/new/make", asked).json() == {"desk": number}
    assert client.office.desks[number].scenario == office / "new plan" / "new plan.yaml"
    assert client.ask("/api/new/make", asked).status_code == 422
    gone = asked | {"name": "other", "tables": {"sources": {"file": 99}}}
    assert client.ask("/api/new/make", gone).status_code == 422
    assert not (office / "other").exists()


def test_a_workbook_of_an_office_is_looked_at_sheet_by_sheet(client: Client) -> None:
    """Its sheet of notes is told and its empty one is nothing; its row numbers are no factor."""
    book = Workbook()
    towns = book.active
    assert towns is not None
    towns.title = "乡镇情况"
    for row in (
        ["全县乡镇情况表"],
        ["填报单位：县局", None, None, "2026年1月"],
        ["序号", "乡镇", "类别", "行政村（个）", "联系电话"],
        [1, "甲镇", "镇", 12, 5550101],
        [2, "乙乡", "乡", 9, 5550102],
    ):
        towns.append(row)
    book.create_sheet("备注").append(["本表由各乡镇上报"])
    book.create_sheet("Sheet3")
    content = BytesIO()
    book.save(content)
    path = "/api/new/table?name=全县.xlsx"
    told, notes = client.post(path, content=content.getvalue(), headers=OWN).json()["tables"]
    assert (told["sheet"], told["table"], told["count"]) == ("乡镇情况", "recipients", 2)
    assert [c["name"] for c in told["columns"] if c["is_number"]] == ["行政村"]
    assert (notes["sheet"], notes["table"]) == ("备注", None)
    assert notes["refused"]["zh"].startswith("全县.xlsx，工作表 备注，不能使用：")
    book.remove(towns)
    content = BytesIO()
    book.save(content)
    refused = client.post(path, content=content.getvalue(), headers=OWN)
    assert refused.status_code == 422 and "备注" in refused.json()["refused"]["zh"]


def test_what_is_typed_for_a_new_plan_outlives_its_server(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Uploads(office)
    number = before.keep("a.csv", b"x")
    before.note_draft({"name": "我的方案"})
    before.close()
    after = Uploads(office)
    assert after.draft == {"name": "我的方案"}
    kept = after.get(number)
    assert kept is not None and (kept.name, kept.content) == ("a.csv", b"x")
    assert after.get(number + 1) is None and after.get("../x") is None
    monkeypatch.setattr(new_plan, "MOST_KEPT", 2)
    last = [after.keep("b.csv", b"y") for _ in range(3)][-1]
    assert after.get(number) is None and after.get(last) is not None
    after.forget()
    assert after.draft is None and after.get(last) is None
    after.close()


def test_a_folder_that_cannot_be_written_is_said_so(client: Client) -> None:
    asked = {"name": "x", "tables": {}}
    root = client.office.root
    client.office.root = root / "gone"
    try:
        said = client.ask("/api/new/make", asked).json()["refused"]["zh"]
    finally:
        client.office.root = root
    assert said.startswith("不能在文件夹") and "请在可以写入的文件夹里运行" in said


def lane_of(*tasks: tuple[str, str, dict[str, Any]]) -> list[Any]:
    """Return what comes of tasks that are asked for at once: key, name, arguments."""

    async def run() -> list[Any]:
        lane = Lane()
        lane.start()
        asked = []
        for key, name, arguments in tasks:
            task = Task(key, name, arguments, None, lambda part: None)
            asked.append(asyncio.create_task(lane.ask(task)))
            await asyncio.sleep(0.05)
        try:
            return await asyncio.gather(*asked, return_exceptions=True)
        finally:
            await lane.close()

    return asyncio.run(run())


def test_a_long_task_says_where_it_stands_and_is_left_at_once(working: Client) -> None:
    file = str(working.office.root / "scenarios" / "six-factors" / "plan.yaml")
    wish = {"file": file, "langs": ("en",), "want": ["东山镇=150"]}
    plan = {"file": file, "opened": file, "langs": ("en",)}

    async def run() -> None:
        lane, heard = Lane(), asyncio.Event()
        lane.start()
        try:
            task = Task(
                "a", "wish", wish, None, lambda part: heard.set() if "working" in part else None
            )
            asked = asyncio.create_task(lane.ask(task))
            await asyncio.wait_for(heard.wait(), 60)
            lane.leave("a")
            with pytest.raises(Left):
                await asked
            again = Task("b", "plan", plan, None, lambda part: None)
            assert (await asyncio.wait_for(lane.ask(again), 60))["sent"]
        finally:
            await lane.close()

    asyncio.run(run())


def test_a_newer_question_takes_an_older_ones_place_and_a_failure_ends_no_worker(
    working: Client,
) -> None:
    file = str(working.office.root / "scenarios" / "six-factors" / "plan.yaml")
    asked = {"file": file, "opened": file, "langs": ("en",)}
    missing = {**asked, "file": f"{file}.gone"}
    found = lane_of(
        ("a", "plan", asked),
        ("a", "plan", asked),
        ("b", "plan", missing),
        ("c", "nothing", {}),
        ("d", "plan", asked),
    )
    assert isinstance(found[0], Left)
    assert found[1]["sent"] and found[4]["sent"]
    assert isinstance(found[2], Refused) and "not found" in found[2].said["en"]
    assert isinstance(found[3], Failed) and "程序内部错误" in found[3].said["zh"]


def test_a_lane_goes_on_after_any_fault_and_says_it(working: Client) -> None:
    file = str(working.office.root / "scenarios" / "six-factors" / "plan.yaml")
    plan = {"file": file, "opened": file, "langs": ("en",)}

    def broken(part: Any) -> None:
        raise ValueError("what was heard")

    async def run() -> list[Any]:
        lane, asked = Lane(), []
        lane.start()
        unsaid = {**plan, "told": lambda: None}  # no process can be sent this
        for arguments, heard in ((unsaid, print), (plan, broken), (plan, lambda part: None)):
            task = Task("a", "plan", arguments, None, heard)
            asked += await asyncio.gather(lane.ask(task), return_exceptions=True)
        await lane.close()
        return asked

    unsaid, misheard, last = asyncio.run(run())
    assert isinstance(unsaid, Failed) and "pickle" in unsaid.said["en"]
    assert isinstance(misheard, Failed) and "what was heard" in misheard.said["en"]
    assert last["sent"]


def test_who_asks_for_what_there_was_no_time_for_gets_it(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offices, "MEANING_SECONDS", 0.001)
    client.ask("change", {"edits": [{"key": ["rules", "floor", "amount"], "value": "50"}]})
    planned(client, 1)
    shown, end = client.office.shown[client.number], time.monotonic() + 60

    def meaning() -> dict[str, Any]:
        return shown.messages.get(("meaning", "en"), {})

    while not meaning().get("is_whole"):
        assert time.monotonic() < end
        time.sleep(0.01)
    assert meaning()["left_out"] or meaning()["cut_short"]
    assert client.ask("explain").status_code == 200
    while "left_out" in meaning() or not meaning().get("is_whole"):
        assert time.monotonic() < end
        time.sleep(0.01)
    assert {"waterfall", "room", "fairness", "costs", "prices"} <= meaning().keys()
