"""`python -m optviz` is the command `optviz`, once it runs.

Before that, Python itself has looked for modules of its own in the current folder. `python -P -m optviz` and `optviz`
never look there.
"""

from __future__ import annotations

import os
import sys

if __name__ == "__main__":
    home = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120  (nothing is imported yet)
    if not sys.flags.safe_path and os.path.realpath(sys.path[0]) != os.path.realpath(home):
        del sys.path[0]  # the current folder, in which a stranger's files may be

    from optviz.cli import main

    main()
