"""A pool of processes that do one kind of work, with results in the order of the input."""

from __future__ import annotations

import os
import pickle
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

# How many pieces of work are under way or done for each process: enough for none to wait, and so
# few that what is made does not pile up.
_AHEAD: Final = 3
_STOPS: Final = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]


def in_order(
    work: Callable[[Given], Made],
    given: Iterable[Given],
    processes: int,
    lost: Callable[[Given, str], Made] | None = None,
) -> Generator[Made, None, None]:
    """What some work makes of each thing given, done by several processes at once; one is this.

    `work` and what goes in and out must be such that `pickle` takes them. When it is closed, or
    ends by an error, the processes end at once, with what is under way undone; they end as well
    when this one is killed. Raises what `work` raises.

    Where a process ends before its time, what it had to do is done by another one. A piece of work
    at which a process ends twice is lost: `lost` says what stands for it, with how the process
    ended; without it, that is a `ClingenError`.
    """
    if processes < 2:
        yield from map(work, given)
        return
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
    """Processes, each at the other end of a pipe of its own, so that the end of one is noticed
    whatever it was doing. (A queue that they share is stuck when one ends while it writes.)"""

    def __init__(
        self,
        work: Callable[[Any], object],
        count: int,
        lost: Callable[[Any, str], object],
    ) -> None:
        self._work = work
        self._lost = lost
        self._processes: dict[Connection, Process] = {}
        self._asked: dict[Connection, dict[int, object]] = {}
        """What each process has to do, by its number."""
        self._answers: dict[int, tuple[bool, Any]] = {}
        for _ in range(count):
            self._start()

    def _start(self) -> Connection:
        with _stops_wait():
            ours, theirs = Pipe()
            # A process that is forked has our ends, too, and would not notice when we are gone.
            inherited = [*self._processes, ours] if get_start_method() == "fork" else []
            process = Process(target=_serve, args=(self._work, theirs, inherited), daemon=True)
            process.start()
            theirs.close()
            self._processes[ours] = process
            self._asked[ours] = {}
        return ours

    def ask(self, number: int, one: object) -> None:
        """Give a piece of work to the process that has the least to do."""
        self._take(0)
        least = min(self._asked, key=lambda each: len(self._asked[each]))
        self._asked[least][number] = one
        try:
            least.send((number, one))
        except OSError:
            self._replace(least)

    def answer(self, number: int) -> object:
        """What became of a piece of work; raises what the work raised."""
        while number not in self._answers:
            self._take(None)
        is_made, made = self._answers.pop(number)
        if not is_made:
            raise made
        return made

    def _take(self, seconds: float | None) -> None:
        """Take what is made by now, or wait for it."""
        for ready in wait(list(self._processes), seconds):
            connection = cast(Connection, ready)
            if not self._receive(connection):
                self._replace(connection)

    def _receive(self, connection: Connection) -> bool:
        """Take one answer; whether there was one, and not the end of the process."""
        try:
            number, is_made, made = connection.recv()
        except (EOFError, OSError):
            return False
        del self._asked[connection][number]
        self._answers[number] = is_made, made
        return True

    def _replace(self, connection: Connection) -> None:
        """Let another process do what one did not that has ended: one piece after the other, so
        that it is known at which piece a process ends again."""
        asked = self._asked[connection]
        while asked and self._receive(connection):
            pass  # what it had made before it ended
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
        """Forget a process that has ended, and say how it did."""
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
        """End the processes, whatever they are doing."""
        for process in self._processes.values():
            process.kill()
        for process in self._processes.values():
            process.join()
        for connection in self._processes:
            connection.close()


def _refuse(one: object, how: str) -> Never:
    """Raises `ClingenError`: there is nothing that stands for a piece of work that is lost."""
    raise ClingenError(f"a process of --jobs {how}, and so did the one that took its place")


@contextmanager
def _stops_wait() -> Iterator[None]:
    """Let signals to stop wait, so that none comes to a process that is not ready for it."""
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
    """Do what comes through a connection, one after the other; the main function of a process."""
    for other in inherited:
        other.close()
    # Ctrl-C is for the process that hands out the work.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for stop in _STOPS[1:]:
        signal.signal(stop, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
    given: SimpleQueue[tuple[int, Any]] = SimpleQueue()
    made: SimpleQueue[bytes] = SimpleQueue()
    # Neither side ever waits for the other to read, which could be for each other.
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
        os._exit(1)  # Nobody is there any more to want anything.


def _send(connection: Connection, made: SimpleQueue[bytes]) -> None:
    try:
        while True:
            connection.send_bytes(made.get())
    except OSError:
        os._exit(1)


def _failure(number: int, error: Exception) -> bytes:
    """A piece of work that failed, with where, for --debug."""
    error.add_note(traceback.format_exc())
    try:
        told = pickle.dumps((number, False, error))
        pickle.loads(told)
    except Exception:  # errors of other libraries that cannot be copied
        told = pickle.dumps((number, False, ClingenError(f"{type(error).__name__}: {error}")))
    return told
