"""Messages inside a document that is not itself a message: a statement, replies by name.

Content of a resource is a part of it and is never searched. A document with more content than its
messages is kept whole: as a JSON literal of a Provenance whose targets are the alleles read from
it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from clingen_ld.messages.foreign_documents import (
    hub_alleles,
    is_of_sections,
    is_reference,
    known_resource_type,
    reply_of,
)
from clingen_ld.messages.forms import RESOURCE_JSON, object_form
from clingen_ld.messages.interpretation.form import embedded_kind, find_alleles, is_interpretation
from clingen_ld.messages.kept_documents import document_id, provenance
from clingen_ld.messages.message import Item, Message, ReadOptions
from clingen_ld.messages.registry.form import is_registry, is_registry_iri
from clingen_ld.messages.text.located_json import JsonText
from clingen_ld.messages.text.temporary import DiskSet
from clingen_ld.messages.vrs.form import is_vrs
from clingen_ld.model import (
    REGISTRY_ALLELES,
    TYPE_KEY,
    Model,
    Object,
    escape,
    infer_message_type,
    pointer_steps,
    registry_iri,
    relative_reference,
)

BUNDLE: Final = "Bundle"
"""The resource type of FHIR that holds others."""

_NUMBER: Final = re.compile("[0-9]")
_IN_MEMORY: Final = 1000
"""The number of messages of a document held for its other ones; a larger document is read twice."""

Found = list[tuple[str, Any]]
"""Values inside a document, with their pointers."""


class Inside(NamedTuple):
    """What a document holds that is read, and whether the document says more and is kept."""

    found: Found
    is_kept: bool = False


def inside(value: Mapping[str, Any], model: Model) -> Inside:
    """What is read of a document of no form: messages of any form, alleles, or ids of such."""
    if _is_or_means_resource(value, model):
        return Inside([])
    found = list(_anywhere_below(value, model))
    if found:
        is_kept = any(isinstance(each, dict) and is_vrs(each) for _, each in found)
        return Inside(found, is_kept or _says_more(value, {at for at, _ in found}))
    if found := hub_alleles(value):
        return Inside(found, True)
    found = alleles_inside(value)
    return Inside(found, bool(found) and not is_of_sections(value))


def _is_or_means_resource(value: Mapping[str, Any], model: Model) -> bool:
    """Whether an object is a resource of the model, or one whose type is not well-formed.

    Resources of FHIR are none.
    """

    if TYPE_KEY not in value:
        return infer_message_type(value, model) is not None
    name = value[TYPE_KEY]
    is_other = isinstance(name, str) and name not in model.resources
    return not is_other or known_resource_type(name, model) is not None


def _says_more(value: Mapping[str, Any], pointers: set[str]) -> bool:
    """Whether a document says anything beside the values at some pointers."""
    waiting: list[tuple[str, Any]] = [("", value)]
    while waiting:
        at, node = waiting.pop()
        if at in pointers or node is None:
            continue
        if not isinstance(node, dict | list):
            return True
        items = node.items() if isinstance(node, dict) else enumerate(node)
        waiting += [(f"{at}/{escape(str(key))}", each) for key, each in items]
    return False


class OuterObject(NamedTuple):
    """A JSON object around messages: where it stands, and what reads the value at a pointer."""

    value: Mapping[str, Any]
    text: JsonText
    pointer: str
    base: str
    read: Callable[[str, Any], Iterable[Item]]


def with_document(outer: OuterObject, found: Found) -> Iterator[Item]:
    """The messages inside a document, after the Provenance that keeps the document.

    Without a message there is none.
    """
    targets: dict[str, None] = {}
    waiting: list[Item] = []
    is_all = True
    for at, each in found:
        is_first = True
        for item in outer.read(at, each):
            is_all = is_all and len(waiting) < _IN_MEMORY
            if is_all:
                waiting.append(item)
            if is_first and isinstance(item, Message):
                is_first = False
                targets[relative_reference(item.iri, outer.base)] = None
    if targets:
        yield _keeping(outer, targets)
    if is_all:
        yield from waiting
        return
    for at, each in found:
        yield from outer.read(at, each)


def or_document(items: Iterable[Item], outer: OuterObject) -> Iterator[Item]:
    """The messages of a form; if there are none, those inside a document of any kind."""
    problems: list[Item] = []
    left = iter(items)
    for item in left:
        if isinstance(item, Message):
            yield from (*problems, item)
            yield from left
            return
        problems.append(item)
    found = [
        each
        for each in alleles_inside(outer.value)
        if is_vrs(each[1]) or is_registry(each[1]) or embedded_kind(each[1]) is not None
    ]
    yield from with_document(outer, found) if found else problems


def with_interpretation(items: Iterable[Item], outer: OuterObject) -> Iterator[Item]:
    """The alleles of an interpretation message and those of VRS in it, after the Provenance that
    keeps the message.

    A message that is itself an allele has none.
    """
    own = {each.pointer for each in find_alleles(outer.value)}
    read_items = list(items)
    if "" in own or not any(isinstance(item, Message) for item in read_items):
        yield from read_items
        return
    others = [
        (at, each)
        for at, each in alleles_inside(outer.value)
        if is_vrs(each) and not any(f"{at}/".startswith(f"{above}/") for above in own)
    ]
    targets: dict[str, None] = {}
    for item in read_items:
        if isinstance(item, Message) and item.place("").pointer.removeprefix(outer.pointer) in own:
            targets[relative_reference(item.iri, outer.base)] = None
    for at, each in others:
        inside_ = list(outer.read(at, each))
        first = next((item for item in inside_ if isinstance(item, Message)), None)
        if first is not None:
            targets[relative_reference(first.iri, outer.base)] = None
        read_items += inside_
    yield _keeping(outer, targets)
    yield from read_items


def _keeping(outer: OuterObject, targets: Iterable[str]) -> Message:
    """The message of the Provenance that keeps a document."""
    made = provenance(document_id(outer.value), outer.value, targets)
    return outer.text.message(made, outer.pointer, outer.base, "resource-json")


def is_in_interpretation(document: Mapping[str, Any], is_by_name: bool = False) -> bool:
    """Whether a document is one of the form interpretation: it describes alleles in its keys.

    With `is_by_name` it may also be such a message that only names alleles.
    """
    is_message = is_interpretation(document)
    if is_message and any(find_alleles(document)):
        return True
    found = alleles_inside(document)
    if any(is_vrs(each) for _, each in found):
        return False
    return (is_message and is_by_name) or any(embedded_kind(each) for _, each in found)


def is_bundle(value: Mapping[str, Any]) -> bool:
    """Whether an object is a Bundle of FHIR with entries."""
    return value.get(TYPE_KEY) == BUNDLE and isinstance(value.get("entry"), list)


def in_bundle(value: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The resources of a Bundle, each with its pointer."""
    for n, entry in enumerate(value["entry"]):
        if isinstance(entry, dict) and "resource" in entry:
            yield f"/entry/{n}/resource", entry["resource"]


def is_around_alleles(bundle: Mapping[str, Any], model: Model) -> bool:
    """Whether the resources of a Bundle are all of other models, with alleles inside."""
    resources = [each for _, each in in_bundle(bundle) if isinstance(each, dict)]
    are_others = all(
        object_form(each) is RESOURCE_JSON
        and not _is_or_means_resource(each, model)
        and not is_bundle(each)
        for each in resources
    )
    return are_others and bool(resources) and bool(inside(bundle, model).found)


class DocumentResources:
    """Resources inside written documents, which need not be written again.

    They are in VRS, in the keys of interpretation messages, or a mere id.
    """

    def __init__(self, model: Model, base: str) -> None:
        self._model = model
        self._options = ReadOptions(base=base, engine="standard")
        self._digests: DiskSet | None = None

    def add(self, document: Mapping[str, Any]) -> None:
        """A document was written."""

        found = inside(document, self._model).found
        if is_interpretation(document):
            found.append(("", document))
        if not found:
            return
        text = JsonText(json.dumps(document), "")
        for at, each in found:
            if not isinstance(each, dict):
                continue
            if is_vrs(each) or is_reference(each) or is_interpretation(each):
                read = object_form(each).reader()
                self._add(read(each, text, at, self._options, self._model))

    def _add(self, items: Iterable[Item]) -> None:
        # Out of a store, all documents come before the first allele: none may be forgotten.
        for item in items:
            if isinstance(item, Message):
                self._digests = DiskSet() if self._digests is None else self._digests
                self._digests.add(_digest(item.normal.tree))

    def has_all(self, trees: Iterable[Object | None]) -> bool:
        """Whether all of some resources are written unchanged; None is one that never arrived."""
        known = self._digests
        return known is not None and all(tree is None or _digest(tree) in known for tree in trees)


def _digest(tree: Object) -> str:
    from hashlib import blake2b

    return blake2b(json.dumps(tree, sort_keys=True).encode(), digest_size=16).hexdigest()


def alleles_inside(value: Any) -> Found:
    """The alleles in a document of another kind, such as a statement, with their pointers.

    It returns allele objects; nested objects are part of them. An id of the Registry is returned
    once, as a Registry reply, if no object is the allele with that id; bundles of sections skip
    these, and the targets of pointers are read with their alleles. Other ids and names alone are
    ignored.
    """
    from clingen_ld.messages.search.walk import REGISTRY_ID, alleles_in

    found: Found = []
    listed = list(alleles_in(value))
    known = {registry_iri(id_) for _, kind, id_, _ in listed if kind != REGISTRY_ID}
    passes_ids = isinstance(value, dict) and is_of_sections(value)
    last = "\0"  # as no pointer begins
    for pointer, kind, id_, _ in listed:
        if not pointer or pointer.startswith(last) or (passes_ids and kind == REGISTRY_ID):
            continue
        if kind == REGISTRY_ID:
            iri = registry_iri(id_) or REGISTRY_ALLELES + id_
            if iri not in known:
                known.add(iri)
                found.append((pointer, reply_of(iri)))
            continue
        inside: Any = value
        for step in pointer_steps(pointer):
            inside = inside[int(step) if isinstance(inside, list) else step]
        if isinstance(inside, dict):
            found.append((pointer, inside))
            last = f"{pointer}/"
    return found


def _anywhere_below(value: Mapping[str, Any], model: Model) -> Iterator[tuple[str, Any]]:
    """The objects at any depth that name their own type, and the elements of lists of replies.

    What is inside these is theirs.
    """
    waiting: list[tuple[str, Any, bool]] = [("", value, False)]
    resources = model.resources
    while waiting:
        pointer, item, is_listed = waiting.pop()
        if is_listed:
            yield pointer, item
        elif isinstance(item, list):
            is_list = any(map(_is_reply, item))
            waiting += [(f"{pointer}/{n}", item[n], is_list) for n in reversed(range(len(item)))]
        elif isinstance(item, dict):
            if pointer and (
                str(item.get(TYPE_KEY)) in resources or is_registry_iri(item.get("@id"))
            ):
                yield pointer, item
                continue
            is_list = _is_by_name(item, is_whole=not pointer)
            waiting += [(f"{pointer}/{escape(k)}", item[k], is_list) for k in reversed(item)]


def _is_by_name(value: Mapping[str, Any], is_whole: bool) -> bool:
    """Whether an object lists replies by the requested names.

    It contains only messages, or its replies are under names of alleles, which have a number,
    unlike `data` and `result`, or they are the majority.
    """
    if is_whole and value and all(map(_is_named, value.values())):
        return True
    replies = [key for key, item in value.items() if _is_reply(item)]
    has_number = any(_NUMBER.search(key) for key in replies)
    return has_number or len(replies) > max(1, len(value) - len(replies))


def _is_named(item: Any) -> bool:
    """Whether a value may be listed by its name: a reply of the Registry, or an object of VRS."""
    return isinstance(item, dict) and (is_registry(item) or is_vrs(item))


def _is_reply(item: Any) -> bool:
    """Whether a value is about something in the Registry, or a list with such values."""
    if isinstance(item, list):
        return any(isinstance(each, dict) and is_registry_iri(each.get("@id")) for each in item)
    return isinstance(item, dict) and is_registry_iri(item.get("@id"))
