"""Sequences: accessions, residues (one letter, or three of an amino acid), and their sources."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Protocol, TypeGuard, TypeVar

from clingen_ld.errors import InputError, missing_package
from clingen_ld.model import Object, decode, local_name, objects, part
from clingen_ld.variation.assemblies import accession_of_length

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

    def fetch(self, accession: str, start: int, end: int) -> str:
        """The residues from interbase `start` to `end`, in upper case."""


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


_CHROMOSOME: Final = re.compile(r"(?:chr)?(?:[0-9]{1,2}|X|Y|MT?)")


class _Fasta:
    def __init__(self, path: Path) -> None:
        try:
            import pysam
        except ImportError as error:
            raise missing_package("to read FASTA files", "pysam") from error
        silent = pysam.set_verbosity(0)  # htslib would say what the error says
        try:
            self._file: Any = pysam.FastaFile(str(path))
        except (OSError, ValueError) as error:
            raise InputError(
                f"{path}: not a FASTA file that can be indexed (compress with bgzip, not gzip)"
            ) from error
        finally:
            pysam.set_verbosity(silent)
        self._names: dict[str, str] = {}
        for name in self._file.references:
            # Names such as gi|568336007|ref|NC_000017.11| contain the accession as one part.
            for piece in (name, *name.split("|")):
                self._names.setdefault(piece, name)
        chromosomes = [name for name in self._file.references if _CHROMOSOME.fullmatch(name)]
        found = {self._accession(name): name for name in chromosomes}
        if found.keys() == {None} and len(chromosomes) == len(self._file.references):
            name, length = chromosomes[0], self._file.get_reference_length(chromosomes[0])
            raise InputError(
                f"{path}: no human build has a {name} of {length:,} bases: name sequences by their "
                "accessions, as in >NC_000017.11"
            )
        self._names = {name: at for name, at in found.items() if name is not None} | self._names

    def _accession(self, chromosome: str) -> str | None:
        """The accession of a chromosome that UCSC or Ensembl name so, by its length."""
        length = int(self._file.get_reference_length(chromosome))
        return accession_of_length(chromosome.removeprefix("chr"), length)

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


ALLELE_TYPES: Final = {
    "chromosome": "genomic", "gene": "genomic", "transcript": "transcript",
    "amino-acid": "amino-acid",
}  # fmt: skip
"""The type of the contextual alleles on each type of sequence."""

_KINDS = {
    "chromosome": re.compile(r"NC_[0-9]"),
    "gene": re.compile(r"NG_[0-9]|LRG_[0-9]+\Z"),
    "transcript": re.compile(r"[NX][MR]_[0-9]|ENST[0-9]|LRG_[0-9]+t[0-9]+\Z"),
    "amino-acid": re.compile(r"[NX]P_[0-9]|ENSP[0-9]|LRG_[0-9]+p[0-9]+\Z"),
}
_BODY = (
    r"(?:(?:N[CGMRPTW]|X[MRP]|A[CP]|[WY]P)_(?:[0-9]{6}|[0-9]{9})"  # RefSeq
    r"|[A-Z][0-9]{5}|[A-Z]{2}(?:[0-9]{6}|[0-9]{8})|[A-Z]{3}(?:[0-9]{5}|[0-9]{7})"  # INSDC
    r"|[A-Z]{4}[0-9]{8,10}|[A-Z]{6}[0-9]{9,11}"
    r"|ENS[TP][0-9]{11})"  # Ensembl
)
_UNVERSIONED = re.compile(_BODY)
_OF_REGISTRY = re.compile(r"RS[0-9]{6,}")
_VERSIONED = re.compile(_BODY + r"[.][1-9][0-9]*")
_LRG = re.compile(r"LRG_[1-9][0-9]*([tp][1-9][0-9]*)?")


def accession_kind(accession: str) -> str | None:
    """The sequence type of an accession, by its form; None if the form does not show it.

    >>> accession_kind("LRG_292t1"), accession_kind("U14680.1")
    ('transcript', None)
    """
    return next((kind for kind, form in _KINDS.items() if form.match(accession)), None)


def is_accession(text: str) -> bool:
    """Whether a text is a well-formed accession with its version (LRG's have none).

    >>> is_accession("NM_007294.3"), is_accession("NM_007294"), is_accession("LRG_292t1")
    (True, False, True)
    """
    return bool(_LRG.fullmatch(text) or _VERSIONED.fullmatch(text))


def lacks_version(text: str) -> bool:
    """Whether a text is an accession except for a missing version.

    The ids of reference sequences in the Registry are like those of INSDC, and are none.

    >>> lacks_version("NM_007294"), lacks_version("RS000062")
    (True, False)
    """
    return _UNVERSIONED.fullmatch(text) is not None and _OF_REGISTRY.fullmatch(text) is None


def reference_of(allele: Object) -> Object:
    """The reference to the sequence of a contextual allele; empty without one."""
    return part(part(allele, "referenceCoordinate"), "referenceSequence")


def accession_in(reference: Object) -> str:
    """The accession that a reference to a sequence may end in: its last step, or nothing."""
    found = reference.get("reference")
    return decode(local_name(found)) if isinstance(found, str) else ""


def names_of(allele: Object) -> list[object]:
    """The names of a contextual allele."""
    return [item.get("name") for item in objects(allele.get("alleleName"))]


def values_of(sequence: Object) -> list[object]:
    """The values of the identifiers of a reference sequence, its accessions among them."""
    return [item.get("value") for item in objects(sequence.get("identifier"))]


def looks_like_accession(text: object) -> TypeGuard[str]:
    """Whether a text has the form of an accession, with a version or without.

    >>> looks_like_accession("NM_007294"), looks_like_accession("BRCA1")
    (True, False)
    """
    if not isinstance(text, str):
        return False
    return is_accession(text) or lacks_version(text) or accession_kind(text) is not None


def accessions_of(names: Iterable[object]) -> list[str]:
    """The accessions at the start of HGVS names, as in NM_000257.3(MYH7):c.1207C>T.

    >>> accessions_of(["NM_000257.3(MYH7):c.1207C>T", "a name"])
    ['NM_000257.3']
    """
    heads = [name.partition(":")[0] for name in names if isinstance(name, str) and ":" in name]
    return [head for head in (h.partition("(")[0] for h in heads) if head]


def by_authority(accessions: Iterable[str]) -> list[str]:
    """Distinct accessions of one sequence, the preferred one first."""
    return sorted(dict.fromkeys(accessions), key=lambda each: (authority(each)[0], each))


_AUTHORITIES: Final = (
    (
        ("NC_", "NT_", "NW_", "NG_", "NM_", "NR_", "XM_", "XR_"),
        "http://www.ncbi.nlm.nih.gov/nuccore",
    ),
    (("NP_", "XP_", "YP_", "AP_", "WP_"), "http://www.ncbi.nlm.nih.gov/protein"),
    (("ENS",), "http://www.ensembl.org/id"),
    (("LRG_",), "http://ftp.ebi.ac.uk/pub/databases/lrgex"),
)
"""The authorities by accession prefix, the preferred one first."""
_INSDC: Final = "http://www.ncbi.nlm.nih.gov/nuccore"


def authority(accession: str) -> tuple[int, str]:
    """The rank of the authority behind an accession, and its system IRI."""
    for rank, (beginnings, system) in enumerate(_AUTHORITIES):
        if accession.startswith(beginnings):
            return rank, system
    return len(_AUTHORITIES), _INSDC
