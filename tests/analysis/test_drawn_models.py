"""Fifteen drawn scenarios: the textbook model comes to the proven value, infeasible ones too.

`make textbook` tries 300 in a night, or as many as one likes.
"""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "oracle"))

from textbook_models import compared


@pytest.mark.parametrize("seed", range(1, 16))
def test_the_model_and_what_is_proven_agree(seed: int) -> None:
    assert not compared(seed).startswith("FAULT")
