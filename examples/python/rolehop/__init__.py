"""AWS credentials from profiles, role chains and MFA, by the WebAssembly component of rolehop.

>>> from rolehop import Rolehop
>>> rolehop = Rolehop()
>>> print(rolehop.plan("deploy").render())
>>> rolehop.boto3_session("deploy").client("sts").get_caller_identity()
"""

from .client import Plan, Rolehop
from .engine import Credentials, RolehopError
from .host import Host

__all__ = ["Credentials", "Host", "Plan", "Rolehop", "RolehopError"]
