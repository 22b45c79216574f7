"""What a program calls: profiles, plans, credentials."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .engine import COMPONENT, Credentials, Engine, RolehopError, fields, record
from .files import read
from .host import Host

if TYPE_CHECKING:
    import boto3

#: Seconds that a cached session must still last, as for the AWS CLI.
MIN_REMAINING_SECONDS = 900


class Plan:
    """What a profile will do; nothing was called yet."""

    def __init__(self, engine: Engine, resource: Any) -> None:
        self._engine = engine
        self._resource = resource

    def data(self) -> dict[str, Any]:
        """The plan: source, hops, region, diagnostics."""
        return json.loads(self._engine.call("config", "[method]plan.data", self._resource))

    def render(self, style: str = "plain") -> str:
        """The plan as a tree of text, in the style `ascii`, `plain` or `color`."""
        return self._engine.call("config", "[method]plan.render", self._resource, style)

    def resolve(self, force_refresh: bool = False) -> Any:
        """Starts to run it: a session of the component."""
        options = {"minRemainingSeconds": MIN_REMAINING_SECONDS, "cache": True, "forceRefresh": force_refresh}
        return self._engine.call("config", "[method]plan.resolve", self._resource, json.dumps(options))

    def __del__(self) -> None:
        self._engine.drop(self._resource)


class Rolehop:
    """The files of this machine, and the host that reads, locks, calls and asks.

    `env` is the whole environment, `os.environ` by default. `host` makes the host of a session from the
    files and the environment.
    """

    def __init__(
        self,
        env: Mapping[str, str] | None = None,
        host: Callable[[dict[str, str | None], dict[str, str]], Host] = Host,
        component: Path = COMPONENT,
    ) -> None:
        self._env = dict(os.environ if env is None else env)
        self._engine = Engine(component)
        self._files = self._locate()
        self._make_host = host
        texts = (read(self._files[name] or "") or b"" for name in ("config", "credentials"))
        self._config = self._engine.call("config", "[static]shared-config.parse", *texts)

    def profiles(self) -> list[str]:
        """The names in the order of `aws configure list-profiles`."""
        return self._engine.call("config", "[method]shared-config.profiles", self._config)

    def check(self, profile: str | None = None) -> list[dict[str, Any]]:
        """Everything that is wrong with the chain of a profile, or with both files."""
        request = self._request(profile)
        return json.loads(self._engine.call("config", "[method]shared-config.check", self._config, request))

    def plan(self, profile: str | None = None) -> Plan:
        """Plans a profile. Raises `RolehopError` with everything that is wrong with the chain."""
        request = self._request(profile)
        return Plan(self._engine, self._engine.call("config", "[method]shared-config.plan", self._config, request))

    def credentials(self, profile: str | None = None, force_refresh: bool = False) -> Credentials:
        """The credentials of a profile, from the AWS CLI's cache or by calls. Raises `RolehopError`."""
        resolution = self._run(self.plan(profile).resolve(force_refresh))
        return Credentials(**fields(resolution.credentials))

    def caller_identity(self, credentials: Credentials, **options: Any) -> dict[str, str]:
        """Asks STS for the caller identity. Options: those of `CallerIdentityOptions`."""
        given = record(**vars(credentials))
        session = self._engine.call("identity", "get-caller-identity", given, json.dumps(options))
        return json.loads(self._run(session))

    def boto3_session(self, profile: str | None = None, **options: Any) -> boto3.Session:
        """A boto3 session whose credentials come from here and are refreshed before they expire."""
        from .boto import session

        return session(self, profile, self._env, options)

    def _locate(self) -> dict[str, str | None]:
        platform = "windows" if os.name == "nt" else "posix"
        env = list(self._env.items())
        return fields(self._engine.call("config", "locate-files", env, platform, os.path.expanduser("~")))

    def _request(self, profile: str | None) -> str:
        platform = "windows" if os.name == "nt" else "posix"
        return json.dumps({"profile": profile, "env": self._env, "platform": platform})

    def _run(self, session: Any) -> Any:
        """Does what a session wants until it is over."""
        host = self._make_host(self._files, self._env)
        try:
            while True:
                step = self._engine.call("sessions", "[method]session.step", session, time.time_ns() // 1_000_000)
                if step.tag == "failed":
                    raise RolehopError(**fields(step.payload))
                if step.tag == "done":
                    return step.payload.payload
                self._engine.call("sessions", "[method]session.resume", session, host.reply(step.payload))
        finally:
            host.close()
            self._engine.drop(session)
