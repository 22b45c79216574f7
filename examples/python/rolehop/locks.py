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

#: Seconds: without an update until a lock is broken, between updates, of waiting; the most that one look counts.
LEASE, BEAT, PATIENCE, LOOK = 60.0, 10.0, 600.0, 1.0


@dataclass
class Held:
    """A lock of this process."""

    path: Path
    file: BinaryIO
    released: threading.Event = field(default_factory=threading.Event)

    def beat(self) -> None:
        while not self.released.wait(BEAT):
            try:
                os.utime(self.file.fileno())
            except (OSError, ValueError):
                # Without heartbeats only another host breaks it; a file that was just closed has none.
                pass

    def release(self) -> None:
        self.released.set()
        try:
            if os.path.samestat(os.lstat(self.path), os.fstat(self.file.fileno())):
                self.path.unlink()
        except FileNotFoundError:
            pass
        self.file.close()


class Locks:
    """The locks of one session."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: dict[str, Held] = {}

    def acquire(self, name: str) -> None:
        """Waits for a lock. Raises `Failure`, or `OSError` if no lock can be created."""
        make_folder(self._folder)
        path = self._folder / f"{hashlib.sha256(name.encode()).hexdigest()[:40]}.lock"
        held = self._held[name] = Held(path, Waiter(path).wait())
        threading.Thread(target=held.beat, daemon=True).start()

    def release(self, name: str) -> None:
        held = self._held.pop(name, None)
        if held:
            held.release()

    def release_all(self) -> None:
        for name in list(self._held):
            self.release(name)


class Waiter:
    """Waits for one lock."""

    def __init__(self, lock: Path) -> None:
        self._lock = lock
        self._nonce = secrets.token_hex(16)
        self._silence: dict[Path, Silence] = {}

    def wait(self) -> BinaryIO:
        """The lock file, once this process owns it."""
        end, pause = time.monotonic() + PATIENCE, 0.015
        while (file := self._take(self._lock)) is None:
            if time.monotonic() > end:
                raise Failure("timed-out", "another process holds the lock")
            if not self._break_stale(self._lock):
                time.sleep(pause * random.uniform(0.5, 1.0))
                pause = min(pause * 2, 0.2)
        return file

    def _take(self, path: Path) -> BinaryIO | None:
        """Creates a lock file, or a right to break one; `None` if another process has it."""
        if os.path.lexists(path):
            return None
        owner = {**identity(), "nonce": self._nonce, "program": Path(sys.argv[0]).name or "python"}
        mine = temporary(path, self._nonce)
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

    def _break_stale(self, path: Path) -> bool:
        """Removes a file whose owner has ended. Returns whether to try again at once.

        Only one process gets the right to do so: by creating a file that is named after what it breaks. A
        right is broken in the same way; age alone never ends it, since its owner may only be stopped.
        """
        try:
            owner = owner_of(path)
        except FileNotFoundError:
            return True
        if not self._has_ended(path, owner):
            return False
        right = Path(f"{self._lock}.{owner['nonce'] if owner else 'unreadable'}.break")
        claim = self._claim(right)
        if claim is None:
            return False
        try:
            self._remove(path, owner)
            return True
        finally:
            right.unlink(missing_ok=True)
            claim.close()

    def _claim(self, right: Path) -> BinaryIO | None:
        claim = self._take(right)
        if claim is not None or not self._break_stale(right):
            return claim
        return self._take(right)

    def _remove(self, path: Path, owner: dict[str, Any] | None) -> None:
        try:
            if owner_of(path) == owner and self._has_ended(path, owner):
                path.unlink()
        except FileNotFoundError:
            pass

    def _has_ended(self, path: Path, owner: dict[str, Any] | None) -> bool:
        state = state_of(owner) if owner else None
        if state is not None:
            return state == "dead"
        try:
            status = path.lstat()
        except FileNotFoundError:
            return False
        sign = (status.st_ino, status.st_mtime_ns, owner and owner["nonce"])
        return self._silence.setdefault(path, Silence()).after(sign) > LEASE


@dataclass
class Silence:
    """How long a file is unchanged, by the clock of the waiter. Time in which it was stopped does not count."""

    sign: tuple[Any, ...] = ()
    last: float = 0.0
    silent: float = 0.0

    def after(self, sign: tuple[Any, ...]) -> float:
        now = time.monotonic()
        self.silent = self.silent + min(now - self.last, LOOK) if sign == self.sign else 0.0
        self.sign, self.last = sign, now
        return self.silent


def owner_of(path: Path) -> dict[str, Any] | None:
    """Who holds a file; `None` if it does not say. Raises `FileNotFoundError`."""
    try:
        owner = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise
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
