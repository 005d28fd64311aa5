"""No command calls a server that an input, a query or shapes name: a listener hears nothing."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from clingen_ld.cli.main import COMMANDS
from tests.cli.running import GENE, call

LONG_RUNNING = {"serve", "lsp"}
"""They answer others; what they are given is read by the functions of the commands below."""


class Listener:
    """A port of this machine that counts who comes."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.heard = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                came, _ = self._socket.accept()
            except OSError:
                return
            self.heard += 1
            came.close()

    def close(self) -> None:
        """Listen no more."""
        self._socket.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.close()


def inputs(url: str) -> dict[str, str]:
    """Texts that name a server wherever a text of their form can."""
    gene = json.dumps(GENE)
    https = url.replace("http:", "https:")
    about = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    entity = (
        f'SYSTEM "{url}/dtd" [<!ENTITY e SYSTEM "{url}/entity"><!ENTITY % p SYSTEM "{url}/p">%p;]'
    )
    clingen = "http://clingen.org/model/allele/"
    return {
        "gene.json": gene,
        "context.jsonld": json.dumps({"@context": f"{url}/c", "@type": f"{clingen}Gene"}),
        "secure.jsonld": json.dumps({"@context": [f"{https}/c"], "@graph": [{"@id": url}]}),
        "import.jsonld": json.dumps({"@context": {"@import": f"{url}/c"}, "@id": url}),
        "reference.json": json.dumps(GENE | {"meta": {"profile": [url]}, "x": {"reference": url}}),
        "entity.xml": f"<!DOCTYPE Gene {entity}><Gene xmlns='{url}/x'>&e;</Gene>",
        "entity.rdf": f"<!DOCTYPE r {entity}><r:RDF xmlns:r='{about}'>&e;</r:RDF>",
        "imports.ttl": f"@base <{url}/> . <> a <http://www.w3.org/2002/07/owl#Ontology> ;"
        f" <http://www.w3.org/2002/07/owl#imports> <{url}/imports> .",
        "header.vcf": f"##fileformat=VCFv4.3\n##reference={url}/x\n##contig=<ID=1,URL={url}>\n"
        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n1\t10\t.\tA\tC\t.\t.\t.\n",
    }


def commands(url: str, names: list[str]) -> dict[str, list[list[str]]]:
    """How each command is called, with all inputs."""
    service = f"SELECT * {{ SERVICE <{url}/sparql> {{ ?s ?p ?o }} }}"
    asked = (service, f"ASK FROM <{url}> {{}}", f"LOAD <{url}>")
    every = [[name] for name in names]
    return {
        "validate": [*every, *(["gene.json", "--shapes", n] for n in names), ["--store", "store"]],
        "convert": [[n, "--to", to] for n in names for to in ("nquads", "json-ld", "vrs")],
        "frame": every,
        "find": every,
        "load": [[n, "--store", "store", "--no-validate"] for n in names],
        "query": [[q, "--store", "store"] for q in asked],
        "export": [["--store", "store"]],
        "stat": [["--store", "store"]],
        "diff": [["gene.json", name] for name in names],
        "table": [[n, "-o", f"{n}.parquet"] for n in names],
        "draw": every,
        "site": [[*names, "-o", "site"], ["--store", "store", "-o", "site2"]],
        "bulk": [[verb, n, "-o", f"{verb}-{n}"] for n in names for verb in ("convert", "validate")],
        "remove": [[f"{url}/Gene/G1", "--store", "store"]],
        "new": [["NM_007294.3:c.5T>G"], [f"{url}/x"]],
        "explain": [["HG-4"]],
        "rules": [[]],
        "model": [["Gene"], ["--context", "context"]],
        "forms": [[]],
        "completion": [["bash"]],
    }  # fmt: skip


@pytest.mark.slow
def test_no_command_calls_a_server_by_default(listener: Listener) -> None:
    texts = inputs(listener.url)
    for name, text in texts.items():
        Path(name).write_text(text, encoding="utf-8")
    calls = commands(listener.url, [*texts])
    assert set(calls) | LONG_RUNNING == set(COMMANDS)
    for command, given in calls.items():
        for arguments in given:
            assert call(command, *arguments).code != 70, (command, arguments)
            assert listener.heard == 0, (command, arguments)
    socket.create_connection(("127.0.0.1", int(listener.url.rpartition(":")[2]))).close()
    for _ in range(100):
        if listener.heard:
            return
        threading.Event().wait(0.02)
    pytest.fail("the listener does not listen")
