"""Holding two sets of resources against each other, wherever they are."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from clingen_ld.messages.message import ReadOptions
from clingen_ld.model import load_model
from clingen_ld.stores.differences import Comparison, compare
from clingen_ld.stores.opening import open_store
from clingen_ld.stores.reading import Opener, open_resources


@contextmanager
def diff(
    old: str | os.PathLike[str],
    new: str | os.PathLike[str],
    *,
    options: ReadOptions | None = None,
    opener: Opener = open_store,
) -> Iterator[Comparison]:
    """What is different between two files, folders or stores, resource by resource.

    `opener` opens a store at a location. Raises `InputError` for what is not there or cannot be
    read, whole, and `StoreError` for a store that cannot be reached.
    """
    chosen, model = options or ReadOptions(), load_model()
    with (
        open_resources(os.fspath(old), chosen, model, opener) as before,
        open_resources(os.fspath(new), chosen, model, opener) as after,
        compare(before, after) as comparison,
    ):
        yield comparison
