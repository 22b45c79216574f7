use super::*;
use crate::diagnostic::Code;
use crate::timestamp;

#[test]
fn rejections_have_codes() {
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
fn rejections_are_one_line() {
    let denied = refusal(403, "AccessDenied", "User: arn:aws:iam::1:user/m is not\n authorized. ");
    assert_eq!(denied.request_id.as_deref(), Some("11111111-0000-4000-8000-000000000000"));
    let error = Failure::Refused(denied).into_error("AssumeRole");
    let expected =
        "STS rejected AssumeRole: AccessDenied: User: arn:aws:iam::1:user/m is not authorized";
    assert_eq!(error.message, expected);
    assert_eq!(error.exit_code, 254);
    assert!(error.help.as_ref().unwrap().contains("trust policy"));
    let bare = Failure::Refused(refusal(403, "Odd", "")).into_error("GetCallerIdentity");
    assert_eq!(bare.message, "STS rejected GetCallerIdentity: Odd");
}

#[test]
fn long_messages_are_complete_and_parsed() {
    let user = format!("arn:aws:iam::123456789012:user/{}/morgan", "unit/".repeat(90));
    let policy =
        "arn:aws:organizations::998877665544:policy/o-a1b2c3d4e5/service_control_policy/p-1a2b";
    let message = format!(
        "User: {user} is not authorized to perform: sts:AssumeRole on resource: {ROLE} with an \
         explicit deny in a service control policy: {policy}"
    );
    let error = Failure::Refused(refusal(403, "AccessDenied", &message)).into_error("AssumeRole");
    assert_eq!(error.message, format!("STS rejected AssumeRole: AccessDenied: {message}"));
    let denied = error.access_denied.clone().unwrap();
    assert_eq!(denied.policy_arn.as_deref(), Some(policy));
    assert_eq!(error.diagnostics[0].access_denied.as_ref(), Some(&denied));
    let json = serde_json::to_value(&denied).unwrap();
    let expected = serde_json::json!({
        "kind": "scp", "explicit": true, "principal": user, "action": "sts:AssumeRole",
        "resource": ROLE, "policyArn": policy,
    });
    assert_eq!(json, expected);
}

#[test]
fn only_denied_calls_have_a_policy() {
    let mfa = "MultiFactorAuthentication failed with invalid MFA one time pass code. ";
    let cases = [
        ("AccessDenied", "Access denied", true),
        ("UnauthorizedOperation", "You are not authorized to perform this operation.", true),
        ("AccessDenied", mfa, false),
        ("ExpiredToken", "The security token included in the request is expired", false),
    ];
    for (code, message, expected) in cases {
        let error = Failure::Refused(refusal(403, code, message)).into_error("AssumeRole");
        assert_eq!(error.access_denied.is_some(), expected, "{code}: {message}");
        assert!(error.help.is_some(), "{code}: {message}");
    }
}

#[test]
fn exposed_keys_come_first() {
    let message = "User: arn:aws:iam::1:user/m is not authorized to perform: sts:AssumeRole with \
        an explicit deny in an identity-based policy: \
        arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3";
    let error = Failure::Refused(refusal(403, "AccessDenied", message)).into_error("AssumeRole");
    assert!(error.message.starts_with("AWS found this access key exposed"), "{}", error.message);
}

#[test]
fn rejections_repeat_no_secret() {
    let token = format!("canary{}", "A".repeat(200));
    let cases = [
        (
            "X",
            "Value '123456' at 'tokenCode' failed".to_owned(),
            "Value '[redacted]' at 'tokenCode' failed",
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
        (
            "X",
            "2 validation errors detected: Value 'can'ary 1' at 'externalId' failed to satisfy \
             constraint: Member; Value 'a b' at 'roleSessionName' failed"
                .to_owned(),
            "2 validation errors detected: Value '[redacted]' at 'externalId' failed to satisfy \
             constraint: Member; Value 'a b' at 'roleSessionName' failed",
        ),
        ("X", "\u{9b}31mred `x`".to_owned(), "\u{FFFD}31mred 'x'"),
    ];
    for (code, message, expected) in cases {
        assert_eq!(refusal(403, code, &message).message, expected);
    }
    let long = refusal(400, "X", &"word ".repeat(3000)).message;
    assert_eq!((long.chars().count(), long.ends_with('…')), (4097, true));
    for code in ["a b", "é", "a\u{202e}b", &"x".repeat(65)] {
        assert_eq!(refusal(400, code, "").code, "Unknown");
    }
}

#[test]
fn rejections_of_emulators_are_read() {
    let text = refusal_body("InvalidClientTokenId", "no")
        .replace("<Error>", "<Errors><Error>")
        .replace("</Error>", "</Error></Errors>");
    let failure = assume_role(&http_response(403, text)).unwrap_err();
    assert_eq!(failure.meaning(), Code::CredentialsRejected);
}

#[test]
fn the_clock_of_the_service() {
    let at = |text| timestamp::parse(text).map(timestamp::to_ms);
    let message = "Signature expired: 20260101T000000Z is now earlier than 20260101T001000Z \
                   (20260101T002500Z - 15 min.)";
    let rejection = refusal(403, "SignatureDoesNotMatch", message);
    assert_eq!(rejection.server_time_ms, at("2026-01-01T00:25:00Z"));
    let mut response = http_response(403, refusal_body("RequestExpired", "Request has expired."));
    response.date = Some("Thu, 01 Jan 2026 00:25:00 GMT".to_owned());
    let Err(Failure::Refused(headed)) = assume_role(&response) else { panic!() };
    assert_eq!(headed.server_time_ms, at("2026-01-01T00:25:00Z"));
    assert_eq!(refusal(403, "RequestExpired", "(20260101T002500Z)").server_time_ms, None);
}
