//! The positive control: a check of regions with a mistake, which the fuzzer must find. It rejects the
//! characters that end a host, except the backslash, which `fetch` treats as a slash.

use url::Url;

/// A region.
pub fn run(input: &[u8]) {
    let region = super::text(input);
    if region.is_empty() || region.contains(['/', '?', '#', ':', '@']) {
        return;
    }
    if let Ok(url) = Url::parse(&format!("https://sts.{region}.amazonaws.com/")) {
        let host = url.host_str().unwrap_or_default();
        assert!(host.ends_with(".amazonaws.com"), "a region changes the domain: {host}");
    }
}
