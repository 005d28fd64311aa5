"""Corpora to measure with: right messages of any number of alleles, the same ones each time.

    python -m benchmarks.corpora 1000 alleles.ndjson [FORM]

writes about so many alleles, canonical and contextual ones, with their genes and sequences, one
message a line; the number is reached within one canonical allele with all of its own. Forms are
resource-json, registry, and what the package makes of resource-json: json-ld, nquads and others;
gks is one bundle of so many variations, in the layout of ClinVar-GKS; statements are of VA-Spec.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, Final

from benchmarks.made_bundles import bundle, statements
from benchmarks.made_changes import Change, changes
from benchmarks.made_genes import MadeGene
from benchmarks.made_messages import allele_resources, chromosome_sequences, gene_resources
from benchmarks.made_registry import registry_documents
from benchmarks.varied import repeated, variant_file, varied
from clingen_ld import convert

Tree = dict[str, Any]

FORMS: Final = ("resource-json", "json-ld", "registry", "nquads", "vcf", "vrs")
BUNDLE: Final = "gks"
"""The form of one bundle, which holds more than alleles."""
STATEMENTS: Final = "statements"
"""The form of statements about variations."""
OF_VCF: Final = " vcf"
"""Behind the name of a form: the alleles of the variant file."""
VARIED: Final = " varied"
"""Behind the name of a form: the same alleles in messages that differ."""
REPEATED: Final = " examples"
"""Behind the name of a form: the examples of the package, repeated to as many messages."""
KINDS: Final = (
    *FORMS,
    BUNDLE,
    STATEMENTS,
    *(
        f"{form}{kind}"
        for form in ("resource-json", "json-ld", "nquads")
        for kind in (VARIED, REPEATED)
    ),
)
"""All that a corpus may be of."""
_FIRST_NUMBER: Final = 10_000


def resources(alleles: int, seed: int = 1) -> Iterator[Tree]:
    """The resources of about so many alleles; every reference between them resolves."""
    yield from chromosome_sequences()
    for gene, number, change in _all_changes(seed):
        if change is None:
            yield from gene_resources(gene)
            continue
        for tree in allele_resources(change, number):
            alleles -= tree["resourceType"].endswith("Allele")
            yield tree
        if alleles <= 0:
            return


def documents(alleles: int, seed: int = 1) -> Iterator[Tree]:
    """The same alleles as the Allele Registry would tell of them."""
    for _, number, change in _all_changes(seed):
        if change is None:
            continue
        for tree in registry_documents(change, number):
            rows = (rows for key, rows in tree.items() if key.endswith("Alleles"))
            alleles -= 1 + sum(map(len, rows))
            yield tree
        if alleles <= 0:
            return


def _all_changes(seed: int) -> Iterator[tuple[MadeGene, int, Change | None]]:
    """Genes, each once without a change, and then with each of its changes and its number."""
    number, genes = _FIRST_NUMBER, 0
    while True:
        gene = MadeGene(genes, seed)
        yield gene, number, None
        for change in changes(gene, gene.random.randrange(30, 130)):
            yield gene, number, change
            number += 1
        genes += 1


def write(path: Path, alleles: int, form: str = "resource-json", seed: int = 1) -> None:
    """Write about so many alleles to a file, in a form."""
    name, space, kind = form.partition(" ")
    if name in (BUNDLE, STATEMENTS):
        lines_of = bundle if name == BUNDLE else statements
        with path.open("w", encoding="utf-8") as output:
            output.writelines(f"{line}\n" for line in lines_of(alleles, seed))
        return
    if name not in ("resource-json", "registry", "vcf"):
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder, "alleles.ndjson")
            of_vcf = name == "vrs" or space + kind == OF_VCF
            write(source, alleles, "vcf" if of_vcf else f"resource-json{space}{kind}", seed)
            convert(source, name, path)
        return
    if form not in ("registry", "resource-json"):
        if name == "vcf":
            lines = variant_file(alleles, seed)
        else:
            made = resources(alleles, seed)
            lines = varied(made, seed) if kind == "varied" else repeated(alleles)
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return
    trees = (resources if form == "resource-json" else documents)(alleles, seed)
    with path.open("w", encoding="utf-8") as output:
        for tree in trees:
            output.write(json.dumps(tree, ensure_ascii=False, separators=(",", ":")) + "\n")


def corpus(folder: Path, alleles: int, form: str = "resource-json", seed: int = 1) -> Path:
    """The file of a corpus in a folder, written when it is not there yet."""
    name = form.partition(" ")[0]
    ending = {"nquads": "nq", "vcf": "vcf", BUNDLE: "json"}.get(name, "ndjson")
    path = folder / f"{form.replace(' ', '-')}-{alleles}-{seed}.{ending}"
    if not path.exists():
        unfinished = path.with_suffix(".unfinished")
        write(unfinished, alleles, form, seed)
        unfinished.rename(path)
    return path


def corpus_by_itself(folder: Path, alleles: int, form: str) -> Path:
    """As `corpus`, by another process, so that the memory of this one stays small.

    The system counts the memory of a process as part of the peak of each that it starts.
    """
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(corpus, folder, alleles, form).result()


def main(given: list[str] | None = None) -> None:
    """Write the corpus that the arguments ask for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.corpora", description=__doc__)
    parser.add_argument("alleles", type=int, help="about so many alleles")
    parser.add_argument("path", type=Path, help="the file to write")
    parser.add_argument("form", nargs="?", choices=KINDS, default=KINDS[0], help="its form")
    options = parser.parse_args(given)
    write(options.path, options.alleles, options.form)


if __name__ == "__main__":
    main()
