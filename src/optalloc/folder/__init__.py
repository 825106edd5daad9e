"""The plan's folder: plan.csv, plan.json, certificate.json, solver.log, and solving it again."""

from optalloc.folder.origin import Asked
from optalloc.folder.replay import Replayed, replay
from optalloc.folder.write import write_folder

__all__ = ["Asked", "Replayed", "replay", "write_folder"]
