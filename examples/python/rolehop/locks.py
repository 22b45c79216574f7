"""Locks between processes, in the protocol of rolehop in Node: each waits for the other.

A lock file names its owner and appears with its content at once. The owner updates its modification time
every ten seconds. A waiter removes the lock of a process that has certainly ended, or, if the owner is on
another host or in another container, after a minute without an update.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import secrets
import socket
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from .failure import Failure
from .files import create, make_folder, temporary

#: Seconds: without an update until a lock is broken, between updates, of waiting, of a right to break.
LEASE, BEAT, PATIENCE, RIGHT = 60.0, 10.0, 600.0, 5.0


@dataclass
class Held:
    """A lock of this process."""

    path: Path
    file: BinaryIO
    released: threading.Event = field(default_factory=threading.Event)

    def beat(self) -> None:
        while not self.released.wait(BEAT):
            os.utime(self.file.fileno())

    def release(self) -> None:
        self.released.set()
        try:
            if os.path.samestat(os.lstat(self.path), os.fstat(self.file.fileno())):
                self.path.unlink()
        except FileNotFoundError:
            pass
        self.file.close()


@dataclass
class Silence:
    """How long a lock file is unchanged, by the clock of the waiter."""

    seen: tuple[Any, ...] = ()
    since: float = 0.0

    def after(self, *sign: Any) -> float:
        if sign != self.seen:
            self.seen, self.since = sign, time.monotonic()
        return time.monotonic() - self.since


class Locks:
    """The locks of one session."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: dict[str, Held] = {}

    def acquire(self, name: str) -> None:
        """Waits for a lock. Raises `Failure`, or `OSError` if no lock can be created."""
        make_folder(self._folder)
        path = self._folder / f"{hashlib.sha256(name.encode()).hexdigest()[:40]}.lock"
        end, silence, pause = time.monotonic() + PATIENCE, Silence(), 0.015
        while (file := take(path)) is None:
            if time.monotonic() > end:
                raise Failure("timed-out", "another process holds the lock")
            if not break_stale(path, silence):
                time.sleep(pause * random.uniform(0.5, 1.0))
                pause = min(pause * 2, 0.2)
        held = self._held[name] = Held(path, file)
        threading.Thread(target=held.beat, daemon=True).start()

    def release(self, name: str) -> None:
        held = self._held.pop(name, None)
        if held:
            held.release()

    def release_all(self) -> None:
        for name in list(self._held):
            self.release(name)


def take(path: Path) -> BinaryIO | None:
    """Creates the lock file; `None` if another process has it."""
    if os.path.lexists(path):
        return None
    nonce = secrets.token_hex(16)
    owner = {**identity(), "nonce": nonce, "program": Path(sys.argv[0]).name or "python"}
    mine = temporary(path, nonce)
    file = create(mine, json.dumps(owner).encode())
    try:
        os.link(mine, path)
        return file
    except OSError as error:
        file.close()
        if isinstance(error, FileExistsError):
            return None
        raise
    finally:
        mine.unlink()


def break_stale(path: Path, silence: Silence) -> bool:
    """Removes the lock of a process that has ended. Returns whether to try again at once.

    Only one process gets the right to remove one holding: by creating a file that is named after it.
    """
    owner = owner_of(path)
    if not has_ended(path, owner, silence):
        return not os.path.lexists(path)
    right = Path(f"{path}.{owner['nonce'] if owner else 'unreadable'}.break")
    if not claim(right):
        return False
    try:
        if owner_of(path) == owner and has_ended(path, owner, silence):
            path.unlink(missing_ok=True)
        return True
    finally:
        right.unlink(missing_ok=True)


def claim(right: Path) -> bool:
    """Creates the right; one that its owner has not used for long is removed first."""
    try:
        create(right, json.dumps(identity()).encode()).close()
        return True
    except FileExistsError:
        pass
    try:
        if time.time() - right.lstat().st_mtime > RIGHT:
            old = Path(f"{right}.{secrets.token_hex(16)}")
            right.rename(old)
            old.unlink()
    except FileNotFoundError:
        pass
    return False


def has_ended(path: Path, owner: dict[str, Any] | None, silence: Silence) -> bool:
    state = state_of(owner) if owner else None
    if state is not None:
        return state == "dead"
    try:
        status = path.lstat()
    except FileNotFoundError:
        return False
    return silence.after(status.st_ino, status.st_mtime_ns, owner and owner["nonce"]) > LEASE


def owner_of(path: Path) -> dict[str, Any] | None:
    """Who holds a lock; `None` if the file does not say, or does not exist."""
    try:
        owner = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    is_owner = isinstance(owner, dict) and isinstance(owner.get("pid"), int) and isinstance(owner.get("nonce"), str)
    return owner if is_owner and owner["nonce"].isalnum() else None


def state_of(owner: dict[str, Any]) -> str | None:
    """`alive` or `dead`; `None` for a process that cannot be seen, and for a thread of another process."""
    me = identity()
    if owner.get("host") != me["host"] or owner.get("space") != me.get("space"):
        return None
    if owner.get("boot") != me.get("boot"):
        return "dead" if owner.get("boot") and me.get("boot") else None
    if not is_running(owner["pid"]):
        return "dead"
    start = started(owner["pid"])
    if start is None or "start" not in owner:
        return None
    if start != owner["start"]:
        return "dead"
    return None if "thread" in owner else "alive"


def identity() -> dict[str, Any]:
    """What identifies this process, even after its PID was reused."""
    found = {
        "start": started(os.getpid()),
        "boot": content("/proc/sys/kernel/random/boot_id"),
        "space": link("/proc/self/ns/pid"),
    }
    known = {name: value for name, value in found.items() if value}
    return {"pid": os.getpid(), **known, "host": socket.gethostname()}


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return True
    except ProcessLookupError:
        return False
    except OSError:
        return True


def started(pid: int) -> str | None:
    """Field 22 of `/proc/PID/stat`. The second field is a name that may contain spaces and parentheses."""
    text = content(f"/proc/{pid}/stat") if link("/proc/self") == str(os.getpid()) else None
    return text.rpartition(")")[2].split()[19] if text else None


def content(path: str) -> str | None:
    try:
        return Path(path).read_text().strip()
    except OSError:
        return None


def link(path: str) -> str | None:
    try:
        return os.readlink(path)
    except OSError:
        return None
