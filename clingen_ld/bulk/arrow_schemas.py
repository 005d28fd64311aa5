"""Tables of Arrow whose columns are told as text, as Spark has them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from clingen_ld.stores.parquet import pyarrow_modules


@lru_cache(maxsize=32)
def schema_of(columns: str) -> Any:
    """The schema of columns such as `number long, keys array<string>`.

    Raises `UsageError` without pyarrow.
    """
    arrow, _ = pyarrow_modules()
    kinds = {
        "long": arrow.int64(),
        "string": arrow.string(),
        "binary": arrow.binary(),
        "boolean": arrow.bool_(),
        "array<string>": arrow.list_(arrow.string()),
    }
    pairs = (column.split() for column in columns.split(","))
    return arrow.schema([(name, kinds[kind]) for name, kind in pairs])
