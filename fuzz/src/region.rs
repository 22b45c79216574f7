//! Regions: a valid region never changes the domain of an endpoint.

use rolehop::aws::{EndpointSettings, endpoint, is_valid_region_label, partition_of_region};

/// A region, and a part that has `f` for FIPS and `d` for dual stack.
pub fn run(input: &[u8]) {
    let text = super::text(input);
    let [region, kind] = super::parts(&text).map(str::trim_end);
    if !is_valid_region_label(region) {
        return;
    }
    let (fips, dualstack) = (kind.contains('f'), kind.contains('d'));
    let settings = EndpointSettings { region: Some(region), fips, dualstack, custom: None };
    let endpoint = endpoint(&settings);
    let Ok(url) = url::Url::parse(&endpoint.url) else {
        // Only the URLs of the web decode this prefix; nothing is sent then.
        assert!(endpoint.url.to_ascii_lowercase().contains("xn--"), "an endpoint is not a URL");
        return;
    };
    let host = url.host_str().expect("an endpoint has a host");
    let partition = partition_of_region(&endpoint.signing_region);
    let suffix = if dualstack { partition.dual_stack_dns_suffix } else { partition.dns_suffix };
    let labels = host.strip_suffix(suffix).expect("the host is below the partition's domain");
    let labels: Vec<&str> = labels.split_terminator('.').collect();
    assert!(matches!(labels[0], "sts" | "sts-fips") && labels.len() <= 2, "{host}");
    assert_eq!((url.scheme(), url.path(), url.query()), ("https", "/", None));
    assert!(url.username().is_empty() && url.port().is_none() && endpoint.is_aws());
}
