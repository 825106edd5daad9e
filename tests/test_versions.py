"""The lowest versions that are declared are what `make versions` installs."""

from versions import lowest


def test_every_library_of_a_user_is_installed_at_its_lowest_declared_version() -> None:
    found = dict(one.split("==") for one in lowest())
    assert found["pydantic"] == "2.10" and found["highspy"] == "1.13"
    assert {"click", "psycopg", "pyarrow", "distributed", "altair"} <= found.keys()
