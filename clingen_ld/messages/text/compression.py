"""Compressed files: gzip and zstd, recognized by content in reading and by name in writing.

Variant files are compressed in blocks (BGZF), which any program reads as gzip, and which tabix and
bcftools need to look into the middle of one; BCF is such blocks of a binary form of VCF.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from clingen_ld.errors import InputError, missing_package

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer


class Pieces(io.RawIOBase):
    """The stream of the pieces that an iterator gives; `size` bytes of it were read."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = memoryview(b"")
        self.size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        while not self._rest and (piece := next(self._pieces, None)) is not None:
            self._rest = memoryview(piece)
        view = memoryview(buffer).cast("B")
        count = min(len(view), len(self._rest))
        view[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        self.size += count
        return count


_GZIP, _BGZF, _ZSTD = ".gz", ".bgz", ".zst"
_IN_BLOCKS = (".vcf.gz", _BGZF)
_BCF = ".bcf"
ENDINGS = (_GZIP, _BGZF, _ZSTD)
"""How the names of compressed files end."""

_GZIP_MAGIC = b"\x1f\x8b"
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_SKIPPABLE = b"\x50\x2a\x4d\x18"  # the last four bits of the first byte may be any
_REPEATED_BYTE = 1  # the kind of a zstd block that is one byte, many times
_CHUNK = 1 << 17
# Frames that ask for more memory than this (in bytes) are refused, as the program zstd does.
_WINDOW = 1 << 27
_LEVEL = 3  # zstd's own
# Bytes of a block before compression: as many as still fit when nothing can be saved.
_BLOCK = 0xFF00
# A gzip member with an extra field BC, which has the size of the block, less 1, in two bytes.
_BLOCK_START = bytes.fromhex("1f8b08040000000000ff060042430200")
_BLOCK_END = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")
"""The empty block at the end, by which programs know that a file is whole."""


class DamagedError(ValueError):
    """Compressed data that cannot be decompressed: their kind, and the reason."""


def plain_name(name: str) -> str:
    """The name of a file without the ending for its compression.

    >>> plain_name("alleles.nq.zst")
    'alleles.nq'
    """
    return name.removesuffix(_GZIP).removesuffix(_BGZF).removesuffix(_ZSTD)


def compression_of(start: bytes) -> str:
    r"""The ending of names of files that are compressed as data with these first bytes; "" if not.

    >>> compression_of(b"\x1f\x8b\x08"), compression_of(b"[]")
    ('.gz', '')
    """
    if start.startswith(_GZIP_MAGIC):
        return _GZIP
    return _ZSTD if start.startswith(_ZSTD_MAGIC) or _is_skippable(start[:4]) else ""


def _is_skippable(magic: bytes) -> bool:
    """Whether a frame of zstd has no content, such as those that pzstd writes first."""
    return magic[1:] == _SKIPPABLE[1:] and magic[0] & 0xF0 == _SKIPPABLE[0]


def damage_errors() -> tuple[type[Exception], ...]:
    """What reading raises when compressed data are damaged."""
    import gzip
    import zlib

    return DamagedError, gzip.BadGzipFile, EOFError, zlib.error


@contextmanager
def decompressed(raw: BinaryIO) -> Iterator[BinaryIO]:
    """The content of a stream; what is compressed is decompressed. Raises `DamagedError`."""
    buffered = io.BufferedReader(cast(io.RawIOBase, raw))
    try:
        compression = compression_of(buffered.peek(4)[:4])
        if compression == _GZIP:
            import gzip

            with gzip.GzipFile(fileobj=buffered) as stream:
                yield cast(BinaryIO, stream)
        elif compression == _ZSTD:
            yield io.BufferedReader(Pieces(iter(_ZstdBlocks(buffered))), _CHUNK)
        else:
            yield buffered
    except DamagedError:
        raise
    except damage_errors() as error:
        raise DamagedError(f"the gzip data is damaged: {error}") from error
    finally:
        buffered.detach()  # the stream below is closed by whoever opened it


@contextmanager
def compressed(raw: BinaryIO, name: str) -> Iterator[BinaryIO]:
    """A stream that writes to another what the name of the file asks for."""
    if name.endswith(_IN_BLOCKS):
        blocks = _Blocks(raw)
        yield cast(BinaryIO, blocks)
        blocks.finish()
    elif name.endswith(_GZIP):
        import gzip

        # No name and no time inside: the same content gives the same bytes.
        with gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as stream:
            yield cast(BinaryIO, stream)
    elif name.endswith(_ZSTD):
        import zstandard

        compressor = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True)
        with compressor.stream_writer(raw, closefd=False) as writer:
            yield cast(BinaryIO, writer)
    elif name.endswith(_BCF):
        with _as_bcf(raw) as stream:
            yield stream
    else:
        yield raw


class _BcfText(io.FileIO):
    """A file of VCF that becomes BCF."""


def becomes_bcf(stream: object) -> bool:
    """Whether what is written to a stream becomes BCF, which has numbers of 32 bits."""
    return isinstance(stream, _BcfText)


@contextmanager
def _as_bcf(raw: BinaryIO) -> Iterator[BinaryIO]:
    """A stream of VCF that is written as BCF. Raises `InputError` for what htslib refuses."""
    import shutil
    import tempfile

    try:
        import pysam
    except ImportError as error:
        raise missing_package("to write BCF", "pysam") from error
    with tempfile.TemporaryDirectory(prefix="clingen-ld-") as folder:
        text, binary = os.path.join(folder, "a.vcf"), os.path.join(folder, "a.bcf")
        with _BcfText(text, "wb") as stream:
            yield cast(BinaryIO, stream)
        silent, number = pysam.set_verbosity(0), 0
        try:
            with (
                pysam.VariantFile(text) as given,
                pysam.VariantFile(binary, "wb", header=given.header) as written,
            ):
                for record in given:
                    number += 1
                    written.write(record)
        except (OSError, ValueError) as error:
            what = "it is not VCF"
            if number:
                what = f"htslib refuses record {number}: are its contig and fields in the header?"
            raise InputError(f"the output cannot be written as BCF (.bcf): {what}") from error
        finally:
            pysam.set_verbosity(silent)
        with open(binary, "rb") as made:
            shutil.copyfileobj(made, raw)


class _Blocks(io.RawIOBase):
    """Compresses what is written in blocks (BGZF, section 4.1 of the specification of SAM)."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: ReadableBuffer) -> int:
        self._waiting += data
        while len(self._waiting) >= _BLOCK:
            self._put(self._waiting[:_BLOCK])
            del self._waiting[:_BLOCK]
        return memoryview(data).nbytes

    def finish(self) -> None:
        """Write what is left, and the end."""
        if self._waiting:
            self._put(self._waiting)
        self._raw.write(_BLOCK_END)

    def _put(self, data: bytearray) -> None:
        import struct
        import zlib

        compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        compressed = compressor.compress(data) + compressor.flush()
        size = len(_BLOCK_START) + 2 + len(compressed) + 8
        self._raw.write(_BLOCK_START + struct.pack("<H", size - 1) + compressed)
        self._raw.write(struct.pack("<II", zlib.crc32(data), len(data)))


class _ZstdBlocks:
    """What each block of consecutive zstd frames holds; a truncated one is an error.

    They are decompressed block by block (RFC 8878, section 3.1.1), so that a decompression bomb
    never takes more memory than a block, 128 kB.
    """

    def __init__(self, compressed: io.BufferedReader[Any]) -> None:
        self._packed = compressed

    def __iter__(self) -> Iterator[bytes]:
        import zstandard

        library: Any = zstandard
        try:
            while magic := self._packed.read(4):
                if _is_skippable(magic):
                    left = int.from_bytes(self._exactly(4), "little")
                    while left:
                        left -= len(self._exactly(min(left, _CHUNK)))
                    continue
                decompressor = library.ZstdDecompressor(max_window_size=_WINDOW)
                yield from self._of_frame(magic, decompressor.decompressobj())
        except library.ZstdError as error:
            raise DamagedError(f"the zstd data is damaged: {error}") from None

    def _of_frame(self, magic: bytes, frame: Any) -> Iterator[bytes]:
        if magic != _ZSTD_MAGIC:
            yield frame.decompress(magic + self._exactly(16))  # which says what is wrong with it
        (descriptor,) = self._exactly(1)
        is_single = descriptor >> 5 & 1
        size_of_content = (is_single, 2, 4, 8)[descriptor >> 6]
        rest = (1 - is_single) + (0, 1, 2, 4)[descriptor & 3] + size_of_content
        found = frame.decompress(magic + bytes([descriptor]) + self._exactly(rest))
        is_last = 0
        while not is_last:
            header = self._exactly(3)
            value = int.from_bytes(header, "little")
            is_last, kind, size = value & 1, value >> 1 & 3, value >> 3
            content = self._exactly(1 if kind == _REPEATED_BYTE else size)
            found += frame.decompress(header + content)
            if found:
                yield found
            found = b""
        if descriptor & 4:  # a checksum
            yield frame.decompress(self._exactly(4))

    def _exactly(self, count: int) -> bytes:
        data = self._packed.read(count)
        if len(data) < count:
            raise DamagedError("the zstd data is damaged: it ends in the middle")
        return data
