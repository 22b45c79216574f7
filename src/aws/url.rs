//! The URLs to which requests and users may be sent.

use super::limits::Limit;
use super::web_url::{Host, WebUrl};

/// The hosts besides loopback that a container's endpoint may have over plain http: link-local
/// addresses, on the network of the machine itself.
const LINK_LOCAL: [&str; 3] = ["169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"];

/// The help for a custom endpoint that is rejected.
pub(crate) const ENDPOINT_HELP: &str = "requests carry credentials: use https, or http to a loopback address; \
     `ROLEHOP_ALLOW_HTTP=true` permits http to other hosts";

/// Whether requests with credentials may be sent to a custom endpoint: https, or http on
/// a loopback address, or anywhere with `allow_http`; a host; no user name, query or fragment.
///
/// # Errors
/// The reason, as the end of a sentence that starts with its name.
pub fn check_endpoint(url: &str, allow_http: bool) -> Result<(), Limit> {
    parse_endpoint(url, allow_http).map(drop)
}

/// The URL of an endpoint that [`check_endpoint`] accepts.
pub(crate) fn parse_endpoint(url: &str, allow_http: bool) -> Result<WebUrl, Limit> {
    let url = without_query(url)?;
    if !url.is_https && !allow_http && !url.host.is_loopback() {
        return Err(Limit::Form(
            "uses http for a host that is not loopback, where others on the network can read it",
        ));
    }
    Ok(url)
}

/// Whether the user may be sent to a page to sign in: https, or, if the service itself is on
/// loopback, http on a loopback address.
///
/// # Errors
/// The reason, as the end of a sentence that starts with its name.
pub fn check_page(url: &str, may_be_loopback: bool) -> Result<(), Limit> {
    let url = WebUrl::parse(url)?;
    if url.is_https || may_be_loopback && url.host.is_loopback() {
        return Ok(());
    }
    Err(Limit::Form("is not an https URL"))
}

/// Whether requests with the token may be sent to a container's endpoint: https, or http on a
/// loopback or link-local address.
///
/// # Errors
/// The reason, as the end of a sentence that starts with its name.
pub(crate) fn check_container(url: &str) -> Result<(), Limit> {
    let url = WebUrl::parse(url)?;
    let is_below_localhost = matches!(&url.host, Host::Name(name) if name != "localhost");
    let is_local = url.host.is_loopback() && !is_below_localhost;
    if url.is_https || is_local || LINK_LOCAL.contains(&url.host.text().as_str()) {
        return Ok(());
    }
    Err(Limit::Form("uses http for a host that is not loopback or link-local"))
}

/// Whether the instance metadata service may be at a URL: http or https; no user name, query or
/// fragment.
///
/// # Errors
/// The reason, as the end of a sentence that starts with its name.
pub(crate) fn check_metadata(url: &str) -> Result<(), Limit> {
    without_query(url).map(drop)
}

fn without_query(text: &str) -> Result<WebUrl, Limit> {
    let url = WebUrl::parse(text)?;
    if text.bytes().any(|byte| matches!(byte, b'?' | b'#')) {
        return Err(Limit::Form("contains a query or fragment"));
    }
    Ok(url)
}

/// Whether a URL is http on a loopback host: the request stays on this host, where a proxy
/// cannot reach it.
pub(crate) fn is_http_on_loopback(url: &str) -> bool {
    WebUrl::parse(url).is_ok_and(|url| !url.is_https && url.host.is_loopback())
}

/// The scheme, host and port of a URL, without a slash at the end; nothing for a text that is not a URL.
pub(crate) fn origin(url: &str) -> String {
    WebUrl::parse(url).map(|url| url.origin()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_container_is_asked() {
        let good = [
            "http://169.254.170.2/v2/credentials/x",
            "http://169.254.170.23/v1/credentials",
            "http://[fd00:ec2::23]/v1",
            "http://127.0.0.1:8080/x?y=1",
            "http://127.9.9.9/",
            "http://[::1]:80/",
            "http://LOCALHOST/",
            "https://example.com/x",
        ];
        for url in good {
            assert_eq!(check_container(url), Ok(()), "{url}");
        }
        let bad = [
            "http://169.254.170.2v2/credentials",
            "http://169.254.170.2.example.com/",
            "http://169.254.170.2@example.com/",
            "http://example.com/",
            "http://127.0.0.1.nip.io/",
            "http://10.0.0.1/",
            "http://[fd00:ec2::24]/",
            "http://x.localhost/",
            "ftp://127.0.0.1/",
            "file:///etc/passwd",
            "127.0.0.1/x",
            "http://127.0.0.1/\r\nx",
        ];
        for url in bad {
            assert!(check_container(url).is_err(), "{url}");
        }
    }

    #[test]
    fn pages_that_a_person_may_be_sent_to() {
        let cases = [
            ("https://corp.awsapps.com/start#/", true, true),
            ("https://device.sso.eu-west-1.amazonaws.com/?user_code=A-B", true, true),
            ("http://127.0.0.1:4567/device?user_code=A-B", false, true),
            ("http://corp.awsapps.com/start", false, false),
            ("https://corp.awsapps.com@evil.example/", false, false),
            ("javascript:alert(1)", false, false),
            ("file:///etc/passwd", false, false),
            ("https://a.example/ --flag", false, false),
            ("", false, false),
        ];
        for (url, anywhere, on_loopback) in cases {
            assert_eq!(check_page(url, false).is_ok(), anywhere, "{url}");
            assert_eq!(check_page(url, true).is_ok(), on_loopback, "{url}");
        }
    }

    #[test]
    fn endpoints_that_requests_may_be_sent_to() {
        let cases = [
            ("https://sts.example.com", true),
            ("https://sts.example.com:8443/a/b/", true),
            ("http://localhost:4566", true),
            ("http://sts.localhost:4566", true),
            ("http://127.0.0.1:4566", true),
            ("http://127.9.9.9", true),
            ("http://[::1]:4566/", true),
            ("http://0.0.0.0:4566", true),
            ("http://[::]:4566", true),
            ("http://localhost.localstack.cloud:4566", false),
            ("https://localhost.localstack.cloud:4566", true),
            ("http://example.com", false),
            ("http://localhost.example.com", false),
            ("http://169.254.169.254", false),
            ("http://[::2]", false),
            ("ftp://localhost", false),
            ("file:///etc/passwd", false),
            ("https://user:password@sts.example.com", false),
            ("https://user@sts.example.com", false),
            ("https://sts.example.com/?a=b", false),
            ("https://sts.example.com/#a", false),
            ("https://sts.example.com /", false),
            ("https://sts.example.com\\@evil.example", false),
            ("https://", false),
            ("sts.example.com", false),
            ("//sts.example.com", false),
            ("", false),
        ];
        for (url, accepted) in cases {
            assert_eq!(check_endpoint(url, false).is_ok(), accepted, "{url}");
        }
    }
}
