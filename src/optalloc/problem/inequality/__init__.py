"""An inequality in the words of an office: read from one line, laid out as rows, judged exactly.

`read` makes a tree of a text, `terms` linear expressions of the tree, `judge` plain figures of the
tree and a plan.
"""
