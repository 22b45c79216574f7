"""Files: bounded reads, atomic writes, for the owner alone."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

#: The largest cache entry or token file.
LARGEST_ENTRY = 64 * 1024

#: Absent on Windows.
NONBLOCK = getattr(os, "O_NONBLOCK", 0)
BINARY = getattr(os, "O_BINARY", 0)


def read(path: str | Path, limit: int | None = None) -> bytes | None:
    """The bytes of a regular file; `None` if it does not exist or is larger than the limit."""
    try:
        handle = os.open(path, os.O_RDONLY | NONBLOCK | BINARY)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    with open(handle, "rb") as file:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or (limit is not None and status.st_size > limit):
            return None
        return file.read()


def write(path: Path, content: bytes) -> None:
    """Writes a new file with mode 0600 beside the old one, and replaces it."""
    make_folder(path.parent)
    name = temporary(path)
    create(name, content).close()
    try:
        os.replace(name, path)
    except OSError:
        os.unlink(name)
        raise


def create(path: Path, content: bytes):
    """A new file with mode 0600 and its content on the disk; it stays open."""
    file = open(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | BINARY, 0o600), "wb")
    try:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
        return file
    except OSError:
        file.close()
        os.unlink(path)
        raise


def temporary(path: Path, nonce: str | None = None) -> Path:
    """A name by which rolehop in Node removes what a killed process left."""
    return path.parent / f".{path.name}.{os.getpid()}.{nonce or secrets.token_hex(16)}.rolehop-tmp"


def make_folder(path: Path) -> None:
    """Creates a directory and its missing parents with mode 0700."""
    if not path.is_dir():
        make_folder(path.parent)
        path.mkdir(mode=0o700, exist_ok=True)
