"""Faults from outside while commands run: `python -m fuzz.faults --kills 100`.

Loads, bulk runs and exports are killed (`kill -9`) at random moments; outputs meet a full disk,
closed pipes and signals; servers answer wrongly. After each fault, what is there must be whole, and
the same command again must come to the end it would have come to without the fault.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from fuzz.servers import SERVERS, server

COMMAND: Final = (sys.executable, "-m", "clingen_ld")
SECRET: Final = "a-token-that-nobody-may-see"
LONGEST: Final = 60.0
"""Seconds that any command may take, whatever a server does."""
Output = dict[str, bytes]


class FaultError(Exception):
    """Something is torn, left behind, or said wrongly."""


def need(holds: bool, what: str) -> None:
    """Raise `FaultError` unless something holds."""
    if not holds:
        raise FaultError(what)


def start(folder: Path, *args: str, limit: int = 0, **env: str) -> subprocess.Popen[bytes]:
    """A command in a session of its own; no file may become longer than `limit` bytes."""

    def limited() -> None:
        if limit:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    temporary = folder / "tmp"
    temporary.mkdir(exist_ok=True)
    return subprocess.Popen(
        [*COMMAND, *args],
        cwd=folder,
        env=os.environ | {"TMPDIR": str(temporary), "PYTHONPATH": os.pathsep.join(sys.path)} | env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=limited,
    )


def run(folder: Path, *args: str, limit: int = 0, **env: str) -> tuple[int, str]:
    """The exit code of a command, and what it said on both streams."""
    process = start(folder, *args, limit=limit, **env)
    try:
        out, err = process.communicate(timeout=LONGEST)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        raise FaultError(f"{' '.join(args)} takes more than {LONGEST:.0f} seconds") from None
    said = (out + err).decode("utf-8", "replace")
    need(process.returncode != 70 and "Traceback" not in said, f"{' '.join(args)}:\n{said}")
    return process.returncode, said


def done(folder: Path, *args: str) -> str:
    """What a command said that must succeed."""
    code, said = run(folder, *args)
    need(code == 0, f"{' '.join(args)}: exit {code}\n{said}")
    return said


def messages(folder: Path, name: str, number: int, label: str) -> Path:
    """A file of right genes."""
    path = folder / name
    with path.open("w", encoding="utf-8") as file:
        for n in range(number):
            system = "http://www.genenames.org/"
            gene = {
                "resourceType": "Gene", "id": f"G{n}", "symbol": f"GENE{n}", "name": label,
                "identifier": [{"system": system, "value": f"HGNC:{1000 + n}"}],
            }  # fmt: skip
            file.write(json.dumps(gene) + "\n")
    return path


def left_behind(folder: Path) -> list[str]:
    """Temporary files of a command that has ended in order."""
    beside = [path.name for path in folder.rglob(".clingen-ld-*")]
    return [*beside, *(path.name for path in (folder / "tmp").iterdir())]


# Kills


class Series:
    """One kind of command to kill: how it is run, and what must be whole after each kill."""

    def __init__(self, folder: Path, messages_each: int) -> None:
        self.folder = folder
        self.number = messages_each

    def prepare(self) -> None:
        """Make what the command needs."""

    def args(self) -> tuple[str, ...]:
        """The command."""
        raise NotImplementedError

    def outcome(self) -> Output:
        """What is there, part by part."""
        raise NotImplementedError

    def check(self, before: Output, after: Output) -> None:
        """Whether each part that is there is as before, or as after."""
        for name, found in self.outcome().items():
            need(found in (before.get(name), after.get(name)), f"{name} is torn")

    def again(self) -> None:
        """Begin anew."""


class Load(Series):
    """A load that replaces half of a store's graphs, and adds as many."""

    def prepare(self) -> None:
        messages(self.folder, "old.ndjson", self.number // 2, "old")
        messages(self.folder, "new.ndjson", self.number, "new")
        done(self.folder, "load", "old.ndjson", "--store", "whole")
        self.again()

    def args(self) -> tuple[str, ...]:
        return "load", "new.ndjson", "--store", "store"

    def outcome(self) -> Output:
        done(self.folder, "export", "--store", "store", "--to", "nquads", "-o", "seen.nq")
        graphs: dict[str, list[bytes]] = {}
        for line in (self.folder / "seen.nq").read_bytes().splitlines():
            name = line.rsplit(b" ", 2)[1].decode()
            if "/load-" not in name:  # accounts of loads have their times
                graphs.setdefault(name, []).append(line)
        return {name: b"\n".join(sorted(lines)) for name, lines in graphs.items()}

    def check(self, before: Output, after: Output) -> None:
        need(before.keys() <= self.outcome().keys() <= after.keys(), "graphs are lost or invented")
        super().check(before, after)

    def again(self) -> None:
        for name in ("store", "store.journal"):
            path = self.folder / name
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        shutil.copytree(self.folder / "whole", self.folder / "store")


class Bulk(Series):
    """A bulk conversion of several files into a folder."""

    def prepare(self) -> None:
        (self.folder / "in").mkdir()
        for n in range(3):
            messages(self.folder / "in", f"{n}.ndjson", self.number, f"file {n}")

    def args(self) -> tuple[str, ...]:
        return "bulk", "convert", "in", "-o", "out", "--jobs", "2"

    def outcome(self) -> Output:
        paths = (self.folder / "out").glob("part-*")
        return {path.name: gzip.decompress(path.read_bytes()) for path in paths}

    def check(self, before: Output, after: Output) -> None:
        need(self.outcome() in (before, after), "the folder is there before everything is in it")

    def again(self) -> None:
        shutil.rmtree(self.folder / "out", ignore_errors=True)


class Export(Series):
    """An export of a store in place of an older one."""

    def prepare(self) -> None:
        messages(self.folder, "some.ndjson", self.number, "some")
        done(self.folder, "load", "some.ndjson", "--store", "store")
        self.again()

    def args(self) -> tuple[str, ...]:
        return "export", "--store", "store", "--to", "nquads", "-o", "out.nq"

    def outcome(self) -> Output:
        return {"out.nq": (self.folder / "out.nq").read_bytes()}

    def again(self) -> None:
        (self.folder / "out.nq").write_bytes(b"what was there\n")


SERIES: Final[dict[str, type[Series]]] = {"load": Load, "bulk": Bulk, "export": Export}


def kills(name: str, number: int, seed: int, each: int = 1000) -> int:
    """Kill one kind of command so many times; the number of kills that met it at work."""
    chance, met = random.Random(seed), 0
    with tempfile.TemporaryDirectory() as place:
        series = SERIES[name](Path(place), each)
        series.prepare()
        before = series.outcome()
        begun = time.monotonic()
        done(series.folder, *series.args())
        seconds, after = time.monotonic() - begun, series.outcome()
        series.again()
        while met < number:
            process = start(series.folder, *series.args())
            with process:
                time.sleep(chance.uniform(0.2, 1) * seconds)
                os.killpg(process.pid, signal.SIGKILL)
                process.communicate()
            if process.returncode == -signal.SIGKILL:
                met += 1
                series.check(before, after)
            if process.returncode == 0 or chance.random() < 0.3:
                if series.outcome() != after:
                    done(series.folder, *series.args())
                need(series.outcome() == after, f"{name}: once more does not finish it")
                series.again()
    return met


# Disks, pipes and signals


def full_disks(folder: Path) -> int:
    """Outputs, stores and temporary files meet a full disk: exit 3 or 4, and what was is whole."""
    messages(folder, "some.ndjson", 3000, "some")
    done(folder, "load", "some.ndjson", "--store", "store")
    (folder / "out.nq").write_bytes(b"what was there\n")
    (folder / "new").mkdir()
    cases = (
        ("convert", "some.ndjson", "--to", "nquads", "-o", "out.nq"),
        ("export", "--store", "store", "--to", "nquads", "-o", "out.nq"),
        ("bulk", "convert", "some.ndjson", "-o", "new/out"),
        ("load", "some.ndjson", "--store", "new/store"),
        ("validate", "some.ndjson", "--report", "json", "-o", "out.nq"),
        ("validate", "some.ndjson", "--jobs", "2"),
    )
    for args in cases:
        for limit in (1 << 12, 1 << 16):
            code, said = run(folder, *args, limit=limit)
            need(code in (0, 3, 4), f"{' '.join(args)}, full disk: exit {code}\n{said}")
            need(code == 0 or "clingen-ld: " in said, f"{' '.join(args)}: no word of the disk")
            whole = (folder / "out.nq").read_bytes()
            need(code == 0 or whole == b"what was there\n", f"{args[0]}: the output is torn")
            need(not left_behind(folder), f"{args[0]} leaves {left_behind(folder)}")
            (folder / "out.nq").write_bytes(b"what was there\n")
    return 2 * len(cases)


def closed_pipes(folder: Path) -> int:
    """Readers that go away in the middle: no traceback, and an end."""
    messages(folder, "some.ndjson", 3000, "some")
    done(folder, "load", "some.ndjson", "--store", "store")
    cases = (
        ("convert", "some.ndjson", "--to", "turtle"),
        ("export", "--store", "store"),
        ("query", "SELECT * { GRAPH ?g { ?s ?p ?o } }", "--store", "store", "--format", "csv"),
    )
    for args in cases:
        process = start(folder, *args)
        assert process.stdout is not None
        assert process.stderr is not None
        with process:
            process.stdout.read(1000)
            process.stdout.close()
            said = process.stderr.read().decode()
        need(process.returncode in (0, 3), f"{args[0]}, closed pipe: {process.returncode}\n{said}")
        need(not said, f"{args[0]}, closed pipe:\n{said}")
    return len(cases)


SIGNALS: Final = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}


def signals(folder: Path) -> int:
    """Signals that ask for an end: the exit code of the signal, and nothing left behind."""
    messages(folder, "some.ndjson", 30_000, "some")
    cases = (
        ("convert", "some.ndjson", "--to", "nquads", "-o", "out.nq", "--engine", "standard"),
        ("bulk", "convert", "some.ndjson", "-o", "out", "--jobs", "2"),
        ("validate", "some.ndjson", "--engine", "standard", "--jobs", "2"),
    )
    for args in cases:
        for number, code in SIGNALS.items():
            process = start(folder, *args)
            with process:
                until = time.monotonic() + LONGEST
                while process.poll() is None and time.monotonic() < until:
                    if [p for p in folder.rglob("*") if p.name not in ("tmp", "some.ndjson")]:
                        break
                    time.sleep(0.01)
                time.sleep(0.1)
                process.send_signal(number)
                said = process.communicate(timeout=LONGEST)[1].decode()
            what = f"{' '.join(args[:2])}, {number.name}"
            need(process.returncode == code, f"{what}: exit {process.returncode}\n{said}")
            found = [p.name for p in folder.iterdir() if p.name not in ("tmp", "some.ndjson")]
            need(
                not [*found, *left_behind(folder)], f"{what} leaves {found}, {left_behind(folder)}"
            )
    return len(cases) * len(SIGNALS)


def bad_servers(folder: Path) -> int:
    """Servers that answer wrongly: exit 4 (2: refused) in bounded time, no credential shown."""
    for name, answer in SERVERS.items():
        with server(answer) as url:
            code, said = run(
                folder, "query", "ASK {}", "--store", url, CLINGEN_LD_STORE_TOKEN=SECRET
            )
        need(code in (2, 4), f"a server that gives {name}: exit {code}\n{said}")
        need(SECRET not in said, f"a server that gives {name}: the token is shown")
    return len(SERVERS)


FAULTS: Final = {f.__name__: f for f in (full_disks, closed_pipes, signals, bad_servers)}


def main() -> None:
    """Try all faults; exit 1 at what does not hold."""
    parser = argparse.ArgumentParser("python -m fuzz.faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=100, help="of each command (default: 100)")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    failed = 0
    for name in [*SERIES, *FAULTS]:
        try:
            if name in SERIES:
                print(f"{name}: {kills(name, given.kills, given.seed)} kills", flush=True)
            else:
                with tempfile.TemporaryDirectory() as place:
                    print(f"{name}: {FAULTS[name](Path(place))} cases", flush=True)
        except FaultError as error:
            failed += 1
            print(f"{name}: {error}", file=sys.stderr, flush=True)
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
