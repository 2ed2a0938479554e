"""Rewrite the README's generated parts, or with --check say whether they are stale.

A generated part stands between two comments; the first names the optviz command whose output it is:

    <!-- optviz list optimizers --markdown -->
    ...
    <!-- end -->
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"
PART = re.compile(r"<!-- optviz (?P<arguments>[^\n]+) -->\n.*?<!-- end -->", re.DOTALL)


def generated(part: re.Match[str]) -> str:
    """A part as it should be now."""
    command = [sys.executable, "-m", "optviz", *part["arguments"].split()]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    return f"<!-- optviz {part['arguments']} -->\n{output}\n<!-- end -->"


def main() -> int:
    """Rewrite or check; 1 if the README is stale."""
    before = README.read_text(encoding="utf-8")
    after = PART.sub(generated, before)
    if "--check" in sys.argv[1:]:
        return int(after != before)
    README.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
