"""The proxy, CA bundle and attempts that botocore reads from environments. JSON lines in, JSON lines out."""

import json
import os
import sys

import botocore.session
from botocore.httpsession import ProxyConfiguration
from botocore.utils import get_environ_proxies


def proxy(url):
    proxies = ProxyConfiguration(get_environ_proxies(url))
    found = proxies.proxy_url_for(url)
    headers = proxies.proxy_headers_for(found) if found else {}
    return {"proxied": found is not None, "authorization": headers.get("Proxy-Authorization")}


def client():
    session = botocore.session.Session(profile="p")
    made = session.create_client("sts", region_name="eu-west-1")
    retries = made.meta.config.retries
    bundle = made._endpoint.http_session._verify
    legacy = {"legacy": 5}.get(retries["mode"], 3)
    return {
        "bundle": None if bundle is True else bundle,
        "attempts": retries.get("total_max_attempts", legacy),
    }


for line in sys.stdin:
    case = json.loads(line)
    os.environ.clear()
    os.environ.update(case["env"])
    print(json.dumps(proxy(case["url"]) if "url" in case else client()))
