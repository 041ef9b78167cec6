"""The page about licences, made from what is installed: of everything that ships, what its makers say of it.

`make pages` writes it anew.
"""

import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from importlib import metadata
from typing import Final

from sources import ROOT, locked

LOCK: Final = "docs/deploy/image.lock"
"""What is in the image: everything that running needs, and the extras."""

ELSEWHERE: Final = {"colorama": "BSD-3-Clause", "httpx2-jsfetch": "BSD-3-Clause"}
"""What is locked for other platforms than those the hub is tried on, and so cannot be asked here."""

CHOSEN: Final = {
    "text-unidecode": ("Artistic-1.0", "its makers let one choose between it and the GPL"),
}
"""Which of several licences we take, where one of them would not do."""

_HEAD: Final = """# Licences of what ships

Made from what is installed (`make pages`); a test keeps the two equal, and refuses whatever is under the GPL or the
AGPL alone. The hub itself is under the EUPL-1.2. Whoever gives the hub on gives these texts on with it: each package
brings its own, and those of the portal are in `adapters/portal/static/licences/`.

The LGPL stands for parts that are used as they are, and may be replaced by another version of themselves.

## Packages

| Package | Licence, as its makers say it | Note |
| --- | --- | --- |
"""

_ASSETS: Final = """
## In the pages of the portal

| Package | Licence |
| --- | --- |
"""


def licences() -> Mapping[str, str]:
    """Give the licence of everything in the lock, by its name there."""
    return {name: _licence(name) for name in locked(LOCK)}


def assets() -> Mapping[str, str]:
    """Give the licences of what others made and the portal serves."""
    listed = tomllib.loads((ROOT / "adapters/portal/static/VENDORED.toml").read_text(encoding="utf-8"))
    return {package["name"]: package["licence"] for package in listed["packages"]}


def page() -> str:
    """Write the page."""
    return _HEAD + "".join(_rows()) + _ASSETS + "".join(f"| {name} | {says} |\n" for name, says in assets().items())


def _rows() -> Iterator[str]:
    for name, says in licences().items():
        chosen = CHOSEN.get(name)
        note = "on other platforms only" if name in ELSEWHERE else ""
        yield f"| {name} | {says} | {f'we take {chosen[0]}: {chosen[1]}' if chosen else note} |\n"


def _licence(name: str) -> str:
    """Give what a package says of its licence: the expression, else its classifiers, else what it writes."""
    if name in ELSEWHERE:
        return ELSEWHERE[name]
    said = metadata.metadata(name)
    if "License-Expression" in said:
        return said["License-Expression"]
    classified = [each.rpartition(" :: ")[2] for each in said.get_all("Classifier") or () if each.startswith("License")]
    written = " or ".join(said.get_all("License") or ("not said",))
    return " or ".join(sorted(classified)) or re.split(r"[\n,;]", written)[0]


if __name__ == "__main__":
    sys.stdout.write(page())
