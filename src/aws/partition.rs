//! AWS partitions and their regions.
//!
//! The table is from the endpoint data of the AWS SDKs and the AWS CLI. It recognizes a region by
//! the form of its name, so new regions work without a change.

use crate::diagnostic::{Code, Diagnostic};
use crate::text::quoted;

/// A partition: a part of AWS with its own accounts, regions and host names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partition {
    /// The name, the second field of an ARN.
    pub id: &'static str,
    /// The DNS suffix of its services.
    pub dns_suffix: &'static str,
    /// The DNS suffix of its dual-stack endpoints.
    pub dual_stack_dns_suffix: &'static str,
    /// The domain of its sign-in service, which has a host in each region.
    pub(super) sign_in_domain: &'static str,
    /// The prefixes of its region names, before the direction and the number.
    prefixes: &'static [&'static str],
    /// The name of the partition's global pseudo-region, if there is one.
    global_region: Option<&'static str>,
}

/// The partition of every region that belongs to no other partition.
const AWS: Partition = Partition {
    id: "aws",
    dns_suffix: "amazonaws.com",
    dual_stack_dns_suffix: "api.aws",
    sign_in_domain: "aws.amazon.com",
    prefixes: &["us", "eu", "ap", "sa", "ca", "me", "af", "il", "mx"],
    global_region: Some("aws-global"),
};

const OTHERS: [Partition; 7] = [
    Partition {
        id: "aws-cn",
        dns_suffix: "amazonaws.com.cn",
        dual_stack_dns_suffix: "api.amazonwebservices.com.cn",
        sign_in_domain: "amazonaws.cn",
        prefixes: &["cn"],
        global_region: Some("aws-cn-global"),
    },
    Partition {
        id: "aws-us-gov",
        dns_suffix: "amazonaws.com",
        dual_stack_dns_suffix: "api.aws",
        sign_in_domain: "amazonaws-us-gov.com",
        prefixes: &["us-gov"],
        global_region: Some("aws-us-gov-global"),
    },
    Partition {
        id: "aws-eusc",
        dns_suffix: "amazonaws.eu",
        dual_stack_dns_suffix: "api.amazonwebservices.eu",
        sign_in_domain: "amazonaws-eusc.eu",
        prefixes: &["eusc-de"],
        global_region: None,
    },
    Partition {
        id: "aws-iso",
        dns_suffix: "c2s.ic.gov",
        dual_stack_dns_suffix: "api.aws.ic.gov",
        sign_in_domain: "c2shome.ic.gov",
        prefixes: &["us-iso"],
        global_region: Some("aws-iso-global"),
    },
    Partition {
        id: "aws-iso-b",
        dns_suffix: "sc2s.sgov.gov",
        dual_stack_dns_suffix: "api.aws.scloud",
        sign_in_domain: "sc2shome.sgov.gov",
        prefixes: &["us-isob"],
        global_region: Some("aws-iso-b-global"),
    },
    Partition {
        id: "aws-iso-e",
        dns_suffix: "cloud.adc-e.uk",
        dual_stack_dns_suffix: "api.cloud-aws.adc-e.uk",
        sign_in_domain: "csphome.adc-e.uk",
        prefixes: &["eu-isoe"],
        global_region: Some("aws-iso-e-global"),
    },
    Partition {
        id: "aws-iso-f",
        dns_suffix: "csp.hci.ic.gov",
        dual_stack_dns_suffix: "api.aws.hci.ic.gov",
        sign_in_domain: "csphome.hci.ic.gov",
        prefixes: &["us-isof"],
        global_region: Some("aws-iso-f-global"),
    },
];

/// The partition of a region. A name of unknown form belongs to `aws`, as in the AWS CLI.
pub fn partition_of_region(region: &str) -> &'static Partition {
    let prefix = split_region(region);
    OTHERS.iter().find(|partition| partition.has(region, prefix)).unwrap_or(&AWS)
}

/// The partition with this name, the second field of an ARN; `None` if it does not exist.
pub fn partition(id: &str) -> Option<&'static Partition> {
    std::iter::once(&AWS).chain(&OTHERS).find(|partition| partition.id == id)
}

/// Whether a host is below a domain of AWS.
pub(super) fn is_below_aws(host: &str) -> bool {
    let below = |domain| host.strip_suffix(domain).is_some_and(|name| name.ends_with('.'));
    let mut all = std::iter::once(&AWS).chain(&OTHERS);
    all.any(|partition| below(partition.dns_suffix) || below(partition.dual_stack_dns_suffix))
}

impl Partition {
    /// Whether its services have dual-stack endpoints. The endpoint rules name hosts for every
    /// partition, but the AWS CLI rejects those that the endpoint data does not have.
    pub fn has_dual_stack(&self) -> bool {
        !matches!(self.id, "aws-iso-e" | "aws-iso-f")
    }

    /// Whether the region's name has the form of this partition: one of its prefixes, a direction
    /// and a number, joined by hyphens.
    fn has(&self, region: &str, prefix: Option<&str>) -> bool {
        Some(region) == self.global_region
            || prefix.is_some_and(|prefix| self.prefixes.contains(&prefix))
    }
}

/// The part of a region's name before the direction and the number: `us-gov` of `us-gov-west-1`.
fn split_region(region: &str) -> Option<&str> {
    let (rest, number) = region.rsplit_once('-')?;
    let (prefix, direction) = rest.rsplit_once('-')?;
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let fits = !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && !direction.is_empty()
        && direction.bytes().all(is_word);
    fits.then_some(prefix)
}

/// Whether a region is valid in a host name: one DNS label of 1 to 63 letters, digits and hyphens,
/// not only digits, and without a hyphen at either end. The AWS CLI also rejects all others.
pub fn is_valid_region_label(region: &str) -> bool {
    (1..=63).contains(&region.len())
        && region.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !region.bytes().all(|byte| byte.is_ascii_digit())
        && !region.starts_with('-')
        && !region.ends_with('-')
}

/// Checks a region that a caller passes, if it does.
///
/// # Errors
/// `region-invalid`.
pub(crate) fn check_region(region: Option<&str>) -> Result<(), Diagnostic> {
    let Some(region) = region.filter(|region| !is_valid_region_label(region)) else {
        return Ok(());
    };
    let message = match region {
        "" => "the region is empty".to_owned(),
        _ => format!("{} is not a region", quoted(region)),
    };
    Err(Diagnostic::new(Code::RegionInvalid, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_have_the_partition_of_their_form() {
        let cases = [
            ("eu-west-1", "aws"),
            ("us-east-1", "aws"),
            ("ap-southeast-12", "aws"),
            ("mx-central-1", "aws"),
            ("aws-global", "aws"),
            ("cn-north-1", "aws-cn"),
            ("aws-cn-global", "aws-cn"),
            ("us-gov-west-1", "aws-us-gov"),
            ("us-iso-east-1", "aws-iso"),
            ("us-isob-east-1", "aws-iso-b"),
            ("eu-isoe-west-1", "aws-iso-e"),
            ("us-isof-south-1", "aws-iso-f"),
            ("eusc-de-east-1", "aws-eusc"),
            // No known form, so the default.
            ("eusc-fr-east-1", "aws"),
            ("us-gov-west", "aws"),
            ("us-gov-1", "aws"),
            ("cn--1", "aws"),
            ("cn-north-1a", "aws"),
            ("CN-NORTH-1", "aws"),
            ("local", "aws"),
            ("", "aws"),
        ];
        for (region, id) in cases {
            assert_eq!(partition_of_region(region).id, id, "{region}");
        }
    }

    #[test]
    fn partitions_are_found_by_name() {
        for id in ["aws", "aws-cn", "aws-us-gov", "aws-eusc", "aws-iso", "aws-iso-b"] {
            assert_eq!(partition(id).map(|partition| partition.id), Some(id));
        }
        for id in ["", "AWS", "aws-moon", "arn"] {
            assert_eq!(partition(id), None, "{id}");
        }
    }

    #[test]
    fn region_labels() {
        let longest = "a".repeat(63);
        for valid in ["eu-west-1", "local", "a", "1a", "US-EAST-1", longest.as_str()] {
            assert!(is_valid_region_label(valid), "{valid}");
        }
        let too_long = "a".repeat(64);
        let invalid =
            ["", "-a", "a-", "123", "eu_west", "eu west", "a.b", "é", "a\n", "a/b", &too_long];
        for invalid in invalid {
            assert!(!is_valid_region_label(invalid), "{invalid}");
        }
    }
}
