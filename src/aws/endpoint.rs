//! The endpoint of STS in a region.

use super::partition::{is_below_aws, partition_of_region};
use super::url::parse_endpoint;
use super::web_url::{Host, WebUrl};
use serde::{Deserialize, Serialize};

/// The URL that requests are sent to, and the region in their signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Endpoint {
    /// The URL, with a path.
    pub url: String,
    /// The region in the signature.
    pub signing_region: String,
    /// Whether the endpoint is custom. Credentials from a custom endpoint are never stored in the
    /// cache that is shared with the AWS CLI.
    pub overridden: bool,
}

impl Endpoint {
    /// Whether it is AWS's own STS: the service's endpoint, or a custom endpoint with its name below
    /// a domain of AWS, such as a VPC endpoint (`vpce-….sts.REGION.vpce.amazonaws.com`).
    pub fn is_aws(&self) -> bool {
        let is_sts = |host: &str| {
            host.split('.').any(|label| matches!(label, "sts" | "sts-fips")) && is_below_aws(host)
        };
        let is_named_sts = |url: WebUrl| matches!(&url.host, Host::Name(name) if is_sts(name));
        !self.overridden || parse_endpoint(&self.url, true).is_ok_and(is_named_sts)
    }
}

/// The settings that determine the endpoint.
#[derive(Clone, Copy, Debug, Default)]
pub struct EndpointSettings<'a> {
    /// The region; without one, STS's global endpoint.
    pub region: Option<&'a str>,
    /// `use_fips_endpoint`.
    pub fips: bool,
    /// `use_dualstack_endpoint`.
    pub dualstack: bool,
    /// A custom endpoint, which is used unchanged.
    pub custom: Option<&'a str>,
}

/// The pseudo-region of the global endpoint, and its signing region.
const GLOBAL_REGION: &str = "aws-global";
const GLOBAL_SIGNING_REGION: &str = "us-east-1";

/// The endpoint of STS, by the rules of the AWS CLI v2: always regional, and a custom endpoint
/// overrides FIPS and dual stack. The region must be a label ([`super::is_valid_region_label`]).
pub fn endpoint(settings: &EndpointSettings<'_>) -> Endpoint {
    let real = settings.region.map(without_fips);
    let fips = settings.fips || real.as_deref() != settings.region;
    let settings = EndpointSettings { region: real.as_deref(), fips, ..*settings };
    let region = settings.region.unwrap_or(GLOBAL_REGION);
    match settings.custom {
        Some(url) => custom(url, settings.region),
        None => Endpoint {
            url: format!("https://{}", host(region, &settings)),
            signing_region: match region {
                GLOBAL_REGION => GLOBAL_SIGNING_REGION.to_owned(),
                _ => region.to_owned(),
            },
            overridden: false,
        },
    }
}

/// The region of a legacy name such as `fips-us-east-1` or `us-east-1-fips`; the AWS CLI treats
/// these names as the region with FIPS endpoints.
fn without_fips(region: &str) -> String {
    region.replace("fips-", "").replace("-fips", "")
}

/// A custom endpoint. The signing region is the region, even an unusual one; without a region, it
/// is that of the global endpoint.
fn custom(url: &str, region: Option<&str>) -> Endpoint {
    Endpoint {
        url: url.to_owned(),
        signing_region: region.unwrap_or(GLOBAL_SIGNING_REGION).to_owned(),
        overridden: true,
    }
}

/// The host of STS. With FIPS or dual stack, the global region has a host name that does not exist, which
/// is better than a response from another kind of endpoint than requested.
fn host(region: &str, settings: &EndpointSettings<'_>) -> String {
    match (settings.fips, settings.dualstack) {
        (false, false) if region == GLOBAL_REGION => {
            format!("sts.{}", partition_of_region(region).dns_suffix)
        }
        (fips, dualstack) => regional_host("sts", region, fips, dualstack),
    }
}

/// The host of a service in a region, by the services' published endpoint rules, which are the
/// same for STS (`sts`), IAM Identity Center's portal (`portal.sso`) and its sign-in (`oidc`).
pub fn regional_host(service: &str, region: &str, fips: bool, dualstack: bool) -> String {
    let partition = partition_of_region(region);
    let suffix = partition.dns_suffix;
    let dual_stack_suffix = partition.dual_stack_dns_suffix;
    match (fips, dualstack) {
        (true, true) => format!("{service}-fips.{region}.{dual_stack_suffix}"),
        // All endpoints of this partition are FIPS endpoints.
        (true, false) if partition.id == "aws-us-gov" => format!("{service}.{region}.{suffix}"),
        (true, false) => format!("{service}-fips.{region}.{suffix}"),
        (false, true) => format!("{service}.{region}.{dual_stack_suffix}"),
        (false, false) => format!("{service}.{region}.{suffix}"),
    }
}

/// The URL that creates and refreshes the login sessions of a region; `None` in a partition without dual-stack
/// endpoints if one is requested. Source: the endpoint rules of botocore 1.44.8, service `signin`.
pub fn login_endpoint(region: &str, fips: bool, dualstack: bool) -> Option<String> {
    let partition = partition_of_region(region);
    let domain = partition.sign_in_domain;
    let host = match (fips, dualstack) {
        (_, true) if !partition.has_dual_stack() => return None,
        (false, false) => format!("{region}.signin.{domain}"),
        (true, false) if region == "us-gov-west-1" => format!("signin-fips.{domain}"),
        (true, false) if partition.id == "aws-us-gov" => format!("{region}.signin-fips.{domain}"),
        (fips, dualstack) => regional_host("signin", region, fips, dualstack),
    };
    Some(format!("https://{host}/v1/token"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(region: Option<&str>, fips: bool, dualstack: bool) -> String {
        endpoint(&EndpointSettings { region, fips, dualstack, custom: None }).url
    }

    /// Per partition: plain, FIPS, dual stack, both.
    #[test]
    fn hosts_of_all_partitions() {
        let cases = [
            (
                "eu-west-1",
                [
                    "sts.eu-west-1.amazonaws.com",
                    "sts-fips.eu-west-1.amazonaws.com",
                    "sts.eu-west-1.api.aws",
                    "sts-fips.eu-west-1.api.aws",
                ],
            ),
            (
                "cn-north-1",
                [
                    "sts.cn-north-1.amazonaws.com.cn",
                    "sts-fips.cn-north-1.amazonaws.com.cn",
                    "sts.cn-north-1.api.amazonwebservices.com.cn",
                    "sts-fips.cn-north-1.api.amazonwebservices.com.cn",
                ],
            ),
            (
                "us-gov-west-1",
                [
                    "sts.us-gov-west-1.amazonaws.com",
                    "sts.us-gov-west-1.amazonaws.com",
                    "sts.us-gov-west-1.api.aws",
                    "sts-fips.us-gov-west-1.api.aws",
                ],
            ),
            (
                "eusc-de-east-1",
                [
                    "sts.eusc-de-east-1.amazonaws.eu",
                    "sts-fips.eusc-de-east-1.amazonaws.eu",
                    "sts.eusc-de-east-1.api.amazonwebservices.eu",
                    "sts-fips.eusc-de-east-1.api.amazonwebservices.eu",
                ],
            ),
            (
                "us-iso-east-1",
                [
                    "sts.us-iso-east-1.c2s.ic.gov",
                    "sts-fips.us-iso-east-1.c2s.ic.gov",
                    "sts.us-iso-east-1.api.aws.ic.gov",
                    "sts-fips.us-iso-east-1.api.aws.ic.gov",
                ],
            ),
            (
                "us-isob-east-1",
                [
                    "sts.us-isob-east-1.sc2s.sgov.gov",
                    "sts-fips.us-isob-east-1.sc2s.sgov.gov",
                    "sts.us-isob-east-1.api.aws.scloud",
                    "sts-fips.us-isob-east-1.api.aws.scloud",
                ],
            ),
            (
                "eu-isoe-west-1",
                [
                    "sts.eu-isoe-west-1.cloud.adc-e.uk",
                    "sts-fips.eu-isoe-west-1.cloud.adc-e.uk",
                    "sts.eu-isoe-west-1.api.cloud-aws.adc-e.uk",
                    "sts-fips.eu-isoe-west-1.api.cloud-aws.adc-e.uk",
                ],
            ),
            (
                "us-isof-south-1",
                [
                    "sts.us-isof-south-1.csp.hci.ic.gov",
                    "sts-fips.us-isof-south-1.csp.hci.ic.gov",
                    "sts.us-isof-south-1.api.aws.hci.ic.gov",
                    "sts-fips.us-isof-south-1.api.aws.hci.ic.gov",
                ],
            ),
        ];
        for (region, hosts) in cases {
            let variants = [(false, false), (true, false), (false, true), (true, true)];
            for ((fips, dualstack), host) in variants.into_iter().zip(hosts) {
                assert_eq!(at(Some(region), fips, dualstack), format!("https://{host}"));
            }
        }
    }

    /// Per region: plain, FIPS, dual stack, both, as botocore 1.44.8 calls them.
    #[test]
    fn hosts_of_login_sessions() {
        let cases = [
            (
                "us-east-1",
                [
                    Some("us-east-1.signin.aws.amazon.com"),
                    Some("signin-fips.us-east-1.amazonaws.com"),
                    Some("signin.us-east-1.api.aws"),
                    Some("signin-fips.us-east-1.api.aws"),
                ],
            ),
            (
                "cn-north-1",
                [
                    Some("cn-north-1.signin.amazonaws.cn"),
                    Some("signin-fips.cn-north-1.amazonaws.com.cn"),
                    Some("signin.cn-north-1.api.amazonwebservices.com.cn"),
                    Some("signin-fips.cn-north-1.api.amazonwebservices.com.cn"),
                ],
            ),
            (
                "us-gov-west-1",
                [
                    Some("us-gov-west-1.signin.amazonaws-us-gov.com"),
                    Some("signin-fips.amazonaws-us-gov.com"),
                    Some("signin.us-gov-west-1.api.aws"),
                    Some("signin-fips.us-gov-west-1.api.aws"),
                ],
            ),
            (
                "us-gov-east-1",
                [
                    Some("us-gov-east-1.signin.amazonaws-us-gov.com"),
                    Some("us-gov-east-1.signin-fips.amazonaws-us-gov.com"),
                    Some("signin.us-gov-east-1.api.aws"),
                    Some("signin-fips.us-gov-east-1.api.aws"),
                ],
            ),
            (
                "eusc-de-east-1",
                [
                    Some("eusc-de-east-1.signin.amazonaws-eusc.eu"),
                    Some("signin-fips.eusc-de-east-1.amazonaws.eu"),
                    Some("signin.eusc-de-east-1.api.amazonwebservices.eu"),
                    Some("signin-fips.eusc-de-east-1.api.amazonwebservices.eu"),
                ],
            ),
            (
                "us-iso-east-1",
                [
                    Some("us-iso-east-1.signin.c2shome.ic.gov"),
                    Some("signin-fips.us-iso-east-1.c2s.ic.gov"),
                    Some("signin.us-iso-east-1.api.aws.ic.gov"),
                    Some("signin-fips.us-iso-east-1.api.aws.ic.gov"),
                ],
            ),
            (
                "us-isob-east-1",
                [
                    Some("us-isob-east-1.signin.sc2shome.sgov.gov"),
                    Some("signin-fips.us-isob-east-1.sc2s.sgov.gov"),
                    Some("signin.us-isob-east-1.api.aws.scloud"),
                    Some("signin-fips.us-isob-east-1.api.aws.scloud"),
                ],
            ),
            (
                "eu-isoe-west-1",
                [
                    Some("eu-isoe-west-1.signin.csphome.adc-e.uk"),
                    Some("signin-fips.eu-isoe-west-1.cloud.adc-e.uk"),
                    None,
                    None,
                ],
            ),
            (
                "us-isof-south-1",
                [
                    Some("us-isof-south-1.signin.csphome.hci.ic.gov"),
                    Some("signin-fips.us-isof-south-1.csp.hci.ic.gov"),
                    None,
                    None,
                ],
            ),
            (
                "xx-nowhere-1",
                [
                    Some("xx-nowhere-1.signin.aws.amazon.com"),
                    Some("signin-fips.xx-nowhere-1.amazonaws.com"),
                    Some("signin.xx-nowhere-1.api.aws"),
                    Some("signin-fips.xx-nowhere-1.api.aws"),
                ],
            ),
        ];
        for (region, hosts) in cases {
            let variants = [(false, false), (true, false), (false, true), (true, true)];
            for ((fips, dualstack), host) in variants.into_iter().zip(hosts) {
                let url = host.map(|host| format!("https://{host}/v1/token"));
                assert_eq!(login_endpoint(region, fips, dualstack), url);
            }
        }
    }

    #[test]
    fn names_of_old_for_fips_are_regions_with_fips() {
        for region in ["fips-us-east-1", "us-east-1-fips"] {
            let settings = EndpointSettings { region: Some(region), ..EndpointSettings::default() };
            let endpoint = endpoint(&settings);
            assert_eq!(endpoint.url, "https://sts-fips.us-east-1.amazonaws.com");
            assert_eq!(endpoint.signing_region, "us-east-1");
        }
    }

    #[test]
    fn custom_endpoints_can_be_of_aws() {
        let cases = [
            ("https://sts.eu-west-1.amazonaws.com", true),
            ("https://sts-fips.us-east-1.api.aws/", true),
            ("https://vpce-0a1b-2c3d.sts.eu-west-1.vpce.amazonaws.com", true),
            ("https://sts.cn-north-1.amazonaws.com.cn", true),
            ("https://x.execute-api.eu-west-1.amazonaws.com", false),
            ("https://sts.amazonaws.com.example.org", false),
            ("https://sts.example.org", false),
            ("https://stsamazonaws.com", false),
            ("http://127.0.0.1:9000", false),
        ];
        for (url, expected) in cases {
            let settings = EndpointSettings { custom: Some(url), ..EndpointSettings::default() };
            assert_eq!(endpoint(&settings).is_aws(), expected, "{url}");
        }
        assert!(endpoint(&EndpointSettings::default()).is_aws());
    }

    #[test]
    fn no_region_is_the_global_endpoint() {
        for region in [None, Some("aws-global")] {
            let endpoint = endpoint(&EndpointSettings { region, ..EndpointSettings::default() });
            assert_eq!(endpoint.url, "https://sts.amazonaws.com");
            assert_eq!(endpoint.signing_region, "us-east-1");
            assert!(!endpoint.overridden);
        }
        assert_eq!(at(None, true, false), "https://sts-fips.aws-global.amazonaws.com");
        assert_eq!(at(None, false, true), "https://sts.aws-global.api.aws");
    }

    #[test]
    fn the_endpoint_that_was_set_is_kept_as_it_is() {
        let settings = EndpointSettings {
            region: Some("eu-west-1"),
            fips: true,
            dualstack: true,
            custom: Some("http://127.0.0.1:4566/sts"),
        };
        let found = endpoint(&settings);
        assert_eq!(found.url, "http://127.0.0.1:4566/sts");
        assert_eq!(found.signing_region, "eu-west-1");
        assert!(found.overridden);
        let nowhere = EndpointSettings { region: None, ..settings };
        assert_eq!(endpoint(&nowhere).signing_region, "us-east-1");
    }
}
