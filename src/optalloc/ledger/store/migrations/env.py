"""What Alembic runs: the steps on the connection it is handed, in that connection's transaction."""

from alembic import context

from optalloc.ledger.store.schema import META

# Of the tables as they are now, a step takes the way of naming constraints and nothing else.
context.configure(connection=context.config.attributes["connection"], target_metadata=META)
context.run_migrations()
