"""Proofs as they stand in a certificate: every row by its number, its rule and what it is about."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from optalloc.core.message import Words
from optalloc.pipeline.certificate.encoding import (
    Broken,
    Unreadable,
    entry,
    figure,
    read_figure,
    read_whole,
)
from optalloc.solver.program.program import Program
from optalloc.solver.proof.tree import (
    Because,
    Fork,
    Leaf,
    LeximinProof,
    Narrow,
    Proof,
    Round,
    StageProof,
    SumCuts,
    Tree,
    WorstProof,
)

BECAUSE: dict[str, Because] = {"bound": "bound", "empty": "empty", "crossed": "crossed"}
DEEPEST = 450
"""Most cuts one inside another."""


@dataclass(frozen=True)
class Places:
    """Rows and columns of the program that was solved, as the whole program counts them.

    Attributes:
        program: The whole program.
        rows, columns: For each of the solved program's the place in the whole one.
        sums: How many sums to cut at stand after the rows.
    """

    program: Program
    rows: Sequence[int]
    columns: Sequence[int]
    sums: int = 0

    def place(self, row: int) -> int:
        """Return the place of a row of the solved program, or of a sum after them."""
        many = len(self.rows)
        return self.rows[row] if row < many else self.program.rows + row - many

    def row_of(self, place: int) -> int | None:
        """Return the row of the solved program, or the sum after them, at a place."""
        if self.program.rows <= place < self.program.rows + self.sums:
            return len(self.rows) + place - self.program.rows
        return self.row_at.get(place)

    @cached_property
    def row_at(self) -> dict[int, int]:
        """The solved program's row by its place in the whole one."""
        return {place: i for i, place in enumerate(self.rows)}

    @cached_property
    def column_at(self) -> dict[int, int]:
        """The solved program's column by its place in the whole one."""
        return {place: j for j, place in enumerate(self.columns)}

    @cached_property
    def _starts(self) -> list[int]:
        return [group.start for group in self.program.row_groups]

    def words(self, place: int) -> tuple[str, str]:
        """Return the rule of a row, and what it is about."""
        at = bisect_right(self._starts, place) - 1
        group = self.program.row_groups[at] if at >= 0 else None
        if group is None or place >= group.stop:
            return "", ""
        key = group.keys[place - group.start] if place - group.start < len(group.keys) else ()
        return group.label, "/".join(key)

    def row(self, said: object) -> tuple[int, Fraction]:
        """Return the row of the solved program that an entry names, with its multiplier.

        Raises:
            Unreadable: When it is no such entry.
            Broken: When there is no such row, or it is another one.
        """
        if not isinstance(said, list) or len(said) != 4:
            raise Unreadable
        place = read_whole(said[0])
        row = self.row_of(place)
        if row is None or list(self.words(place)) != said[1:3]:
            raise Broken(
                Words(
                    f"证书引用的第 {place} 行约束（{said[1]}）在情景里不是这一条",
                    f"row {place} ({said[1]}) is another one in the scenario, or not there",
                )
            )
        return row, read_figure(said[3])


def leaf_json(leaf: Leaf, places: Places) -> dict[str, Any]:
    """Return a leaf; its bound is left to the reader to compute."""
    rows = sorted((places.place(i), p) for i, p in leaf.multipliers.items())
    return {
        "because": leaf.because,
        "multipliers": [[i, *places.words(i), figure(p)] for i, p in rows],
        "limits": [[h, figure(w)] for h, w in sorted(leaf.weights.items())],
    }


def read_leaf(said: object, places: Places) -> Leaf:
    """Return the leaf of an entry."""
    because = BECAUSE.get(entry(said, "because", str))
    if because is None:
        raise Unreadable
    rows = [places.row(item) for item in entry(said, "multipliers", list)]
    weights: dict[int, Fraction] = {}
    for item in entry(said, "limits", list):
        if not isinstance(item, list) or len(item) != 2:
            raise Unreadable
        weights[read_whole(item[0])] = read_figure(item[1])
    return Leaf(because, dict(rows), weights)


def tree_json(tree: Tree, places: Places) -> dict[str, Any]:
    """Return a tree."""
    if isinstance(tree, Leaf):
        return leaf_json(tree, places)
    if isinstance(tree, Narrow):
        return {"narrowed": leaf_json(tree.leaf, places), "inner": tree_json(tree.inner, places)}
    if isinstance(tree, SumCuts):
        sums = [[places.columns[j] for j in columns] for columns in tree.sums]
        inner = replace(places, sums=len(sums))
        return {"sums": sums, "cut": tree_json(tree.inner, inner)}
    from_end = tree.place - len(places.rows) - places.sums
    return {
        "column": from_end if tree.is_row else places.columns[tree.place],
        "at": tree.at,
        "below": tree_json(tree.below, places),
        "above": tree_json(tree.above, places),
    }


def read_tree(said: object, places: Places, depth: int = 0) -> Tree:
    """Return the tree of an entry."""
    if isinstance(said, dict) and "because" in said:
        return read_leaf(said, places)
    if depth > DEEPEST:
        raise Unreadable
    if isinstance(said, dict) and "narrowed" in said:
        leaf = read_leaf(entry(said, "narrowed", dict), places)
        return Narrow(leaf, read_tree(entry(said, "inner", dict), places, depth + 1))
    if isinstance(said, dict) and "sums" in said:
        if places.sums:
            raise Unreadable
        sums = tuple(_columns(item, places) for item in entry(said, "sums", list))
        return SumCuts(
            sums, read_tree(entry(said, "cut", dict), replace(places, sums=len(sums)), depth + 1)
        )
    # Below 0 one of the sums, counted from the last.
    place = read_whole(entry(said, "column", int))
    is_row, from_first = place < 0, place + places.sums
    own = places.column_at.get(place) if not is_row else len(places.rows) + from_first
    if own is None or (is_row and from_first < 0):
        raise Unreadable
    return Fork(
        own,
        read_whole(entry(said, "at", int)),
        read_tree(entry(said, "below", dict), places, depth + 1),
        read_tree(entry(said, "above", dict), places, depth + 1),
        is_row,
    )


def _columns(said: object, places: Places) -> tuple[int, ...]:
    """Return the columns of a sum, each of them once."""
    if not isinstance(said, list):
        raise Unreadable
    found = [read_whole(item) for item in said]
    if len(set(found)) < len(found) or not all(place in places.column_at for place in found):
        raise Unreadable
    return tuple(places.column_at[place] for place in found)


def proof_json(proof: Proof, places: Places) -> dict[str, Any]:
    """Return the proof of a goal."""
    if isinstance(proof, LeximinProof):
        rounds = [
            {"stage": proof_json(r.stage, places), "top": figure(r.top)} for r in proof.rounds
        ]
        return {"worst": proof_json(proof.worst, places), "rounds": rounds}
    if isinstance(proof, WorstProof):
        return {
            "value": figure(proof.value),
            "level": None if proof.level is None else figure(proof.level),
            "missing": None if proof.missing is None else proof_json(proof.missing, places),
            "nothing": _maybe(proof.nothing, places),
        }
    root, tree = proof.root, proof.tree
    return {
        "value": figure(proof.value),
        "lower": None if proof.lower is None else figure(proof.lower),
        "root": None if root is None else leaf_json(root, places),
        "tree": "root" if tree is root and tree is not None else _maybe(tree, places),
    }


def _maybe(tree: Tree | None, places: Places) -> dict[str, Any] | None:
    return None if tree is None else tree_json(tree, places)


def read_stage(said: object, places: Places) -> StageProof:
    """Return the proof of a stage."""
    value = read_figure(entry(said, "value", str))
    root_said = entry(said, "root", (dict, type(None)))
    root = None if root_said is None else read_leaf(root_said, places)
    lower_said = entry(said, "lower", (str, type(None)))
    lower = None if lower_said is None else read_figure(lower_said)
    tree_said = entry(said, "tree", (dict, str, type(None)))
    if isinstance(tree_said, str):
        if tree_said != "root":
            raise Unreadable
        return StageProof(value, root, root, lower)
    tree = None if tree_said is None else read_tree(tree_said, places)
    return StageProof(value, root, tree, lower)


def read_worst(said: object, places: Places) -> WorstProof:
    """Return the proof of a worst level."""
    level = entry(said, "level", (str, type(None)))
    missing = entry(said, "missing", (dict, type(None)))
    nothing = entry(said, "nothing", (dict, type(None)))
    return WorstProof(
        read_figure(entry(said, "value", str)),
        None if level is None else read_figure(level),
        None if missing is None else read_stage(missing, places),
        None if nothing is None else read_tree(nothing, places),
    )


def read_leximin(said: object, places: Places) -> LeximinProof:
    """Return the proof of levels that were settled one after another."""
    rounds = [
        Round(read_stage(entry(item, "stage", dict), places), read_figure(entry(item, "top", str)))
        for item in entry(said, "rounds", list)
    ]
    return LeximinProof(read_worst(entry(said, "worst", dict), places), tuple(rounds))
