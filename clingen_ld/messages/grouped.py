"""N-Quads that come grouped by graph, as our writer gives them: read in one pass, graph by graph.

Memory does not grow with the file. Where anything in it is not as our writer makes it, or a graph
comes in several places, nothing is given, and the file is to be read as a whole.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import BinaryIO

from clingen_ld.messages.message import Message, NoText, ReadOptions
from clingen_ld.model.definitions import Model
from clingen_ld.model.identity import resource_iri
from clingen_ld.model.normal_form import Normal
from clingen_ld.model.subsetted import SUBSETTED_ENDING
from clingen_ld.seen import Seen


def read_grouped(
    lines: Iterable[bytes], file: str, options: ReadOptions, model: Model
) -> Iterator[Message] | None:
    """The resources of lines of N-Quads, one a graph; None when it must be read as a whole.

    The messages have no places in the text.
    """
    with ExitStack() as stack:
        waiting = stack.enter_context(tempfile.TemporaryFile())
        if not _frame(lines, waiting, options, model):
            return None
        waiting.seek(0)
        stack.pop_all()  # from here on, the messages close the file
        return _messages(waiting, file, options)


def _frame(lines: Iterable[bytes], waiting: BinaryIO, options: ReadOptions, model: Model) -> bool:
    """Write the resources of all graphs to a file, in order; whether that was possible.

    They wait there, since only at the end it is known that no graph comes again.
    """
    from clingen_ld.direct.framing import DirectFramer, graphs

    framer = DirectFramer(model, options.base)
    with Seen() as seen:
        try:
            for name, text in graphs(line for line in lines if line):
                # What others tell of a resource may belong to a graph of its own elsewhere.
                if not name or name.endswith(SUBSETTED_ENDING) or not seen.add(name):
                    return False
                tree = framer.frame(name, text)
                if tree is None:
                    return False
                waiting.write(json.dumps(tree).encode() + b"\n")
        except UnicodeDecodeError:
            return False
        return len(seen) > 0


def _messages(waiting: BinaryIO, file: str, options: ReadOptions) -> Iterator[Message]:
    with waiting:
        for line in waiting:
            tree = json.loads(line)
            iri = resource_iri(tree, options.base)
            yield Message(tree["resourceType"], iri, Normal(tree), NoText(), file, "nquads")
