"""Approved plans become batches of a ledger; what its progress does to the next plan."""

from optalloc.ledger.approval.batch import Approved, Batch, approve

__all__ = ["Approved", "Batch", "approve"]
