"""Requests: bounded in time and size, without redirects."""

from __future__ import annotations

import http.client
import socket
import ssl
import urllib.error
import urllib.request
from typing import Any

from wasmtime.component import Record

from .engine import record
from .failure import Failure

#: Seconds without a byte, when the request names no limit.
TIMEOUT = 15.0

#: The largest response. Those of STS have about 2,000 bytes.
LARGEST = 64 * 1024


class NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the session token and the MFA code to wherever it points."""

    def redirect_request(self, *_: Any) -> None:
        return None


def fetch(wanted: Any) -> Record:
    """Sends a request. Raises `Failure`."""
    request, limit = wanted.request, getattr(wanted.request, "timeout-ms")
    sent = urllib.request.Request(
        request.url,
        data=None if request.method in ("GET", "HEAD") else request.body.encode(),
        headers=dict(request.headers),
        method=request.method,
    )
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({} if wanted.direct else None),
        urllib.request.HTTPSHandler(context=trust(getattr(wanted, "ca-bundle"))),
        NoRedirects(),
    )
    try:
        with opener.open(sent, timeout=TIMEOUT if limit is None else limit / 1000) as response:
            return answer(response)
    except urllib.error.HTTPError as response:
        with response:
            return answer(response)
    except urllib.error.URLError as error:
        raise unreachable(error.reason) from None
    except TimeoutError:
        raise Failure("timed-out", sent=True) from None
    except (OSError, http.client.HTTPException) as error:
        raise Failure("failed", type(error).__name__, sent=True) from None


def answer(response: Any) -> Record:
    body = response.read(LARGEST + 1)
    if len(body) > LARGEST:
        raise Failure("failed", f"the response has more than {LARGEST} bytes", sent=True)
    header = response.headers.get
    return record(status=response.status, date=header("date"), location=header("location"), body=body)


def unreachable(reason: Any) -> Failure:
    """Nothing was sent if there was no connection."""
    unsent = isinstance(reason, (ConnectionRefusedError, socket.gaierror, ssl.SSLCertVerificationError))
    kind = "timed-out" if isinstance(reason, TimeoutError) else "failed"
    return Failure(kind, str(reason), sent=not unsent)


def trust(bundle: Any) -> ssl.SSLContext:
    """The system's certificate authorities, or those of a file that a setting names."""
    if bundle is None:
        return ssl.create_default_context()
    try:
        return ssl.create_default_context(cafile=bundle.path)
    except OSError:
        problem = f"`{bundle.setting}`: the certificates in `{bundle.path}` cannot be read"
        raise Failure("misconfigured", problem, help="name a file in PEM format") from None
