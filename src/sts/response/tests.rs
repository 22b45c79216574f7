#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use proptest::prelude::*;

use super::*;
use crate::diagnostic::Code;
use crate::http::HttpResponse;
use crate::secret::Secret;
use crate::timestamp;

const ROLE: &str = "arn:aws:iam::210987654321:role/ops/Deploy";
const SESSION: &str = "arn:aws:sts::210987654321:assumed-role/Deploy/morgan";

/// An answer to `AssumeRole`, with a word replaced.
fn body(from: &str, to: &str) -> String {
    let body = format!(
        "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">
  <AssumeRoleResult>
    <AssumedRoleUser>
      <AssumedRoleId>AROAEXAMPLE:morgan</AssumedRoleId>
      <Arn>{SESSION}</Arn>
    </AssumedRoleUser>
    <Credentials>
      <AccessKeyId>ASIAEXAMPLE</AccessKeyId>
      <SecretAccessKey>canary/Secret</SecretAccessKey>
      <SessionToken>canary/Token==</SessionToken>
      <Expiration>2030-01-01T01:00:00Z</Expiration>
    </Credentials>
    <PackedPolicySize>6</PackedPolicySize>
  </AssumeRoleResult>
  <ResponseMetadata><RequestId>00000000-0000-4000-8000-000000000000</RequestId></ResponseMetadata>
</AssumeRoleResponse>"
    );
    assert!(body.contains(from), "{from}");
    body.replace(from, to)
}

fn answer(status: u16, body: impl Into<String>) -> HttpResponse {
    HttpResponse { status, date: None, body: Secret::new(body) }
}

fn refusal_body(code: &str, message: &str) -> String {
    format!(
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error>\
         <Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>\
         <RequestId>11111111-0000-4000-8000-000000000000</RequestId></ErrorResponse>"
    )
}

fn refusal(status: u16, code: &str, message: &str) -> Refusal {
    match assume_role(&answer(status, refusal_body(code, message))) {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_session_of_a_role() {
    let session = assume_role(&answer(200, body("", ""))).unwrap();
    assert_eq!(session.arn, SESSION);
    assert_eq!(session.id, "AROAEXAMPLE:morgan");
    assert_eq!(session.request_id.as_deref(), Some("00000000-0000-4000-8000-000000000000"));
    let credentials = &session.credentials;
    assert_eq!(credentials.access_key_id, "ASIAEXAMPLE");
    assert_eq!(credentials.secret_access_key, Secret::new("canary/Secret"));
    assert_eq!(credentials.session_token, Some(Secret::new("canary/Token==")));
    assert_eq!(credentials.expiration.map(timestamp::to_ms), Some(1_893_459_600_000));
    assert_eq!(credentials.account_id.as_deref(), Some("210987654321"));
    assert!(!format!("{session:?}").contains("canary"));
}

#[test]
fn the_other_answers() {
    let web = body("AssumeRole", "AssumeRoleWithWebIdentity")
        .replace("AssumeRoleWithWebIdentityd", "AssumedRole");
    let web = web.replace("<PackedPolicySize>6</PackedPolicySize>", "<Audience>a b</Audience>");
    let session = assume_role_with_web_identity(&answer(200, web)).unwrap();
    assert_eq!(session.arn, SESSION);

    let own = body("AssumeRole", "GetSessionToken");
    let credentials = session_token(&answer(200, own)).unwrap();
    assert_eq!(credentials.access_key_id, "ASIAEXAMPLE");
    assert_eq!(credentials.account_id, None);

    let identity = "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>012345678901\
        </Account><UserId>AIDAEXAMPLE</UserId><Arn>arn:aws:iam::012345678901:user/morgan</Arn>\
        </GetCallerIdentityResult></GetCallerIdentityResponse>";
    let identity = caller_identity(&answer(200, identity)).unwrap();
    assert_eq!(identity.account, "012345678901");
    assert_eq!(identity.user_id, "AIDAEXAMPLE");
    assert_eq!(identity.arn, "arn:aws:iam::012345678901:user/morgan");
}

#[test]
fn an_answer_to_another_call_is_none() {
    let identity = caller_identity(&answer(200, body("", "")));
    let unexpected = Failure::NotSts { status: 200, problem: Problem::Unexpected };
    assert_eq!(identity, Err(unexpected.clone()));
    assert_eq!(session_token(&answer(200, body("", ""))), Err(unexpected));
}

#[test]
fn credentials_come_whole_or_not_at_all() {
    let missing = |name| Problem::Missing(name);
    let cases = [
        ("<Expiration>2030-01-01T01:00:00Z</Expiration>", "", missing("Expiration")),
        ("<AccessKeyId>ASIAEXAMPLE</AccessKeyId>", "<AccessKeyId/>", missing("AccessKeyId")),
        ("canary/Secret", " ", missing("SecretAccessKey")),
        ("canary/Token==", "", missing("SessionToken")),
        ("<AssumedRoleId>AROAEXAMPLE:morgan</AssumedRoleId>", "", missing("AssumedRoleId")),
        (SESSION, "", missing("Arn")),
        (
            "<AccessKeyId>",
            "<AccessKeyId>x</AccessKeyId><AccessKeyId>",
            Problem::Twice("AccessKeyId"),
        ),
        ("ASIAEXAMPLE", "ASIA EXAMPLE", Problem::Invalid("AccessKeyId")),
        ("canary/Secret", "canary&#10;Secret", Problem::Invalid("SecretAccessKey")),
        ("canary/Token==", "canary\u{e9}", Problem::Invalid("SessionToken")),
        ("2030-01-01T01:00:00Z", "2030-01-01T01:00:00", Problem::Invalid("Expiration")),
        ("2030-01-01T01:00:00Z", "soon", Problem::Invalid("Expiration")),
        ("</AssumeRoleResult>", "", Problem::Malformed),
    ];
    for (from, to, problem) in cases {
        let expected = Failure::NotSts { status: 200, problem };
        let failure = assume_role(&answer(200, body(from, to))).unwrap_err();
        assert_eq!(failure, expected, "{from} as {to}");
        let error = failure.into_error("AssumeRole");
        assert_eq!(error.code, Code::NotAnStsResponse);
        assert!(!format!("{error:?}").contains("canary"), "{error:?}");
    }
}

#[test]
fn half_an_answer_is_none() {
    for text in [body("", ""), refusal_body("AccessDenied", "no")] {
        for end in 0..text.len() {
            let failure = assume_role(&answer(200, &text[..end])).unwrap_err();
            assert!(matches!(failure, Failure::NotSts { .. }), "cut at {end}");
        }
    }
}

#[test]
fn credentials_come_with_success_only() {
    for status in [100, 199, 300, 302, 400, 403, 500] {
        let failure = assume_role(&answer(status, body("", ""))).unwrap_err();
        assert_eq!(failure, Failure::NotSts { status, problem: Problem::Unexpected });
    }
}

#[test]
fn what_is_not_sts_is_told_without_its_words() {
    let long = "<a>".repeat(BODY_MAX);
    let cases = [
        ("captive portal", "<!DOCTYPE html><title>canary</title>", Problem::Html),
        ("without a type", "\n<HTML><p>canary</HTML>", Problem::Html),
        ("XHTML", "<?xml version='1.0'?><!DOCTYPE html><html/>", Problem::Doctype),
        ("JSON", "{\"message\":\"canary\"}", Problem::NotXml),
        ("text", "canary", Problem::NotXml),
        ("nothing", "", Problem::Empty),
        ("white space", " \r\n", Problem::Empty),
        ("other XML", "<canary/>", Problem::Unexpected),
        ("a refusal without a code", "<ErrorResponse/>", Problem::Missing("Code")),
        ("too long", long.as_str(), Problem::TooLong),
    ];
    for (shows, body, problem) in cases {
        let failure = assume_role(&answer(200, body)).unwrap_err();
        assert_eq!(failure, Failure::NotSts { status: 200, problem }, "{shows}");
        let error = failure.into_error("AssumeRole");
        assert!(!format!("{error:?}").contains("canary"), "{shows}");
        assert!(!error.retryable, "{shows}");
    }
    let portal = assume_role(&answer(200, "<html>")).unwrap_err().into_error("AssumeRole");
    assert_eq!(portal.message, "the response to AssumeRole is a web page (HTTP status 200)");
    assert!(portal.help.unwrap().starts_with("the response came from a captive portal"));
}

#[test]
fn a_byte_order_mark_does_not_matter() {
    assert!(assume_role(&answer(200, format!("\u{FEFF}{}", body("", "")))).is_ok());
}

#[test]
fn statuses_say_whether_to_try_again() {
    let cases = [
        (429, Code::StsThrottled, true),
        (408, Code::StsUnreachable, true),
        (500, Code::StsUnreachable, true),
        (502, Code::StsUnreachable, true),
        (503, Code::StsUnreachable, true),
        (504, Code::StsUnreachable, true),
        (501, Code::NotAnStsResponse, false),
        (404, Code::NotAnStsResponse, false),
    ];
    for (status, code, retryable) in cases {
        let error = assume_role(&answer(status, "")).unwrap_err().into_error("AssumeRole");
        assert_eq!((error.code, error.retryable), (code, retryable), "{status}");
    }
}

#[test]
fn refusals_have_a_meaning() {
    let mfa = "MultiFactorAuthentication failed with invalid MFA one time pass code. ";
    let unable = "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify.";
    let old = "Signature expired: 20260101T000000Z is now earlier than 20260101T001000Z \
               (20260101T002500Z - 15 min.)";
    let early = "Signature not yet current: 20260101T003001Z is still later than \
                 20260101T003000Z (20260101T002500Z + 5 min.)";
    let validation = "1 validation error detected: Value '12345' at 'tokenCode' failed";
    let cases = [
        (403, "AccessDenied", "User: x is not authorized", Code::StsAccessDenied, false),
        (403, "AccessDenied", mfa, Code::MfaRejected, false),
        (403, "AccessDenied", unable, Code::MfaRejected, false),
        (400, "ValidationError", validation, Code::MfaRejected, false),
        (400, "ValidationError", "no", Code::StsRejected, false),
        (403, "ExpiredToken", "no", Code::TokenExpired, false),
        (400, "ExpiredTokenException", "no", Code::TokenExpired, false),
        (403, "InvalidClientTokenId", "no", Code::CredentialsRejected, false),
        (403, "SignatureDoesNotMatch", "no", Code::CredentialsRejected, false),
        (403, "SignatureDoesNotMatch", old, Code::ClockSkew, false),
        (403, "SignatureDoesNotMatch", early, Code::ClockSkew, false),
        (403, "RequestTimeTooSkewed", "no", Code::ClockSkew, false),
        (400, "RequestExpired", "no", Code::ClockSkew, false),
        (400, "Throttling", "Rate exceeded", Code::StsThrottled, true),
        (400, "RequestLimitExceeded", "no", Code::StsThrottled, true),
        (429, "Odd", "no", Code::StsThrottled, true),
        (503, "ServiceUnavailable", "no", Code::StsUnreachable, true),
        (500, "InternalFailure", "no", Code::StsUnreachable, true),
        (400, "RequestTimeout", "no", Code::StsUnreachable, true),
        (400, "IDPCommunicationError", "no", Code::StsRejected, true),
        (403, "RegionDisabledException", "no", Code::StsRejected, false),
        (400, "PackedPolicyTooLarge", "no", Code::StsRejected, false),
        (403, "IDPRejectedClaim", "no", Code::StsRejected, false),
    ];
    for (status, code, message, meaning, retryable) in cases {
        let refusal = refusal(status, code, message);
        assert_eq!(refusal.meaning(), meaning, "{code}: {message}");
        assert_eq!(refusal.is_retryable(), retryable, "{code}: {message}");
    }
}

#[test]
fn refusals_are_told_in_one_line() {
    let denied = refusal(403, "AccessDenied", "User: arn:aws:iam::1:user/m is not\n authorized. ");
    assert_eq!(denied.request_id.as_deref(), Some("11111111-0000-4000-8000-000000000000"));
    let error = Failure::Refused(denied).into_error("AssumeRole");
    let expected =
        "STS rejected AssumeRole: AccessDenied: User: arn:aws:iam::1:user/m is not authorized";
    assert_eq!(error.message, expected);
    assert_eq!(error.exit_code, 254);
    assert!(error.help.unwrap().contains("trust policy"));
    let bare = Failure::Refused(refusal(403, "Odd", "")).into_error("GetCallerIdentity");
    assert_eq!(bare.message, "STS rejected GetCallerIdentity: Odd");
}

#[test]
fn refusals_repeat_no_secret_and_nothing_odd() {
    let token = format!("canary{}", "A".repeat(200));
    let cases = [
        (
            "X",
            "Value '123456' at 'tokenCode' failed".to_owned(),
            "Value [redacted] at 'tokenCode' failed",
        ),
        (
            "X",
            format!("The security token '{token}' is bad"),
            "The security token [redacted] is bad",
        ),
        (
            "SignatureDoesNotMatch",
            format!(
                "It does not match.\n\nThe Canonical String for this request should have been\n'POST\n/\n\nx-amz-security-token:{token}"
            ),
            "It does not match",
        ),
        ("X", "\u{9b}31mred `x`".to_owned(), "\u{FFFD}31mred 'x'"),
    ];
    for (code, message, expected) in cases {
        assert_eq!(refusal(403, code, &message).message, expected);
    }
    assert_eq!(refusal(400, "X", &"word ".repeat(300)).message.chars().count(), 201);
    for code in ["a b", "é", "a\u{202e}b", &"x".repeat(65)] {
        assert_eq!(refusal(400, code, "").code, "Unknown");
    }
}

#[test]
fn refusals_of_emulators_are_read_too() {
    let text = refusal_body("InvalidClientTokenId", "no")
        .replace("<Error>", "<Errors><Error>")
        .replace("</Error>", "</Error></Errors>");
    let failure = assume_role(&answer(403, text)).unwrap_err();
    assert_eq!(failure.meaning(), Code::CredentialsRejected);
}

#[test]
fn the_clock_of_the_service() {
    let at = |text| timestamp::parse(text).map(timestamp::to_ms);
    let message = "Signature expired: 20260101T000000Z is now earlier than 20260101T001000Z \
                   (20260101T002500Z - 15 min.)";
    let told = refusal(403, "SignatureDoesNotMatch", message);
    assert_eq!(told.server_time_ms, at("2026-01-01T00:25:00Z"));
    let mut response = answer(403, refusal_body("RequestExpired", "Request has expired."));
    response.date = Some("Thu, 01 Jan 2026 00:25:00 GMT".to_owned());
    let Err(Failure::Refused(headed)) = assume_role(&response) else { panic!() };
    assert_eq!(headed.server_time_ms, at("2026-01-01T00:25:00Z"));
    assert_eq!(refusal(403, "RequestExpired", "(20260101T002500Z)").server_time_ms, None);
}

#[test]
fn a_session_of_another_role_is_noticed() {
    let session = assume_role(&answer(200, body("", ""))).unwrap();
    assert!(session.check_role(ROLE).is_ok());
    let error = session.check_role("arn:aws:iam::210987654321:role/Admin").unwrap_err();
    assert_eq!(error.code, Code::IdentityMismatch);
    assert!(!format!("{error:?}").contains("canary"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_text_is_read_without_a_panic(text in "(<[/!?]?[a-zA-Z:/ =\"]{0,8}>|&#?[a-z0-9]{0,4};|<!\\[CDATA\\[|\\]\\]>|<!--|-->|\\PC|\\s){0,40}", status in any::<u16>()) {
        let _ = assume_role(&answer(status, text));
    }

    /// One byte of a good answer replaced: an error, or an answer that is whole.
    #[test]
    fn one_changed_byte_never_yields_half_an_answer(at in 0..900_usize, byte in 0_u8..128) {
        let mut bytes = body("", "").into_bytes();
        let at = at % bytes.len();
        bytes[at] = byte;
        if let Ok(session) = assume_role(&answer(200, String::from_utf8(bytes).unwrap())) {
            prop_assert!(!session.credentials.access_key_id.is_empty());
            prop_assert!(!session.credentials.secret_access_key.is_empty());
            prop_assert!(session.credentials.session_token.is_some_and(|token| !token.is_empty()));
            prop_assert!(session.credentials.expiration.is_some());
        }
    }
}
