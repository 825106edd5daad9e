"""One file a format of `optalloc report`; each registers under the word that users write."""
