"""A pool of processes for one kind of work, with results in the order of the input."""

from __future__ import annotations

import os
import pickle
import secrets
import signal
import traceback
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from multiprocessing import Pipe, Process, get_start_method
from multiprocessing.connection import Connection, wait
from queue import SimpleQueue
from threading import Thread
from typing import Any, Final, Never, TypeVar, cast

from clingen_ld.errors import ClingenError

Given = TypeVar("Given")
Made = TypeVar("Made")

# The pieces of work in progress or done per process: enough that none waits, and few enough that
# results do not pile up.
_AHEAD: Final = 3
# More processes than that only take memory, and starting thousands takes minutes.
_MOST_PER_CORE: Final = 16
_STOPS: Final = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]


def in_order(
    work: Callable[[Given], Made],
    given: Iterable[Given],
    processes: int,
    lost: Callable[[Given, str], Made] | None = None,
) -> Generator[Made, None, None]:
    """Map a function over items, in several processes; with one, in this process.

    There are at most `_MOST_PER_CORE` for each core.

    `work`, its inputs and its results must be picklable. When the iterator is closed or fails, the
    processes end at once and drop their work; they also end if this one is killed. Raises what
    `work` raises.

    If a process dies, another one takes over its work. A piece of work that kills a process twice
    is lost: `lost` returns its replacement, given how the process ended; without `lost`, that is a
    `ClingenError`.
    """
    if processes < 2:
        yield from map(work, given)
        return
    processes = min(processes, _MOST_PER_CORE * (os.cpu_count() or 1))
    with closing(_Workers(work, processes, lost or _refuse)) as workers:
        asked = made = 0
        for one in given:
            workers.ask(asked, one)
            asked += 1
            if asked - made >= _AHEAD * processes:
                yield cast(Made, workers.answer(made))
                made += 1
        while made < asked:
            yield cast(Made, workers.answer(made))
            made += 1


class _Workers:
    """Processes, each with its own pipe, so that the death of one is noticed whatever it was doing.
    (A shared queue blocks if one dies while writing.)"""

    def __init__(
        self, work: Callable[[Any], object], count: int, lost: Callable[[Any, str], object]
    ) -> None:
        self._work = work
        self._lost = lost
        self._processes: dict[Connection, Process] = {}
        self._asked: dict[Connection, dict[int, object]] = {}
        """The work of each process, by its number."""
        self._answers: dict[int, tuple[bool, Any]] = {}
        if get_start_method() == "spawn":  # all hash texts alike, as forked ones do
            os.environ.setdefault("PYTHONHASHSEED", str(secrets.randbelow(1 << 32)))
        for _ in range(count):
            self._start()

    def _start(self) -> Connection:
        with _stops_wait():
            ours, theirs = Pipe()
            # A forked process inherits our ends, and would not notice that we are gone.
            inherited = [*self._processes, ours] if get_start_method() == "fork" else []
            process = Process(target=_serve, args=(self._work, theirs, inherited), daemon=True)
            process.start()
            theirs.close()
            self._processes[ours] = process
            self._asked[ours] = {}
        return ours

    def ask(self, number: int, one: object) -> None:
        """Give a piece of work to the least busy process."""
        self._take(0)
        least = min(self._asked, key=lambda each: len(self._asked[each]))
        self._asked[least][number] = one
        try:
            least.send((number, one))
        except OSError:
            self._replace(least)

    def answer(self, number: int) -> object:
        """The result of a piece of work; raises what the work raised."""
        while number not in self._answers:
            self._take(None)
        is_made, made = self._answers.pop(number)
        if not is_made:
            raise made
        return made

    def _take(self, seconds: float | None) -> None:
        """Collect finished results, or wait for one."""
        for ready in wait(list(self._processes), seconds):
            connection = cast(Connection, ready)
            if not self._receive(connection):
                self._replace(connection)

    def _receive(self, connection: Connection) -> bool:
        """Receive one answer; False if the process ended instead."""
        try:
            number, is_made, made = connection.recv()
        except (EOFError, OSError):
            return False
        del self._asked[connection][number]
        self._answers[number] = is_made, made
        return True

    def _replace(self, connection: Connection) -> None:
        """Give the work of a dead process to another one: piece by piece, so that the piece that
        kills a process again is known."""
        asked = self._asked[connection]
        while asked and self._receive(connection):
            pass  # what it had finished before it died
        self._end(connection)
        if not asked:
            self._start()
            return
        connection = self._start()
        for number, one in asked.items():
            self._asked[connection][number] = one
            with suppress(OSError):
                connection.send((number, one))
            if not self._receive(connection):
                how = self._end(connection)
                self._answers[number] = self._made_of_lost(one, how)
                connection = self._start()

    def _made_of_lost(self, one: object, how: str) -> tuple[bool, Any]:
        try:
            return True, self._lost(one, how)
        except ClingenError as error:
            return False, error

    def _end(self, connection: Connection) -> str:
        """Remove a dead process, and return how it ended."""
        process = self._processes.pop(connection)
        del self._asked[connection]
        connection.close()
        process.join(1)
        process.kill()
        process.join()
        code = process.exitcode or 0
        if code >= 0:
            return f"ended with exit code {code}"
        names = {number.value: number.name for number in signal.Signals}
        return f"was ended by {names.get(-code, f'signal {-code}')}"

    def close(self) -> None:
        """Kill the processes, whatever they are doing."""
        for process in self._processes.values():
            process.kill()
        for process in self._processes.values():
            process.join()
        for connection in self._processes:
            connection.close()


def _refuse(one: object, how: str) -> Never:
    """Raises `ClingenError`: a lost piece of work has no replacement."""
    raise ClingenError(f"a process of --jobs {how}, and so did the one that took its place")


@contextmanager
def _stops_wait() -> Iterator[None]:
    """Block stop signals, so that none reaches a process before it is ready."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(
    work: Callable[[Any], object], connection: Connection, inherited: list[Connection]
) -> None:
    """The main function of a process: do the work from a connection, one piece at a time."""
    for other in inherited:
        other.close()
    # The main process handles Ctrl-C.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for stop in _STOPS[1:]:
        signal.signal(stop, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
    given: SimpleQueue[tuple[int, Any]] = SimpleQueue()
    made: SimpleQueue[bytes] = SimpleQueue()
    # Neither side ever blocks while writing to the other, which could deadlock.
    Thread(target=_receive, args=(connection, given), daemon=True).start()
    Thread(target=_send, args=(connection, made), daemon=True).start()
    while True:
        number, one = given.get()
        try:
            made.put(pickle.dumps((number, True, work(one))))
        except Exception as error:
            made.put(_failure(number, error))


def _receive(connection: Connection, given: SimpleQueue[tuple[int, Any]]) -> None:
    try:
        while True:
            given.put(connection.recv())
    except (EOFError, OSError):
        os._exit(1)  # The main process is gone.


def _send(connection: Connection, made: SimpleQueue[bytes]) -> None:
    try:
        while True:
            connection.send_bytes(made.get())
    except OSError:
        os._exit(1)


def _failure(number: int, error: Exception) -> bytes:
    """A failed piece of work, with its traceback for --debug."""
    error.add_note(traceback.format_exc())
    try:
        answer = pickle.dumps((number, False, error))
        pickle.loads(answer)
    except Exception:  # errors of other libraries that cannot be copied
        answer = pickle.dumps((number, False, ClingenError(f"{type(error).__name__}: {error}")))
    return answer
