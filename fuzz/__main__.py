"""Fuzzing: any texts into every reader, writer and round trip: `python -m fuzz --minutes 5`."""

from __future__ import annotations

import argparse
import hashlib
import random
import signal
import sys
import time
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Final

from fuzz.mutation import mutated
from fuzz.targets import TARGETS, Target

FAILURES: Final = Path(__file__).parent / "failures"
SLOW: Final = 10.0
"""Seconds of the processor that one input may take."""


def kept() -> list[tuple[str, bytes]]:
    """The past failures: each with the name of its target."""
    return [(path.name.split(".")[0], path.read_bytes()) for path in sorted(FAILURES.glob("*.*"))]


def fault_of(target: Target, data: bytes) -> str | None:
    """What goes wrong with an input; None when nothing does."""
    begun = time.process_time()
    try:
        target(data)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return "".join(traceback.format_exception(error))
    seconds = time.process_time() - begun
    return f"it takes {seconds:.0f} seconds" if seconds > SLOW else None


def run(names: list[str], seconds: float, seed: int) -> tuple[int, int]:
    """Try the past failures, then changed texts; the numbers of inputs and of failures.

    An interrupt (Ctrl-C, SIGTERM) is an early end.
    """
    tried = failed = 0
    given = [(name, data) for name, data in kept() if name in names]
    change = random.Random(seed)
    end = time.monotonic() + seconds
    with suppress(KeyboardInterrupt):
        while given or time.monotonic() < end:
            name, data = given.pop() if given else (change.choice(names), mutated(change))
            fault = fault_of(TARGETS[name], data)
            tried += 1
            if fault is not None:
                failed += 1
                path = FAILURES / f"{name}.{hashlib.sha256(data).hexdigest()[:12]}"
                path.write_bytes(data)
                print(f"{path}\n{fault}", file=sys.stderr)
    return tried, failed


def guided(name: str, seconds: float, seed: int) -> None:
    """Let atheris look for inputs that reach new code; it ends the process."""
    import atheris

    from fuzz.mutation import beginnings

    corpus = FAILURES.parent / "corpus" / name
    corpus.mkdir(parents=True, exist_ok=True)
    for data in beginnings():
        path = corpus / hashlib.sha256(data).hexdigest()[:16]
        path.write_bytes(b"\0" + data)
    atheris.instrument_all()
    options = [
        f"-max_total_time={seconds:.0f}", f"-seed={seed}", "-rss_limit_mb=2048",
        f"-timeout={SLOW:.0f}", f"-artifact_prefix={FAILURES}/{name}.",
    ]  # fmt: skip
    atheris.Setup([sys.argv[0], *options, str(corpus)], TARGETS[name])
    atheris.Fuzz()


def main() -> None:
    """Fuzz for some time; exit 1 when anything failed."""
    parser = argparse.ArgumentParser("python -m fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--seed", type=int, default=None, help="the same inputs again")
    parser.add_argument("--target", action="append", choices=TARGETS, help="default: all")
    parser.add_argument(
        "--guided", action="store_true", help="by the coverage, with atheris; of one target"
    )
    given = parser.parse_args()
    seed = given.seed if given.seed is not None else random.randrange(1 << 31)
    names = given.target or list(TARGETS)
    if given.guided:
        guided(names[0], given.minutes * 60, seed)
        return
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    tried, failed = run(names, given.minutes * 60, seed)
    print(f"{tried:,} inputs, {failed:,} failures (seed {seed})")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
