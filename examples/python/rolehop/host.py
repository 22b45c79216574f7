"""What a session wants, done on this machine. One method for each effect, named after it."""

from __future__ import annotations

import getpass
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wasmtime.component import Variant

from . import files, web
from .engine import record
from .failure import Failure
from .locks import Locks

DONE = Variant("done")


class Host:
    """Files, cache, locks, network, programs and the terminal of this machine."""

    def __init__(self, places: dict[str, str | None], env: Mapping[str, str]) -> None:
        self._env = env
        # Without a home directory there are no locks, and no stores but those that a variable names.
        own = places["rolehop"] and Path(places["rolehop"])
        self._locks = Locks(own / "locks") if own else None
        self._stores = {
            "aws-cli": places["cli_cache"],
            "rolehop": own and own / "cache",
            "sso": places["sso_cache"],
            "rolehop-sso": own and own / "sso",
            "login": places["login_cache"],
        }

    def reply(self, effect: Variant) -> Variant:
        """Does what is wanted. A failure is a reply too: the engine decides what it means."""
        try:
            return getattr(self, effect.tag.replace("-", "_"))(effect.payload)
        except Failure as failure:
            return failure.reply()
        except OSError as error:
            return Failure("failed", os.strerror(error.errno) if error.errno else type(error).__name__).reply()
        except (KeyboardInterrupt, EOFError):
            return Failure("aborted").reply()

    def close(self) -> None:
        """Releases the locks that the session still holds."""
        if self._locks:
            self._locks.release_all()

    def read_file(self, path: str) -> Variant:
        return text(files.read(path, files.LARGEST_ENTRY))

    def cache_read(self, entry: Any) -> Variant:
        return text(files.read(self._entry(entry), files.LARGEST_ENTRY))

    def cache_write(self, update: Any) -> Variant:
        files.write(self._entry(update.entry), update.text.encode())
        return DONE

    def lock(self, name: str) -> Variant:
        if self._locks:
            self._locks.acquire(name)
        return DONE

    def unlock(self, name: str) -> Variant:
        if self._locks:
            self._locks.release(name)
        return DONE

    def fetch(self, wanted: Any) -> Variant:
        return Variant("response", web.fetch(wanted))

    def mfa_code(self, wanted: Any) -> Variant:
        if wanted.program is None:
            return Variant("code", getpass.getpass(f"Enter MFA code for {wanted.serial}: "))
        if wanted.rejected:
            raise Failure("unsupported")
        status, printed = self._run(wanted.program, [], getattr(wanted, "timeout-ms"))
        if status != 0:
            raise Failure("failed", f"the program ended with {status}")
        return Variant("code", printed)

    def run(self, wanted: Any) -> Variant:
        status, printed = self._run(wanted.argv, wanted.env, getattr(wanted, "timeout-ms"))
        return Variant("output", record(status=status if status >= 0 else None, stdout=printed))

    def sleep(self, milliseconds: int) -> Variant:
        time.sleep(milliseconds / 1000)
        return DONE

    def random(self, count: int) -> Variant:
        return Variant("bytes", secrets.token_bytes(count))

    def sign_es256(self, _wanted: Any) -> Variant:
        # Needs a package for elliptic curves; only sign-ins of `aws login` are renewed with it.
        raise Failure("unsupported")

    def show_device_code(self, prompt: Any) -> Variant:
        page, code = getattr(prompt, "verification-uri"), getattr(prompt, "user-code")
        print(f"Open {page} and enter the code {code}", file=sys.stderr)
        return DONE

    def warn(self, diagnostic: str) -> Variant:
        print(f"warning: {json.loads(diagnostic)['message']}", file=sys.stderr)
        return DONE

    def _entry(self, entry: Any) -> Path:
        folder = self._stores[entry.store]
        if not folder:
            raise Failure("unsupported")
        return Path(folder) / f"{entry.key}.json"

    def _run(self, argv: list[str], extra: list[tuple[str, str]], timeout_ms: int | None) -> tuple[int, str]:
        limit = None if timeout_ms is None else timeout_ms / 1000
        try:
            done = subprocess.run(argv, env={**self._env, **dict(extra)}, stdout=subprocess.PIPE, timeout=limit)
        except subprocess.TimeoutExpired:
            raise Failure("timed-out") from None
        return done.returncode, done.stdout.decode(errors="replace")


def text(content: bytes | None) -> Variant:
    return Variant("text", None if content is None else content.decode(errors="replace"))
