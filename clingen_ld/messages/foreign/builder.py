"""Messages in the names of the model, made of what other forms say, with the places of that.

Content of a message that the model does not have stays on the model's node as an extension value: a
property in a namespace of the form, with any value. So it survives the graph, and returns to its
place when the node is written in that form again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from clingen_ld.messages.foreign.schema import ObjectSchema
from clingen_ld.model import (
    Model,
    Normal,
    Note,
    Object,
    Tree,
    TypedRecord,
    as_iri,
    canonical_json,
    decode,
    encode,
    escape,
    is_absolute,
    normal_form,
)

# Octets that no IRI may have plainly; only these were encoded, and only these are decoded.
_ILLEGAL = '<>"{}|\\^`[] '
_ENCODED = str.maketrans({character: f"%{ord(character):02X}" for character in _ILLEGAL})
_DECODED = {f"%{ord(character):02X}": character for character in _ILLEGAL}
_ENCODING = re.compile("|".join(_DECODED))
_MOST_KEYS = 4096
# The address of a page, of which nothing is encoded yet.
_WITHOUT_ESCAPES = re.compile(
    r"https?://[A-Za-z0-9._~-]+(?=[/?])[A-Za-z0-9._~!$&'()*+,;=:@/?<>{}|\\^`\[\]-]*"
)


@dataclass(frozen=True, slots=True)
class ExtensionTerms:
    """The properties of a form's extension values in a tree.

    `own` are those of keys with a property elsewhere; `iri_keys`, the keys whose strings are IRIs,
    and so become nodes. The property `without` has the keys that an object lacks, though the model
    implies them; `whole`, a value that is not an object though the model has one, or that only
    names one.
    """

    namespace: str
    own: Mapping[str, str] = field(default_factory=dict)
    iri_keys: frozenset[str] = frozenset()
    without: str = ""
    whole: str = ""
    _keys: dict[str, str | None] = field(default_factory=dict, init=False, compare=False)

    def term(self, key: str) -> str:
        """The property that a key becomes.

        >>> terms = ExtensionTerms("http://example.org/#")
        >>> terms.term("a key"), terms.key_of(terms.term("a key"))
        ('http://example.org/#a%20key', 'a key')
        """
        return self.own.get(key) or _term(self.namespace, key)

    def key_of(self, predicate: str) -> str | None:
        """The key of an extension property, or None for any other property."""
        found = self._keys.get(predicate)
        if found is None and predicate not in self._keys:
            if len(self._keys) >= _MOST_KEYS:
                self._keys.clear()
            found = self._keys[predicate] = self._find_key(predicate)
        return found

    def _find_key(self, predicate: str) -> str | None:
        for key, name in self.own.items():
            if predicate == name:
                return key
        if predicate.startswith(self.namespace):
            return decode(predicate[len(self.namespace) :])
        return None

    def has(self, predicate: str) -> bool:
        """Whether a key of a tree is one of these properties."""
        is_own = predicate in (self.without, self.whole)
        return is_own or self.key_of(predicate) is not None

    def comes_back(self, predicate: str, value: Any) -> bool:
        """Whether a value under a property is certainly the same after it was in the form."""
        key = None if predicate in (self.without, self.whole) else self.key_of(predicate)
        if key is None:
            return False
        return same(value, self.to_tree(self.from_tree(value), key))

    def to_tree(self, value: Any, key: str = "") -> Any:
        """A value as a tree holds it: keys as properties, IRIs as nodes."""
        if isinstance(value, dict):
            return {self.term(k): self.to_tree(v, k) for k, v in value.items()}
        if isinstance(value, list):
            return [self.to_tree(item, key) for item in value]
        if isinstance(value, str) and key in self.iri_keys:
            iri = legal_iri(value)
            return value if iri is None else {"@id": iri}
        return value

    def from_tree(self, value: Any) -> Any:
        """A value as the form has it; what `to_tree` was given."""
        if isinstance(value, str):
            return value
        if isinstance(value, dict):
            if len(value) == 1 and self.iri_keys and isinstance(iri := value.get("@id"), str):
                return given_iri(iri)
            return {self._key(k): self.from_tree(v) for k, v in value.items()}
        if isinstance(value, list):
            return [self.from_tree(item) for item in value]
        return value

    def _key(self, predicate: str) -> str:
        found = self.key_of(predicate)
        return predicate if found is None else found

    def values(self, node: object, *leaving: str) -> Tree:
        """The extension values of a node by their keys, without some of them."""
        items = node.items() if isinstance(node, Mapping) else ()
        return {
            key: self.from_tree(value)
            for name, value in items
            if (key := self.key_of(name)) is not None and key not in leaving
        }

    def object(self, node: object, key: str) -> Tree:
        """The object in the extension value of a key; an empty one without it."""
        found = self.from_tree(node.get(self.term(key))) if isinstance(node, Mapping) else None
        return found if isinstance(found, dict) else {}

    def keep(self, node: Tree, given: Object, keys: Iterable[str]) -> None:
        """Put the values of some keys of an object on a node, in the order of their names."""
        node |= canonical_json({self.term(key): self.to_tree(given[key], key) for key in keys})

    def beside(self, given: Object, written: Object) -> Tree:
        """What an object has beside what is `written` of the model, as properties."""
        found = {
            self.term(key): self.to_tree(value, key)
            for key, value in given.items()
            if key not in written or not same(value, written[key])
        }
        absent = sorted(written.keys() - given.keys())
        return found | {self.without: absent} if absent else found

    def restored(self, node: Object, written: Object, schema: ObjectSchema | None = None) -> Any:
        """The value from what is `written` of the model and the extension values of a node.

        With a schema, those of the nodes below it are restored, too.
        """
        if not node:  # as most are beside whole documents
            return dict(written)
        if self.whole and self.whole in node:
            return self.from_tree(node[self.whole])
        found = dict(written)
        if absent := node.get(self.without):
            left_out = set(map(str, absent if isinstance(absent, list) else [absent]))
            found = {key: value for key, value in written.items() if key not in left_out}
        for key, name, inner in _inner(schema):
            if key in found:
                found[key] = self._restored_inside(node.get(name), found[key], inner)
        return found | self.values(node)

    def _restored_inside(self, node: Any, written: Any, schema: ObjectSchema) -> Any:
        if isinstance(node, dict) and isinstance(written, dict):
            return self.restored(node, written, schema)
        if isinstance(node, list) and isinstance(written, list) and len(node) == len(written):
            pairs = zip(node, written, strict=True)
            return [self._restored_inside(inner, value, schema) for inner, value in pairs]
        return written

    def keep_beside(self, node: Tree, given: Any, written: Object, schema: ObjectSchema) -> None:
        """Add the extension values from `beside` to a node, and to the nodes below it in a
        schema."""
        if not isinstance(given, dict):
            self.keep_whole(node, given)
            return
        done = dict(written)
        for key, name, inner in _inner(schema):
            if (
                key in given
                and key in written
                and not same(given[key], written[key])
                and self._keep_inside(node.get(name), given[key], written[key], inner)
            ):
                done[key] = given[key]
        put_last(node, self.beside(given, done))

    def _keep_inside(self, node: Any, given: Any, written: Any, schema: ObjectSchema) -> bool:
        """Keep what differs below a key, if the three have the same shape."""
        if isinstance(node, dict) and isinstance(written, dict):
            self.keep_beside(node, given, written, schema)
            return True
        lists = (node, given, written)
        if not all(isinstance(each, list) for each in lists) or len({len(x) for x in lists}) != 1:
            return False
        triples = list(zip(node, given, written, strict=True))
        if not all(isinstance(n, dict) and isinstance(w, dict) for n, _, w in triples):
            return False
        for inner, value, own in triples:
            self.keep_beside(inner, value, own, schema)
        return True

    def keep_whole(self, node: Tree, given: Any) -> None:
        """Put on a node the whole value that it was made of."""
        put_last(node, {self.whole: self.to_tree(given)})


def kept_on(record: Any) -> Object:
    """What a record of a tree, or a compiled one, has beside the properties of the model."""
    return record.tree if isinstance(record, TypedRecord) else record.extensions or {}


def _inner(schema: ObjectSchema | None) -> Iterator[tuple[str, str, ObjectSchema]]:
    """The objects inside an object: key, property of the model, and schema."""
    for each in schema.fields if schema is not None else ():
        if each.path and len(each.objects) == 1:
            yield each.key, each.path, each.objects[0]


def put_last(node: Tree, found: Tree) -> None:
    """Put extension values where the normal form has them: last, in the order of their names."""
    known = {k: v for k, v in node.items() if not is_absolute(k)}
    others = {k: v for k, v in node.items() if is_absolute(k)} | canonical_json(found)
    node.clear()
    node.update(known | dict(sorted(others.items())))


@lru_cache(maxsize=4096)
def _term(namespace: str, key: str) -> str:
    return namespace + encode(key)


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal as JSON, in which 1, 1.0 and true are three things."""
    kind = one.__class__
    if one is other:
        return True
    if kind is not other.__class__:
        return False
    if kind is list:
        return len(one) == len(other) and all(map(same, one, other))
    if kind is dict:
        return len(one) == len(other) and all(
            key in other and same(value, other[key]) for key, value in one.items()
        )
    if kind is float:  # 0.0 and -0.0 are two things, and not a number is one
        return json.dumps(one) == json.dumps(other)
    return bool(one == other)


def legal_iri(text: object) -> str | None:
    """A text as an IRI that `given_iri` turns back, or None for anything else.

    >>> legal_iri("http://myvariant.info/v1/variant/chr3:g.1A>T")
    'http://myvariant.info/v1/variant/chr3:g.1A%3ET'
    """
    if not isinstance(text, str):
        return None
    if _WITHOUT_ESCAPES.fullmatch(text):
        return text.translate(_ENCODED)
    if not is_absolute(text):
        return None
    iri = as_iri(text)
    if iri == text and "%" not in text:
        return iri
    return iri if iri == as_iri(iri) and given_iri(iri) == text else None


def given_iri(iri: str) -> str:
    """An IRI as it was given, with the characters that IRIs may not have."""
    return iri if "%" not in iri else _ENCODING.sub(lambda code: _DECODED[code[0]], iri)


@dataclass(slots=True)
class ReadResource:
    """A resource in a document, and the pointer of its object."""

    normal: Normal
    pointer: str = ""
    given: Mapping[str, Any] | None = None
    """The object that it was read from, where that describes it."""

    def keep(self, kept: Tree) -> None:
        """Keep content that the model does not have."""
        put_last(self.normal.tree, kept)


ReadValue = Callable[["ResourceBuilder", Any, str, str], Any]
"""What reads a value: takes the builder, the value, its pointer in what was given, and that in the
resource."""


def each(read: ReadValue) -> ReadValue:
    """What reads a value, or each value of an array; null is left as it is."""

    def read_all(builder: ResourceBuilder, value: Any, given: str, here: str) -> Any:
        if isinstance(value, list):
            return [
                item if item is None else read(builder, item, f"{given}/{n}", f"{here}/{n}")
                for n, item in enumerate(value)
            ]
        return value if value is None else read(builder, value, given, here)

    return read_all


@dataclass(slots=True)
class ResourceBuilder:
    """A resource on its way: `moved` maps its pointers to those of what was given."""

    tree: Tree
    moved: dict[str, str] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    def put(self, name: str, value: Any, given: str) -> None:
        """Add a value from a pointer in the document."""
        self.tree[name] = value
        self.moved[f"/{name}"] = given

    def take(
        self, values: Iterable[tuple[str, str, Any]], given: str, here: str,
        readers: Mapping[str, ReadValue],
    ) -> Tree:  # fmt: skip
        """A node made of values (property, key, and value), with their places.

        `given` is the pointer of the object that has them, `here` that of the node; `readers`
        read the values of some properties.
        """
        found: Tree = {}
        for name, key, value in values:
            at, target = f"{given}/{escape(key)}", f"{here}/{name}"
            self.moved[target] = at
            read = readers.get(name)
            found[name] = value if read is None else read(self, value, at, target)
        return found

    def normal(self, model: Model, base: str) -> Normal:
        """The normal form, with places in what was given."""
        found = normal_form(self.tree, self.tree["resourceType"], model, base)
        own = Normal({}, moved=self.moved)
        moved = dict(self.moved)
        for here, there in found.moved.items():  # where the normal form is another list
            moved |= {
                here + place[len(there) :]: given
                for place, given in self.moved.items()
                if place.startswith(f"{there}/")
            }
            moved[here] = own.given_pointer(there)
        notes = [
            Note(n.rule, own.given_pointer(n.pointer), n.values, n.at_key) for n in found.notes
        ]
        return Normal(found.tree, notes + self.notes, moved, self.lost)


def merged(one: Tree, other: Tree) -> Tree:
    """Two mentions of one resource as one; where they differ, the first is right."""
    names = [*one.get("identifier", ()), *other.get("identifier", ())]
    both = other | one
    if names:
        both["identifier"] = [name for n, name in enumerate(names) if name not in names[:n]]
    return both


def mention(tree: Mapping[str, Any], pointer: str) -> ReadResource:
    """A resource that a document only mentions, at a pointer."""
    return ReadResource(Normal(dict(tree), moved={"": ""}), pointer)
