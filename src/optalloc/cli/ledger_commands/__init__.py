"""The commands of `optalloc ledger`, a file each."""
