//! The text of a cache entry, as the AWS CLI writes and reads it.
//!
//! The AWS CLI crashes on an incomplete entry, so an entry is written completely or not at all.
//! Anyone who can write to the directory can change an entry, so it is only trusted if it is
//! complete and for a session of the requested role. Anything else is a miss.

use serde::{Deserialize, Deserializer, Serialize};

use super::written::WrittenCredentials;
use crate::aws::{Arn, RequestedRole};
use crate::cache::json::{self, Separators};
use crate::credentials::Credentials;
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::secret::Secret;
use crate::sts::response::AssumedRole;
use crate::text::{is_header_safe, one_line};
use crate::timestamp::{self, Timestamp};

/// The maximum length of an entry that is read, in bytes.
pub const ENTRY_MAX: usize = 64 * 1024;

/// The result of a lookup for a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// Credentials that are valid long enough.
    Hit(Credentials),
    /// Credentials that have expired or expire too soon.
    Expired(Credentials),
    /// No usable credentials.
    Miss,
}

/// A description of an entry, without its secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// The ARN of the session.
    pub arn: Option<String>,
    /// The account ID.
    pub account_id: Option<String>,
    /// When the credentials expire.
    pub expiration: Timestamp,
    /// The type of the credentials, where the AWS CLI records it (`sso`).
    pub provider_type: Option<String>,
}

/// The file, in the order of the AWS CLI.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Written<'a> {
    credentials: WrittenCredentials<'a>,
    assumed_role_user: WrittenUser<'a>,
    response_metadata: WrittenMetadata<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct WrittenUser<'a> {
    assumed_role_id: &'a str,
    arn: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct WrittenMetadata<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
    #[serde(rename = "HTTPStatusCode")]
    http_status_code: u16,
    #[serde(rename = "HTTPHeaders")]
    http_headers: Empty,
    retry_attempts: u32,
}

#[derive(Serialize)]
struct Empty {}

/// Creates the entry for a role session: one line of ASCII, without a newline.
///
/// # Errors
/// `identity-mismatch` if it is a session of another role, and `internal` if a part is missing.
pub fn write(
    role: RequestedRole<'_>,
    session: &AssumedRole,
    retries: u32,
) -> Result<Secret, Error> {
    session.check_role(role)?;
    let AssumedRole { credentials, arn, id, request_id } = session;
    let account_id = Arn::parse(arn).and_then(|arn| arn.account_id());
    let entry = Written {
        credentials: WrittenCredentials::new(credentials, account_id, timestamp::format)
            .ok_or_else(unwritable)?,
        assumed_role_user: WrittenUser { assumed_role_id: id, arn },
        response_metadata: WrittenMetadata {
            request_id: request_id.as_deref(),
            http_status_code: 200,
            http_headers: Empty {},
            retry_attempts: retries,
        },
    };
    json::to_string(&entry, Separators::Spaced).map(Secret::new).ok_or_else(unwritable)
}

fn unwritable() -> Error {
    Diagnostic::new(Code::Internal, "the session is incomplete and cannot be cached").into()
}

/// The file; other members are ignored.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Read {
    pub(super) credentials: ReadCredentials,
    #[serde(default)]
    assumed_role_user: Option<ReadUser>,
    #[serde(default)]
    pub(super) provider_type: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ReadCredentials {
    access_key_id: String,
    #[serde(deserialize_with = "secret")]
    secret_access_key: Secret,
    #[serde(deserialize_with = "secret")]
    session_token: Secret,
    expiration: String,
    #[serde(default)]
    pub(super) account_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ReadUser {
    arn: String,
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Secret, D::Error> {
    String::deserialize(deserializer).map(Secret::new)
}

/// Looks up a role in an entry's text. `min_remaining_seconds` is in seconds, `now_ms` in
/// milliseconds since 1970.
///
/// Only an entry with an `AssumedRoleUser` that matches the role is used; the AWS CLI always writes
/// it for roles.
pub fn look_up(
    role: RequestedRole<'_>,
    text: &str,
    now_ms: i64,
    min_remaining_seconds: u32,
) -> Lookup {
    match read_role(role, text) {
        None => Lookup::Miss,
        Some(found) if found.last_for(min_remaining_seconds, now_ms) => Lookup::Hit(found),
        Some(found) => Lookup::Expired(found),
    }
}

fn read_role(role: RequestedRole<'_>, text: &str) -> Option<Credentials> {
    let Read { credentials, assumed_role_user, .. } = read(text)?;
    let user = assumed_role_user.filter(|user| role.accepts(&user.arn))?;
    let account_id = Arn::parse(&user.arn).and_then(|arn| arn.account_id()).map(str::to_owned);
    Some(Credentials { account_id, ..credentials.complete()? })
}

impl ReadCredentials {
    /// The credentials, if every part is valid in a header.
    pub(super) fn complete(self) -> Option<Credentials> {
        let is_whole = is_header_safe(&self.access_key_id)
            && is_header_safe(self.secret_access_key.expose())
            && is_header_safe(self.session_token.expose());
        let found = Credentials {
            access_key_id: self.access_key_id,
            secret_access_key: self.secret_access_key,
            session_token: Some(self.session_token),
            expiration: Some(timestamp::parse(&self.expiration)?),
            account_id: self.account_id,
        };
        is_whole.then_some(found)
    }
}

/// Describes an entry; `None` if the text is not one. The description is safe to display.
pub fn describe(text: &str) -> Option<Description> {
    let Read { credentials, assumed_role_user, provider_type } = read(text)?;
    let shown = |text: String| one_line(&text, 200);
    let arn = assumed_role_user.map(|user| user.arn).filter(|arn| !arn.is_empty());
    let account_of_arn =
        arn.as_deref().and_then(Arn::parse).and_then(|arn| arn.account_id().map(str::to_owned));
    Some(Description {
        account_id: account_of_arn.or(credentials.account_id).map(shown),
        arn: arn.map(shown),
        expiration: timestamp::parse(&credentials.expiration)?,
        provider_type: provider_type.map(shown),
    })
}

pub(super) fn read(text: &str) -> Option<Read> {
    if text.len() > ENTRY_MAX {
        return None;
    }
    serde_json::from_str(text).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ROLE: &str = "arn:aws:iam::210987654321:role/ops/Deploy";
    const AWS: RequestedRole<'_> = RequestedRole { arn: ROLE, is_aws: true };
    const NOW: i64 = 1_893_456_000_000;

    fn session() -> AssumedRole {
        AssumedRole {
            credentials: Credentials {
                access_key_id: "ASIAEXAMPLE".to_owned(),
                secret_access_key: Secret::new("canary/secret"),
                session_token: Some(Secret::new("canary/token==")),
                expiration: timestamp::parse("2030-01-01T01:00:00Z"),
                account_id: Some("210987654321".to_owned()),
            },
            arn: "arn:aws:sts::210987654321:assumed-role/Deploy/morgan".to_owned(),
            id: "AROAEXAMPLE:morgan".to_owned(),
            request_id: Some("00000000-0000-4000-8000-000000000000".to_owned()),
        }
    }

    const ENTRY: &str = "{\"Credentials\": {\"AccessKeyId\": \"ASIAEXAMPLE\", \
        \"SecretAccessKey\": \"canary/secret\", \"SessionToken\": \"canary/token==\", \
        \"Expiration\": \"2030-01-01T01:00:00+00:00\", \"AccountId\": \"210987654321\"}, \
        \"AssumedRoleUser\": {\"AssumedRoleId\": \"AROAEXAMPLE:morgan\", \
        \"Arn\": \"arn:aws:sts::210987654321:assumed-role/Deploy/morgan\"}, \
        \"ResponseMetadata\": {\"RequestId\": \"00000000-0000-4000-8000-000000000000\", \
        \"HTTPStatusCode\": 200, \"HTTPHeaders\": {}, \"RetryAttempts\": 0}}";

    fn look(text: &str) -> Lookup {
        look_up(AWS, text, NOW, 900)
    }

    #[test]
    fn entries_are_written_as_the_aws_cli_does() {
        assert_eq!(write(AWS, &session(), 0).unwrap().expose(), ENTRY);
    }

    #[test]
    fn written_entries_are_read() {
        assert_eq!(look(ENTRY), Lookup::Hit(session().credentials));
        assert!(!format!("{:?}", look(ENTRY)).contains("canary"));
    }

    #[test]
    fn sessions_of_other_roles_are_rejected() {
        for other in ["arn:aws:iam::210987654321:role/deploy", "arn:aws:iam::1:role/Deploy", ""] {
            let other = RequestedRole { arn: other, is_aws: true };
            let error = write(other, &session(), 0).unwrap_err();
            assert_eq!(error.code, Code::IdentityMismatch);
            assert_eq!(look_up(other, ENTRY, NOW, 900), Lookup::Miss, "{other:?}");
        }
    }

    /// Entries of custom endpoints are in a separate directory, which never has sessions of AWS.
    #[test]
    fn sessions_of_custom_endpoints_need_no_arn() {
        let custom = RequestedRole { arn: ROLE, is_aws: false };
        let foreign = "arn:aws:sts::000000000000:assumed-role/Deploy/morgan";
        for (arn, account_id) in [("", None), (foreign, Some("000000000000".to_owned()))] {
            let session = AssumedRole { arn: arn.to_owned(), id: String::new(), ..session() };
            let entry = write(custom, &session, 0).unwrap();
            let expected = Credentials { account_id, ..session.credentials.clone() };
            assert_eq!(look_up(custom, entry.expose(), NOW, 900), Lookup::Hit(expected));
            assert_eq!(look(entry.expose()), Lookup::Miss);
            assert!(write(AWS, &session, 0).is_err());
        }
        let other = RequestedRole { arn: "arn:aws:iam::1:role/Admin", is_aws: false };
        assert_eq!(look_up(other, ENTRY, NOW, 900), Lookup::Miss);
    }

    #[test]
    fn incomplete_sessions_are_not_written() {
        let mut endless = session();
        endless.credentials.expiration = None;
        assert_eq!(write(AWS, &endless, 0).unwrap_err().code, Code::Internal);
        let mut tokenless = session();
        tokenless.credentials.session_token = None;
        assert_eq!(write(AWS, &tokenless, 0).unwrap_err().code, Code::Internal);
    }

    #[test]
    fn entries_of_all_tools_are_read() {
        let cases = [
            ("the service's own spelling of the time", "+00:00", "Z"),
            ("that of very old tools", "+00:00", "UTC"),
            ("response headers", "{}", "{\"date\": \"Tue, 01 Jan 2030 00:00:00 GMT\"}"),
            ("more keys", "{\"Credentials\"", "{\"New\": [1, {}], \"Credentials\""),
            ("no account", ", \"AccountId\": \"210987654321\"", ""),
            ("other white space", "{\"Credentials\": ", "{\n  \"Credentials\":\t"),
        ];
        for (shows, from, to) in cases {
            assert!(ENTRY.contains(from), "{shows}");
            assert_eq!(
                look(&ENTRY.replace(from, to)),
                Lookup::Hit(session().credentials),
                "{shows}"
            );
        }
    }

    #[test]
    fn invalid_entries_are_misses() {
        let long = ENTRY.replace("{}", &format!("{{\"x\": \"{}\"}}", "x".repeat(ENTRY_MAX)));
        let nested = "[".repeat(60_000);
        let texts = ["", " ", "null", "1", "[]", "{}", "\"x\"", &long, &nested];
        for text in texts {
            assert_eq!(look(text), Lookup::Miss, "{text}");
        }
        let cases = [
            ("a byte order mark", "{\"Credentials\"", "\u{FEFF}{\"Credentials\""),
            ("no zone", "+00:00", ""),
            ("no date", "2030-01-01T01:00:00+00:00", "soon"),
            ("a number for a text", "\"ASIAEXAMPLE\"", "1"),
            ("null for a text", "\"canary/token==\"", "null"),
            ("no key", "\"AccessKeyId\"", "\"accessKeyId\""),
            ("no secret", "\"SecretAccessKey\"", "\"S\""),
            ("no token", "\"SessionToken\"", "\"S\""),
            ("no end", "\"Expiration\"", "\"E\""),
            ("an empty key", "ASIAEXAMPLE", ""),
            ("an empty secret", "canary/secret", ""),
            ("a space in the token", "canary/token==", "canary token"),
            ("a line break in the key", "ASIAEXAMPLE", "ASIA\\nEXAMPLE"),
            ("a letter beyond ASCII", "canary/secret", "canary\\u00e9"),
            ("no user", "\"AssumedRoleUser\"", "\"A\""),
            ("null for the user", "{\"AssumedRoleId\"", "null, \"x\": {\"AssumedRoleId\""),
            ("another account", "arn:aws:sts::2", "arn:aws:sts::3"),
            ("another partition", "arn:aws:sts", "arn:aws-cn:sts"),
            ("a key twice", "\"AccessKeyId\"", "\"AccessKeyId\": \"x\", \"AccessKeyId\""),
            ("two objects", "{\"Credentials\"", "{}{\"Credentials\""),
        ];
        for (shows, from, to) in cases {
            assert!(ENTRY.contains(from), "{shows}");
            assert_eq!(look(&ENTRY.replace(from, to)), Lookup::Miss, "{shows}");
        }
    }

    #[test]
    fn incomplete_entries_are_misses() {
        for end in 0..ENTRY.len() {
            assert_eq!(look(&ENTRY[..end]), Lookup::Miss, "cut at {end}");
        }
    }

    #[test]
    fn entries_expire() {
        let end = NOW + 3_600_000;
        let at = |now, min_remaining_seconds| look_up(AWS, ENTRY, now, min_remaining_seconds);
        let found = session().credentials;
        assert_eq!(at(end - 900_000, 900), Lookup::Hit(found.clone()));
        assert_eq!(at(end - 899_999, 900), Lookup::Expired(found.clone()));
        assert_eq!(at(end - 899_999, 899), Lookup::Hit(found.clone()));
        assert_eq!(at(end + 1, 0), Lookup::Expired(found));
    }

    #[test]
    fn entries_are_described_without_secrets() {
        let role = describe(ENTRY).unwrap();
        assert_eq!(role.arn.as_deref(), Some(session().arn.as_str()));
        assert_eq!(role.account_id.as_deref(), Some("210987654321"));
        assert_eq!(timestamp::to_ms(role.expiration), NOW + 3_600_000);
        assert_eq!(role.provider_type, None);
        let sso = describe(
            "{\"ProviderType\": \"sso\", \"Credentials\": {\"AccessKeyId\": \"A\", \
             \"SecretAccessKey\": \"canary\", \"SessionToken\": \"canary\", \
             \"Expiration\": \"2030-01-01T01:00:00Z\", \"AccountId\": \"\\u001b[31m\"}}",
        );
        let sso = sso.unwrap();
        assert_eq!((sso.arn, sso.provider_type.as_deref()), (None, Some("sso")));
        assert_eq!(sso.account_id.as_deref(), Some("\u{FFFD}[31m"));
        assert_eq!(describe("{}"), None);
    }

    proptest! {
        #[test]
        fn every_session_survives_a_round_trip(
            key in "[A-Z0-9]{16,32}",
            secret in "[!-~]{1,60}",
            token in "[!-~]{1,400}",
            name in "[A-Za-z0-9_+=,.@-]{2,64}",
            seconds in 0..253_402_300_799_i64,
        ) {
            let mut session = session();
            session.credentials.access_key_id = key;
            session.credentials.secret_access_key = Secret::new(secret);
            session.credentials.session_token = Some(Secret::new(token));
            session.credentials.expiration = timestamp::from_ms(seconds * 1000);
            session.arn = format!("arn:aws:sts::210987654321:assumed-role/Deploy/{name}");
            let entry = write(AWS, &session, 1).unwrap();
            prop_assert!(entry.expose().is_ascii() && !entry.expose().contains('\n'));
            let found = look_up(AWS, entry.expose(), i64::MIN, 0);
            prop_assert_eq!(found, Lookup::Hit(session.credentials));
        }

        #[test]
        fn any_text_is_read_without_a_panic(text in "(\\PC|[\\{\\}\\[\\]\",:]|\"Credentials\"){0,60}") {
            prop_assert_eq!(look(&text), Lookup::Miss);
            prop_assert_eq!(describe(&text), None);
        }
    }
}
