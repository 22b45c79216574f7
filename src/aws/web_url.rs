//! URLs with http or https.

use std::net::{Ipv4Addr, Ipv6Addr};

use http::Uri;

use super::limits::Limit;
use crate::text::percent_encode;

const NOT_A_URL: Limit = Limit::Form("is not a URL");

/// A URL as `fetch` parses it. URLs that `fetch` and other programs parse differently are
/// rejected.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct WebUrl {
    /// Whether it is https, not http.
    pub(crate) is_https: bool,
    /// The host.
    pub(crate) host: Host,
    /// The port, unless it is the default of the scheme.
    port: Option<u16>,
    /// The path without dot segments.
    path: String,
}

/// A host.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Host {
    /// A name in lower case.
    Name(String),
    /// An IPv4 address.
    V4(Ipv4Addr),
    /// An IPv6 address.
    V6(Ipv6Addr),
}

impl WebUrl {
    /// Parses a URL.
    ///
    /// # Errors
    /// The reason, as the end of a sentence that starts with its name.
    pub(crate) fn parse(text: &str) -> Result<Self, Limit> {
        let is_invalid = |c: char| match c {
            '\\' | '^' => true,
            '!'..='~' => false,
            _ => c.is_control() || c.is_whitespace(),
        };
        if text.chars().any(is_invalid) {
            return Err(Limit::Form("contains a character that is invalid in a URL"));
        }
        let uri: Uri = without_fragment(text).parse().map_err(|_| NOT_A_URL)?;
        let scheme = uri.scheme_str().ok_or(NOT_A_URL)?.to_ascii_lowercase();
        if !matches!(scheme.as_str(), "http" | "https") {
            return Err(Limit::Form("is not an http or https URL"));
        }
        let authority = uri.authority().ok_or(NOT_A_URL)?.as_str();
        if authority.contains('@') {
            return Err(Limit::Form("contains a user name or password"));
        }
        let is_https = scheme == "https";
        let (host, port) = host_and_port(authority);
        let default = if is_https { 443 } else { 80 };
        let port = port_of(port)?.filter(|port| *port != default);
        Ok(Self { is_https, host: Host::parse(host)?, port, path: clean_path(uri.path()) })
    }

    /// The URL without its query, as a client sends it: the host in lower case, no default port, and a
    /// path that begins with a slash.
    pub(crate) fn normalized(&self) -> String {
        self.origin() + &self.path
    }

    /// The scheme, the host and the port, without a slash at the end.
    pub(crate) fn origin(&self) -> String {
        let scheme = if self.is_https { "https" } else { "http" };
        let port = self.port.map(|port| format!(":{port}")).unwrap_or_default();
        [scheme, "://", &self.host.text(), &port].concat()
    }
}

impl Host {
    fn parse(text: &str) -> Result<Self, Limit> {
        if let Some(address) = text.strip_prefix('[') {
            let address = address.strip_suffix(']').and_then(|it| it.parse().ok());
            return address.map(Self::V6).ok_or(NOT_A_URL);
        }
        let is_valid =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
        if text.is_empty() || !text.bytes().all(is_valid) {
            return Err(Limit::Form(
                "has a host that does not consist of letters, digits, `-`, `_` and dots",
            ));
        }
        if is_number(text.trim_end_matches('.').rsplit('.').next().unwrap_or_default()) {
            return text.parse().map(Self::V4).map_err(|_| NOT_A_URL);
        }
        Ok(Self::Name(text.to_ascii_lowercase()))
    }

    /// The name or address, as in a URL.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Name(name) => name.clone(),
            Self::V4(address) => address.to_string(),
            // URLs write all groups in hexadecimal.
            Self::V6(address) => match address.segments() {
                [0, 0, 0, 0, 0, 0xffff, high, low] => format!("[::ffff:{high:x}:{low:x}]"),
                _ => format!("[{address}]"),
            },
        }
    }

    /// Whether it is a loopback host: `localhost` and names below it (RFC 6761), 127.0.0.0/8,
    /// `::1`, and `0.0.0.0` and `::`, which systems connect to the machine itself. Names that the
    /// public DNS resolves to 127.0.0.1, such as `localhost.localstack.cloud`, are not: the DNS
    /// server can change their address.
    pub(crate) fn is_loopback(&self) -> bool {
        match self {
            Self::Name(name) => name == "localhost" || name.ends_with(".localhost"),
            Self::V4(address) => address.is_loopback() || address.is_unspecified(),
            Self::V6(address) => address.is_loopback() || address.is_unspecified(),
        }
    }
}

fn without_fragment(text: &str) -> &str {
    text.split('#').next().unwrap_or_default()
}

/// The host, and the text after its colon.
fn host_and_port(authority: &str) -> (&str, &str) {
    let end = authority.rfind(']').map_or(0, |bracket| bracket + 1);
    let colon = authority.get(end..).and_then(|rest| rest.find(':')).map(|at| end + at);
    colon
        .and_then(|at| authority.split_at_checked(at))
        .map_or((authority, ""), |(host, port)| (host, port.trim_start_matches(':')))
}

fn port_of(text: &str) -> Result<Option<u16>, Limit> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    match text {
        "" => Ok(None),
        _ if is_number => text.parse().map(Some).map_err(|_| NOT_A_URL),
        _ => Err(NOT_A_URL),
    }
}

/// Whether clients parse a host that ends with this label as an IPv4 address, in any notation.
fn is_number(label: &str) -> bool {
    let hexadecimal = label.strip_prefix("0x").or_else(|| label.strip_prefix("0X"));
    !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_digit())
        || hexadecimal.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// The path without dot segments, whose dots may be encoded, and with all characters encoded that
/// require it.
fn clean_path(path: &str) -> String {
    let mut segments = Vec::new();
    let mut is_folder = false;
    for segment in path.split('/').skip(1) {
        let dots = dots(segment);
        is_folder = dots.is_some();
        match dots {
            Some(1) => {}
            Some(_) => drop(segments.pop()),
            None => segments.push(segment),
        }
    }
    let mut clean = String::new();
    for segment in &segments {
        clean.push('/');
        encode(segment, &mut clean);
    }
    if is_folder || segments.is_empty() {
        clean.push('/');
    }
    clean
}

/// The number of dots of a dot segment, one or two; they may be encoded.
fn dots(segment: &str) -> Option<usize> {
    let (mut rest, mut count) = (segment, 0);
    while let Some(after) = after_dot(rest) {
        (rest, count) = (after, count + 1);
    }
    (rest.is_empty() && matches!(count, 1 | 2)).then_some(count)
}

fn after_dot(text: &str) -> Option<&str> {
    let encoded = text.split_at_checked(3).filter(|(dot, _)| dot.eq_ignore_ascii_case("%2e"));
    text.strip_prefix('.').or(encoded.map(|(_, rest)| rest))
}

/// Appends a segment of a path, with the characters encoded that clients encode.
fn encode(segment: &str, clean: &mut String) {
    for c in segment.chars() {
        if c.is_ascii() && !matches!(c, '"' | '{' | '}') {
            clean.push(c);
        } else {
            percent_encode(c.encode_utf8(&mut [0; 4]), clean);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use url::Url;

    use super::*;

    fn normalized(text: &str) -> Option<String> {
        WebUrl::parse(text).ok().map(|url| url.normalized())
    }

    #[test]
    fn urls_are_normalized_as_clients_do_it() {
        let texts = [
            "https://sts.example.com",
            "HTTPS://STS.Example.COM:443/",
            "http://localhost:80",
            "http://localhost:0080/x",
            "http://localhost:443/",
            "https://h:/a",
            "https://h/a/./b/../c//d/..",
            "https://h/../..",
            "https://h/%2E/a/%2e%2E/b/.%2e",
            "https://h/a%2fb/%7e",
            "https://h/\u{e9}/\u{1f680}",
            "https://h/{a}\"|~!$&'()*+,;=:@",
            "https://h.",
            "https://xn--bcher-kva.example/",
            "https://a_b.example",
            "http://127.0.0.1:1/",
            "http://0.0.0.0",
            "http://[::1]:80/",
            "http://[0:0:0:0:0:0:0:1]",
            "http://[FD00:EC2::0:23]/v1",
            "http://[::ffff:127.0.0.1]/",
            "http://[2001:db8:0:0:1:0:0:1]/",
        ];
        for text in texts {
            let expected = Url::parse(text).ok().map(String::from);
            assert!(expected.is_some(), "{text}");
            assert_eq!(normalized(text), expected, "{text}");
        }
    }

    #[test]
    fn what_programs_read_differently_is_refused() {
        let texts = [
            "https:h",
            "https:/h",
            "https:///h",
            "https://",
            "https://:443",
            "https://@h",
            "https://user@h",
            "https://user:password@h",
            "https://h@127.0.0.1",
            "https://h:99999",
            "https://h:1:2",
            "https://h:+1",
            "https://h:x",
            "https://127.1",
            "https://2130706433",
            "https://0x7f.0.0.1",
            "https://0x7f000001",
            "https://017700000001",
            "https://1.2.3.256",
            "https://1.2.3.4.5",
            "https://a.1",
            "https://127.0.0.1.",
            "https://b\u{fc}cher.example",
            "https://\u{ff11}27.0.0.1",
            "https://ex%61mple.com",
            "https://h%00",
            "https://a,b",
            "https://[::1",
            "https://::1",
            "https://[::1%25lo]",
            "https://[::1]x",
            "https://[1.2.3.4]",
            "https://h\\@evil.example",
            "https://h\t.example",
            "https://h /",
            "https://h<>",
            "https://h/<",
            "https://h/`",
            "https://h/^",
            " https://h",
            "ftp://h",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "//h",
            "h",
            "/h",
            "",
        ];
        for text in texts {
            assert!(WebUrl::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        /// Every accepted URL is parsed as the URL standard requires.
        #[test]
        fn what_is_accepted_is_read_as_the_url_standard_reads_it(
            scheme in "[hH]ttps?://",
            host in "[a-zA-Z0-9._%\\[\\]:@-]{0,12}|[0-9.x]{1,12}|\\[[0-9a-f:.]{2,12}\\]|[a-z]{1,5}\\.[a-z]{1,3}",
            port in "(:[0-9]{0,6})?",
            path in "(/[a-zA-Z0-9._%2e~{}\"^|@:\u{e9}-]{0,6}){0,5}",
        ) {
            let text = format!("{scheme}{host}{port}{path}");
            if let Ok(url) = WebUrl::parse(&text) {
                let expected = Url::parse(&text);
                prop_assert_eq!(Ok(url.normalized()), expected.clone().map(String::from));
                let host = expected.ok().and_then(|it| it.host_str().map(String::from));
                prop_assert_eq!(Some(url.host.text()), host);
            }
        }
    }
}
