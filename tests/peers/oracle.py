"""Runs botocore and the AWS CLI v1, in this process, as the AWS CLI v2 would run with a configuration.

Each line on stdin is a case in JSON; each line on stdout is its result. The clock is frozen, the
network, the terminal and other programs are replaced (fakes.py) and every case has its own home
folder. Operations (`op` of the case):

resolve  (the default) the parsed files, the region, the credentials or the error, and all calls:
         requests, prompts, processes, cache files written
parse    only the parsed files
set      both files after `aws configure set`
edit     one text after the AWS CLI's file writer
"""

import contextlib
import json
import os
import shutil
import sys
import tempfile
from argparse import Namespace
from pathlib import Path

import botocore.credentials
import botocore.session
from awscli.customizations.configure.set import ConfigureSetCommand
from awscli.customizations.configure.writer import ConfigFileWriter
from botocore.loaders import create_loader
from botocore.utils import JSONFileCache

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from fakes import Fakes  # noqa: E402

CACHED_PROVIDERS = ("assume-role", "assume-role-with-web-identity", "sso")
LOADER = create_loader()


def environment(case, home):
    """The case's environment, with the AWS CLI v2's meaning given to botocore's variables.

    Measured differences: in v2 AWS_REGION overrides AWS_DEFAULT_REGION and AWS_PROFILE overrides
    AWS_DEFAULT_PROFILE, and it always calls the regional STS endpoints.
    """
    env = {name: value.replace("$HOME", home) for name, value in case.get("env", {}).items()}
    for name, overridden in (
        ("AWS_REGION", "AWS_DEFAULT_REGION"),
        ("AWS_PROFILE", "AWS_DEFAULT_PROFILE"),
    ):
        if name in env:
            env[overridden] = env.pop(name)
    env["AWS_STS_REGIONAL_ENDPOINTS"] = "regional"
    return {**env, "HOME": home}


def write_files(case, home):
    """Writes the case's files below its home."""
    aws = Path(home, ".aws")
    aws.mkdir()
    for name in ("config", "credentials"):
        if name in case:
            text = case[name].replace("$HOME", home)
            Path(aws, name).write_bytes(text.encode("utf-8"))
        elif name + "_b64" in case:
            import base64

            Path(aws, name).write_bytes(base64.b64decode(case[name + "_b64"]))
    for name, text in case.get("files", {}).items():
        path = Path(home, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("$HOME", home), encoding="utf-8")


def error_of(error):
    """An exception as class, botocore's base classes and text."""
    bases = [c.__name__ for c in type(error).__mro__ if c.__module__.startswith("botocore")]
    return {"class": type(error).__name__, "mro": bases, "message": str(error)}


def attempt(action):
    """The result or the exception of a function."""
    try:
        return {"ok": True, "value": action()}
    except Exception as error:  # noqa: BLE001 - any error of the CLI is a result
        return {"ok": False, "error": error_of(error)}


def open_session(case, fakes):
    """A session as the AWS CLI creates it, with the replacements of its I/O."""
    session = botocore.session.Session(profile=case.get("profile"))
    session.register_component("data_loader", LOADER)
    fakes.use(session)
    return session


def parse(session):
    """The whole parsed configuration, and the names in the order of `configure list-profiles`."""
    answer = attempt(lambda: session.full_config)
    if answer["ok"]:
        profiles = session.full_config["profiles"]
        return {"ok": True, "full_config": answer["value"], "order": list(profiles)}
    return answer


def credentials_of(session, cache):
    """The credentials that a command of the AWS CLI would use."""
    session.get_scoped_config()
    chain = session.get_component("credential_provider")
    for name in CACHED_PROVIDERS:
        chain.get_provider(name).cache = cache
    credentials = session.get_credentials()
    if credentials is None:
        return None
    frozen = credentials.get_frozen_credentials()
    return {
        "method": credentials.method,
        "access_key": frozen.access_key,
        "secret_key": frozen.secret_key,
        "token": frozen.token,
        "account_id": frozen.account_id,
    }


def read_cache(folder):
    """The entries of a cache folder."""
    return {path.name: path.read_text() for path in sorted(Path(folder).glob("*.json"))}


def resolve(case, fakes, home):
    """The result of a command with this configuration until it has credentials."""
    folder = os.path.join(home, ".aws", "cli", "cache")
    before = read_cache(folder)
    # Separate sessions: after a failure to read the credentials file a session continues without it.
    answer = {"parse": parse(open_session(case, fakes))}
    region = attempt(lambda: open_session(case, fakes).get_config_variable("region"))
    answer["region"] = region.get("value")
    cache = JSONFileCache(folder) if case.get("file_cache", True) else {}
    resolved = attempt(lambda: credentials_of(open_session(case, fakes), cache))
    answer["resolve"] = {"ok": resolved["ok"], **fakes.seen()}
    answer["resolve"].update(
        {"credentials": resolved["value"]} if resolved["ok"] else {"error": resolved["error"]}
    )
    after = read_cache(folder)
    answer["written"] = {name: text for name, text in after.items() if before.get(name) != text}
    return answer


def configure_set(case, fakes, home):
    """Both files after `aws configure set KEY VALUE`."""
    session = open_session(case, fakes)
    command = ConfigureSetCommand(session)
    arguments = Namespace(varname=case["key"], value=case["value"])
    done = attempt(lambda: command._run_main(arguments, None))
    files = {}
    for name in ("config", "credentials"):
        path = Path(home, ".aws", name)
        files[name] = path.read_bytes().decode("utf-8") if path.exists() else None
    return {**done, "after": files}


def edit(case, _fakes, home):
    """One text after the AWS CLI's writer has set values."""
    path = Path(home, "text")
    path.write_bytes(case["before"].encode("utf-8"))
    done = attempt(lambda: ConfigFileWriter().update_config(case["updates"], str(path)))
    return {**done, "after": path.read_bytes().decode("utf-8")}


OPERATIONS = {
    "resolve": resolve,
    "parse": lambda case, fakes, _home: {"parse": parse(open_session(case, fakes))},
    "set": configure_set,
    "edit": edit,
}


def result_of(case, scratch):
    """The result of one case, with its own home folder and environment."""
    home = tempfile.mkdtemp(dir=scratch)
    fakes = Fakes(case, home)
    try:
        write_files(case, home)
        os.environ.clear()
        os.environ.update(environment(case, home))
        with fakes.installed():
            answer = OPERATIONS[case.get("op", "resolve")](case, fakes, home)
    finally:
        shutil.rmtree(home)
    text = json.dumps({"id": case.get("id"), **answer}, default=str)
    return text.replace(home, "$HOME")


def main():
    """Runs cases until stdin ends."""
    path = os.environ.get("PATH", "")
    with contextlib.closing(sys.stdin), tempfile.TemporaryDirectory() as scratch:
        for line in sys.stdin:
            os.environ["PATH"] = path
            print(result_of(json.loads(line), scratch), flush=True)


if __name__ == "__main__":
    main()
