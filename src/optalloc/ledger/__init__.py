"""The ledger of a year: batches, projects, payments and assets in one file, or one database.

Money is a journal of entries that are added and reversed, never changed; registers are rows with a
version, and each change of one keeps what was there before (docs/decisions/0021). SQLAlchemy is
heavy: whoever does not ask for a ledger imports nothing of this package.
"""
