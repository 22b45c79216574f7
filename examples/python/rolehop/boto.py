"""Credentials for boto3."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import boto3
import botocore.session
from botocore.credentials import CredentialProvider, CredentialResolver, RefreshableCredentials
from botocore.credentials import Credentials as Plain

from .engine import Credentials

if TYPE_CHECKING:
    from .client import Rolehop


def session(rolehop: Rolehop, profile: str | None, env: Mapping[str, str], options: dict[str, Any]) -> boto3.Session:
    """A session that takes its region and its client settings from the profile, as usual."""
    core = botocore.session.Session(profile=profile or env.get("AWS_PROFILE"))
    core.register_component("credential_provider", CredentialResolver([Provider(rolehop, profile)]))
    return boto3.Session(botocore_session=core, **options)


class Provider(CredentialProvider):
    """Resolves the profile when the first client needs credentials, and again before they expire."""

    METHOD = "rolehop"

    def __init__(self, rolehop: Rolehop, profile: str | None) -> None:
        super().__init__()
        self._rolehop = rolehop
        self._profile = profile

    def load(self) -> Plain:
        first = self._rolehop.credentials(self._profile)
        if first.expiration_ms is None:
            return Plain(first.access_key_id, first.secret_access_key, first.session_token, self.METHOD)
        return RefreshableCredentials.create_from_metadata(metadata(first), self._refresh, self.METHOD)

    def _refresh(self) -> dict[str, Any]:
        return metadata(self._rolehop.credentials(self._profile))


def metadata(credentials: Credentials) -> dict[str, Any]:
    expiration = datetime.fromtimestamp((credentials.expiration_ms or 0) / 1000, timezone.utc)
    return {
        "access_key": credentials.access_key_id,
        "secret_key": credentials.secret_access_key,
        "token": credentials.session_token,
        "expiry_time": expiration.isoformat(),
        "account_id": credentials.account_id,
    }
