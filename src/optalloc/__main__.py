"""Run the program as `python -m optalloc`."""

from optalloc.cli.main import main

main()
