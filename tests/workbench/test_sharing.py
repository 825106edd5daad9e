"""One writer at a time: who takes the pen, who may take it back, and what the log says."""

from pathlib import Path

import pytest

pytest.importorskip("httpx")

from starlette.testclient import TestClient

from optalloc.core.errors import InputUnusable
from optalloc.workbench import pen as pens
from optalloc.workbench.gate import Keys, hosts_of
from optalloc.workbench.office import Office
from optalloc.workbench.pen import Pen, new_phrase
from optalloc.workbench.server import application

pytestmark = pytest.mark.slow

HERE = "http://127.0.0.1:8000"
OWN = {"Origin": HERE, "X-Optalloc": "1"}


def test_the_pen_is_one_persons_at_a_time_and_comes_back() -> None:
    pen = Pen("phrase")
    assert pen.writer(True, None) == "" and pen.writer(False, None) is None
    token = pen.take("李四", "phrase")
    assert pen.writer(False, token) == "李四"
    assert pen.writer(True, None) is None and pen.writer(False, "guess") is None
    with pytest.raises(InputUnusable, match="李四 is writing"):
        pen.take("王五", "phrase")
    pen.give_back()
    assert pen.writer(True, None) == "" and pen.writer(False, token) is None


def test_who_is_idle_may_be_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    pen = Pen("phrase")
    first = pen.take("李四", "phrase")
    monkeypatch.setattr(pens, "IDLE", 0.0)
    second = pen.take("王五", "phrase")
    assert pen.writer(False, first) is None and pen.writer(False, second) == "王五"


@pytest.mark.parametrize("name", ["", " ", "x" * 31, "a\u202eb"])
def test_who_writes_has_a_name(name: str) -> None:
    with pytest.raises(InputUnusable, match="a name"):
        Pen("phrase").take(name, "phrase")


def test_guessing_the_phrase_is_slow() -> None:
    pen = Pen("phrase")
    for _ in range(pens.MOST_WRONG):
        with pytest.raises(InputUnusable, match="pass phrase"):
            pen.take("x", "wrong")
    with pytest.raises(InputUnusable, match="nobody can write now"):
        pen.take("x", "phrase")
    assert len({new_phrase() for _ in range(99)}) == 99 and len(new_phrase()) == 14


def test_without_a_phrase_others_only_look() -> None:
    with pytest.raises(InputUnusable, match="nobody"):
        Pen().take("x", "")


def test_changes_of_others_are_logged_with_their_name(office: Path) -> None:
    keys = Keys(8000, hosts_of(["127.0.0.1"], 8000), "secret", "reader")
    held = Office(office, "en", 60, Pen("phrase"))
    held.open(office / "scenarios" / "six-factors" / "plan.yaml")
    held.solve = lambda number: None  # type: ignore[method-assign]
    change = {"edits": [{"key": ["rules", "floor", "amount"], "value": "18"}], "said": "floor 18"}
    app = application(held, keys)
    host, other = (TestClient(app, base_url=HERE) for _ in range(2))
    host.cookies.set("optalloc-8000", "secret")
    other.cookies.set("optalloc-8000", "reader")

    def changes(client: TestClient) -> int:
        return client.post("/api/desks/0/change", json=change, headers=OWN).status_code

    assert changes(other) == 403 and other.get("/api/pen").json()["can_ask"]
    wrong = {"name": "李四", "phrase": "wrong"}
    assert other.post("/api/pen/take", json=wrong, headers=OWN).status_code == 422
    right = wrong | {"phrase": "phrase"}
    assert other.post("/api/pen/take", json=right, headers=OWN).status_code == 200
    assert changes(other) == 200 and changes(host) == 403
    assert host.get("/api/pen").json()["holder"] == "李四"
    assert host.post("/api/pen/back", json={}, headers=OWN).status_code == 200
    assert changes(host) == 200 and changes(other) == 403
    assert other.post("/api/pen/back", json={}, headers=OWN).status_code == 403
    log = host.get("/api/desks/0/log").json()["log"]
    assert [(e["who"], e["said"]) for e in log] == [("李四", "floor 18"), ("", "floor 18")]
    assert all(e["at"] > 0 for e in log)
