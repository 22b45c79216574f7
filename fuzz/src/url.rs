//! URLs: what is accepted, the `url` crate parses too, as the same host, and plain http stays on this host.

use std::net::Ipv4Addr;

use rolehop::aws::{Endpoint, check_endpoint, check_page};
use rolehop::credentials::Credentials;
use rolehop::secret::Secret;
use rolehop::sts::Operation;
use url::{Host, Url};

/// A URL.
pub fn run(input: &[u8]) {
    let text = super::text(input);
    let [text] = super::parts(&text).map(str::trim_end);
    for may_be_loopback in [false, true] {
        if check_page(text, may_be_loopback).is_ok() {
            let url = parsed(text);
            assert!(url.scheme() == "https" || (may_be_loopback && is_loopback(&url)));
        }
    }
    for allow_http in [false, true] {
        if check_endpoint(text, allow_http).is_ok() {
            let url = parsed(text);
            assert!(url.scheme() == "https" || allow_http || is_loopback(&url));
            assert!(url.query().is_none() && url.fragment().is_none());
            if !has_drive_letter(&url) {
                assert_eq!(sent_to(text, allow_http), url.as_str(), "the URL that is sent to");
            }
        }
    }
}

fn parsed(text: &str) -> Url {
    let url = Url::parse(text).expect("an accepted URL is a URL");
    assert!(matches!(url.scheme(), "http" | "https"));
    assert!(url.username().is_empty() && url.password().is_none() && url.host().is_some());
    url
}

/// The `url` crate keeps a segment such as `c:` in front of `..`, also in the URLs of the web.
fn has_drive_letter(url: &Url) -> bool {
    url.path().split('/').any(|segment| segment.len() == 2 && segment.ends_with([':', '|']))
}

fn is_loopback(url: &Url) -> bool {
    match url.host().expect("the URL has a host") {
        Host::Domain(name) => name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback() || address == Ipv4Addr::UNSPECIFIED,
        Host::Ipv6(address) => address.is_loopback() || address.is_unspecified(),
    }
}

/// The URL to which a call with this endpoint is sent.
fn sent_to(url: &str, allow_http: bool) -> String {
    let endpoint =
        Endpoint { url: url.to_owned(), signing_region: "eu-west-1".to_owned(), overridden: true };
    let credentials = Credentials {
        access_key_id: "AKIDEXAMPLE".to_owned(),
        secret_access_key: Secret::new("secret"),
        session_token: None,
        expiration: None,
        account_id: None,
    };
    let signed = Operation::GetCallerIdentity.sign(&credentials, &endpoint, 0, allow_http);
    signed.expect("an accepted endpoint is signed for").url
}
