"""Writes signing_vectors.json: requests as botocore signs and sends them.

    pip install botocore==1.43.11 && python tests/rust/signing_vectors.py

Nothing leaves the machine: each request is caught before it is sent. All keys are made up.
"""

import datetime
import json
import pathlib
import random
import string

import botocore
import botocore.auth
import botocore.session
from botocore.awsrequest import AWSResponse

SEED = 20260101
COUNT = 80

random.seed(SEED)
WORD = string.ascii_letters + string.digits + "_"
KEY = string.ascii_letters + string.digits + "+/"
# Beyond what STS accepts, so that every rule of the encoding is seen.
ODD = WORD + " *~!'()%&=+,;:/?#[]@$\"\\<>|^`{}-.\t\n\x7féß中🔑"
ENDPOINTS = [
    None,
    None,
    "https://sts.eu-central-1.amazonaws.com",
    "https://STS.Example.com:443/",
    "https://sts.example.com:8443/a/b",
    "http://127.0.0.1:4566",
    "http://localhost:80/sts/",
    "http://[::1]:4566/deep//path/./up/../here",
    "https://sts.example.com/with%20blank/%E4%B8%AD~*",
]
REGIONS = ["us-east-1", "eu-west-1", "ap-southeast-2", "cn-north-1", "us-gov-west-1", "eusc-de-east-1"]


def text(letters, least, most):
    return "".join(random.choice(letters) for _ in range(random.randint(least, most)))


def maybe(value):
    return value if random.random() < 0.5 else None


def parameters():
    """One call; names are those of the service, in the order of the CLI's credential providers."""
    name = random.choice(
        ["AssumeRole"] * 4 + ["GetCallerIdentity", "GetSessionToken", "AssumeRoleWithWebIdentity"]
    )
    session = text(random.choice([WORD + "+=,.@-", ODD]), 2, 64)
    duration = maybe(random.randint(900, 43200))
    mfa = maybe(text(WORD + "+=/:,.@-", 9, 60))
    code = text(string.digits, 6, 6) if mfa else None
    arn = f"arn:aws:iam::{text(string.digits, 12, 12)}:role/{text(WORD + '+=,.@-/', 1, 60)}"
    external_id = maybe(text(random.choice([WORD + "+=,.@:/-", ODD]), 2, 40))
    values = {
        "AssumeRole": {
            "RoleSessionName": session,
            "ExternalId": external_id,
            "SerialNumber": mfa,
            "DurationSeconds": duration,
            "RoleArn": arn,
            "TokenCode": code,
        },
        "GetSessionToken": {"DurationSeconds": duration, "SerialNumber": mfa, "TokenCode": code},
        "AssumeRoleWithWebIdentity": {
            "RoleSessionName": session,
            "DurationSeconds": duration,
            "RoleArn": arn,
            "WebIdentityToken": text(KEY + ".-_=", 20, 300),
        },
        "GetCallerIdentity": {},
    }[name]
    return name, {key: value for key, value in values.items() if value is not None}


class Caught(Exception):
    pass


def send(operation, values, credentials, region, endpoint, time_ms):
    moment = datetime.datetime.fromtimestamp(time_ms // 1000, datetime.timezone.utc)
    botocore.auth.get_current_datetime = lambda *_, **__: moment
    client = botocore.session.Session().create_client(
        "sts",
        region_name=region,
        endpoint_url=endpoint,
        aws_access_key_id=credentials["access_key_id"],
        aws_secret_access_key=credentials["secret_access_key"],
        aws_session_token=credentials["session_token"],
    )
    caught = {}

    def catch(request, **_):
        caught["request"] = request
        raise Caught

    client.meta.events.register("before-send.sts.*", catch)
    try:
        client._make_api_call(operation, values)
    except Caught:
        pass
    return caught["request"]


def header(value):
    return value.decode() if isinstance(value, bytes) else value


def vector():
    operation, values = parameters()
    credentials = {
        "access_key_id": "AKID" + text(string.ascii_uppercase + string.digits, 12, 16),
        "secret_access_key": text(KEY, 40, 40),
        "session_token": maybe(text(KEY + "=", 40, 400)),
    }
    region, endpoint = random.choice(REGIONS), random.choice(ENDPOINTS)
    time_ms = random.randint(0, 4102444800_000)
    request = send(operation, values, credentials, region, endpoint, time_ms)
    wanted = ["content-type", "x-amz-date", "x-amz-security-token", "authorization"]
    headers = {name: header(request.headers[name]) for name in wanted if name in request.headers}
    body = request.body if isinstance(request.body, str) else request.body.decode()
    return {
        "operation": operation,
        "parameters": values,
        "credentials": credentials,
        "region": region,
        "endpoint": endpoint,
        "time_ms": time_ms,
        "request": {"url": request.url, "headers": headers, "body": body},
    }


def main():
    vectors = [vector() for _ in range(COUNT)]
    about = f"Written by signing_vectors.py with botocore {botocore.__version__}, seed {SEED}."
    lines = ",\n".join(json.dumps(v, ensure_ascii=False) for v in vectors)
    out = pathlib.Path(__file__).with_suffix(".json")
    out.write_text(f'{{"about": {json.dumps(about)}, "vectors": [\n{lines}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
