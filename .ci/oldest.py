"""Print the oldest version of each package that pyproject.toml allows, as constraints for pip."""

from __future__ import annotations

import sys
import tomllib
from itertools import chain
from pathlib import Path

from packaging.requirements import Requirement

PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"


def main() -> None:
    """One line for each requirement with a lower bound, those of the extras included."""
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    for requirement in map(Requirement, chain(project["dependencies"], *project["optional-dependencies"].values())):
        for bound in requirement.specifier:
            if bound.operator == ">=":
                sys.stdout.write(f"{requirement.name}=={bound.version}\n")


if __name__ == "__main__":
    main()
