"""Fast framing of N-Quads that the package wrote, without building a graph.

Lines become a compiled resource (`DirectFramer.decode`) by the model. Those in the order in which
they are written are read by `clingen_ld.compiled.written`. In any other order, the resource is
written again, and only where that gives the very same lines is it theirs. All other graphs are for
the standard path.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache, partial
from typing import Any, Final, NoReturn

from clingen_ld.compiled.engine import Decoded, engine
from clingen_ld.compiled.quads import KNOWN
from clingen_ld.compiled.resources import (
    EXTENSIONS,
    Compiled,
    PythonSource,
    Structs,
    is_canonical,
    types_of,
)
from clingen_ld.compiled.written import make_reader
from clingen_ld.graph.links import ENDS, HAS_LINKS, SETS, Linker, LinkSets, is_marked, may_link
from clingen_ld.graph.terms import (
    RDF_OBJECT,
    RDF_PREDICATE,
    RDF_STATEMENT,
    RDF_SUBJECT,
    RDF_TYPE,
    Literal,
    Quad,
    address,
    address_step,
    n_quads_line,
)
from clingen_ld.graph.values import key_of, native, sorting_text
from clingen_ld.model import (
    CLINGEN,
    XSD,
    Model,
    Property,
    Tree,
    decode,
    is_absolute,
    is_foreign,
    is_name,
    relative_reference,
    subsetted_resource,
)

_BACKSLASH: Final = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.|$)", re.DOTALL)
_ESCAPES: Final = {
    "t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\",
}  # fmt: skip
_LITERAL: Final = re.compile(r'"(.*)"(?:\^\^<([^<>]+)>|@([A-Za-z0-9-]+))?', re.DOTALL)
_A: Final = f"<{RDF_TYPE}>"
_STATED: Final = f" <{RDF_TYPE}> <{RDF_STATEMENT}> "
_STATEMENT: Final = [_A, *(f"<{iri}>" for iri in (RDF_SUBJECT, RDF_PREDICATE, RDF_OBJECT))]

Node = dict[str, Any]
"""What a node says, as terms of N-Triples, by the terms of its predicates: one, or a list."""
Nodes = dict[str, Node]


class _UnusualGraphError(Exception):
    """A graph has something that only the standard path should judge."""


def _unusual() -> NoReturn:
    raise _UnusualGraphError


class DirectFramer:
    """Frames graphs of one resource each, as `resource_quads` writes them.

    What is framed will be `checked` as `Engine.decode` has it.
    """

    def __init__(self, model: Model, base: str, checked: bool = False) -> None:
        self.engine = engine(model, base)
        self._checked = checked
        structs = self.engine.structs
        self._structs = {f"<{t.iri}>": structs[t.name] for t in model.resources.values()}
        reference = lru_cache(maxsize=KNOWN)(partial(relative_reference, base=base))
        self._written = make_reader(structs, model, base)
        self._readers = cache(partial(_functions, model, structs, reference))
        """Those of resources by whether these are plain; most runs need none of them."""

    def frame(self, name: str, text: str) -> Tree | None:
        """The resource of a graph in normal form, just as `frame_quads` gives it; else None."""
        found = self.decode(name, text)
        tree: Tree | None = None if found is None else found[0].resource.tree
        return tree

    def decode(self, name: str, text: str) -> tuple[Decoded, bytes] | None:
        """The resource of a graph, decoded, and the text that the engine decodes it from again.

        `text` is N-Triples, as decoded from UTF-8. None for any graph that the writer may not
        have written, or that says nothing of its resource beyond its name.
        """
        root = subsetted_resource(name) or name
        if "#" in root or not text.endswith(" .\n") or not is_absolute(root):
            return None
        return self._linked(root, text) if _LINKED in text else self._framed(root, text)

    def decode_written(
        self, text: str, at: int = 0, end: str | None = None
    ) -> tuple[tuple[Decoded, bytes], int] | None:
        """The same of lines from a place on, in the order in which they are written, and their end.

        They end as given, by default as N-Quads in a graph with the name of the resource.
        """
        read = self._written(text, at, end)
        if read is None:
            return None
        root = text[at + 1 : text.index(">", at)]
        found = self.engine.encoded_as(root, read[0], self._checked)
        return None if found is None or found[0].escapes else (found, read[1])

    def _linked(self, root: str, text: str) -> tuple[Decoded, bytes] | None:
        """The resource of a text with links."""
        if is_marked(text):  # what is a link may be said by the message, too
            return None
        own, links = _apart([f"{line}\n" for line in text.split("\n")[:-1]], root)
        found = self._framed(root, "".join(own))
        if found is None:
            return None
        derived = self._links(found[0], links)
        others = [line for line in links if line not in derived]
        if len(links) - len(others) != len(derived):
            return None
        return self._framed(root, "".join(own + others)) if others else found

    def _framed(self, root: str, text: str) -> tuple[Decoded, bytes] | None:
        """The resource of a text without links."""
        try:
            if (given := self.decode_written(text, 0, " .\n")) and given[1] == len(text):
                return given[0] if given[0][0].iri == root else None
            nodes = _nodes(text)
            said = nodes.pop(f"<{root}>")
            types = said[_A]
            (type_,) = self._structs.keys() & ((types,) if types.__class__ is str else types)
            struct = self._structs[type_]
            read = self._readers("\\" not in text)[struct]
            made = read(said, nodes, root, "", _STATED in text)
            found = self.engine.encoded_as(root, struct(**made), self._checked)
            if found is None:
                return None
            written = self.engine.n_triples(found[0])
        except _ODD:
            return None
        is_same = written == text or set(written.split("\n")) == set(text.split("\n"))
        return found if is_same else None

    def _links(self, decoded: Decoded, links: list[str]) -> set[str]:
        """The lines of the links of a resource, of the sets that some lines say it has."""
        sets = LinkSets(*(any(line.endswith(f"{each}> .\n") for line in links) for each in SETS))
        derived = Linker(sets, self.engine.model, self.engine.base).triples(
            decoded.iri, decoded.resource
        )
        return {n_quads_line(Quad(*triple, "")) for triple in derived}


_LINKED: Final = f"> <{HAS_LINKS}> <"


def _apart(lines: list[str], root: str) -> tuple[list[str], list[str]]:
    """The lines of a resource, and those that may be links of it."""
    parts: tuple[list[str], list[str]] = [], []
    place = tuple(f"<{address(root, 'location')}{end}> " for end in ("", *(f"-{e}" for e in ENDS)))
    for line in lines:
        is_link = line.startswith(place)
        if line.startswith(f"<{root}> "):
            _, predicate, value = line.split(" ", 2)
            is_link = may_link(predicate[1:-1], value[1:-4])
        parts[is_link].append(line)
    return parts


_ODD: Final = (
    _UnusualGraphError, AttributeError, LookupError, TypeError, ValueError, RecursionError,
)  # fmt: skip


def _nodes(text: str) -> Nodes:
    """What the nodes of triples say."""
    nodes: Nodes = {}
    node, last = Node(), ""
    *lines, rest = text.split(" .\n")
    if rest:
        _unusual()
    for line in lines:
        subject, predicate, value = line.split(" ", 2)
        if subject != last:
            node, last = nodes.setdefault(subject, {}), subject
        if predicate not in node:
            node[predicate] = value
        elif node[predicate].__class__ is list:
            node[predicate].append(value)
        else:
            node[predicate] = [node[predicate], value]
    return nodes


_Reader = Callable[[Node, Nodes, str, str, bool], Tree]
"""Takes a node, the nodes below it, the IRI of the resource, the node's pointer in that, and
whether there are statements about triples. Gives what a struct is made of."""


def _functions(
    model: Model, structs: Structs, reference: Callable[[str], str], is_plain: bool
) -> dict[type[Compiled], _Reader]:
    """The readers of resources; plain ones are for graphs without escapes."""
    scope: dict[str, Any] = {
        "unusual": _unusual, "lexical": lambda v: _literal(v).lexical, "ordered": _ordered,
        "reference": reference, "extensions": _extensions, **structs,
    }  # fmt: skip

    def link(v: str, nodes: Nodes, place: str) -> Any:
        """A reference, with what a statement says beside that it is about a triple."""
        said, more = nodes.get(place), {}
        if said is not None:
            _open_statement(said)
            more = scope["read_Reference"](said, nodes, "", "", True)
        return structs["Reference"](reference=reference(v[1:-1]), **more)

    scope["link"] = link
    source = PythonSource()
    for type_ in types_of(model):
        with source.block(f"def read_{type_.name}(said, nodes, root, at, stated)"):
            source.add("found = {}", f"said.pop({_A!r}, None)")
            for prop in type_.properties.values():
                with source.block(f"if (v := said.pop('<{prop.iri}>', None)) is not None"):
                    source.add(*_property(prop, model, scope, is_plain))
            with source.block("if said"):
                source.add("found['extensions'] = extensions(said, nodes, root, at, stated)")
            source.add("return found")
    exec(compile(source.text(), "<generated: framing>", "exec"), scope)
    return {structs[name]: scope[f"read_{name}"] for name in model.resources}


def _property(prop: Property, model: Model, scope: Tree, is_plain: bool) -> list[str]:
    """What puts the values `v` of a property into `found`, as lines."""
    inner, name = model.object_type(prop), prop.name
    here = f"{{at}}/{name}"
    if prop.kind == "reference":
        one = "Reference(reference=reference(v[1:-1]))"
        place = f"{here}/{{n}}" if prop.many else here
        one += f" if not stated else link(v, nodes, f'<{{root}}#{place}>')"
    elif inner is not None and prop.many:
        read = f"{inner.name}(**read_{inner.name}(nodes.pop(f'<{{root}}#{here}/{{n}}>'), "
        read += f"nodes, root, f'{here}/{{n}}', stated))"
        count = "range(1 if v.__class__ is str else len(v))"
        return [f"found[{name!r}] = tuple([{read} for n in {count}])"]
    elif inner is not None:
        one = f"{inner.name}(**read_{inner.name}(nodes.pop(v), nodes, root, f'{here}', stated))"
    else:
        one = _plain(prop, scope, is_plain)
    if not prop.many:
        return [f"found[{name!r}] = {one}"]
    values = f"(v,) if v.__class__ is str else ordered(v, nodes, f'<{{root}}#{here}')"
    return [f"found[{name!r}] = tuple([{one} for n, v in enumerate({values})])"]


def _plain(prop: Property, scope: Tree, is_plain: bool) -> str:
    """The plain value that the term `v` is, as an expression.

    It takes what decoding takes. Writing shows if the datatype is another.
    """
    if prop.kind == "code":
        start, name = f"{CLINGEN}{prop.value_set}#", f"code_{prop.owner}_{prop.name}"
        scope[name] = lru_cache(maxsize=KNOWN)(lambda v: decode(v[1:-1].removeprefix(start)))
        return f"{name}(v) or unusual()"
    if prop.kind == "boolean":
        return "v[1:5] == 'true'"
    if prop.kind == "integer":
        number = f"int(v[1:v.rindex({_QUOTE!r})])"
        least = f"i if (i := {number}) >= {prop.least} else unusual()"
        return number if prop.least is None else least
    one = "lexical(v)"
    if is_plain:
        is_typed = prop.kind in ("dateTime", "instant", "uri")
        one = "v[1:v.rindex('\"')]" if is_typed else "v[1:-1]"
    return one if prop.may_be_empty else f"{one} or unusual()"


_QUOTE: Final = '"'


def _ordered(values: list[str], nodes: Nodes, place: str) -> list[str]:
    """The values of a property in the order of their statements."""
    return [nodes[f"{place}/{n}>"][_STATEMENT[3]] for n in range(len(values))]


def _open_statement(said: Node) -> None:
    """Take from a statement that it is about a triple."""
    if said[_A] != f"<{RDF_STATEMENT}>":
        _unusual()
    for term in _STATEMENT:
        del said[term]


def _extensions(said: Node, nodes: Nodes, root: str, at: str, stated: bool) -> Tree:
    """The properties of a node that the model does not know."""
    found, own = {}, f"<{root}#"
    for term, value in said.items():
        key = _key(term[1:-1])
        if value.__class__ is list or value.startswith(own):
            is_plain = False
        else:  # no object, no link to a part of the resource, and mostly no list of one value
            is_plain = not (stated and f"{own}{at}{address_step(key)}/0>" in nodes)
        if is_plain:
            made = _foreign(value, nodes, root, at)
            is_right = key != EXTENSIONS and is_foreign(key)
            is_right = is_right and not (value[0] == "<" and "#/" in value)
        else:
            made = _extension(key, value, nodes, root, at)
            is_right = is_canonical(key, made)
        found[key] = made if is_right else _unusual()
    # Lines come in any order; the normal form has these properties in the order of their names.
    return dict(sorted(found.items())) if len(found) > 1 else found


def _extension(key: str, value: str | list[str], nodes: Nodes, root: str, at: str) -> Any:
    """The value of a property that the model does not know, in a list or not."""
    here = f"{at}{address_step(key)}"
    values = value if isinstance(value, list) else [value]
    first = f"<{root}#{here}/0>"
    if first not in nodes and first not in values:
        found = [_foreign(each, nodes, root, here) for each in values]
        # Several in the order of their texts, as writing shows.
        return found[0] if len(found) == 1 else sorted(found, key=sorting_text)
    found = []
    for n in range(len(values)):
        place = each = f"<{root}#{here}/{n}>"
        if _STATEMENT[3] in nodes.get(place, ()):  # an empty object says nothing
            each = nodes[place][_STATEMENT[3]]
            _open_statement(nodes[place])
        found.append(_foreign(each, nodes, root, f"{here}/{n}"))
    return found


def _foreign(value: str, nodes: Nodes, root: str, at: str) -> Any:
    """A value of a property that the model does not know."""
    if value[0] == '"':
        return value[1:-1] if _is_text(value) else native(_literal(value), None)
    if (said := nodes.pop(value, None)) is not None:
        said.pop(_A, None)
        terms = sorted([(_key(term[1:-1]), values) for term, values in said.items()])
        return {key: _extension(key, values, nodes, root, at) for key, values in terms}
    iri = value[1:-1]
    if iri == f"{root}#{at}":
        return {}  # an object with nothing in it
    if not _is_name(iri):
        _unusual()
    return {"@id": iri}


_is_name: Final = lru_cache(maxsize=KNOWN)(is_name)
_key: Final = lru_cache(maxsize=KNOWN)(key_of)


def _is_text(value: str) -> bool:
    """Whether a literal is a text without a datatype, and without escapes."""
    return value[-1] == '"' and "\\" not in value


def _literal(value: str) -> Literal:
    found = _LITERAL.fullmatch(value)
    if found is None:
        _unusual()
    lexical = found[1]
    if "\\" in lexical:
        lexical = _BACKSLASH.sub(_unescaped, lexical)
    return Literal(lexical, found[2] or XSD + "string", found[3] or "")


def _unescaped(match: re.Match[str]) -> str:
    """The character that an escape in a literal means."""
    found = match[1]
    if found in _ESCAPES:
        return _ESCAPES[found]
    code = int(found[1:], 16) if found[:1] in ("u", "U") and len(found) > 1 else -1
    if not 0 <= code <= 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise _UnusualGraphError
    return chr(code)
