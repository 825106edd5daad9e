"""The commands of `optalloc explore`, one a file: the file's name is the word users write.

Each file has `command`; its line in the list of commands stands in `cli/explore.py`. What is heavy
is imported inside the command.
"""
