"""The examples of docs/validation.md for pre-commit and GitHub Actions do what the page says."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement

from tests.cli.running import ERROR, GENE, call, write
from tests.console import ROOT

PAGE = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")
EXAMPLES: list[Any] = [
    yaml.safe_load(text) for text in re.findall(r"```yaml\n(.*?)```", PAGE, re.S)
]
HOOKS = ROOT / ".pre-commit-hooks.yaml"
BIN = Path(sys.executable).parent


def example(key: str) -> Any:
    [found] = [each for each in EXAMPLES if key in each]
    return found


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "PRE_COMMIT_HOME": str(folder / ".home"),
        "GIT_CONFIG_GLOBAL": os.devnull, "PYTHONPATH": str(ROOT), "NO_COLOR": "1",
    }  # fmt: skip
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True)


def commit(folder: Path) -> str:
    """Put all files of a folder into a commit of a repository there."""
    author = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    for words in (["init", "-q"], ["add", "-A"], [*author, "commit", "-q", "-m", "all"]):
        done = run(folder, "git", *words)
        assert done.returncode == 0, done.stderr
    return run(folder, "git", "rev-parse", "HEAD").stdout.strip()


@pytest.mark.slow
def test_pre_commit_runs_the_hook(tmp_path: Path) -> None:
    """As the page configures it, but with the installed command in place of a new environment."""
    hooks, work = tmp_path / "hooks", tmp_path / "work"
    hooks.mkdir()
    work.mkdir()
    shutil.copy(HOOKS, hooks)
    [repository] = example("repos")["repos"]
    repository |= {"repo": str(hooks), "rev": commit(hooks)}
    [hook] = repository["hooks"]
    hook["language"] = "system"
    (work / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [repository]}))
    (work / ".gitignore").write_text(".home/\n")
    (work / "package.json").write_text('{"name": "another kind of file"}')
    write(work / "gene.json", GENE)
    commit(work)
    done = run(work, str(BIN / "pre-commit"), "run", "--all-files")
    assert (done.returncode, "Passed" in done.stdout) == (0, True), done.stdout + done.stderr
    write(work / "wrong.json", ERROR)
    run(work, "git", "add", "wrong.json")
    done = run(work, str(BIN / "pre-commit"), "run")
    assert done.returncode == 1
    assert "wrong.json  2 errors" in done.stdout


def test_the_manifest_of_the_hook_is_one(tmp_path: Path) -> None:
    done = run(tmp_path, str(BIN / "pre-commit"), "validate-manifest", str(HOOKS))
    assert done.returncode == 0, done.stdout
    assert [each["id"] for each in yaml.safe_load(HOOKS.read_text())] == [
        hook["id"] for repository in example("repos")["repos"] for hook in repository["hooks"]
    ]


def test_the_action_annotates_and_writes_sarif(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each step that runs something, in a checkout with a message that is right and one that is
    not."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "messages").mkdir()
    write(tmp_path / "messages" / "gene.json", GENE)
    write(tmp_path / "messages" / "wrong.json", ERROR)
    [job] = example("jobs")["jobs"].values()
    install, *checks = (step["run"] for step in job["steps"] if "run" in step)
    assert Requirement(install.removeprefix('pip install "').removesuffix('"')).url
    annotated, written = (call(*words.split()[1:]) for words in checks)
    assert (annotated.code, written.code) == (1, 1)
    assert re.search(r"^::error file=messages/wrong[.]json,line=\d+", annotated.out, re.M)
    [upload] = (step["with"] for step in job["steps"] if "sarif" in step.get("uses", ""))
    log = json.loads((tmp_path / upload["sarif_file"]).read_text())
    places = [result["locations"][0]["physicalLocation"] for result in log["runs"][0]["results"]]
    assert {place["artifactLocation"]["uri"] for place in places} == {"messages/wrong.json"}
    # The upload goes on where errors were found, and the job fails all the same.
    steps = [step for step in job["steps"] if "run" in step and "sarif" in step["run"]]
    assert all(step["continue-on-error"] and step["if"] == "always()" for step in steps)
