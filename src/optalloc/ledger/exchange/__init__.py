"""Tables into a ledger and out of it: imports, exports, workbooks, scenarios."""
