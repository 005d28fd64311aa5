"""Characters that programs and texts for people write in place of others, or that do not show."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_ODD: Final = re.compile(
    r"&(?:gt|#62|#x3e|lt|amp);|(?<=[A-Za-z])->|(?![\s\x00-\x7f]).", re.IGNORECASE | re.DOTALL
)
"""A character of HTML, an arrow of two, or any that is not ASCII; white space is another error."""
_ENTITIES: Final = {"&lt;": "<", "&amp;": "&"}
_DASHES: Final = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_INVISIBLE: Final = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\xad"
_ALIKE: Final = str.maketrans(
    # Letters of the Cyrillic and the Greek alphabet that look like Latin ones; an arrow.
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425"
    "\u0430\u0435\u043e\u0440\u0441\u0445\u0443\u0456"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a7\u03bf\u2192",
    "ABEKMHOPCTXaeopcxyiABEZHIKMNOPTXo>",
)


def plain_text(text: str) -> str | None:
    """A text in ASCII and without white space around it, as it is meant; None if that is unclear.

    >>> plain_text("\uff14\uff13 "), plain_text("\u0421\u200b"), plain_text("Gen\u00e8ve")
    ('43', 'C', None)
    """
    if text.isascii():
        return text.strip()
    letters = [each if each.isascii() else _plain(each) for each in text.strip()]
    found = None if None in letters else "".join(each or "" for each in letters)
    return found and found.strip()


def odd_character(name: str) -> tuple[str, str | None] | None:
    """The first such character of an HGVS name, told as an error, and the name without them.

    None for a name in ASCII. The other name is None if it is unclear.

    >>> odd_character("NM_007294.4:c.1050T\uff1eG")
    ('\uff1e (U+FF1E) is written for >', 'NM_007294.4:c.1050T>G')
    """
    found = _ODD.findall(name)
    if not found:
        return None
    odd, plain = found[0], _plain(found[0])
    message = f"is written for {plain}" if plain else "has no place in it"
    is_known = all(_plain(each) is not None for each in found)
    meant = _ODD.sub(lambda match: _plain(match[0]) or "", name) if is_known else None
    return f"{_shown(odd)} {message}", meant


def _shown(odd: str) -> str:
    code = f"U+{ord(odd):04X}" if len(odd) == 1 else ""
    return f"{odd} ({code})" if code and odd.isprintable() else code or odd


def _plain(odd: str) -> str | None:
    """What a character is written for, which may be nothing; None if it does not show that."""
    if odd == "->":
        return ">"
    if odd[0] == "&":
        return _ENTITIES.get(odd.lower(), ">")
    if odd in _INVISIBLE:
        return ""
    plain = "-" if odd in _DASHES else unicodedata.normalize("NFKC", odd).translate(_ALIKE)
    return plain if plain.isascii() else None
