"""The lowest versions that are declared are what `make versions` installs."""

import sys

from versions import PROJECT, PYTHONS, SETTINGS, answers, lowest


def test_every_library_of_a_user_is_installed_at_its_lowest_declared_version() -> None:
    found = lowest()
    assert found["pydantic"] == "2.11" and found["highspy"] == "1.13"
    assert {"click", "psycopg", "pyarrow", "distributed", "altair", "hypothesis"} <= found.keys()


def test_the_lowest_versions_are_tried_on_the_oldest_python_and_the_newest_on_each() -> None:
    assert PROJECT["requires-python"] == f">={PYTHONS[0]}"
    assert [one.name for one in SETTINGS if one.end == "lowest"] == [f"lowest-{PYTHONS[0]}"]
    assert [one.python for one in SETTINGS if one.end == "newest"] == list(PYTHONS)


def test_an_interpreter_of_another_version_is_not_taken() -> None:
    here = "{}.{}".format(*sys.version_info[:2])
    assert answers(sys.executable, here) and not answers(sys.executable, "3.99")
