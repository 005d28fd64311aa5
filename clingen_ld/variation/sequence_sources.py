"""Sources of sequences: an indexed FASTA file, or a SeqRepo."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from clingen_ld.errors import InputError, missing_package


class SequenceSource(Protocol):
    """Sequences by accession; positions are 0-based interbase."""

    def length(self, accession: str) -> int | None:
        """The length of a sequence; None if the source does not have it."""
        ...

    def fetch(self, accession: str, start: int, end: int) -> str:
        """The residues from interbase `start` to `end`, in upper case."""
        ...


def open_sequences(path: str | os.PathLike[str]) -> SequenceSource:
    """The sequences of a FASTA file (also bgzip; a missing index is created) or a SeqRepo.

    Raises `InputError` if the path cannot be read, `UsageError` if its library is not installed.
    """
    where = Path(path)
    if where.is_dir():
        return _SeqRepo(where)
    if not where.is_file():
        raise InputError(f"{where}: there is no such file or folder")
    return _Fasta(where)


class _Fasta:
    def __init__(self, path: Path) -> None:
        try:
            import pysam
        except ImportError as error:
            raise missing_package("to read FASTA files", "pysam") from error
        try:
            self._file: Any = pysam.FastaFile(str(path))
        except (OSError, ValueError) as error:
            raise InputError(
                f"{path}: not a FASTA file that can be indexed (compress with bgzip, not gzip)"
            ) from error
        self._names: dict[str, str] = {}
        for name in self._file.references:
            # Names such as gi|568336007|ref|NC_000017.11| contain the accession as one part.
            for part in (name, *name.split("|")):
                self._names.setdefault(part, name)

    def length(self, accession: str) -> int | None:
        name = self._names.get(accession)
        return None if name is None else int(self._file.get_reference_length(name))

    def fetch(self, accession: str, start: int, end: int) -> str:
        return str(self._file.fetch(self._names[accession], start, end)).upper()


class _SeqRepo:
    def __init__(self, path: Path) -> None:
        try:
            from biocommons.seqrepo import SeqRepo
        except ImportError as error:
            raise missing_package("to read a SeqRepo", "biocommons.seqrepo") from error
        if not (path / "aliases.sqlite3").is_file():
            raise InputError(f"{path}: not a SeqRepo folder: it has no aliases.sqlite3")
        try:
            self._repository: Any = SeqRepo(str(path))
        except (OSError, ValueError, RuntimeError) as error:
            raise InputError(f"{path}: not a SeqRepo folder: {error}") from error
        self.length = lru_cache(maxsize=1024)(self._length)  # type: ignore[method-assign]

    def length(self, accession: str) -> int | None:
        return self._length(accession)

    def _length(self, accession: str) -> int | None:
        try:
            return len(self._repository[accession])
        except KeyError:
            return None

    def fetch(self, accession: str, start: int, end: int) -> str:
        return str(self._repository.fetch(accession, start, end)).upper()
