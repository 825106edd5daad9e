"""A run's proofs are made once, whatever they are written into, and their sums are exact."""

import json
from fractions import Fraction

import pytest

from office import Office
from optalloc.pipeline.certificate import write
from optalloc.pipeline.certificate.vipr import ViprFiles, vipr_files
from optalloc.pipeline.certificate.vipr.derivations import exact_sum
from optalloc.pipeline.run_bundle.archive import unpacked


def test_proofs_of_a_folder_and_its_bundle_are_made_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def counted(*given: object, **named: object) -> ViprFiles:
        asked.append(given)
        return vipr_files(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(write, "vipr_files", counted)
    assert office.run("solve", "scenario.yaml", "--out", "out", "--bundle").code == 0
    there = office.there()
    _, bundled = unpacked(str(office.folder / "out" / "run.zip"))
    assert len(asked) == 1
    for name in ("proof.vipr", "audit.json"):
        assert bundled[f"result/{name}"] == there[f"out/{name}"]
    # Each certificate names the scenario from where it stands.
    said = json.loads(there["out/certificate.json"])
    kept = json.loads(bundled["result/certificate.json"])
    assert (said.pop("scenario"), kept.pop("scenario")) == (
        "../scenario.yaml",
        "../inputs/scenario.yaml",
    )
    assert said == kept, "they are one certificate, digest and all"


def test_a_sum_of_many_denominators_is_exact_in_whatever_order_they_are_added() -> None:
    values = [Fraction((-1) ** n * (n + 1), n * n + 1) for n in range(40)]
    assert exact_sum(values) == sum(values)
    assert exact_sum([*values, *(-value for value in values[:-1])]) == values[-1]
    assert [exact_sum(some) for some in ([], [3], [Fraction(1, 2), Fraction(1, 3), 1])] == [
        0, 3, Fraction(11, 6),
    ]  # fmt: skip
    whole = exact_sum([Fraction(1, 3), Fraction(1, 6), Fraction(1, 2)])
    assert (whole, type(whole)) == (1, int)
