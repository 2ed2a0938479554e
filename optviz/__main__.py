"""`python -m optviz` is the command `optviz`."""

from __future__ import annotations

from optviz.cli import main

if __name__ == "__main__":
    main()
