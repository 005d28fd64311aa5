"""Apache Spark: a session, and the files of any Hadoop file system."""

from __future__ import annotations

import logging
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from threading import Thread, current_thread, main_thread
from typing import Any, Final

from clingen_ld.bulk.portions import occupied
from clingen_ld.display import cut
from clingen_ld.errors import ClusterError, InputError, UsageError, missing_package

_OPTIONS: Final = {
    "spark.app.name": "clingen-ld",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.adaptive.enabled": "true",
}
_LOCAL_OPTIONS: Final = {
    "spark.driver.memory": "4g",  # for everything: there are no executors
    "spark.sql.shuffle.partitions": "16",  # for a few cores, instead of 200
}
_MASTER: Final = "spark.master"
_PYTHON: Final = "PYSPARK_PYTHON"
_STOPS: Final = (signal.SIGINT, signal.SIGTERM)
_PATIENCE: Final = 60.0
"""The seconds that a cluster gets to clean up."""
_LOOKS: Final = 20
_PAUSE: Final = 0.25
"""How often, and after how many seconds, a removed folder is looked for again."""
_MASTERS: Final = re.compile(r"(local(\[.+\])?|yarn|(spark|k8s)://.+)\Z")
_SUCH: Final = "spark://host:7077, k8s://https://host:443, yarn or local[4]"


@contextmanager
def spark_session(master: str | None = None) -> Iterator[Any]:
    """A Spark session: the current one, or a new one.

    `master` is the URL of a cluster; without it, that of `spark-submit`, else all cores here.
    Raises `UsageError` without PySpark and for an invalid master, `ClusterError` without Java or if
    the cluster is unavailable.
    """
    try:
        from pyspark import SparkConf, SparkContext
        from pyspark.sql import SparkSession
    except ImportError:
        raise missing_package("for Spark", "pyspark", "pandas", "pyarrow") from None
    active = SparkSession.getActiveSession()
    if active is not None:
        yield active
        return
    if master is not None and not _MASTERS.match(master):
        raise UsageError(f"{master!r} is not a Spark master, such as {_SUCH}")
    configuration = SparkConf()
    if master is not None:
        configuration.set(_MASTER, master)
    configuration.setIfMissing(_MASTER, "local[*]")
    is_local = str(configuration.get(_MASTER)).startswith("local")
    for name, value in (_OPTIONS | (_LOCAL_OPTIONS if is_local else {})).items():
        configuration.setIfMissing(name, value)
    with ExitStack() as stack:
        stack.enter_context(_quiet())
        if is_local:
            stack.enter_context(_this_python())
        with _stops_noted():
            gateway = _gateway(configuration)
            stack.callback(_end, gateway)
        on_interrupt = signal.getsignal(signal.SIGINT)
        with _starts(configuration.get(_MASTER)):
            context = SparkContext(conf=configuration, gateway=gateway)
            if current_thread() is main_thread():
                signal.signal(signal.SIGINT, on_interrupt)  # PySpark waits for the cluster
            session = SparkSession(context)
        stack.callback(_even_when_stopped, session.stop)
        yield session


@contextmanager
def _this_python() -> Iterator[None]:
    """Make Spark use the running Python, not the first on the path."""
    if _PYTHON in os.environ:
        yield
        return
    os.environ[_PYTHON] = sys.executable
    try:
        yield
    finally:
        del os.environ[_PYTHON]


def _end(gateway: Any) -> None:
    """End the Java process, unless `spark-submit` started it."""
    from pyspark import SparkContext

    try:
        gateway.shutdown()
    finally:
        if gateway.proc is not None:
            gateway.proc.kill()
        SparkContext._gateway = SparkContext._jvm = None


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep PySpark's logged tracebacks off standard error if logging is not configured."""
    handler, root = logging.NullHandler(), logging.getLogger()
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)


@contextmanager
def _stops_noted() -> Iterator[None]:
    """Block stop signals: PySpark would leave a starting Java process behind."""
    if current_thread() is not main_thread():
        yield
        return
    noted: list[int] = []
    before = {one: signal.signal(one, lambda number, _: noted.append(number)) for one in _STOPS}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
        for number in noted[:1]:
            signal.raise_signal(number)


def _even_when_stopped(work: Callable[[], object]) -> None:
    """Do something with Java that is necessary even if a signal stopped this thread.

    An interrupted thread would get no further answer from Java, so another one is used.
    """

    from py4j.protocol import Py4JError

    def attempt() -> None:
        with suppress(Py4JError, OSError):  # Java may be gone
            work()

    thread = Thread(target=attempt, daemon=True)
    thread.start()
    thread.join(_PATIENCE)


@contextmanager
def persisted() -> Iterator[Callable[[Any], Any]]:
    """A function that persists a Spark table and returns it; at the end of the block, persisted
    tables are released.

    Jobs must be stopped within the block: Spark does not release a table while it is read.
    """
    tables: list[Any] = []

    def persist(table: Any) -> Any:
        tables.append(table.persist())
        return table

    try:
        yield persist
    finally:
        _even_when_stopped(lambda: [table.unpersist() for table in reversed(tables)])


@contextmanager
def _starts(master: str | None) -> Iterator[None]:
    """Turns failures at Spark's start into a `ClusterError`."""
    from py4j.protocol import Py4JError

    try:
        yield
    except Py4JError as error:
        message = f"Spark cannot be started with the master {master}: is the cluster there?"
        raise ClusterError(message) from error


def _gateway(configuration: Any) -> Any:
    """The gateway to Java, which raises errors instead of printing them."""
    from pyspark.errors import PySparkException
    from pyspark.java_gateway import launch_gateway

    try:
        launch: Any = launch_gateway
        return launch(configuration, {"stderr": subprocess.DEVNULL})
    except (PySparkException, OSError, RuntimeError) as error:
        if shutil.which("java") is None:
            message = "Spark needs Java 17 or later, such as Debian's openjdk-17-jre-headless"
            raise ClusterError(message) from None
        raise ClusterError(f"Spark cannot be started: {_first_line(error)}") from None


def _first_line(error: BaseException) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), "no reason")


@contextmanager
def spark_failures() -> Iterator[None]:
    """Turns failures in Spark into a `ClusterError` of one line."""
    from py4j.protocol import Py4JError, Py4JJavaError
    from pyspark.errors import PySparkException

    try:
        yield
    except Py4JJavaError as error:
        raise ClusterError(f"Spark failed: {_reason(_trace(error))}") from error
    except (PySparkException, Py4JError) as error:
        raise ClusterError(f"Spark failed: {_reason(str(error))}") from error


def _trace(error: Any) -> str:
    """Java's text of an error, with its causes."""
    said, cause = "", error.java_exception
    while cause is not None:
        said += f"{cause.toString()}\n"
        cause = cause.getCause()
    return said


def _reason(text: str) -> str:
    """The informative line: the last one of Python's or Java's cause."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    causes = [line for line in lines if line.startswith(("Caused by:", "clingen_ld.errors"))]
    found = causes[-1] if causes else next(iter(lines), "no reason is given")
    return cut(found, 300)


@dataclass(frozen=True, slots=True)
class SparkFile:
    """A file: its name as given or found, and its URL in Spark."""

    name: str
    url: str


class Files:
    """The files of the Hadoop file systems that a session can reach."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self._java = session.sparkContext._jvm
        self._configuration = session.sparkContext._jsc.hadoopConfiguration()

    def _path(self, name: str) -> Any:
        return self._java.org.apache.hadoop.fs.Path(name)

    def _system(self, path: Any) -> Any:
        return path.getFileSystem(self._configuration)

    def find(self, name: str, endings: tuple[str, ...]) -> Iterator[SparkFile]:
        """A file, or the files below a folder with these endings, in order. Raises `InputError`."""
        path = self._path(name)
        with _access(name):
            system = self._system(path)
            if not system.exists(path):
                raise InputError(f"{name}: there is no such file or folder")
            status = system.getFileStatus(path)
            if not status.isDirectory():
                yield SparkFile(name, _url(status.getPath()))
                return
            yield from self._below(system, status.getPath(), name.rstrip("/"), endings)

    def _below(
        self, system: Any, path: Any, shown: str, endings: tuple[str, ...]
    ) -> Iterator[SparkFile]:
        found = sorted(system.listStatus(path), key=lambda one: str(one.getPath().getName()))
        visible = [one for one in found if not str(one.getPath().getName()).startswith(".")]
        for one in visible:
            name = str(one.getPath().getName())
            if not one.isDirectory() and name.endswith(endings):
                yield SparkFile(f"{shown}/{name}", _url(one.getPath()))
        for one in visible:
            if one.isDirectory():
                name = str(one.getPath().getName())
                yield from self._below(system, one.getPath(), f"{shown}/{name}", endings)

    def first_bytes(self, file: SparkFile, number: int) -> bytes:
        """The first bytes of a file, as they are stored."""
        path = self._path(file.url)
        with _access(file.name):
            stream = self._system(path).open(path)
            try:
                return bytes(stream.readNBytes(number))
            finally:
                stream.close()

    @contextmanager
    def whole(self, name: str) -> Iterator[str]:
        """An output folder that appears when complete, and is removed after a failure.

        Raises `InputError` if it is not empty.
        """
        target = self._path(name.rstrip("/"))
        with _access(name):
            system = self._system(target)
            if system.exists(target) and list(system.listStatus(target)):
                raise InputError(occupied(name))
        beside = self._path(f"{name.rstrip('/')}.{uuid.uuid4().hex}.part")
        try:
            yield str(beside.toString())
            with _access(name):
                self._sort_out(system, beside)
                system.delete(target, False)  # an empty folder, if any
                if not system.rename(beside, target):
                    raise InputError(f"{name}: the folder cannot be given its name")
        except BaseException:
            _even_when_stopped(lambda: self._cancel(system, beside))
            raise
        finally:
            _even_when_stopped(lambda: system.exists(beside) and system.delete(beside, True))

    def _cancel(self, system: Any, beside: Any) -> None:
        """Stop the running jobs, and remove what their tasks write until the last of them ends."""
        context = self._session.sparkContext
        tracker = context._jsc.sc().statusTracker()
        for _ in range(_LOOKS):
            context.cancelAllJobs()
            is_running = bool(len(tracker.getActiveJobIds())) or any(
                each.numRunningTasks() for each in tracker.getExecutorInfos()
            )
            system.delete(beside, True)
            time.sleep(_PAUSE)
            if not is_running and not system.exists(beside):
                return

    def remove(self, folder: str) -> None:
        """Remove a folder with its contents."""
        path = self._path(folder)
        self._system(path).delete(path, True)

    def _sort_out(self, system: Any, folder: Any) -> None:
        """Number the parts that Spark wrote."""
        for below in system.listStatus(folder):
            if below.isDirectory():
                self._sort_out(system, below.getPath())
        parts = [p.getPath() for p in system.listStatus(folder) if not p.isDirectory()]
        written = sorted((p for p in parts if p.getName().startswith("part-")), key=str)
        for n, part in enumerate(written):
            ending = part.getName().partition("-c000")[2].replace(".txt", ".nq")
            system.rename(part, self._path(f"{folder.toString()}/part-{n:05}{ending}"))


def _url(path: Any) -> str:
    """The URL of a file in Spark's `_metadata.file_path`."""
    return re.sub(r"\Afile:///", "file:/", str(path.toUri().toString()))


@contextmanager
def _access(name: str) -> Iterator[None]:
    from py4j.protocol import Py4JJavaError

    try:
        yield
    except Py4JJavaError as error:
        cause = str(error.java_exception).partition(": ")
        raise InputError(f"{name}: {_reason(cause[2] or cause[0])}") from error
