"""Inputs as Spark reads them: numbered lines of NDJSON, and whole files of other shapes.

A line is reported by its number in the file, but files are split into blocks that are read
separately. So the lines of each block are counted first, which Spark does without Python; then the
number of the first line of each block is known. This takes as long as reading the bytes again.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple

from clingen_ld.bulk.portions import Portion, read_portion
from clingen_ld.bulk.spark_session import Files, SparkFile
from clingen_ld.errors import InputError
from clingen_ld.messages.message import Item, ReadOptions
from clingen_ld.messages.reading import read_lines
from clingen_ld.messages.streams import begin
from clingen_ld.messages.text.compression import ENDINGS, DamagedError, damage_errors, decompressed
from clingen_ld.messages.text.inputs import EXTENSIONS, STANDARD_INPUT, DamagedInputError
from clingen_ld.model import TYPE_KEY, Model, load_model

# The number of a resource in input order, in 63 bits: its file, its line, its index there.
_FILE_BITS: Final = 49
_LINE_BITS: Final = 16
MOST_FILES: Final = 1 << (63 - _FILE_BITS)
_START: Final = 1 << 17
"""The number of bytes that show the shape of a file, compressed or not."""
_NUMBERED: Final = "line long, url string, value binary"
Batches = Iterable[Any]


class Numbered(NamedTuple):
    """An item, and its number among all."""

    number: int
    item: Item


@dataclass(frozen=True, slots=True)
class SparkInputs:
    """The files of some inputs: `lines` are NDJSON, `whole` are not; each by its index."""

    files: tuple[SparkFile, ...]
    lines: Mapping[str, int]
    """The indexes of the NDJSON files, by URL."""
    whole: Mapping[str, int]
    options: ReadOptions
    first_lines: dict[tuple[str, int], int] = field(default_factory=dict)
    """The numbers of the first lines of blocks, by URL and start."""


def file_of(number: int) -> int:
    """The index of the file of a resource."""
    return number >> _FILE_BITS


def find_inputs(names: Iterable[str], session: Any, options: ReadOptions) -> SparkInputs:
    """The inputs that paths and URLs of Hadoop file systems name. Raises `InputError`."""
    files, found = Files(session), list[SparkFile]()
    endings = tuple(f"{one}{packed}" for one in EXTENSIONS for packed in ("", *ENDINGS))
    for name in names:
        if name == STANDARD_INPUT:
            raise InputError("standard input cannot be read by a cluster; name files")
        found += files.find(name, endings)
    if not found:
        raise InputError("no message is there: no file has a name such as alleles.ndjson.gz")
    if len(found) > MOST_FILES:
        raise InputError(f"there are {len(found):,} files; the limit is {MOST_FILES:,}")
    lines, whole = dict[str, int](), dict[str, int]()
    for place, file in enumerate(found):
        is_lines = _is_lines(files.first_bytes(file, _START), options)
        (lines if is_lines else whole)[file.url] = place
    return _with_beside(SparkInputs(tuple(found), lines, whole, options), session)


def _with_beside(inputs: SparkInputs, session: Any) -> SparkInputs:
    """The inputs, with the registered alleles of their haplotypes in the options.

    Haplotypes are few, so the driver can hold these.
    """
    from pyspark.sql import functions

    found = _placements(inputs, session, None).where("iri IS NULL").select("placement").distinct()
    asked = frozenset(row.placement for row in found.collect())
    if not asked:
        return inputs
    placed = _placements(inputs, session, asked).where("iri IS NOT NULL")
    first = placed.groupBy("placement").agg(functions.min(functions.struct("line", "nth", "iri")))
    alleles = {placement: named.iri for placement, named in first.collect()}
    return replace(inputs, options=replace(inputs.options, beside=_Beside(alleles)))


class _Beside:
    """Registered alleles by their placements, as JSON texts."""

    def __init__(self, alleles: Mapping[str, str]) -> None:
        self._alleles = alleles

    def __call__(self) -> Iterator[bytes]:
        """A contextual allele for each."""
        for placement, iri in self._alleles.items():
            allele = {TYPE_KEY: "ContextualAllele", "id": placement}
            yield json.dumps(allele | {"canonicalAllele": {"reference": iri}}).encode()


_ROWS_SIGN: Final = '"coordinates"'
"""A text in each Registry reply with rows."""


def _placements(inputs: SparkInputs, session: Any, asked: frozenset[str] | None) -> Any:
    """The registered alleles at some placements in the inputs; without `asked`, the placements of
    haplotypes."""
    from pyspark.sql.functions import col

    tables, work = [], _Placements(asked)
    if inputs.lines:
        table = _lines(inputs, session)
        _count(inputs, table)
        if asked is None:
            table = table.where(col("value").cast("string").contains(_ROWS_SIGN))
        tables.append(table.mapInArrow(_LineReader(inputs).numbered, _NUMBERED))
    if inputs.whole:
        tables.append(_files(inputs, session).mapInArrow(_FileReader(inputs).numbered, _NUMBERED))
    return _together(tables).mapInArrow(work, "placement string, iri string, line long, nth long")


class _Placements:
    """Searches JSON texts for placements, in a Spark process."""

    def __init__(self, asked: frozenset[str] | None) -> None:
        self._asked = asked

    def __call__(self, batches: Batches) -> Iterator[Any]:
        """Record batches of placements with their IRIs and positions."""
        import pyarrow

        from clingen_ld.messages.registry.haplotypes import json_value, placements

        sign = _ROWS_SIGN.encode()
        types = [pyarrow.string(), pyarrow.string(), pyarrow.int64(), pyarrow.int64()]
        for batch in batches:
            lines, _, values = (column.to_pylist() for column in batch.columns)
            rows = [
                (placement, iri, line, nth)
                for line, value in zip(lines, values, strict=True)
                if self._asked is not None or sign in value
                for nth, (placement, iri) in enumerate(placements(json_value(value)))
                if self._asked is None or placement in self._asked
            ]
            columns = zip(*rows, strict=True) if rows else ([] for _ in types)
            arrays = list(map(pyarrow.array, columns, types))
            yield pyarrow.record_batch(arrays, ["placement", "iri", "line", "nth"])


def _is_lines(start: bytes, options: ReadOptions) -> bool:
    text = b""
    with suppress(*damage_errors()), decompressed(io.BytesIO(start)) as stream:
        while more := stream.read1(1 << 16) if hasattr(stream, "read1") else stream.read(1 << 16):
            text += more
    return begin(io.BytesIO(text), options)[1] == "ndjson"


def read(
    inputs: SparkInputs,
    session: Any,
    make: Callable[[Iterable[Numbered]], Iterator[Any]],
    schema: Any,
    wanted: Any = None,
) -> Any:
    """The table of `make` applied to the items of the inputs, batch by batch.

    It returns record batches of a schema. `wanted` is a table of numbers: only their lines and
    files are read.
    """
    from pyspark.sql.functions import col, shiftright

    tables = []
    if inputs.lines:
        table = _lines(inputs, session)
        _count(inputs, table)
        work = _LineReader(inputs)
        if wanted is not None:
            numbered = table.mapInArrow(work.numbered, _NUMBERED)
            lines = wanted.select(shiftright("number", _LINE_BITS).alias("line")).distinct()
            table = numbered.join(lines, "line").select("url", "line", "value")
            tables.append(table.mapInArrow(_Made(work.again, make), schema))
        else:
            tables.append(table.mapInArrow(_Made(work, make), schema))
    if inputs.whole:
        table = _files(inputs, session)
        if wanted is not None:
            files = wanted.select(shiftright("number", _FILE_BITS).alias("file")).distinct()
            kept = {inputs.files[row.file].url for row in files.collect()}
            table = table.where(col("url").isin(list(kept)))
        tables.append(table.mapInArrow(_Made(_FileReader(inputs), make), schema))
    return _together(tables)


def _together(tables: list[Any]) -> Any:
    """The rows of some tables."""
    first, *others = tables
    for other in others:
        first = first.unionByName(other)
    return first


def _files(inputs: SparkInputs, session: Any) -> Any:
    from pyspark.sql.functions import regexp_replace

    table = session.read.format("binaryFile").load(list(inputs.whole))
    return table.select(regexp_replace("path", "^file:/+", "file:/").alias("url"), "content")


def _lines(inputs: SparkInputs, session: Any) -> Any:
    from pyspark.sql.functions import col, regexp_replace

    # Other line separators are part of a line here.
    table = session.read.option("lineSep", "\n").text(list(inputs.lines))
    return table.select(
        regexp_replace(col("_metadata.file_path"), "^file:/+", "file:/").alias("url"),
        col("_metadata.file_block_start").alias("start"),
        col("value").cast("binary").alias("value"),
    )


def _count(inputs: SparkInputs, table: Any) -> None:
    """Count the lines of blocks, unless known, for their first line numbers."""
    if inputs.first_lines:
        return
    counted = table.groupBy("url", "start").count().collect()
    line, before = 1, None
    for row in sorted(counted, key=lambda row: (row["url"], row["start"])):
        line = line if row["url"] == before else 1
        before = row["url"]
        inputs.first_lines[row["url"], row["start"]] = line
        line += row["count"]


class _LineReader:
    """Reads lines: record batches of url, start and value."""

    def __init__(self, inputs: SparkInputs) -> None:
        self._inputs = inputs

    def numbered(self, batches: Batches) -> Iterator[Any]:
        """The lines with their numbers."""
        import pyarrow

        names = ["line", "url", "value"]
        for batch in batches:
            urls, starts, values = (column.to_pylist() for column in batch.columns)
            numbers = [
                (self._inputs.lines[url] << (_FILE_BITS - _LINE_BITS)) | line
                for url, line in self._numbers(urls, starts)
            ]
            yield pyarrow.record_batch([numbers, urls, values], names)

    def _numbers(self, urls: list[str], starts: list[int]) -> Iterator[tuple[str, int]]:
        following = self.__dict__.setdefault("_next", {})
        for block in zip(urls, starts, strict=True):
            line = following.get(block, self._inputs.first_lines.get(block, 1))
            following[block] = line + 1
            yield block[0], line

    def __call__(self, batches: Batches, model: Model) -> Iterator[Numbered]:
        for batch in batches:
            urls, starts, values = (column.to_pylist() for column in batch.columns)
            numbers = self._numbers(urls, starts)
            for (url, line), value in zip(numbers, values, strict=True):
                yield from self._items(url, line, value, model)

    def again(self, batches: Batches, model: Model) -> Iterator[Numbered]:
        """The items of lines with their numbers."""
        for batch in batches:
            urls, lines, values = (column.to_pylist() for column in batch.columns)
            for url, number, value in zip(urls, lines, values, strict=True):
                line = number & ((1 << (_FILE_BITS - _LINE_BITS)) - 1)
                yield from self._items(url, line, value, model)

    def _items(self, url: str, line: int, value: bytes, model: Model) -> Iterator[Numbered]:
        place = self._inputs.lines[url]
        number = (place << _FILE_BITS) | (line << _LINE_BITS)
        name, options = self._inputs.files[place].name, self._inputs.options
        given = value if len(value) <= options.largest else None
        for n, item in enumerate(read_lines((given,), line, name, options, model)):
            yield Numbered(number + n, item)


class _FileReader:
    """Reads whole files: record batches of url and content."""

    def __init__(self, inputs: SparkInputs) -> None:
        self._inputs = inputs

    def numbered(self, batches: Batches) -> Iterator[Any]:
        """The texts of files with their numbers."""
        import pyarrow

        for batch in batches:
            urls, contents = (column.to_pylist() for column in batch.columns)
            for url, content in zip(urls, contents, strict=True):
                text = b""
                with suppress(DamagedError), decompressed(io.BytesIO(content)) as stream:
                    text = stream.read(self._inputs.options.largest)
                line = self._inputs.whole[url] << (_FILE_BITS - _LINE_BITS)
                yield pyarrow.record_batch([[line], [url], [text]], ["line", "url", "value"])

    def __call__(self, batches: Batches, model: Model) -> Iterator[Numbered]:
        for batch in batches:
            urls, contents = (column.to_pylist() for column in batch.columns)
            for url, content in zip(urls, contents, strict=True):
                place = self._inputs.whole[url]
                name = self._inputs.files[place].name
                for n, item in enumerate(self._items(name, content, model)):
                    yield Numbered((place << _FILE_BITS) + n, item)

    def _items(self, name: str, content: bytes, model: Model) -> Iterator[Item]:
        try:
            with decompressed(io.BytesIO(content)) as stream:
                text = stream.read(self._inputs.options.largest + 1)
        except DamagedError as error:
            yield DamagedInputError(name, str(error)).problem
            return
        yield from read_portion(Portion(name, text=text), self._inputs.options, model)


class _Made:
    """A function of items, for Spark to run."""

    def __init__(
        self,
        read: Callable[[Batches, Model], Iterator[Numbered]],
        make: Callable[[Iterable[Numbered]], Iterator[Any]],
    ) -> None:
        self._read = read
        self._make = make

    def __call__(self, batches: Batches) -> Iterator[Any]:
        yield from self._make(self._read(batches, load_model()))
