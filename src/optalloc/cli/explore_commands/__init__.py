"""The commands of `optalloc explore`, one a file: the file's name is the word users write.

Each file has `WORDS`, its line in the list of commands, and `command`; nothing else lists it. What
is heavy is imported inside the command.
"""
