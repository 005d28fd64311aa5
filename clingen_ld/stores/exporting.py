"""Export: the resources of a store as messages of any form.

What a load put in comes out again in its normal form, one resource after the other in the order
of the store. What is given, and what is not, `clingen_ld.stores.reading` says.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import BinaryIO

from clingen_ld.conversion import Conversion, Loss, write_items
from clingen_ld.errors import UsageError
from clingen_ld.messages.message import Engine, Item, Message, Problem, ReadOptions
from clingen_ld.model import load_model
from clingen_ld.model.namespaces import DEFAULT_BASE
from clingen_ld.stores.reading import read_store
from clingen_ld.stores.store import Store


def export(
    store: Store,
    to: str = "resource-json",
    output: str | os.PathLike[str] | BinaryIO | None = None,
    *,
    type: str | None = None,
    loads: bool = False,
    base: str = DEFAULT_BASE,
    assembly: str | None = None,
    sequences: str | os.PathLike[str] | None = None,
    pretty: bool = False,
    strict: bool = False,
    engine: Engine = "auto",
    progress: Callable[[Item | None], None] | None = None,
    report: Callable[[Problem | Loss], None] | None = None,
) -> Conversion:
    """Write the resources of a store in a form; `type` chooses those of one resource type.

    `output` is what it is for `convert`: a file, `-`, a folder, a stream, or None for the text.
    `loads` gives the Provenance of loads, too; `engine` is as in `ReadOptions`. Raises
    `UsageError` for a form or type that there is not, `InputError` when the output cannot be
    written, `StoreError` when the store fails.
    """
    model = load_model()
    if type is not None and type not in model.resources:
        raise UsageError(f"{type!r} is no resource type; they are {', '.join(model.resources)}")

    def keep(message: Message) -> bool:
        return type in (None, message.type)

    return write_items(
        read_store(store, model, base, loads=loads, engine=engine),
        to,
        output,
        options=ReadOptions(base=base, assembly=assembly),
        pretty=pretty,
        strict=strict,
        sequences=sequences,
        keep=keep,
        progress=progress,
        report=report,
    )
