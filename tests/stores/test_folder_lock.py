"""Who may use the store in a folder: one writer, or many readers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from clingen_ld.errors import StoreError
from clingen_ld.stores.folder_lock import FolderLock

_READ = "import sys; from clingen_ld.stores.folder_lock import FolderLock; "
_READ += "FolderLock(sys.argv[1], shared=True)"


def test_readers_share_and_a_writer_does_not(tmp_path: Path) -> None:
    first = FolderLock(str(tmp_path), shared=True)
    second = FolderLock(str(tmp_path / ".." / tmp_path.name), shared=True)
    with pytest.raises(StoreError, match="open already"):
        FolderLock(str(tmp_path), shared=False)
    first.release()
    first.release()  # which does nothing more
    with pytest.raises(StoreError, match="open already"):
        FolderLock(str(tmp_path), shared=False)
    second.release()
    writer = FolderLock(str(tmp_path), shared=False)
    with pytest.raises(StoreError, match="open already"):
        FolderLock(str(tmp_path), shared=True)
    writer.release()
    FolderLock(str(tmp_path), shared=True).release()


def test_a_reader_waits_for_no_writer_of_another_process(tmp_path: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    with (tmp_path / "LOCK").open("w") as file:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        done = subprocess.run(
            [sys.executable, "-c", _READ, str(tmp_path)], capture_output=True, text=True
        )
    assert "another process is writing to the store" in done.stderr
