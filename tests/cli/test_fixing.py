"""`clingen-ld validate --fix`: files are replaced whole, and nothing is written without need."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
from pathlib import Path

import pytest

from clingen_ld.errors import InputError
from clingen_ld.messages.text.inputs import Document
from clingen_ld.validation.fixing import fix
from tests.cli.running import COMMAND, GENE, call

RIGHT = json.dumps(GENE)
WRONG = RIGHT.replace('"symbol"', '"symbl"')


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_files_are_fixed_in_place_with_their_modes(folder: Path) -> None:
    wrong = write(folder / "wrong.json", WRONG)
    wrong.chmod(0o640)
    outcome = call("validate", "wrong.json", "--fix")
    assert outcome.code == 0
    assert "conforms (nothing found)" in outcome.out
    assert outcome.err == "clingen-ld: fixed 1 finding in 1 file\n"
    assert wrong.read_text(encoding="utf-8") == RIGHT
    assert wrong.stat().st_mode & 0o777 == 0o640
    before = wrong.stat()
    assert call("validate", "wrong.json", "--fix").err == "clingen-ld: nothing to fix\n"
    assert wrong.stat() == before
    assert os.listdir(folder) == ["wrong.json"]


@pytest.mark.parametrize(
    "text", ['{"strict": true, "x": [1,],}', "{'a': 1}", '{"a": 1} // note', "hello"]
)
@pytest.mark.parametrize("option", ["--fix", "--diff"])
def test_a_file_of_something_else_is_left_alone(text: str, option: str, folder: Path) -> None:
    """Named by a pattern of the shell (`*.json`): nobody asked to repair settings of others."""
    other, wrong = write(folder / "other.json", text), write(folder / "wrong.json", WRONG)
    assert "fixable" not in call("validate", "other.json").out
    outcome = call("validate", "other.json", "wrong.json", option, "--unsafe-fixes")
    assert "fix 1 finding in 1 file" in outcome.err.replace("fixed", "fix")
    assert other.read_text(encoding="utf-8") == text
    assert (wrong.read_text(encoding="utf-8") == RIGHT) == (option == "--fix")


def test_a_file_with_two_names_is_fixed_once(folder: Path) -> None:
    (folder / "messages").mkdir()
    first = write(folder / "messages" / "first.json", WRONG)
    second = write(folder / "messages" / "second.json", WRONG.replace("GENE1", "GENE2"))
    (folder / "messages" / "link.json").symlink_to("first.json")
    outcome = call("validate", "messages", "messages/first.json", "--fix", "--quiet")
    assert outcome.err.startswith("clingen-ld: fixed ")
    assert first.read_text(encoding="utf-8") == RIGHT
    assert second.read_text(encoding="utf-8") == RIGHT.replace("GENE1", "GENE2")
    assert (folder / "messages" / "link.json").is_symlink()


def test_a_message_that_cannot_be_parsed_is_fixed(folder: Path) -> None:
    broken = write(folder / "broken.json", RIGHT.replace('"', "'"))
    assert "fixable with --fix" in call("validate", "broken.json").out
    assert call("validate", "broken.json", "--fix").code == 0
    assert broken.read_text(encoding="utf-8") == RIGHT


def test_a_diff_writes_nothing(folder: Path) -> None:
    wrong = write(folder / "wrong.json", WRONG)
    outcome = call("validate", "wrong.json", "--diff")
    assert outcome.code == 1
    assert outcome.out == (
        "--- wrong.json\n+++ wrong.json\n@@ -1 +1 @@\n"
        f"-{WRONG}\n\\ No newline at end of file\n+{RIGHT}\n\\ No newline at end of file\n"
    )
    assert outcome.err == "clingen-ld: would fix 1 finding in 1 file\n"
    assert wrong.read_text(encoding="utf-8") == WRONG
    write(folder / "right.json", RIGHT)
    assert call("validate", "right.json", "--diff")[:2] == (0, "")


def test_a_diff_goes_to_the_output(folder: Path) -> None:
    write(folder / "wrong.json", WRONG)
    shown = call("validate", "wrong.json", "--diff").out
    outcome = call("validate", "wrong.json", "--diff", "-o", "fixes.diff")
    assert (outcome.code, outcome.out) == (1, "")
    assert (folder / "fixes.diff").read_text(encoding="utf-8") == shown
    for option in (("--write-baseline", "known.json"), ("--update-baseline",)):
        outcome = call("validate", "wrong.json", "--diff", *option)
        assert (outcome.code, outcome.out) == (2, "")
        assert "--diff writes no baseline" in outcome.err


def test_standard_input_is_fixed_to_standard_output(folder: Path) -> None:
    outcome = call("validate", "-", "--fix", stdin=WRONG)
    assert (outcome.code, outcome.out) == (0, RIGHT)
    assert "conforms" in outcome.err
    assert call("validate", "-", "--fix", stdin=RIGHT).out == RIGHT


def test_compressed_standard_input_is_compressed_again() -> None:
    found = fix(Document(gzip.compress(WRONG.encode()), "-"))
    assert gzip.decompress(found.data("-")).decode() == RIGHT


def test_compressed_files_are_compressed_again(folder: Path) -> None:
    (folder / "a.ndjson.gz").write_bytes(gzip.compress(f"{WRONG}\n".encode()))
    assert call("validate", "a.ndjson.gz", "--fix").code == 0
    assert gzip.decompress((folder / "a.ndjson.gz").read_bytes()).decode() == f"{RIGHT}\n"
    (folder / "b.json").write_bytes(gzip.compress(WRONG.encode()))
    outcome = call("validate", "b.json", "--fix")
    assert outcome.code == 2
    assert (
        "b.json: cannot be fixed, since its name does not say how it is compressed" in outcome.err
    )
    assert gzip.decompress((folder / "b.json").read_bytes()).decode() == WRONG


def test_a_file_that_changes_meanwhile_is_not_written(folder: Path) -> None:
    wrong = write(folder / "wrong.json", WRONG)
    found = fix(wrong)
    wrong.write_text(WRONG + " ", encoding="utf-8")
    with pytest.raises(InputError, match="changed while it was read"):
        found.write()
    assert wrong.read_text(encoding="utf-8") == WRONG + " "


def test_files_of_a_folder_are_one_set(folder: Path) -> None:
    (folder / "set").mkdir()
    write(folder / "set" / "1.json", WRONG)
    write(folder / "set" / "2.json", RIGHT.replace("GENE1", "GENE2"))
    (folder / "set" / "page.json").write_text("{}", encoding="utf-8")
    before = call("validate", "set").out
    outcome = call("validate", "set", "--fix")
    assert "symbl" in before
    assert "symbl" not in outcome.out
    assert (folder / "set" / "1.json").read_text(encoding="utf-8") == RIGHT


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["x.json", "--unsafe-fixes"], "--unsafe-fixes goes with --fix or --diff"),
        (["--store", "s", "--fix"], "a store has no text to fix"),
        (["-", "x.json", "--fix"], "standard input is fixed alone"),
    ],
)
def test_options_that_do_not_go_together(folder: Path, args: list[str], said: str) -> None:
    outcome = call("validate", *args)
    assert outcome.code == 2
    assert said in outcome.err


def test_messages_of_other_models_are_not_fixed_but_named(folder: Path) -> None:
    sequence = {"reference": "ReferenceSequence/RS1"}
    coordinate = {"referenceSequence": sequence, "start": {"index": 9}, "end": {"index": 10}}
    message = {
        "id": "XA1", "type": "ContextualAllele", "relatedCanonicalAllele": "CA1", "state": "c",
        "contextualAlleleType": "genomic", "referenceCoordinate": {**coordinate, "refState": "A"},
    }  # fmt: skip
    (folder / "a.json").write_text(json.dumps(message))
    outcome = call("validate", "a.json", "--partial", "--fix")
    assert "did you mean C?" in outcome.out
    assert "[*]" not in outcome.out
    assert "not fixed: messages of the form interpretation" in outcome.err


def test_a_read_only_file_keeps_all_from_being_written(folder: Path) -> None:
    for name in ("a.json", "b.json"):
        write(folder / name, WRONG)
    (folder / "b.json").chmod(0o444)
    outcome = call("validate", ".", "--fix")
    assert outcome.code == 3
    assert "b.json: cannot be fixed, since it is read-only" in outcome.err
    assert (folder / "a.json").read_text(encoding="utf-8") == WRONG


def test_a_link_stays_one(folder: Path) -> None:
    write(folder / "gene.json", WRONG)
    (folder / "link.json").symlink_to("gene.json")
    assert call("validate", "link.json", "--fix").code == 0
    assert (folder / "link.json").is_symlink()
    assert (folder / "gene.json").read_text(encoding="utf-8") == RIGHT


def test_an_interrupt_leaves_whole_files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.json", "b.json"):
        write(folder / name, WRONG)
    found, replace = fix(["a.json", "b.json"]), os.replace

    def interrupted(source: object, target: object) -> None:
        if str(target).endswith("b.json"):
            raise KeyboardInterrupt
        replace(str(source), str(target))

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        found.write()
    assert sorted(os.listdir(folder)) == ["a.json", "b.json"]
    texts = [(folder / name).read_text(encoding="utf-8") for name in ("a.json", "b.json")]
    assert texts == [RIGHT, WRONG]


def test_a_diff_is_a_patch(folder: Path) -> None:
    """`patch` makes of the file what --fix makes of it, whatever ends its lines."""
    text = "\ufeff" + json.dumps(json.loads(WRONG), indent=1).replace("\n", "\r\n")
    for name in ("patched.json", "fixed.json"):
        (folder / name).write_bytes(text.encode())
    diff = subprocess.run(
        [COMMAND, "validate", "patched.json", "--diff"], capture_output=True, check=False
    )
    subprocess.run(["patch", "--binary", "-s", "patched.json"], input=diff.stdout, check=True)
    assert call("validate", "fixed.json", "--fix").code == 0
    assert (folder / "patched.json").read_bytes() == (folder / "fixed.json").read_bytes()
    assert (folder / "patched.json").read_bytes() == text.replace("symbl", "symbol").encode()


def test_what_is_left_is_marked_no_more(folder: Path) -> None:
    """Another message has the name that is suggested: --fix leaves it, and promises nothing."""
    write(folder / "wrong.json", WRONG.replace('"symbl"', '"symbol": "X", "symbl"'))
    outcome = call("validate", "wrong.json", "--fix")
    assert "symbl" in outcome.out
    assert "[*]" not in outcome.out
    assert outcome.err == "clingen-ld: nothing to fix\n"
