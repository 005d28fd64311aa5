"""Converting on a cluster: messages of any form to parts of N-Quads, by Apache Spark."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any, Final

from clingen_ld.bulk.spark_inputs import Numbered, find_inputs, read
from clingen_ld.bulk.spark_session import Files, persisted, spark_failures, spark_session
from clingen_ld.conversion import KEPT, Conversion
from clingen_ld.graph.links import NO_LINKS, LinkSets
from clingen_ld.messages.message import Problem, ReadOptions
from clingen_ld.messages.writing import WriteOptions, make_writer
from clingen_ld.model import load_model

_CONVERTED: Final = "quads string, resources long, problem binary"
_SIZE: Final = 1 << 20
"""The number of bytes of N-Quads handed on at once."""


def convert(
    inputs: Iterable[str],
    output: str,
    *,
    options: ReadOptions | None = None,
    master: str | None = None,
    links: LinkSets = NO_LINKS,
) -> Conversion:
    """Convert files of any Hadoop file system to gzipped N-Quads, in parts in a new folder.

    `links` are the sets of links to add. The folder appears only when it is complete. Raises
    `InputError` for inputs that do not exist and an output that does, `UsageError` without PySpark,
    and `ClusterError` when Spark fails.
    """
    chosen = options or ReadOptions()
    with spark_session(master) as session, spark_failures():
        found = find_inputs(inputs, session, chosen)
        with persisted() as persist, Files(session).whole(output) as folder:
            work = _Converting(chosen.base, links)
            table = persist(read(found, session, work, _CONVERTED))
            quads = table.where("quads IS NOT NULL").select("quads")
            quads.write.option("compression", "gzip").text(folder)
            return _outcome(table)


def _outcome(table: Any) -> Conversion:
    from pyspark.sql import functions
    from pyspark.sql.functions import count

    total = table.agg(functions.sum("resources"), count("problem")).first()
    first = table.where("problem IS NOT NULL").select("problem").limit(KEPT).collect()
    problems = [_unpickled(row.problem) for row in first]
    problems.sort(key=lambda problem: (problem.file, problem.line or 0, problem.column or 0))
    result = Conversion("nquads", int(total[0] or 0))
    for problem in problems:
        result.note(problem)
    result.problem_count = int(total[1] or 0)
    return result


def _unpickled(data: bytes) -> Problem:
    import pickle

    found: Problem = pickle.loads(bytes(data))  # Spark's own table, just written
    return found


class _Converting:
    """Makes N-Quads from items, in a Spark process."""

    def __init__(self, base: str, links: LinkSets) -> None:
        self._options = WriteOptions(base, links=links)

    def __call__(self, items: Iterable[Numbered]) -> Iterator[Any]:
        """Record batches: texts of N-Quads with the number of their resources, and problems."""
        import pickle

        text = io.BytesIO()
        writer = make_writer("nquads", text, load_model(), self._options)
        problems: list[bytes] = []
        resources = 0
        for _, item in items:
            if isinstance(item, Problem):
                problems.append(pickle.dumps(item))
                continue
            writer.take(item)
            resources += 1
            if text.tell() >= _SIZE:
                yield _batch(text.getvalue().decode(), resources, problems)
                text.seek(0)
                text.truncate()
                problems, resources = [], 0
        writer.finish()
        yield _batch(text.getvalue().decode(), resources, problems)


def _batch(text: str, resources: int, problems: list[bytes]) -> Any:
    import pyarrow

    # Spark adds a newline to each text.
    rows: list[tuple[str | None, int, bytes | None]] = [(None, 0, one) for one in problems]
    if text:
        rows.append((text.removesuffix("\n"), resources, None))
    quads, numbers, found = ([row[n] for row in rows] for n in range(3))
    return pyarrow.record_batch(
        [
            pyarrow.array(quads, pyarrow.string()),
            pyarrow.array(numbers, pyarrow.int64()),
            pyarrow.array(found, pyarrow.binary()),
        ],
        ["quads", "resources", "problem"],
    )
