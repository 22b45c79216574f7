"""The component, loaded by wasmtime: calls, values and errors."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import wasmtime
from wasmtime import component as wit

#: Where `npm run build:component` writes the component.
COMPONENT = Path(__file__).parents[3] / "pkg" / "rolehop.component.wasm"

PACKAGE = "rolehop:engine"
VERSION = "0.1.0"


class RolehopError(Exception):
    """Why an operation failed. `code` is stable; `data` has all diagnostics with their places."""

    def __init__(self, code: str, message: str, help: str | None, retryable: bool, exit_code: int, data: str) -> None:
        super().__init__(message)
        self.code = code
        self.help = help
        self.retryable = retryable
        self.exit_code = exit_code
        self.data: dict[str, Any] = json.loads(data)


@dataclass(frozen=True)
class Credentials:
    """Credentials; `repr` shows no secret."""

    access_key_id: str
    secret_access_key: str
    session_token: str | None = None
    #: Milliseconds since 1970; `None` if they do not expire.
    expiration_ms: int | None = None
    account_id: str | None = None

    def __repr__(self) -> str:
        return f"Credentials({self.access_key_id}, expiration_ms={self.expiration_ms})"


def fields(record: wit.Record) -> dict[str, Any]:
    """The fields of a record of the component, named as Python names them."""
    return {name.replace("-", "_"): value for name, value in vars(record).items()}


def record(**values: Any) -> wit.Record:
    """A record of the component."""
    result = wit.Record()
    for name, value in values.items():
        setattr(result, name.replace("_", "-"), value)
    return result


class Engine:
    """One instance of the component. It can be used by several threads: calls take turns."""

    def __init__(self, file: Path = COMPONENT) -> None:
        config = wasmtime.Config()
        # Compiled once for all processes of the user.
        config.cache = True
        engine = wasmtime.Engine(config)
        self._store = wasmtime.Store(engine)
        # The linker defines nothing: the component has no imports.
        self._instance = wit.Linker(engine).instantiate(self._store, wit.Component.from_file(engine, str(file)))
        self._functions: dict[tuple[str, str], wit.Func] = {}
        self._turn = threading.RLock()

    def call(self, interface: str, name: str, *arguments: Any) -> Any:
        """Calls a function. Raises `RolehopError`."""
        with self._turn:
            result = self._function(interface, name)(self._store, *arguments)
        if isinstance(result, wit.Record) and hasattr(result, "exit-code"):
            raise RolehopError(**fields(result))
        return result

    def drop(self, resource: Any) -> None:
        """Frees a resource of the component."""
        with self._turn:
            resource.drop(self._store)

    def _function(self, interface: str, name: str) -> wit.Func:
        key = (interface, name)
        if key not in self._functions:
            exported = self._instance.get_export_index(self._store, f"{PACKAGE}/{interface}@{VERSION}")
            index = self._instance.get_export_index(self._store, name, exported)
            function = index and self._instance.get_func(self._store, index)
            if function is None:
                raise LookupError(f"the component has no function {name} in {interface}")
            self._functions[key] = function
        return self._functions[key]
