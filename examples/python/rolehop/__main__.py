"""`python -m rolehop plan|check|whoami|boto3 [PROFILE]`."""

from __future__ import annotations

import argparse
import json
import sys

from . import Rolehop, RolehopError


def main() -> int:
    parser = argparse.ArgumentParser(prog="rolehop", description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("profile", nargs="?")
    arguments = parser.parse_args()
    try:
        print(COMMANDS[arguments.command](Rolehop(), arguments.profile))
        return 0
    except RolehopError as error:
        print(f"error[{error.code}]: {error}", file=sys.stderr)
        if error.help:
            print(f"help: {error.help}", file=sys.stderr)
        return error.exit_code


def plan(rolehop: Rolehop, profile: str | None) -> str:
    return rolehop.plan(profile).render().rstrip("\n")


def check(rolehop: Rolehop, profile: str | None) -> str:
    return json.dumps(rolehop.check(profile), indent=2)


def whoami(rolehop: Rolehop, profile: str | None) -> str:
    sts = rolehop.plan(profile).data()["sts"]
    return rolehop.caller_identity(rolehop.credentials(profile), endpoint=sts)["arn"]


def with_boto3(rolehop: Rolehop, profile: str | None) -> str:
    return rolehop.boto3_session(profile).client("sts").get_caller_identity()["Arn"]


COMMANDS = {"plan": plan, "check": check, "whoami": whoami, "boto3": with_boto3}

sys.exit(main())
