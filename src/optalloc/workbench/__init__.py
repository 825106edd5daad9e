"""The workbench: `optalloc open` serves one office's scenarios to its own browser, offline.

A desk is a scenario and what was changed in it; its state is a scenario file that `extends` the
first and holds the differences alone, so that every function of the product reads it as any other
(docs/decisions/0071). The server keeps no logic of allocation of its own.
"""
