"""Reading XML strictly, with the place of each element."""

from __future__ import annotations

import pickle
import random
import re
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clingen_ld.messages.text.xml_text import MAX_DEPTH, Element, XmlTextError, read

pytestmark = pytest.mark.filterwarnings("error")
# Nothing is written to the folder that the tests run in.
ANY = settings(database=None, deadline=None)


def walk(element: Element) -> Iterator[Element]:
    yield element
    for child in element.children:
        yield from walk(child)


# --- What is wrong, and where -----------------------------------------------------------------

NOT_WELL_FORMED = [
    ("", 1, 1, "there is no element"),
    (" \n ", 2, 2, "there is no element"),
    ("<!-- c -->", 1, 11, "there is no element"),
    ('{"a": 1}', 1, 1, "text before the root element: XML begins with '<'"),
    ("x<a/>", 1, 2, "text before the root element"),
    ("hello <a/>", 1, 1, "text before the root element"),
    ("<a>\n <b>\n", 3, 1, "the text ends inside <b> (line 2, column 2): close it with </b>"),
    ("<a>\n <b>\n </c></a>", 3, 2, "<b> (line 2, column 2) is open: write </b> first"),
    ("<a><b></a>", 1, 7, "an end tag where <b> (line 1, column 4) is open"),
    ("<a>é𝄞\n</b>", 2, 1, "an end tag where <a> (line 1, column 1) is open"),
    ("<a></a></a>", 1, 9, "an end tag without its start tag"),
    ("<a></a b>", 1, 8, "an end tag has nothing but a name"),
    ("<a>\n <b", 2, 2, "what begins here is not finished"),
    ("<a><!-- x", 1, 4, "what begins here is not finished"),
    ("<a><![CDATA[ </a>", 1, 18, "a CDATA section is not finished"),
    ("<a/>x", 1, 5, "more text after the end of the root"),
    ("<a/>\n<b/>", 2, 1, "more text after the end of the root"),
    ('\n<?xml version="1.0"?>\n<a/>', 2, 1, "the XML declaration comes first"),
    ("<a x=1/>", 1, 6, "an attribute's value takes quotation marks"),
    ("<a x/>", 1, 5, "an attribute without a value"),
    ('<a x="1" y>', 1, 11, "an attribute without a value"),
    ('<a x="1"y="2"/>', 1, 9, "a space between attributes"),
    ('<a x="1" x="2"/>', 1, 10, "an attribute is given twice"),
    ('<a x="<"/>', 1, 7, "'<' inside a tag"),
    ("<a><b</a>", 1, 6, "'<' inside a tag"),
    ("<a>é & b</a>", 1, 7, "for the character itself write &amp;"),
    ("<a>&\n</a>", 1, 5, "for the character itself write &amp;"),
    ('<a x="a&b"/>', 1, 10, "for the character itself write &amp;"),
    ("<a>1 < 2</a>", 1, 7, "for the character itself write &lt;"),
    ("<a>1 <2</a>", 1, 7, "for the character itself write &lt;"),
    ("<a>]]></a>", 1, 6, "write ]]&gt;"),
    ("<a><!-- -- --></a>", 1, 11, "'--' inside a comment"),
    ("<a>\x01</a>", 1, 4, "U+0001 is no XML character"),
    ("<a>\ufffe</a>", 1, 4, "U+FFFE is no XML character"),
    ("<a>&#0;</a>", 1, 4, "the number of no XML character"),
    ("<a>\r\n\ud800</a>", 2, 1, "U+D800 is half of a surrogate pair"),
    ("<f:a/>", 1, 1, "a namespace prefix that is not declared"),
    ('<a f:x="1"/>', 1, 1, "a namespace prefix that is not declared"),
    ('<a xmlns:p=""/>', 1, 1, "not well-formed XML: must not undeclare prefix"),
    ("<a:b:c xmlns:a='u'/>", 1, 5, "this may not stand here"),
]
REFUSED = [
    ("<!DOCTYPE a>\n<a/>", 1, 1, "document type declarations are refused"),
    ("<!-- <!DOCTYPE -->\n  <!DOCTYPE a><a/>", 2, 3, "document type declarations are refused"),
    (
        '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        *(1, 1, "document type declarations are refused"),
    ),
    (
        '<!DOCTYPE a PUBLIC "p" "http://localhost:1/x"><a/>',
        *(1, 1, "document type declarations are refused"),
    ),
    (
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        *(1, 1, "document type declarations are refused"),
    ),
    (
        '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://localhost:1/"> %x;]><a/>',
        *(1, 1, "document type declarations are refused"),
    ),
    (
        '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;">]><a>&y;</a>',
        *(1, 1, "document type declarations are refused"),
    ),
    ("<!DOCTYPE a", 1, 1, "document type declarations are refused"),
    ("<!DOCTY", 1, 1, "what begins here is not finished"),
    ("<!DOCTYPE a \n<a/>", 1, 1, "document type declarations are refused"),
    ('<!ENTITY a "b"><a/>', 1, 1, "declarations are refused"),
    ("<a><!DOCTYPE a></a>", 1, 6, "declarations are refused inside elements"),
    ("<a>x&nbsp;</a>", 1, 5, "an entity that XML does not know"),
    ('<a>\n <b x="&nbsp;"/></a>', 2, 2, "an entity that XML does not know"),
    ("<a>" * 201 + "</a>" * 201, 1, 601, "nested more than 200 levels deep"),
    ("<a>" * 100_000 + "</a>" * 100_000, 1, 601, "nested more than 200 levels deep"),
]
ENCODINGS = [
    (b'<?xml version="1.0" encoding="foo"?><a/>', 1, 31, "the encoding foo cannot be read"),
    (b'<?xml version="1.0" encoding="hex"?><a/>', 1, 31, "the encoding hex cannot be read"),
    (b'<?xml version="1.0" encoding="shift_jis"?><a/>', 1, 31, "encoding shift_jis cannot"),
    (b'<?xml version="1.0" encoding="utf-16"?><a/>', 1, 31, "not in the encoding of its XML"),
    (b"<a>\xc3\xa9\xe9</a>", 1, 5, "a byte that is not UTF-8"),
    (b'<?xml version="1.0" encoding="us-ascii"?>\n<a>\xe9</a>', 2, 4, "this may not stand"),
    ("<a>\n\x01</a>".encode("utf-16"), 2, 1, "U+0001 is no XML character"),
    ("<a>\n1 & 2</a>".encode("utf-16"), 2, 4, "write &amp;"),
    ("<!DOCTYPE a><a/>".encode("utf-16"), 1, 1, "document type declarations are refused"),
    ("<a/>".encode("utf-32"), 1, 1, "U+0000 is no XML character"),
]


ALL_FAULTS: list[tuple[str | bytes, int, int, str]]
ALL_FAULTS = [*NOT_WELL_FORMED, *REFUSED, *ENCODINGS]


@pytest.mark.parametrize(
    ("data", "line", "column", "part"),
    ALL_FAULTS,
    ids=[ascii(fault[0][:40]) for fault in ALL_FAULTS],
)
def test_faults(data: str | bytes, line: int, column: int, part: str) -> None:
    with pytest.raises(XmlTextError) as caught:
        read(data)
    error = caught.value
    assert part in error.message
    assert (error.line, error.column) == (line, column)
    assert "\n" not in error.message
    assert str(error) == f"{error.message} (line {line}, column {column})"


@pytest.mark.parametrize(("text", "line", "column", "part"), [*NOT_WELL_FORMED, *REFUSED])
def test_a_byte_order_mark_moves_nothing(text: str, line: int, column: int, part: str) -> None:
    if "\n<?xml" in text or "\ud800" in text:
        return
    for data in ("\ufeff" + text, ("\ufeff" + text).encode()):
        with pytest.raises(XmlTextError) as caught:
            read(data)
        assert part in caught.value.message
        assert (caught.value.line, caught.value.column) == (line, column)


def test_errors_survive_pickling() -> None:
    error = pickle.loads(pickle.dumps(XmlTextError("what", 7, 8)))
    assert (error.message, error.line, error.column) == ("what", 7, 8)
    assert isinstance(error, ValueError)


def test_nothing_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("opened something")

    monkeypatch.setattr("builtins.open", refuse)
    monkeypatch.setattr("socket.socket", refuse)
    text = (
        '<?xml-stylesheet href="http://localhost:1/x.xsl"?>'
        '<a xmlns:xi="http://www.w3.org/2001/XInclude" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="u file:///x">'
        '<xi:include href="file:///etc/passwd" parse="text"/></a>'
    )
    root = read(text)
    assert [element.text for element in walk(root)] == ["", ""]


# --- What is right ----------------------------------------------------------------------------


def test_names_and_namespaces() -> None:
    root = read(
        '<f:a xmlns:f="u" xmlns="v" f:x="1" x="2" xml:lang="en">'
        '<b/><f:b xmlns:f="w" f:y="3"/><c xmlns=""/></f:a>'
    )
    assert (root.namespace, root.name, root.path) == ("u", "a", "/f:a")
    assert root.attributes == {
        "{u}x": "1",
        "x": "2",
        "{http://www.w3.org/XML/1998/namespace}lang": "en",
    }
    assert [(e.namespace, e.name, e.path) for e in root.children] == [
        ("v", "b", "/f:a/b"),
        ("w", "b", "/f:a/f:b"),
        ("", "c", "/f:a/c"),
    ]
    assert root.children[1].attributes == {"{w}y": "3"}


def test_namespaces_with_odd_characters() -> None:
    root = read('<p:a xmlns:p="a b&#9;}{ &amp;" p:x="1"/>')
    assert (root.namespace, root.name) == ("a b\t}{ &", "a")
    assert root.attributes == {"{a b\t}{ &}x": "1"}


def test_paths_number_repeated_siblings() -> None:
    root = read("<r><a/><b><c/><c><d/></c></b><a><c/></a></r>")
    assert [element.path for element in walk(root)] == [
        *("/r", "/r/a[1]", "/r/b", "/r/b/c[1]", "/r/b/c[2]", "/r/b/c[2]/d", "/r/a[2]", "/r/a[2]/c"),
    ]
    # Two prefixes for one namespace make the same name, as XPath has it.
    root = read('<r xmlns:p="u" xmlns:q="u"><p:a/><q:a/><a/></r>')
    assert [child.path for child in root.children] == ["/r/p:a[1]", "/r/q:a[2]", "/r/a"]


def test_lines_and_columns_are_counted_in_characters() -> None:
    text = '<é x="𝄞">é𝄞<b/>\r\n <c/>\r<d/>\n\n<e\n y="1"/><f/></é>'
    expected = [("é", 1, 1), ("b", 1, 12), ("c", 2, 2), ("d", 3, 1), ("e", 5, 1), ("f", 6, 9)]
    marked = "\ufeff" + text
    for data in (text, marked, text.encode(), marked.encode(), text.encode("utf-16")):
        assert [(e.name, e.line, e.column) for e in walk(read(data))] == expected


def test_encodings() -> None:
    for encoding in ("utf-8", "utf-16", "iso-8859-1", "windows-1252"):
        text = f'<?xml version="1.0" encoding="{encoding}"?>\n<a é="1">é<b/></a>'
        root = read(text.encode(encoding))
        assert (root.text, root.attributes) == ("é", {"é": "1"})
        assert (root.children[0].line, root.children[0].column) == (2, 11)
    # A str is decoded already, whatever its declaration says.
    assert read('<?xml version="1.0" encoding="utf-16"?><a>é</a>').text == "é"
    assert read('<?xml version="1.0" encoding="foo"?><a>é</a>').text == "é"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<a/>", ("", 0, 0)),
        ("<a> \r\n\t</a>", ("", 0, 0)),
        ("<a>x</a>", ("x", 1, 4)),
        ("<a>\n  x y\n z \n</a>", ("x y\n z", 2, 3)),
        ("<a>\r\n \tx\r\ny</a>", ("x\ny", 2, 3)),
        ("<a>\n  <b/>s\n</a>", ("s", 2, 7)),
        ("<a><b>\n</b>s <b/>\n t<b/> </a>", ("s t", 2, 5)),
        ("<a>x<!-- c -->y<?p q?>z</a>", ("xyz", 1, 4)),
        ("<a> <![CDATA[ <x> ]]></a>", ("<x>", 1, 15)),
        ("<a> &lt;&#233;&#x1D11E;</a>", ("<é𝄞", 1, 5)),
        ("<a>\u00a0</a>", ("\u00a0", 1, 4)),
        ("<a>x&#10;y</a>", ("x\ny", 1, 4)),
    ],
)
def test_text(text: str, expected: tuple[str, int, int]) -> None:
    root = read(text)
    assert (root.text, root.text_line, root.text_column) == expected


def test_depth() -> None:
    root = read("<a>" * MAX_DEPTH + "</a>" * MAX_DEPTH)
    assert len(list(walk(root))) == MAX_DEPTH
    assert list(walk(root))[-1].path == "/a" * MAX_DEPTH


def test_comparing_and_showing() -> None:
    assert read("<a><b>x</b></a>") == read("<a><b>x</b></a>")
    assert read("<a><b>x</b></a>") != read("<a><b>y</b></a>")
    assert "parent" not in repr(read("<a><b/></a>"))


@pytest.mark.slow
def test_long_names_do_not_make_long_paths_of_everything() -> None:
    name = "n" * 100_000
    root = read(f"<{name}>" + "<a/>" * 20_000 + f"</{name}>")  # 2 GB, were all paths kept
    assert root.children[-1].path == f"/{name}/a[20000]"


@pytest.mark.slow
def test_much_text_between_children() -> None:
    root = read("<a>" + "x<b/>\n" * 50_000 + "</a>")
    assert root.text == " ".join("x" * 50_000)


# --- Any elements at all ----------------------------------------------------------------------

NAMES = st.sampled_from(["a", "b", "é", "a-b.c", "名"])
TEXTS = st.text(st.sampled_from("xé𝄞<&>\"' \t\u00a0]"), max_size=5)
Tree = tuple[str, dict[str, str], str, list["Tree"]]
TREES: st.SearchStrategy[Tree] = st.recursive(
    st.tuples(NAMES, st.dictionaries(NAMES, TEXTS, max_size=2), TEXTS, st.just([])),
    lambda inner: st.tuples(
        NAMES, st.dictionaries(NAMES, TEXTS, max_size=2), st.just(""), st.lists(inner, max_size=4)
    ),
    max_leaves=15,
)


def render(tree: Tree, dice: random.Random) -> str:
    """Write a tree with random white space, comments and quotation marks."""
    name, attributes, text, children = tree

    def space(needed: int = 0) -> str:
        return "".join(dice.choices([" ", "\t", "\n", "\r", "\r\n"], k=needed + dice.randint(0, 2)))

    tag = name + "".join(
        f"{space(1)}{key}{space()}={space()}{quoteattr(value, {chr(9): '&#9;'})}"
        for key, value in attributes.items()
    )
    inside = escape(text) + "".join(
        space() + dice.choice(["", "<!-- é𝄞 -->"]) + render(child, dice) + space()
        for child in children
    )
    return f"<{tag}{space()}>{inside}</{name}{space()}>"


@ANY
@given(TREES, st.randoms(use_true_random=False), st.sampled_from(["utf-8", "utf-16", ""]))
def test_every_element_is_where_it_says(tree: Tree, dice: random.Random, encoding: str) -> None:
    text = render(tree, dice)
    lines = re.split(r"\r\n|\r|\n", text)
    pairs = [(read(text.encode(encoding) if encoding else text), tree)]
    paths = set()
    while pairs:
        element, (name, attributes, expected, children) = pairs.pop()
        assert (element.name, element.attributes) == (name, attributes)
        assert element.text == expected.strip(" \t\r\n")
        assert lines[element.line - 1][element.column - 1 :].startswith(f"<{name}")
        if element.text:
            written = escape(element.text)
            assert lines[element.text_line - 1][element.text_column - 1 :].startswith(written)
        paths.add(element.path)
        assert len(element.children) == len(children)
        pairs += zip(element.children, children, strict=True)
    assert len(paths) == len(list(walk(read(text))))


@pytest.mark.slow
@settings(ANY, max_examples=300)
@given(TREES, st.randoms(use_true_random=False))
def test_damaged_texts_raise_nothing_else(tree: Tree, dice: random.Random) -> None:
    text = render(tree, dice)
    for _ in range(dice.randint(1, 3)):
        at = dice.randint(0, len(text))
        added = dice.choice([*"<>&;/=\"'!?[]- \n\x00\x01é:x\ud800\ufffe\ufeff", "<!", "<?xml", ""])
        text = text[:at] + added + text[at + dice.randint(0, 2) :]
    if text[:2] in ("\x00<", "<\x00"):
        return  # To expat this is UTF-16, in which other characters and lines stand.
    lines = re.split(r"\r\n|\r|\n", text)
    versions: list[str | bytes] = [text, text.encode("utf-8", "surrogatepass")]
    for data in versions:
        problem = None
        try:
            read(data)
        except XmlTextError as error:
            problem = error
        if problem is not None:
            assert 1 <= problem.line <= len(lines)
            assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1
            assert "\n" not in problem.message
