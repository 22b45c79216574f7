"""The name that botocore gives to the cache entry of an AssumeRole call, whose parameters are on stdin."""

import json
import sys

from botocore.credentials import AssumeRoleCredentialFetcher

parameters = json.load(sys.stdin)
role = parameters.pop("RoleArn")
fetcher = AssumeRoleCredentialFetcher(None, None, role, extra_args=parameters)
print(fetcher._cache_key)
