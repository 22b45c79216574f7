use proptest::prelude::*;

use super::*;
use crate::aws::RequestedRole;
use crate::diagnostic::Code;
use crate::sts::response::assume_role as read_assume_role;
use crate::timestamp;

#[test]
fn the_session_of_a_role() {
    let session = assume_role(&http_response(200, body("", ""))).unwrap();
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
fn other_responses() {
    let web = body("AssumeRole", "AssumeRoleWithWebIdentity")
        .replace("AssumeRoleWithWebIdentityd", "AssumedRole");
    let web = web.replace("<PackedPolicySize>6</PackedPolicySize>", "<Audience>a b</Audience>");
    let session = assume_role_with_web_identity(&http_response(200, web), &aws()).unwrap();
    assert_eq!(session.arn, SESSION);

    let own = body("AssumeRole", "GetSessionToken");
    let credentials = session_token(&http_response(200, own), &aws()).unwrap();
    assert_eq!(credentials.access_key_id, "ASIAEXAMPLE");
    assert_eq!(credentials.account_id, None);

    let identity = "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>012345678901\
        </Account><UserId>AIDAEXAMPLE</UserId><Arn>arn:aws:iam::012345678901:user/morgan</Arn>\
        </GetCallerIdentityResult></GetCallerIdentityResponse>";
    let identity = caller_identity(&http_response(200, identity), &aws()).unwrap();
    assert_eq!(identity.account, "012345678901");
    assert_eq!(identity.user_id, "AIDAEXAMPLE");
    assert_eq!(identity.arn, "arn:aws:iam::012345678901:user/morgan");
}

#[test]
fn responses_to_other_calls_are_rejected() {
    let identity = caller_identity(&http_response(200, body("", "")), &aws());
    let unexpected = Failure::NotSts { status: 200, problem: Problem::Unexpected };
    assert_eq!(identity, Err(unexpected.clone()));
    assert_eq!(session_token(&http_response(200, body("", "")), &aws()), Err(unexpected));
}

#[test]
fn incomplete_credentials_are_rejected() {
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
        let failure = assume_role(&http_response(200, body(from, to))).unwrap_err();
        assert_eq!(failure, expected, "{from} as {to}");
        let error = failure.into_error("AssumeRole");
        assert_eq!(error.code, Code::NotAnStsResponse);
        assert!(!format!("{error:?}").contains("canary"), "{error:?}");
    }
}

#[test]
fn incomplete_responses_are_rejected() {
    for text in [body("", ""), refusal_body("AccessDenied", "no")] {
        for end in 0..text.len() {
            let failure = assume_role(&http_response(200, &text[..end])).unwrap_err();
            assert!(matches!(failure, Failure::NotSts { .. }), "cut at {end}");
        }
    }
}

#[test]
fn only_successful_responses_have_credentials() {
    for status in [100, 199, 300, 302, 400, 403, 500] {
        let failure = assume_role(&http_response(status, body("", ""))).unwrap_err();
        assert_eq!(failure, Failure::NotSts { status, problem: Problem::Unexpected });
    }
}

#[test]
fn errors_do_not_repeat_foreign_responses() {
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
        let failure = assume_role(&http_response(200, body)).unwrap_err();
        assert_eq!(failure, Failure::NotSts { status: 200, problem }, "{shows}");
        let error = failure.into_error("AssumeRole");
        assert!(!format!("{error:?}").contains("canary"), "{shows}");
        assert!(!error.retryable, "{shows}");
    }
    let portal = assume_role(&http_response(200, "<html>")).unwrap_err().into_error("AssumeRole");
    assert_eq!(portal.message, "the response to AssumeRole is a web page (HTTP status 200)");
    assert!(portal.help.as_ref().unwrap().starts_with("the response came from a captive portal"));
}

#[test]
fn a_byte_order_mark_is_ignored() {
    assert!(assume_role(&http_response(200, format!("\u{FEFF}{}", body("", "")))).is_ok());
}

#[test]
fn statuses_decide_about_retries() {
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
        let error = assume_role(&http_response(status, "")).unwrap_err().into_error("AssumeRole");
        assert_eq!((error.code, error.retryable), (code, retryable), "{status}");
    }
}

/// The elements that Ceph and `MinIO` return instead of AWS's `AssumedRoleUser`.
#[test]
fn custom_endpoints_return_other_names() {
    let url = Some("http://127.0.0.1:9000");
    let custom = endpoint(&EndpointSettings { custom: url, ..EndpointSettings::default() });
    let id = "<AssumedRoleId>AROAEXAMPLE:morgan</AssumedRoleId>";
    let arn = format!("<Arn>{SESSION}</Arn>");
    let cases = [
        ("as AWS", "", "", (SESSION, "AROAEXAMPLE:morgan")),
        ("Ceph's id", id, "<AssumeRoleId>d1:morgan</AssumeRoleId>", (SESSION, "d1:morgan")),
        ("no id", id, "", (SESSION, "")),
        ("MinIO's ARN", &arn, "<Arn></Arn>", ("", "AROAEXAMPLE:morgan")),
        ("no ARN", &arn, "", ("", "AROAEXAMPLE:morgan")),
    ];
    for (shows, from, to, expected) in cases {
        let response = http_response(200, body(from, to));
        let session = read_assume_role(&response, &custom).unwrap();
        assert_eq!((session.arn.as_str(), session.id.as_str()), expected, "{shows}");
        assert!(session.check_role(RequestedRole { arn: ROLE, is_aws: false }).is_ok(), "{shows}");
        assert_eq!(assume_role(&response).is_ok(), shows == "as AWS", "{shows}");
    }
    let token = read_assume_role(&http_response(200, body("canary/Token==", "")), &custom);
    let missing = Problem::Missing("SessionToken");
    assert_eq!(token, Err(Failure::NotSts { status: 200, problem: missing }));
}

#[test]
fn a_session_of_another_role_is_rejected() {
    let session = assume_role(&http_response(200, body("", ""))).unwrap();
    assert!(session.check_role(RequestedRole { arn: ROLE, is_aws: true }).is_ok());
    let admin = RequestedRole { arn: "arn:aws:iam::210987654321:role/Admin", is_aws: true };
    let error = session.check_role(admin).unwrap_err();
    assert_eq!(error.code, Code::IdentityMismatch);
    assert!(!format!("{error:?}").contains("canary"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_text_is_read_without_a_panic(text in "(<[/!?]?[a-zA-Z:/ =\"]{0,8}>|&#?[a-z0-9]{0,4};|<!\\[CDATA\\[|\\]\\]>|<!--|-->|\\PC|\\s){0,40}", status in any::<u16>()) {
        let _ = assume_role(&http_response(status, text));
    }

    /// One byte of a valid response replaced: an error, or a complete response.
    #[test]
    fn one_changed_byte_never_results_in_an_incomplete_response(at in 0..900_usize, byte in 0_u8..128) {
        let mut bytes = body("", "").into_bytes();
        let at = at % bytes.len();
        bytes[at] = byte;
        if let Ok(session) = assume_role(&http_response(200, String::from_utf8(bytes).unwrap())) {
            prop_assert!(!session.credentials.access_key_id.is_empty());
            prop_assert!(!session.credentials.secret_access_key.is_empty());
            prop_assert!(session.credentials.session_token.is_some_and(|token| !token.is_empty()));
            prop_assert!(session.credentials.expiration.is_some());
        }
    }
}
