//! The names of the AWS CLI's cache entries: hashes of the fixed parameters of a call.
//!
//! The hash is of JSON exactly as Python writes it. It does not include the MFA code, the
//! credentials that sign the call, the region, the endpoint or the profile name, so two profiles
//! that assume the same role in the same way share an entry.

use serde::Serialize;
use serde_json::Value;
use sha1::{Digest, Sha1};
use sha2::Sha256;

use super::json::{self, Separators};
use crate::sts::{PolicyArn, Tag};
use crate::text::hex;

/// The fixed parameters of an `AssumeRole` call, as the profile sets them.
#[derive(Clone, Copy, Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RoleKey<'a> {
    // In alphabetical order, because the AWS CLI sorts the keys.
    /// `duration_seconds`, if it is an integer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_seconds: Option<u32>,
    /// `external_id`, even if it is empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<&'a str>,
    /// The session policy, of [`policy_for_key`]; the formatting of JSON is ignored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<&'a Value>,
    /// The managed session policies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_arns: Option<&'a [PolicyArn]>,
    /// `role_arn`.
    pub role_arn: &'a str,
    /// `role_session_name`. An empty name is ignored; a generated one must not be passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_session_name: Option<&'a str>,
    /// `mfa_serial`, even if it is empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub serial_number: Option<&'a str>,
    /// The source identity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_identity: Option<&'a str>,
    /// The session tags, in their order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<&'a [Tag]>,
    /// The keys of the transitive tags, in their order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transitive_tag_keys: Option<&'a [String]>,
}

/// A session policy for [`RoleKey`]: its JSON or, if that has a number other than a 64-bit integer, its
/// text. Such a number is not kept as it is written, so two policies that differ could be the same.
pub fn policy_for_key(text: &str) -> Value {
    serde_json::from_str(text).ok().filter(is_exact).unwrap_or_else(|| Value::from(text))
}

/// Whether all numbers in a value are 64-bit integers.
fn is_exact(value: &Value) -> bool {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Value::Number(number) if number.is_f64() => return false,
            Value::Array(items) => open.extend(items),
            Value::Object(members) => open.extend(members.values()),
            _ => {}
        }
    }
    true
}

/// The parameters of a `GetRoleCredentials` call, and the name of the SSO session.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SsoKey<'a> {
    // In alphabetical order, because the AWS CLI sorts the keys.
    /// `sso_account_id`.
    pub account_id: &'a str,
    /// `sso_role_name`.
    pub role_name: &'a str,
    /// `sso_session`, if the profile has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_name: Option<&'a str>,
    /// `sso_start_url`, if the profile has no `sso_session`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_url: Option<&'a str>,
}

/// The key of an `AssumeRole` session: 40 hex digits.
pub fn role_key(parameters: &RoleKey<'_>) -> String {
    let role_session_name = parameters.role_session_name.filter(|name| !name.is_empty());
    hash(&RoleKey { role_session_name, ..*parameters }, Separators::Spaced)
}

/// The key of an `AssumeRoleWithWebIdentity` session: 40 hex digits. Ignores an empty name.
pub fn web_identity_key(role_arn: &str, role_session_name: Option<&str>) -> String {
    role_key(&RoleKey { role_arn, role_session_name, ..RoleKey::default() })
}

/// The key of an IAM Identity Center session: 40 hex digits.
pub fn sso_key(parameters: &SsoKey<'_>) -> String {
    hash(parameters, Separators::Compact)
}

/// The parameters of this program's registration with IAM Identity Center. The AWS CLI computes the
/// same key, so the two share registrations, which are not specific to one program.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RegistrationKey<'a> {
    // In alphabetical order, because the AWS CLI sorts the keys.
    /// `sso_region`.
    pub region: &'a str,
    /// `sso_registration_scopes`, if it is set; it can be empty.
    pub scopes: Option<&'a [String]>,
    /// `sso_session`, if there is one.
    #[serde(rename = "session_name")]
    pub session_name: Option<&'a str>,
    /// `sso_start_url`.
    pub start_url: &'a str,
    /// `botocore`, always.
    tool: &'static str,
}

impl<'a> RegistrationKey<'a> {
    /// Creates the parameters of the registration for a portal; see the fields.
    pub fn new(
        region: &'a str,
        start_url: &'a str,
        session_name: Option<&'a str>,
        scopes: Option<&'a [String]>,
    ) -> Self {
        Self { region, scopes, session_name, start_url, tool: "botocore" }
    }
}

/// The key of a registration in `~/.aws/sso/cache`: 40 hex digits.
pub fn registration_key(parameters: &RegistrationKey<'_>) -> String {
    hash(parameters, Separators::Spaced)
}

/// The key of an SSO token in `~/.aws/sso/cache`: 40 hex digits. It is a hash of the `sso_session`
/// name or, without one, of the start URL exactly as written.
pub fn token_key(session_name: Option<&str>, start_url: &str) -> String {
    sha1(session_name.unwrap_or(start_url))
}

/// The key of a login session of `aws login` in `~/.aws/login/cache`: 64 hex digits.
pub fn login_key(login_session: &str) -> String {
    hex(&Sha256::digest(login_session))
}

/// The key of a session from a custom endpoint, in rolehop's own cache: 40 hex digits. It includes
/// the endpoint, because such an endpoint can issue credentials for any role.
pub fn rolehop_key(endpoint_url: &str, key: &str) -> String {
    hash(&[endpoint_url, key], Separators::Compact)
}

/// The hash of an MFA device's name, for file names such as those of locks: 40 hex digits.
pub fn mfa_key(serial: &str) -> String {
    hash(&[serial], Separators::Compact)
}

/// The key of the MFA session of an IAM user, in rolehop's own cache: 40 hex digits. It includes the
/// access key, so that it changes when that is replaced.
pub fn user_session_key(endpoint_url: &str, access_key_id: &str, serial: &str) -> String {
    hash(&["GetSessionToken", endpoint_url, access_key_id, serial], Separators::Compact)
}

/// SHA-1 of the value's JSON, in lower-case hex. It only names a file; it protects nothing.
fn hash(value: &impl Serialize, separators: Separators) -> String {
    // Strings and integers can always be serialized.
    sha1(&json::to_string(value, separators).unwrap_or_default())
}

fn sha1(text: &str) -> String {
    hex(&Sha1::digest(text))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const ROLE: &str = "arn:aws:iam::210987654321:role/Deploy";
    const MFA: &str = "arn:aws:iam::123123123123:mfa/morgan";

    /// The expected keys were computed by botocore 1.43.11's own credential fetchers.
    #[test]
    fn role_keys_are_those_of_the_aws_cli() {
        let role = RoleKey { role_arn: ROLE, ..RoleKey::default() };
        let all = RoleKey {
            duration_seconds: Some(900),
            external_id: Some("tenant-7"),
            role_session_name: Some("morgan@example.org"),
            serial_number: Some(MFA),
            ..role
        };
        let odd = "Zürich \"x\" \\ / \u{1F680} 語 \u{7f}\t";
        let cases = [
            ("role only", role, "b355604d21d898223379405b7a42cff316ee2aca"),
            (
                "an empty session name is left out",
                RoleKey { role_session_name: Some(""), ..role },
                "b355604d21d898223379405b7a42cff316ee2aca",
            ),
            (
                "session name",
                RoleKey { role_session_name: Some("morgan"), ..role },
                "3a59cdb88b042762c941ab94670a0916fca448de",
            ),
            (
                "external ID",
                RoleKey { external_id: Some("tenant-7"), ..role },
                "40fd4e06a8bbf0075a0f3b7392a5a3af537be2dd",
            ),
            (
                "an empty external ID is kept",
                RoleKey { external_id: Some(""), ..role },
                "1ac029b35557ddc9a45339a9df21270a2770e2c4",
            ),
            (
                "duration, as an integer",
                RoleKey { duration_seconds: Some(5400), ..role },
                "d793d8ca08b1e06047435348a05c47a77a01c974",
            ),
            (
                "MFA device",
                RoleKey { serial_number: Some(MFA), ..role },
                "95f80a477ea0ce7789ed638f379002c8948c5dac",
            ),
            ("everything", all, "f7b54979d67c31189a3daea4b27a248fa0850b6a"),
            (
                "escapes",
                RoleKey { external_id: Some(odd), ..role },
                "18bc9eddc777ceebb0acd022f5170c7abdbb2c25",
            ),
            (
                "other partition, with a path",
                RoleKey { role_arn: "arn:aws-cn:iam::210987654321:role/ops/night/Deploy", ..role },
                "fce924930131243afa392f6e8e519381e3be05d0",
            ),
            (
                "first hop of a chain",
                RoleKey {
                    role_arn: "arn:aws:iam::123123123123:role/Gate",
                    role_session_name: Some("gate"),
                    ..role
                },
                "8592d5efcadb1c7a800236e417dcae44a1501e7c",
            ),
            (
                "second hop",
                RoleKey { external_id: Some("tenant-7"), role_session_name: Some("gate"), ..role },
                "d7e6bb818dfe8cc4fd24a8869dd4118eee28850d",
            ),
        ];
        for (shows, parameters, expected) in cases {
            assert_eq!(role_key(&parameters), expected, "{shows}");
        }
    }

    /// The first key was computed by botocore 1.43.11's own credential fetcher, for both texts.
    #[test]
    fn policies_that_differ_have_different_keys() {
        let key = |policy: &str| {
            let policy = policy_for_key(policy);
            role_key(&RoleKey { role_arn: ROLE, policy: Some(&policy), ..RoleKey::default() })
        };
        let largest = "ce9376c227b97e73d1d2a299991d972e40d539e6";
        assert_eq!(key("{\"b\":18446744073709551615,\"a\":[-1]}"), largest);
        assert_eq!(key("{ \"a\" : [ -1 ],\n\"b\" : 18446744073709551615 }"), largest);
        let numbers = [
            "0",
            "-0",
            "1.5",
            "1.50",
            "1.0000000000000001",
            "1.0000000000000002",
            "18446744073709551615",
            "18446744073709551616",
            "18446744073709551617",
            "-9223372036854775809",
            "-9223372036854775810",
            "\"1.5\"",
        ];
        let policies = numbers.map(|number| format!("{{\"a\":{number}}}"));
        let text = serde_json::Value::from(policies[2].as_str()).to_string();
        let of_text = format!("{{\"a\":{text}}}");
        let keys: BTreeSet<String> =
            policies.iter().chain([&of_text]).map(|policy| key(policy)).collect();
        assert_eq!(keys.len(), numbers.len() + 1);
    }

    #[test]
    fn web_identity_keys_are_those_of_the_aws_cli() {
        let cases = [
            (None, "b355604d21d898223379405b7a42cff316ee2aca"),
            (Some(""), "b355604d21d898223379405b7a42cff316ee2aca"),
            (Some("build"), "7403c65aa6bac50ac5461dd23732371081c0c548"),
        ];
        for (session_name, expected) in cases {
            assert_eq!(web_identity_key(ROLE, session_name), expected, "{session_name:?}");
        }
    }

    #[test]
    fn sso_keys_are_those_of_the_aws_cli() {
        let legacy = SsoKey {
            account_id: "098765432109",
            role_name: "Auditor",
            session_name: None,
            start_url: Some("https://corp.example.org/start"),
        };
        let session = |name| SsoKey { session_name: Some(name), start_url: None, ..legacy };
        let cases = [
            (legacy, "f347853f13c04acafa4bdb9b1911360e3e3b5ebe"),
            (session("corp"), "a94523be7c36787cdaff963330b3be26dc7d096e"),
            (session("büro 1"), "8c94fd1bb3512e7c0bec66ea1b8a6fc857a776c7"),
        ];
        for (parameters, expected) in cases {
            assert_eq!(sso_key(&parameters), expected, "{parameters:?}");
        }
    }

    /// The expected names were computed by the token fetchers of the AWS CLI 2.9.19 and 2.36.7.
    #[test]
    fn token_keys_are_those_of_the_aws_cli() {
        let url = "https://corp.example.org/start";
        assert_eq!(token_key(Some("corp"), url), "ee0bfd2552fbd840c02cc48b6e823320543c450f");
        assert_eq!(token_key(None, url), "8e498feb00c75faec40fc889765a1c7f105b7d46");
        let scopes = ["sso:account:access".to_owned(), "x".to_owned()];
        let aws = "https://d-123.awsapps.com/start";
        let three = ["sso:account:access", "codewhisperer:completions", "x"].map(str::to_owned);
        let cases = [
            (
                RegistrationKey::new("eu-west-1", url, Some("corp"), Some(&scopes)),
                "85962667cea8716eef9b01e335ef000ae56b4a93",
            ),
            (
                RegistrationKey::new("eu-west-1", url, Some("büro"), None),
                "a4db9c51481e86adabe2f4dda6ec5b2e33c52eb6",
            ),
            (
                RegistrationKey::new("eu-west-1", url, None, None),
                "656a84f66192a920db94f714f6fc3afd7b6a6cb3",
            ),
            (
                RegistrationKey::new("us-west-2", aws, Some("my-sso"), Some(&[])),
                "8983bd9c7377c14d3e138467ad1fd32c86813edb",
            ),
            (
                RegistrationKey::new("us-west-2", aws, Some("my-sso"), None),
                "037794624ee038c03b72d05d652da0aa02fc8f72",
            ),
            (
                RegistrationKey::new("us-west-2", aws, Some("my-sso"), Some(&three)),
                "00a32a8dcbc7f74fa57d8f93370473caba00eecb",
            ),
        ];
        for (parameters, expected) in cases {
            assert_eq!(registration_key(&parameters), expected, "{parameters:?}");
        }
    }

    #[test]
    fn rolehop_keys_depend_on_the_endpoint() {
        let key = "a".repeat(40);
        let own = rolehop_key("https://sts.example.org", &key);
        assert_eq!(own, "a3f9af876811c76df03ab6ba2880564ee80b5362");
        assert_ne!(own, rolehop_key("https://sts.example.net", &key));
    }
}
