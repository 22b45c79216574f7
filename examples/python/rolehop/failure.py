"""Why the host could not do something."""

from __future__ import annotations

from wasmtime.component import Variant

from .engine import record


class Failure(Exception):
    """A failure as the component takes it.

    `kind` is one of `unsupported`, `aborted`, `timed-out`, `failed` and `misconfigured`. `sent` says
    whether some of a request may have left this machine.
    """

    def __init__(self, kind: str, reason: str | None = None, sent: bool = False, help: str | None = None) -> None:
        super().__init__(kind)
        self._record = record(kind=kind, reason=reason, sent=sent, help=help)

    def reply(self) -> Variant:
        return Variant("failed", self._record)
