"""Texts that are of no form, and what they are called."""

from __future__ import annotations

import time

import pytest

from clingen_ld.messages.message import Problem
from clingen_ld.messages.text.layout import named
from tests.messages.carrying import read_items


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("<html><title>502 Bad\n Gateway</title></html>", 'an HTML page "502 Bad Gateway"'),
        ("\n<!DOCTYPE html>\n<p>x", "an HTML page, perhaps"),
        ("<HTML lang='en'>", "an HTML page, perhaps"),
        ("id,symbol\n1,BRCA1\n2,CFTR\n", "comma-separated values (CSV)"),
        ('id,name\n1,"a, b"\n', "comma-separated values (CSV)"),
        ('"id","name"\n"1","a"\n', "comma-separated values (CSV)"),
        ("id\tsymbol\n1\tBRCA1\n", "tab-separated values (TSV)"),
        ("id;symbol\n1;BRCA1\n", "values with semicolons"),
        ("---\nresourceType: Gene\nid: G1\n", "YAML"),
        ("resourceType: Gene\nidentifier:\n  - system: x\n    value: y\n", "YAML"),
        ("- id: 1\n- id: 2\n", "YAML"),
        ("chr17\t43106486\t43106487\n", "tab-separated values (TSV)"),
        ("#version 2.4\nHugo_Symbol\tEntrez_Gene_Id\nBRCA1\t672\n", "tab-separated values (TSV)"),
        ("H id <urn:x> .\nTX .\nA <http://a> <http://b> 'c' .\nTC .\n", "RDF Patch"),
        ("D _:b <http://b> <http://c> <http://g> .\n", "RDF Patch"),
        ("##gff-version 3\nNC_000017.11\tRefSeq\tgene\t1\t2\t.\t+\t.\tID=g\n", "GFF"),
        (">NC_000001.11 a chromosome\nACGT\n", "FASTA"),
        (
            "NM_000492.4:c.1521_1523del\nNM_000492.4:c.1A>G\n",
            "HGVS names and no messages: `clingen-ld new - < FILE`",
        ),
        (
            "NC_000007.14:117559592:CTT:\n",
            "SPDI expressions and no messages: `clingen-ld new - < FILE`",
        ),
        ("CA123643\nCA16602736\n", "ids of the Allele Registry and no messages: ask"),
        ("rs113993960\n", "numbers of dbSNP and no messages: ask the Allele Registry"),
        ("7-117559590-ATCT-A\n", "chromosomes, positions and bases and no messages: write them"),
        ("chr7:117559593:C:T\n", "chromosomes, positions and bases"),
        ("NC_000007.14:117548628:GA:G\n", "SPDI"),
        ("Internal Server Error\n", "as servers send it for an error"),
        ("404 Not Found", "as servers send it for an error"),
        ("HTTP/1.1 503 Service Unavailable", "as servers send it for an error"),
        ('```json\n{\n"resourceType": "Gene"\n}\n```\n', "a Markdown fence"),
        ('Here is the message:\n{\n"resourceType": "Gene"\n}\n', "words before the text"),
        ("This is the folder of our messages.\n", "plain text, and of no form"),
        ('// ours, 2024\n{\n"resourceType": "Gene"\n}\n', "comments are not JSON"),
        ('# ours, 2024\n{\n"resourceType": "Gene"\n}\n', "comments are not JSON"),
        ("chr1\t1000\t.\tA\tT\t.\t.\t.\nchr1\t1001\trs1\tAC\tA,<DEL>\n", "without its header"),
        ("chr1\t1000\t1001\tname\nchr1\t1001\t1002\tname\n", "tab-separated"),
        (
            '<html><title>BRCA1</title><script type="application/ld+json">{}</script></html>',
            'an HTML page "BRCA1", with JSON-LD in it',
        ),
        ("NC_000001.11:g.946538G>A\tCA900000302\nERROR\tHgvsParsingError\tbad\n", "names and ids"),
        ("NP_009225.1:p.Cys61Gly\thttp://reg.genome.network/allele/PA5\n", "names and ids"),
        ("NM_1.1:c.1A>T\t_:CA\nNM_1.1:c.2T>A\tCA5\tmore\n", "names and ids"),
        ("NM_1.1:c.1A>T\tx\nNM_1.1:c.2T>A\ty\n", "tab-separated"),
    ],
)
def test_texts_are_called_what_they_are(text: str, part: str) -> None:
    assert part in (named(text) or "")
    [problem] = read_items(text)
    assert isinstance(problem, Problem)
    assert problem.rule == "ST-0"
    assert part in problem.values["message"]


@pytest.mark.parametrize(
    "text", ["", " \n", "{x}", '[{"a": 1} {"b": 2}]', "nonsense", "1.5.2", "'x'", "%PDF"]
)
def test_of_others_nothing_is_known(text: str) -> None:
    assert named(text) is None


@pytest.mark.parametrize(
    "text",
    ["a", "a:", "- ", '"', " \t", "<html ", "<title>", "A_:", "a,\n", "x: \n", "> \n", "400 "],
)
def test_long_texts_take_no_longer_than_their_start(text: str) -> None:
    start = time.process_time()
    named(text * 900_000)
    assert time.process_time() - start < 2
