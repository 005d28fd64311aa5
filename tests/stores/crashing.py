"""Loads to be killed: a process that has everything imported, and forks a child for each load.

Every line of standard input is a load as JSON. For each, the process says the number of the
child, and when that has ended, how: its exit code, or minus the signal that ended it.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

from clingen_ld.errors import ClingenError
from clingen_ld.messages.message import ReadOptions
from clingen_ld.messages.reading import read_text
from clingen_ld.model import load_model
from clingen_ld.stores.embedded import EmbeddedStore
from clingen_ld.stores.loading import LoadOptions, load
from clingen_ld.validation.session import ValidationOptions, validate_items
from tests.stores.loads import gene, told


def main() -> None:
    # Whatever is loaded when it is first needed is loaded here, and not in every child.
    items = read_text(json.dumps([gene(1), told(1, name="x")]), ReadOptions(), load_model())
    validate_items(items, ValidationOptions(), load_model())
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os._exit(_load(json.loads(line)))
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _load(wanted: dict[str, Any]) -> int:
    if limit := wanted.get("limit"):
        # No file may become longer than this: writing fails as on a disk that is full.
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    options = LoadOptions(
        validate=wanted["validate"],
        as_version=wanted["as_version"],
        batch=wanted["batch"],
        journal=Path(wanted["journal"]) if "journal" in wanted else None,
    )
    try:
        store = EmbeddedStore(wanted["store"], create=True)
        load(wanted["input"], store, options)
        store.close()
    except ClingenError as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    main()
