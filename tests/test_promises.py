"""Every promise names tests that are there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAMED = re.compile(r"`((?:\w+/)?test_\w+\.py)::(test_\w+)`")


def test_every_test_that_a_promise_names_is_there() -> None:
    named = NAMED.findall((ROOT / "docs" / "promises.md").read_text(encoding="utf-8"))
    assert len(named) > 20
    for file, test in named:
        text = (ROOT / "tests" / file).read_text(encoding="utf-8")
        assert f"def {test}(" in text, f"{file} has no {test}"


def test_every_promise_of_the_table_names_a_test() -> None:
    rows = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8").splitlines()
    promises = [row for row in rows if row.startswith("| ") and row[2:4] not in ("承诺", "什么")]
    assert all(NAMED.search(row) for row in promises) and promises
