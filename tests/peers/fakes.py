"""Replacements for the clock, network, terminal and other programs of botocore."""

import contextlib
import datetime
import json
import re
from pathlib import Path
from types import SimpleNamespace
from unittest import mock
from urllib.parse import parse_qsl, urlsplit

import botocore.compat
import botocore.credentials
import botocore.httpsession
import botocore.tokens
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ConnectTimeoutError

NOW = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
XMLNS = "https://sts.amazonaws.com/doc/2011-06-15/"
#: The values that STS accepts, by its service model.
LIMITS = (
    ("RoleArn", re.compile(r"arn:[a-z-]+:iam::\d{12}:role/[!-~]+")),
    ("RoleSessionName", re.compile(r"[A-Za-z0-9_+=,.@-]{2,64}")),
    ("ExternalId", re.compile(r"[A-Za-z0-9_+=,.@:/-]{2,1224}")),
    ("SerialNumber", re.compile(r"[A-Za-z0-9_+=/:,.@-]{9,256}")),
    ("DurationSeconds", re.compile(r"9\d\d|[1-9]\d{3}|[1-3]\d{4}|4[0-2]\d{3}|43[01]\d\d|43200")),
)
INVALID = {"status": 400, "code": "ValidationError", "message": "1 validation error detected"}
AUTHORIZATION = re.compile(
    r"Credential=([^/]*)/(\d{8})/([^/]*)/([^/]*)/aws4_request, SignedHeaders=([^,]*), "
)


class DatetimeType(type(datetime.datetime)):
    """Makes every datetime an instance of the frozen class."""

    def __instancecheck__(cls, value):
        return isinstance(value, datetime.datetime)


class StandingDatetime(datetime.datetime, metaclass=DatetimeType):
    """A frozen clock."""

    @classmethod
    def now(cls, tz=None):
        return NOW.astimezone(tz)


#: Replacements for `datetime` and `time` in botocore's modules. Replacing the modules, not the
#: functions that use them, also affects functions that are default arguments.
DATETIME = SimpleNamespace(**{**vars(datetime), "datetime": StandingDatetime})
TIME = SimpleNamespace(time=NOW.timestamp)


def iso(moment):
    """A time in the format of STS."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def later(seconds):
    """A time after now, in the format of STS."""
    return iso(NOW + datetime.timedelta(seconds=seconds))


class Raw:
    """The body of a response, like that of urllib3."""

    def __init__(self, body):
        self._body = body

    def stream(self, **_options):
        yield self._body


class Fakes:
    """The replacements for one case, and their recorded calls."""

    def __init__(self, case, home):
        self._case = case
        self._home = home
        self.requests = []
        self.prompts = []
        self.processes = []

    def seen(self):
        """All recorded calls, in order."""
        return {
            "requests": self.requests,
            "prompts": self.prompts,
            "process_calls": self.processes,
        }

    @contextlib.contextmanager
    def installed(self):
        """Installs the replacements that are not per session."""
        fakes = self
        tokens = str(Path(self._home, ".aws", "sso", "cache"))

        def send(_self, request):
            return fakes.answer(request)

        def process_provider(builder, profile_name):
            def load():
                return builder._session.full_config

            return botocore.credentials.ProcessProvider(profile_name, load, popen=fakes.popen)

        builder = botocore.credentials.ProfileProviderBuilder
        replacements = (
            (botocore.compat, "datetime", DATETIME),
            (botocore.credentials, "datetime", DATETIME),
            (botocore.credentials, "time", TIME),
            (botocore.tokens, "datetime", StandingDatetime),
            (botocore.credentials.SSOProvider, "_SSO_TOKEN_CACHE_DIR", tokens),
            (botocore.tokens.SSOTokenProvider, "_SSO_TOKEN_CACHE_DIR", tokens),
            (botocore.httpsession.URLLib3Session, "send", send),
            (builder, "_create_process_provider", process_provider),
        )
        with contextlib.ExitStack() as stack:
            for owner, name, replacement in replacements:
                stack.enter_context(mock.patch.object(owner, name, replacement))
            yield

    def use(self, session):
        """Replaces the MFA prompt of a session, if it has credential providers."""
        make = session._components._deferred["credential_provider"]

        def made():
            chain = make()
            chain.get_provider("assume-role")._prompter = self.prompt
            return chain

        session.lazy_register_component("credential_provider", made)

    def prompt(self, text):
        """Returns the MFA code."""
        self.prompts.append(text)
        return self._case.get("mfa") or f"{len(self.prompts):06d}"

    def popen(self, argv, **_options):
        """Runs a `credential_process`."""
        if not argv:
            raise IndexError("list index out of range")
        self.processes.append(argv)
        output = {
            "Version": 1,
            "AccessKeyId": "AKIDPROCESS",
            "SecretAccessKey": "oracle/secret+process",
            "SessionToken": "oracle//token==process",
            "Expiration": later(3600),
        }
        plan = {"stdout": json.dumps(output), "stderr": "", "code": 0}
        plan.update(self._case.get("process") or {})
        streams = (plan["stdout"].encode(), plan["stderr"].encode())
        return SimpleNamespace(communicate=lambda: streams, returncode=plan["code"])

    def answer(self, request):
        """Records a request and responds."""
        url = urlsplit(request.url)
        body = request.body.decode() if isinstance(request.body, bytes) else request.body or ""
        params = dict(parse_qsl(body or url.query, keep_blank_values=True))
        headers = {
            name.lower(): value.decode() if isinstance(value, bytes) else value
            for name, value in request.headers.items()
        }
        record = {
            "method": request.method,
            "url": request.url,
            "host": url.netloc,
            "params": params,
            "auth": authorization(headers),
        }
        self.requests.append(record)
        status, text = self.respond(url, params)
        return AWSResponse(request.url, status, {"content-type": "text/xml"}, Raw(text.encode()))

    def respond(self, url, params):
        """The status and body for a request, by its URL."""
        hop = len(self.requests)
        if params.get("Action", "").startswith("AssumeRole"):
            return self.assume_role(hop, params)
        if url.hostname == "169.254.169.254":
            return self.metadata(hop, url)
        if url.hostname == "169.254.170.2":
            return 200, json.dumps(container_credentials("ecs", hop))
        if url.path.endswith("/federation/credentials"):
            return 200, json.dumps({"roleCredentials": sso_credentials(hop)})
        raise ConnectTimeoutError(endpoint_url=url.geturl())

    def assume_role(self, hop, params):
        """AssumeRole and AssumeRoleWithWebIdentity: a session, or the rejection of the case."""
        invalid = any(name in params and not rule.fullmatch(params[name]) for name, rule in LIMITS)
        invalid = invalid and not self._case.get("accepts_all")
        failure = INVALID if invalid else (self._case.get("sts") or {}).get(str(hop))
        if failure:
            return failure["status"], error_xml(failure["code"], failure["message"])
        return 200, session_xml(hop, params)

    def metadata(self, hop, url):
        """The EC2 instance metadata service, if the case has one."""
        if not self._case.get("imds"):
            raise ConnectTimeoutError(endpoint_url=url.geturl())
        if url.path.endswith("/api/token"):
            return 200, "imds-token"
        if url.path.endswith("/security-credentials/"):
            return 200, "imds-role"
        return 200, json.dumps(container_credentials("imds", hop))


def authorization(headers):
    """The credentials and scope of a signature."""
    found = AUTHORIZATION.search(headers.get("authorization", ""))
    if found is None:
        return None
    key, date, region, service, signed = found.groups()
    token = headers.get("x-amz-security-token")
    return {
        "access_key": key,
        "date": date,
        "region": region,
        "service": service,
        "signed_headers": signed.split(";"),
        "token": token,
        "signature": headers["authorization"].rpartition("=")[2],
    }


def session_xml(hop, params):
    """STS's response with the credentials of a session."""
    action, session = params["Action"], params["RoleSessionName"]
    fields = params["RoleArn"].split(":")
    partition, account = (fields + [""] * 5)[1], (fields + [""] * 5)[4]
    role = params["RoleArn"].rpartition("/")[2]
    expiration = later(int(params.get("DurationSeconds", 3600)))
    return (
        f'<{action}Response xmlns="{XMLNS}"><{action}Result>'
        f"<AssumedRoleUser><AssumedRoleId>AROAORACLE:{session}</AssumedRoleId>"
        f"<Arn>arn:{partition}:sts::{account}:assumed-role/{role}/{session}</Arn></AssumedRoleUser>"
        f"<Credentials><AccessKeyId>ASIAORACLEHOP{hop:03d}</AccessKeyId>"
        f"<SecretAccessKey>oracle/secret+hop{hop}</SecretAccessKey>"
        f"<SessionToken>oracle//token==hop{hop}</SessionToken>"
        f"<Expiration>{expiration}</Expiration></Credentials></{action}Result>"
        "<ResponseMetadata><RequestId>00000000-0000-0000-0000-000000000000</RequestId>"
        f"</ResponseMetadata></{action}Response>"
    ).replace("&", "&amp;")


def error_xml(code, message):
    """STS's rejection."""
    return (
        f'<ErrorResponse xmlns="{XMLNS}"><Error><Type>Sender</Type><Code>{code}</Code>'
        f"<Message>{message}</Message></Error><RequestId>0</RequestId></ErrorResponse>"
    )


def container_credentials(kind, hop):
    """The JSON of the two metadata services."""
    return {
        "Code": "Success",
        "AccessKeyId": f"ASIAORACLE{kind.upper()}",
        "SecretAccessKey": f"oracle/secret+{kind}",
        "Token": f"oracle//token=={kind}",
        "Expiration": later(3600),
        "Hop": hop,
    }


def sso_credentials(hop):
    """The JSON of the single sign-on portal."""
    return {
        "accessKeyId": f"ASIAORACLESSO{hop:03d}",
        "secretAccessKey": f"oracle/secret+sso{hop}",
        "sessionToken": f"oracle//token==sso{hop}",
        "expiration": int((NOW.timestamp() + 3600) * 1000),
    }
