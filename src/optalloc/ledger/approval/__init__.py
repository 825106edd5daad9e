"""Approved plans become batches of a ledger; what its progress does to the next plan."""

from optalloc.ledger.approval.batch import Approved, Batch, approve, year_of_money

__all__ = ["Approved", "Batch", "approve", "year_of_money"]
