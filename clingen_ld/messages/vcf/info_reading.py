"""The INFO fields of the records of a file, for who asks for them and as annotations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from clingen_ld.messages.message import Problem, ReadOptions
from clingen_ld.messages.vcf.annotations import AnnotationReader
from clingen_ld.messages.vcf.header import Header
from clingen_ld.messages.vcf.info import Declaration, fields_of, info_names, values_of
from clingen_ld.messages.vcf.lines import ALT, Line
from clingen_ld.messages.vcf.records import COLUMNS
from clingen_ld.messages.vcf.skipped_records import SkippedRecords
from clingen_ld.model import Tree

_INFO: Final = COLUMNS.index("INFO") - ALT - 1
"""The number of INFO among the columns after ALT."""
_PLAIN_TEXT: Final = re.compile(rb"##fileformat=VCFv(?:3\.|4\.[012]\b)")
"""The versions in which text is not percent-encoded."""


class InfoReader:
    """Gives the INFO fields of alleles that the options ask for, to whom they name and to trees."""

    def __init__(self, file: str, options: ReadOptions) -> None:
        self._file = file
        self._receiver = options.info_receiver
        wanted = info_names(options.info)
        names = wanted if self._receiver is None else self._receiver.names
        self.left = SkippedRecords(file, names)
        """What is passed over in the file."""
        self._annotations = AnnotationReader(wanted, file, self.left) if wanted else None
        self.is_idle = self._receiver is None and not wanted
        """Whether no field is asked for."""
        self._declared: dict[str, Declaration] = {}
        self._is_encoded = True

    def read_version(self, line: Line) -> None:
        """Take in the first line, which says whether the text of fields is percent-encoded."""
        self._is_encoded = _PLAIN_TEXT.match(line.data) is None

    def begin(self, header: Header) -> None:
        """Take in the header, which is at its end."""
        self._declared = header.declared.get("INFO", {})
        if self._receiver is not None:
            self._receiver.declare(self._file, self._declared)
        if self._annotations is not None:
            self._annotations.begin(header, self._is_encoded)

    def read(
        self, iri: str, record: str, rest: list[bytes], n: int, alternates: int, line: Line
    ) -> Tree | None:
        """Give the INFO fields that are asked for to who asks; what is kept of them.

        `rest` is what comes after ALT; the others as for `AnnotationReader.annotation`.
        """
        if self.is_idle or len(rest) <= _INFO:
            return None
        is_cut = not line.whole and len(rest) == _INFO + 1
        self._give(iri, rest[_INFO], n, alternates, is_cut, line)
        if self._annotations is None:
            return None
        if is_cut:
            self.left.info("and others", "the record is too long", line)
            return None
        return self._annotations.annotation(iri, record, rest[_INFO], n, alternates, line)

    def _give(
        self, iri: str, info: bytes, n: int, alternates: int, is_cut: bool, line: Line
    ) -> None:
        receiver = self._receiver
        if receiver is None:
            return
        if is_cut:
            for name, _ in fields_of(info, receiver.names):
                self.left.info(name, "its record is too long", line)
            info = b""

        def leave(name: str, reason: str) -> None:
            self.left.info(name, reason, line)

        declared, is_encoded = self._declared, self._is_encoded
        receiver.receive(
            iri, values_of(info, receiver.names, declared, n, alternates, is_encoded, leave)
        )

    def problems(self, titles: Line) -> Iterator[Problem]:
        """What is wanted and nowhere in the file."""
        if self._annotations is not None:
            yield from self._annotations.problems(titles)
