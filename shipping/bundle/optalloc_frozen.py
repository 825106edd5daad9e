"""Start the self-contained program; `-m MODULE` runs a module, as `python -m` would.

The program starts processes of its own by `sys.executable -m …`, and here that is the program.
"""

import runpy
import sys
from multiprocessing import freeze_support

freeze_support()
if sys.argv[1:2] == ["-m"]:
    name = sys.argv[2]
    del sys.argv[1:3]
    runpy.run_module(name, run_name="__main__", alter_sys=True)
else:
    from optalloc.cli.main import main

    main()
