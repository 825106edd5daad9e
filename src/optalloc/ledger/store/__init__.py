"""The database of a ledger: schema, migrations, journal, invariants, audit log."""
