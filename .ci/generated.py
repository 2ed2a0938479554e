"""Rewrite the generated parts of the README and of the guides, or with --check name the files in which they are stale.

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

ROOT = Path(__file__).parents[1]
PART = re.compile(r"<!-- optviz (?P<arguments>[^\n]+) -->\n.*?<!-- end -->", re.DOTALL)


def generated(part: re.Match[str]) -> str:
    """A part as it should be now."""
    command = [sys.executable, "-m", "optviz", *part["arguments"].split()]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    return f"<!-- optviz {part['arguments']} -->\n{output}\n<!-- end -->"


def main() -> int:
    """Rewrite or check; 1 if a file is stale."""
    stale = False
    for file in (ROOT / "README.md", *sorted((ROOT / "optviz" / "guides").glob("*.md"))):
        before = file.read_text(encoding="utf-8")
        after = PART.sub(generated, before)
        if after == before:
            continue
        stale = True
        if "--check" in sys.argv[1:]:
            sys.stderr.write(f"{file.relative_to(ROOT)} is stale\n")
        else:
            file.write_text(after, encoding="utf-8")
    return int(stale and "--check" in sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
