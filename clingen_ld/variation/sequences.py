"""Sequences: residues (bases in one letter, amino acids in one or three), and sources of them."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Protocol, TypeVar

from clingen_ld.errors import InputError, missing_package

Residues = tuple[str, ...]
"""A sequence: bases as A, C, G, T (and IUPAC's codes), amino acids in three letters."""

ANY: Final = "?"
"""A residue that a name counts without naming it."""
STOP: Final = "Ter"
_THREE_LETTERS = "AlaArgAsnAspAsxCysGlnGluGlxGlyHisIleLeuLysMetPheProPylSecSerThrTrpTyrValXaaXleTer"
AMINO_ACIDS: Final[Mapping[str, str]] = MappingProxyType(
    dict(zip("ARNDBCQEZGHILKMFPOUSTWYVXJ*", re.findall("...", _THREE_LETTERS), strict=True))
)
"""The three-letter codes of amino acids by one-letter code."""
ONE_LETTER: Final[Mapping[str, str]] = MappingProxyType(
    {three: one for one, three in AMINO_ACIDS.items()}
)
"""The one-letter codes of amino acids by three-letter code."""

BASES: Final = "ACGTURYSWKMBDHVN"
"""The IUPAC codes of nucleotides, for DNA and RNA."""
_NUCLEOTIDES: Final = re.compile(f"[{BASES}]*")
_ONE: Final = re.compile("[A-Z*]*")
_THREE: Final = re.compile("(?:[A-Z][a-z]{2}|[*])*")
_RESIDUE: Final = re.compile("[A-Z][a-z]{2}|[A-Z*]")
_AMBIGUOUS: Final = frozenset({*"RYSWKMBDHVN", "Asx", "Glx", "Xle", "Xaa"})
_WILD: Final = (ANY, "N", "Xaa")
_COMPLEMENT: Final = str.maketrans("ACGTURYKMBDHVacgturykmbdhv", "TGCAAYRMKVHDBtgcaayrmkvhdb")

SequenceT = TypeVar("SequenceT", str, tuple[str, ...])
"""A sequence: letters of nucleotides, or a tuple of residues (amino acids in three letters)."""


def complement(sequence: SequenceT) -> SequenceT:
    """The reverse complement of a nucleotide sequence.

    >>> complement("AACR"), complement(("A", "C"))
    ('YGTT', ('G', 'T'))
    """
    if isinstance(sequence, str):
        return sequence.translate(_COMPLEMENT)[::-1]
    # The complement of an unnamed base is unnamed too, but not the same one.
    return tuple(
        ANY if is_unnamed(base) else base.translate(_COMPLEMENT) for base in reversed(sequence)
    )


def read_residues(text: str | None, is_protein: bool = False) -> Residues | None:
    """The residues of a sequence in a message; None if it has invalid letters.

    Nucleotides may be in lower case, and U is T. Amino acids are in one letter or in three, never
    mixed.

    >>> read_residues("acu"), read_residues("IleTer", True), read_residues("I*", True)
    (('A', 'C', 'T'), ('Ile', 'Ter'), ('Ile', 'Ter'))
    """
    if text is None:
        return None
    if not is_protein:
        bases = text.upper()
        return tuple(bases.replace("U", "T")) if _NUCLEOTIDES.fullmatch(bases) else None
    if not _ONE.fullmatch(text) and not _THREE.fullmatch(text):
        return None
    found = tuple(AMINO_ACIDS.get(each, each) for each in _RESIDUE.findall(text))
    return found if all(each in ONE_LETTER for each in found) else None


def one_letter(residues: Residues) -> str:
    """A sequence in one-letter codes.

    >>> one_letter(("Ile", "Ter")), one_letter(("A", "C"))
    ('I*', 'AC')
    """
    return "".join(ONE_LETTER.get(residue, residue) for residue in residues)


def is_known(residue: str) -> bool:
    """Whether a residue is a definite one: neither unnamed nor an ambiguity code."""
    return residue not in _AMBIGUOUS and not is_unnamed(residue)


def is_unnamed(residue: str) -> bool:
    """Whether a residue is one that a name counts without naming it."""
    return residue.startswith(ANY)


def matches(stated: Residues, held: Residues) -> bool:
    """Whether a sequence in a name agrees with the actual one.

    >>> matches(("C", ANY), ("C", "T"))
    True
    """
    return len(stated) == len(held) and all(
        said in _WILD or said == there or (said, there) == (STOP, "Xaa")
        for said, there in zip(stated, held, strict=True)
    )


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
