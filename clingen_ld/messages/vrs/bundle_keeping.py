"""Records of bundles that are kept as they are, since the resources in them would not give them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from clingen_ld.messages.fast_path import DirectMessage
from clingen_ld.messages.kept_documents import (
    document_literal,
    kept_provenance,
    provenance,
    record_id,
)
from clingen_ld.messages.message import Message
from clingen_ld.messages.text.json_sections import VRS_SECTIONS, SectionIndex
from clingen_ld.messages.text.located_json import JsonText
from clingen_ld.messages.vrs.pointers import (
    VARIANTS,
    is_pointer,
    pointers_in,
    section_of,
    to_record,
)
from clingen_ld.model import (
    TYPE_KEY,
    Note,
    Tree,
    pointer_steps,
    relative_reference,
    resource_iri,
    unescape,
)

if TYPE_CHECKING:
    from clingen_ld.compiled.engine import Engine

_PROPOSITION: Final = "roposition"
"""What the names of sections of propositions have."""
OF_VRS: Final = frozenset(VRS_SECTIONS.values())
_WITH_POINTERS: Final = ("location", "sequenceReference")
"""The keys of an allele and its location that may have pointers."""
_PLACED: Final = ("allele", "location")
"""The keys of a constraint that may have pointers."""
_DEEPEST: Final = 4
"""How far a reference is followed: from a variant to a sequence."""
_MOST_OTHERS: Final = 100_000
"""The number of records that are remembered as being named or placed otherwise than usual."""


class RecordKeeper:
    """Keeps the records of a bundle; without an `engine`, by the standard path."""

    def __init__(
        self, index: SectionIndex, file: str, base: str, engine: Callable[[], Engine | None]
    ) -> None:
        self._index = index
        self._file = file
        self._base = base
        self._engine = engine
        self._elsewhere: set[str] = set()
        self._others: set[str] | None = None
        """The pointers of variants whose id is not their key, when all variants were met."""
        self._met: set[str] = set()
        self.dangling: set[str] = set()
        """The pointers that lead nowhere in the record whose subjects were asked for last."""
        self._leads = lru_cache(4096)(self._leads_to_something)

    def _leads_to_something(self, pointer: str) -> bool:
        """Whether there is the record, or the section, that a pointer leads to or into."""
        _, section, *inside = pointer.split("/")
        if not inside:
            return unescape(section) in self._index.members
        record = f"/{section}/{inside[0]}"
        if self._index.number(record) is not None:
            return True
        try:
            self._index.value_at(record)  # of a delta, in a bundle that it is applied to
        except KeyError:
            return False
        return True

    def meet(self, pointer: str, value: Any) -> None:
        """Take notice of a variant."""
        id_ = value.get("id") if isinstance(value, dict) else None
        if id_ != pointer_steps(pointer)[1] and len(self._met) <= _MOST_OTHERS:
            self._met.add(pointer)

    def met_all(self) -> None:
        """All variants of the bundle were met, or were certainly named by their keys."""
        if len(self._met) <= _MOST_OTHERS:
            self._others = self._met

    def kept(
        self, pointer: str, source: JsonText, value: Any, targets: Iterable[str] = (),
        at: str = "", notes: Sequence[Note] = (),
    ) -> Message:  # fmt: skip
        """The Provenance that keeps a record; `at` is another pointer where its text is.

        `notes` say what is wrong with the record, at their places in it.
        """
        section, key = pointer_steps(pointer) or ("", "")
        document = {section: {key: value}} if pointer else value
        references = dict.fromkeys(relative_reference(each, self._base) for each in targets)
        id_ = record_id(pointer)
        make = partial(self._made, id_, document, references, source, at or pointer, notes)
        engine = None if notes else self._engine()
        found = None
        if engine is not None:
            found = kept_provenance(engine, id_, document_literal(document), references)
        if engine is None or found is None:
            return make()
        return DirectMessage(found, engine, self._file, "resource-json", make)

    def _made(
        self, id_: str, document: Tree, references: Iterable[str], source: JsonText, at: str,
        notes: Sequence[Note],
    ) -> Message:  # fmt: skip
        made = provenance(id_, document, references)
        found = source.message(made, at, self._base, "resource-json")
        found.normal.notes.extend(notes)
        return found

    def parts(self, value: Any, source: JsonText, at: str) -> Iterator[Message]:
        """The records of VRS that a record refers to, kept as well.

        So is the record with the id of one under another key: what is kept is written instead of
        the resource of both.
        """
        section = pointer_steps(at)[0]
        name = value.get("id") if isinstance(value, dict) else None
        waiting = [value, to_record(section, name) if isinstance(name, str) else None]
        while waiting:
            for pointer in pointers_in(waiting.pop()):
                number = self._index.number(pointer)
                is_vrs = unescape(pointer[1:].partition("/")[0]) in OF_VRS
                if is_vrs and self._is_new(pointer, number):
                    with suppress(KeyError):
                        part = self._index.value_at(pointer)
                        yield self.kept(pointer, source, part, at=at)
                        waiting.append(part)

    def _is_new(self, pointer: str, number: int | None) -> bool:
        """Whether a record is to be kept now, and was not before; it may be in another bundle."""
        if number is not None:
            return self._index.keep(number)
        is_new = pointer not in self._elsewhere
        self._elsewhere.add(pointer)
        return is_new

    def subjects(self, value: Any) -> Iterator[str]:
        """The IRIs of the canonical alleles that a record, or its proposition, refers to.

        `dangling` are then the pointers in the record that lead to no other.
        """
        waiting = [*pointers_in(value)]
        known = set(waiting)
        self.dangling = {each for each in known if not self._leads(each)}
        while waiting:
            pointer = waiting.pop()
            section = pointer[1:].partition("/")[0]
            if section == VARIANTS:
                name = self._name_of_variant(pointer)
                if isinstance(name, str):
                    yield resource_iri({TYPE_KEY: "CanonicalAllele", "id": name}, self._base)
            elif _PROPOSITION in section:
                with suppress(KeyError):
                    inner = set(pointers_in(self._index.value_at(pointer))) - known
                    known |= inner
                    waiting += inner

    def _name_of_variant(self, pointer: str) -> Any:
        """The id of the variant at a pointer; None where there is none."""
        if (
            self._others is not None
            and pointer not in self._others
            and self._index.number(pointer) is not None
        ):
            return pointer_steps(pointer)[1]
        try:
            found = self._index.value_at(pointer)
        except KeyError:
            return None
        return found.get("id") if isinstance(found, dict) else None

    def comes_back(self, pointer: str, value: Any, depth: int = 0) -> bool:
        """Whether a record of VRS is written as it is from its resources.

        It must be in its section under its own name, and all that it refers to as well.
        """
        section, key = pointer_steps(pointer)
        if not isinstance(value, dict) or _name_of(value) != key or section_of(value) != section:
            return False
        referring = [value[each] for each in _WITH_POINTERS if each in value]
        for each in ("members", "constraints"):
            listed = value.get(each, [])
            if not isinstance(listed, list):
                return False
            if each == "members":
                referring += listed
            elif all(isinstance(one, dict) and "type" in one for one in listed):
                referring += [one[name] for one in listed for name in _PLACED if name in one]
            else:
                return False
        return depth < _DEEPEST and all(self._is_placed(each, depth + 1) for each in referring)

    def _is_placed(self, reference: Any, depth: int) -> bool:
        """Whether a reference is a pointer as written, to a record that comes back."""
        if not isinstance(reference, str) or not reference.startswith("#/"):
            return isinstance(reference, str) and not is_pointer(reference)
        pointer = unquote(reference[1:])
        steps = pointer_steps(pointer)
        if len(steps) != 2 or reference != to_record(*steps):
            return False
        try:
            return self.comes_back(pointer, self._index.value_at(pointer), depth)
        except KeyError:
            return False


def _name_of(value: Tree) -> Any:
    """The key that a record has in its section; None for one that gets a digest when written."""
    kind = value.get("type")
    if kind == "SequenceReference":
        return value.get("refgetAccession")
    has_digest = kind in ("SequenceLocation", "CategoricalVariant") or "digest" in value
    return value.get("id") if has_digest else None
