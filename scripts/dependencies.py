"""The licences of all that is installed with the package, and the bill of materials of a release.

python scripts/dependencies.py                  writes docs/licences.md
python scripts/dependencies.py bill PYTHON FILE  writes the bill (CycloneDX) of an environment
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from clingen_ld import __version__

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = ROOT / "docs" / "licences.md"
PROJECT: Final = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
_OF_DEVELOPERS: Final = ("benchmarks", "fuzz", "release", "test")
EXTRAS: Final = ("", *sorted({*PROJECT["optional-dependencies"]}.difference(_OF_DEVELOPERS)))
"""The extras that users install; "" is the package itself."""
START: Final = """# Licences

The package is under [Apache-2.0](../LICENSE); the terms of the Sequence Ontology in
`shapes/sequence-ontology.ttl` are under CC BY 4.0. This is what is installed with it, by the
metadata of each package: what the package needs itself, and what an extra needs. None of them is
in the wheel or the source archive. The page of the service has CodeMirror in it, which is under
MIT; its licences are in `clingen_ld/web/page/LICENSES.txt`.

`python scripts/dependencies.py` writes this page; a test compares it with what is installed.
Versions are in the bill of materials of a release ([SECURITY.md](../SECURITY.md)).

| package | licence | extra |
|---|---|---|
"""


def main(arguments: list[str]) -> None:
    """Write the page, or a bill of materials."""
    match arguments:
        case []:
            PAGE.write_text(page(), encoding="utf-8")
        case ["bill", python, file]:
            write_bill(python, file)
        case _:
            sys.exit(__doc__)


def page() -> str:
    """The page of licences."""
    rows = sorted(licences().items())
    return START + "".join(f"| {name} | {said} | {extra} |\n" for name, (said, extra) in rows)


def licences() -> dict[str, tuple[str, str]]:
    """The licence of each package that is installed with this one, and the extra that needs it."""
    found: dict[str, tuple[str, str]] = {}
    for extra in EXTRAS:
        for installed in _needed(extra):
            name = canonicalize_name(installed.metadata["Name"])
            if name != "clingen-ld":
                found.setdefault(name, (licence(installed), extra))
    return found


def licence(installed: Distribution) -> str:
    """The licence of an installed package: its expression, else its classifiers or its text."""
    said = installed.metadata
    if expression := said.get("License-Expression"):
        return expression
    classes = [name for name in said.get_all("Classifier", []) if name.startswith("License ::")]
    named = [name.rpartition(" :: ")[2] for name in classes if name.count(" :: ") > 1]
    text = (said.get("License") or "").strip().partition("\n")[0]
    if text.startswith(("Copyright", "UNKNOWN")) or not text:
        return ", ".join(named) or _by_its_text(installed)
    return text


def _by_its_text(installed: Distribution) -> str:
    """The licence of a package whose metadata has its text alone."""
    files = installed.metadata.get_all("License-File", [])
    texts = " ".join(installed.read_text(f"licenses/{name}") or "" for name in files)
    if "Permission is hereby granted, free of charge, to any person" in " ".join(texts.split()):
        return "MIT (by its text)"
    return "not said"


def _needed(extra: str) -> Iterator[Distribution]:
    """What an extra needs, and what that needs in turn, as far as it is installed."""
    given = PROJECT["optional-dependencies"][extra] if extra else PROJECT["dependencies"]
    seen: set[tuple[str, str]] = set()
    waiting = [(Requirement(text), "") for text in given]
    while waiting:
        requirement, asked = waiting.pop()
        marker = requirement.marker
        if marker is not None and not marker.evaluate({"extra": asked}):
            continue
        try:
            installed = distribution(requirement.name)
        except PackageNotFoundError:  # an extra of this package, or not for this system
            continue
        for more in {"", *requirement.extras}:
            if (key := (canonicalize_name(requirement.name), more)) not in seen:
                seen.add(key)
                waiting += [(Requirement(text), more) for text in installed.requires or ()]
        yield installed


def write_bill(python: str, file: str) -> None:
    """Write what is in an environment as CycloneDX, with licences; the same each time.

    `python` is the program of an environment into which the wheel alone was installed.
    """
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        # The bill names the version only where the project says it itself.
        static = Path(folder, "pyproject.toml")
        static.write_text(
            re.sub(r"(?m)^dynamic = .*$", f'version = "{__version__}"', project), encoding="utf-8"
        )
        command = [sys.executable, "-m", "cyclonedx_py", "environment", "--output-reproducible"]
        command += ["--pyproject", str(static), "--mc-type", "library", "-o", file, python]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
