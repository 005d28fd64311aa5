"""Where an allele is placed, and the name that a contextual allele gets from that.

The id is SPDI's: accession, interbase start, what is deleted, what is inserted. Positions in
introns, which SPDI does not have, are written with their offset, start and end; a sequence that
is long is named by its GA4GH digest. Whoever places the same change at the same place, whatever
form it came in, gets the same id, so that the alleles meet in a graph.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import Literal

# From so many residues on, a sequence is named by its digest.
_LONGEST_SEQUENCE = 50


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap between residues: a 0-based interbase index, and how far into an intron it is.

    `offset` is None outside of introns; `direction` is + downstream of the index, - upstream.
    """

    index: int
    offset: int | None = None
    direction: Literal["+", "-"] | None = None

    def __str__(self) -> str:
        return (
            str(self.index) if self.offset is None else f"{self.index}{self.direction}{self.offset}"
        )


@dataclass(frozen=True, slots=True)
class Placement:
    """A sequence put in the place of one region of another; None: not known."""

    accession: str
    start: Gap
    end: Gap
    reference: str | None
    alternate: str | None

    @property
    def id(self) -> str:
        """The id of the contextual allele that is placed like this.

        >>> Placement("NM_007294.3", Gap(5396), Gap(5397), "T", "G").id
        'NM_007294.3:5396:T:G'
        >>> Placement("NM_1.1", Gap(9, 0, "+"), Gap(9, 1, "+"), "", None).id
        'NM_1.1:9+0_9+1::?'
        """
        length = self.end.index - self.start.index
        in_intron = self.start.offset is not None or self.end.offset is not None
        if self.reference is None and not in_intron and length >= 0:
            return f"{self.accession}:{self.start}:{length}:{_sequence(self.alternate)}"
        place = str(self.start)
        if in_intron or len(self.reference or "") != length:
            place += f"_{self.end}"
        return f"{self.accession}:{place}:{_sequence(self.reference)}:{_sequence(self.alternate)}"


def _sequence(residues: str | None) -> str:
    if residues is None:
        return "?"
    if len(residues) > _LONGEST_SEQUENCE:
        return "SQ." + sha512t24u(residues.upper().encode())
    return residues


def sha512t24u(data: bytes) -> str:
    """The GA4GH digest: SHA-512, cut to 24 bytes, as URL-safe base64.

    >>> sha512t24u(b"ACGT")
    'aKF498dAxcJAqme6QYQ7EZ07-fiw8Kw2'
    """
    return base64.urlsafe_b64encode(hashlib.sha512(data).digest()[:24]).decode()
