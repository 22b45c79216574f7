//! MFA codes, errors of networks and clocks, rejections: which calls are retried, and the errors.

use rolehop::diagnostic::{CauseKind, Code};
use rolehop::host::HostError;
use rolehop::http::Network;

use super::{LATER, run};
use crate::host::{Response, Scripted, rejection, session, session_xml};

#[test]
fn a_call_has_a_time_limit_over_all_its_attempts() {
    for (takes_ms, timeouts) in [
        (1_000, vec![None, None, None]),
        (25_000, vec![None, None, Some(10_000)]),
        (40_000, vec![None, Some(20_000)]),
        (61_000, vec![None]),
    ] {
        let late = || Err(HostError::TimedOut { sent: true });
        let host = Scripted::responding([late(), late(), late()]);
        host.response_takes_ms.set(takes_ms);
        let error = run(&host, "hub").unwrap_err();
        assert_eq!(error.code, Code::StsUnreachable, "{takes_ms}");
        let sent: Vec<_> = host.requests.borrow().iter().map(|it| it.timeout_ms).collect();
        assert_eq!(sent, timeouts, "{takes_ms}");
    }
}

#[test]
fn the_network_settings_limit_the_attempts_of_a_call() {
    for (max_attempts, calls) in [(None, 3), (Some(1), 1), (Some(2), 2), (Some(5), 5)] {
        let network = Network { max_attempts, ..Network::default() };
        let host = Scripted { network, ..Scripted::default() };
        run(&host, "hub").unwrap_err();
        assert_eq!(host.requests.borrow().len(), calls, "{max_attempts:?}");
    }
}

#[test]
fn the_delay_between_attempts_is_at_most_twenty_seconds() {
    let network = Network { max_attempts: Some(40), ..Network::default() };
    let host = Scripted { network, ..Scripted::default() };
    run(&host, "hub").unwrap_err();
    let transcript = host.transcript();
    let waits: Vec<u32> =
        transcript.split(", ").filter_map(|it| it.strip_prefix("sleep ")?.parse().ok()).collect();
    assert_eq!(waits.len(), 39);
    assert!(waits.iter().all(|wait| *wait <= 20_000), "{waits:?}");
}

#[test]
fn an_invalid_network_setting_is_not_retried() {
    let misconfigured = HostError::Misconfigured {
        reason: "`HTTPS_PROXY` is not the URL of a proxy".into(),
        help: "write it".into(),
    };
    let host = Scripted::responding([Err(misconfigured)]);
    let error = run(&host, "hub").unwrap_err();
    assert_eq!(error.code, Code::NetworkSettingInvalid);
    assert!(error.message.ends_with(": `HTTPS_PROXY` is not the URL of a proxy"), "{error:?}");
    assert!(!error.retryable);
    assert_eq!(host.requests.borrow().len(), 1);
}

#[test]
fn mfa_codes() {
    let lost = |sent| Err(HostError::Failed { reason: "ECONNRESET".into(), sent });
    let cases: [(&str, &[&str], Vec<Response>, Result<(), Code>, &str); 12] = [
        ("a code", &["123456"], vec![session("Mfa", 1)], Ok(()), "ask alice, AssumeRole Mfa"),
        (
            "whitespace around the code",
            &[" 123456\n"],
            vec![session("Mfa", 1)],
            Ok(()),
            "ask alice, AssumeRole Mfa",
        ),
        ("no code", &[""], vec![], Err(Code::MfaRejected), "ask alice"),
        ("five digits", &["12345"], vec![], Err(Code::MfaRejected), "ask alice"),
        ("digits of another script", &["١٢٣٤٥٦"], vec![], Err(Code::MfaRejected), "ask alice"),
        ("no prompt", &[], vec![], Err(Code::MfaRequired), "ask alice"),
        (
            "a wrong code, and no second one",
            &["123456"],
            vec![wrong_code()],
            Err(Code::MfaRejected),
            "ask alice, AssumeRole Mfa, ask alice again",
        ),
        (
            "the response is lost: not sent again",
            &["123456"],
            vec![lost(true), session("Mfa", 1)],
            Err(Code::MfaOutcomeUnknown),
            "ask alice, AssumeRole Mfa",
        ),
        (
            "a gateway responds: not sent again",
            &["123456"],
            vec![Ok((502, "<html>".into())), session("Mfa", 1)],
            Err(Code::MfaOutcomeUnknown),
            "ask alice, AssumeRole Mfa",
        ),
        (
            "STS throttles: not sent again",
            &["123456"],
            vec![rejection(400, "Throttling", "Rate exceeded"), session("Mfa", 1)],
            Err(Code::StsThrottled),
            "ask alice, AssumeRole Mfa",
        ),
        (
            "the clock is off: not sent again",
            &["123456"],
            vec![rejection(403, "RequestTimeTooSkewed", "skewed"), session("Mfa", 1)],
            Err(Code::ClockSkew),
            "ask alice, AssumeRole Mfa",
        ),
        (
            "nothing was sent: sent again",
            &["123456"],
            vec![lost(false), session("Mfa", 1)],
            Ok(()),
            "ask alice, AssumeRole Mfa, sleep 501, AssumeRole Mfa",
        ),
    ];
    for (shows, codes, responses, expected, middle) in cases {
        let host = Scripted::responding(responses);
        host.codes.borrow_mut().extend(codes.iter().map(|code| Ok((*code).to_owned())));
        let outcome = run(&host, "mfa");
        assert_eq!(outcome.as_ref().map(|_| ()).map_err(|error| error.code), expected, "{shows}");
        let transcript = host.transcript();
        assert!(transcript.contains(&format!("read AwsCli, {middle}, ")), "{shows}: {transcript}");
        assert!(transcript.ends_with("unlock session, unlock mfa"), "{shows}: {transcript}");
        if let Err(error) = outcome {
            let diagnostic = &error.diagnostics[0];
            let place = match error.code {
                Code::StsThrottled | Code::ClockSkew => (Some(18), Some("role_arn")),
                _ => (Some(20), Some("mfa_serial")),
            };
            assert_eq!(
                (diagnostic.location.map(|at| at.line), diagnostic.key.as_deref()),
                place,
                "{shows}"
            );
        }
    }
}

fn wrong_code() -> Response {
    let message = "MultiFactorAuthentication failed with invalid MFA one time pass code. ";
    rejection(403, "AccessDenied", message)
}

#[test]
fn a_rejected_code_causes_another_prompt() {
    let lost = |sent| Err(HostError::Failed { reason: "ECONNRESET".into(), sent });
    let cases: [(&str, &[&str], Vec<Response>, Result<(), Code>, &str); 4] = [
        (
            "a wrong code, then another",
            &["123456", "234567"],
            vec![wrong_code(), session("Mfa", 1)],
            Ok(()),
            "ask alice, AssumeRole Mfa, ask alice again, AssumeRole Mfa",
        ),
        (
            "a code of five digits is not sent, then another",
            &["12345", "123456"],
            vec![session("Mfa", 1)],
            Ok(()),
            "ask alice, ask alice again, AssumeRole Mfa",
        ),
        (
            "three wrong codes",
            &["123456", "234567", "345678", "456789"],
            vec![wrong_code(), wrong_code(), wrong_code(), session("Mfa", 1)],
            Err(Code::MfaRejected),
            "ask alice, AssumeRole Mfa, ask alice again, AssumeRole Mfa, ask alice again, AssumeRole Mfa, unlock session",
        ),
        (
            "a wrong code, and the response to the next is lost",
            &["123456", "234567", "345678"],
            vec![wrong_code(), lost(true), session("Mfa", 1)],
            Err(Code::MfaOutcomeUnknown),
            "ask alice, AssumeRole Mfa, ask alice again, AssumeRole Mfa, unlock session",
        ),
    ];
    for (shows, codes, responses, expected, middle) in cases {
        let host = Scripted::responding(responses);
        host.codes.borrow_mut().extend(codes.iter().map(|code| Ok((*code).to_owned())));
        let outcome = run(&host, "mfa");
        assert_eq!(outcome.map(|_| ()).map_err(|error| error.code), expected, "{shows}");
        let transcript = host.transcript();
        assert!(transcript.contains(&format!("read AwsCli, {middle}, ")), "{shows}: {transcript}");
        assert!(transcript.ends_with("unlock session, unlock mfa"), "{shows}: {transcript}");
    }
}

#[test]
fn failed_calls() {
    let skewed = "Signature expired: 20260102T030405Z is now earlier than 20260102T033905Z (20260102T035405Z - 15 min.)";
    let reset = || Err(HostError::Failed { reason: "ECONNRESET".into(), sent: true });
    let (slow, late) =
        (|| Err(HostError::TimedOut { sent: true }), session_xml("Hub", 1, "2026-01-02T03:04:05Z"));
    let cases: Vec<(&str, Vec<Response>, Result<(), Code>, &str)> = vec![
        (
            "throttled once",
            vec![rejection(400, "Throttling", "Rate exceeded"), session("Hub", 1)],
            Ok(()),
            "AssumeRole Hub, sleep 501, AssumeRole Hub",
        ),
        (
            "throttled",
            (0..3).map(|_| rejection(400, "Throttling", "Rate exceeded")).collect(),
            Err(Code::StsThrottled),
            "AssumeRole Hub, sleep 501, AssumeRole Hub, sleep 1003, AssumeRole Hub",
        ),
        (
            "unavailable",
            (0..3).map(|_| Ok((503, String::new()))).collect(),
            Err(Code::StsUnreachable),
            "AssumeRole Hub, sleep 501, AssumeRole Hub, sleep 1003, AssumeRole Hub",
        ),
        (
            "reset",
            vec![reset(), reset(), session("Hub", 1)],
            Ok(()),
            "AssumeRole Hub, sleep 501, AssumeRole Hub, sleep 1003, AssumeRole Hub",
        ),
        (
            "timed out",
            vec![slow(), slow(), slow()],
            Err(Code::StsUnreachable),
            "AssumeRole Hub, sleep 501, AssumeRole Hub, sleep 1003, AssumeRole Hub",
        ),
        (
            "denied",
            vec![rejection(403, "AccessDenied", "no")],
            Err(Code::StsAccessDenied),
            "AssumeRole Hub",
        ),
        (
            "a wrong secret",
            vec![rejection(403, "SignatureDoesNotMatch", "no")],
            Err(Code::CredentialsRejected),
            "AssumeRole Hub",
        ),
        (
            "a captive portal",
            vec![Ok((200, "<html>Welcome</html>".into()))],
            Err(Code::NotAnStsResponse),
            "AssumeRole Hub",
        ),
        (
            "truncated",
            vec![Ok((200, session_xml("Hub", 1, LATER)[..300].into()))],
            Err(Code::NotAnStsResponse),
            "AssumeRole Hub",
        ),
        ("another role", vec![session("Admin", 1)], Err(Code::IdentityMismatch), "AssumeRole Hub"),
        ("expired on arrival", vec![Ok((200, late))], Err(Code::ClockSkew), "AssumeRole Hub"),
        (
            "a clock that is off, corrected once",
            vec![rejection(403, "SignatureDoesNotMatch", skewed), session("Hub", 1)],
            Ok(()),
            "AssumeRole Hub, AssumeRole Hub",
        ),
        (
            "a clock that stays off",
            vec![
                rejection(403, "SignatureDoesNotMatch", skewed),
                rejection(403, "SignatureDoesNotMatch", skewed),
            ],
            Err(Code::ClockSkew),
            "AssumeRole Hub, AssumeRole Hub",
        ),
        ("aborted", vec![Err(HostError::Aborted)], Err(Code::Aborted), "AssumeRole Hub"),
    ];
    for (shows, responses, expected, middle) in cases {
        let host = Scripted::responding(responses);
        let outcome = run(&host, "hub");
        assert_eq!(outcome.as_ref().map(|_| ()).map_err(|error| error.code), expected, "{shows}");
        let transcript = host.transcript();
        assert!(
            transcript.contains(&format!("lock session, read AwsCli, {middle}, ")),
            "{shows}: {transcript}"
        );
        assert!(transcript.ends_with("unlock session"), "{shows}: {transcript}");
        assert_eq!(host.cache.borrow().is_empty(), outcome.is_err(), "{shows}: what is cached");
        if let Err(error) = outcome {
            assert_eq!((error.hop, error.profile.as_deref()), (Some(0), Some("hub")), "{shows}");
        }
    }
}

#[test]
fn a_denied_hop_names_its_inherited_parameters() {
    let cases = [
        ("sts:TagSession", "inherits transitive session tags from profile `tagged`"),
        ("sts:SetSourceIdentity", "inherits a source identity from profile `tagged`"),
        ("sts:AssumeRole", "for role `Tagged` (this call sends no external ID and no MFA code)"),
    ];
    for (action, help) in cases {
        let message = format!(
            "User: arn:aws:sts::111122223333:assumed-role/Tagged/me is not authorized to perform: \
             {action} on resource: arn:aws:iam::444455556666:role/Deploy"
        );
        let host =
            Scripted::responding([session("Tagged", 1), rejection(403, "AccessDenied", &message)]);
        let error = run(&host, "tags-inherited").unwrap_err();
        assert_eq!((error.code, error.hop), (Code::StsAccessDenied, Some(1)), "{action}");
        assert_eq!(error.access_denied.as_ref().unwrap().action.as_deref(), Some(action));
        assert!(error.help.as_ref().unwrap().contains(help), "{action}: {:?}", error.help);
        let refused = error.refused_call.as_ref().unwrap();
        assert_eq!(refused.sent.inherited_tags, ["Team"], "{action}");
        assert_eq!(error.diagnostics[0].refused_call.as_ref(), Some(refused), "{action}");
        assert!(
            refused.causes.iter().all(|it| it.about != CauseKind::Mfa)
                == (action != "sts:AssumeRole")
        );
    }
}

#[test]
fn a_refused_duration_has_a_fix() {
    let maximum = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.";
    let chained = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.";
    for (message, help) in [(maximum, "every role accepts"), (chained, "STS names this")] {
        let host = Scripted::responding([rejection(400, "ValidationError", message)]);
        let error = run(&host, "long").unwrap_err();
        let fix = error.diagnostics[0].fix.as_ref().unwrap();
        assert_eq!((fix.title.as_str(), fix.edits[0].new_text.as_str()), ("use 3600", "3600"));
        assert_eq!(fix.edits[0].location, error.diagnostics[0].location.unwrap());
        assert!(error.help.as_ref().unwrap().contains(help), "{:?}", error.help);
        assert_eq!(error.refused_call.as_ref().unwrap().sent.duration_seconds, 7200);
    }
}

#[test]
fn a_rejected_code_has_its_call_and_an_expired_session_has_none() {
    let mfa = "MultiFactorAuthentication failed, unable to validate MFA code.";
    let host = Scripted::responding([rejection(403, "AccessDenied", mfa)]).with_codes(["123456"]);
    let error = run(&host, "mfa").unwrap_err();
    assert_eq!(error.code, Code::MfaRejected);
    assert!(error.refused_call.as_ref().unwrap().sent.mfa);
    let late = Scripted::responding([rejection(403, "ExpiredToken", "expired")]);
    assert_eq!(run(&late, "hub").unwrap_err().refused_call, None);
}

/// A VPC endpoint is AWS's own STS: it returns a session of the role, or nothing is used.
#[test]
fn only_custom_endpoints_may_return_another_account() {
    for (profile, accepted) in [("hub", false), ("vpc", false), ("local", true)] {
        let foreign = session_xml("Hub", 1, LATER).replace("111122223333", "000000000000");
        let host = Scripted::responding([Ok((200, foreign))]);
        let outcome = run(&host, profile).map_err(|error| error.code);
        let expected = if accepted { Ok(()) } else { Err(Code::IdentityMismatch) };
        assert_eq!(outcome.map(|_| ()), expected, "{profile}");
        assert_eq!(host.cache.borrow().is_empty(), !accepted, "{profile}");
    }
}

#[test]
fn a_corrected_clock_signs_with_the_time_of_the_service() {
    let skewed = "Signature expired: 20260102T030405Z is now earlier than 20260102T033905Z (20260102T035405Z - 15 min.)";
    let host =
        Scripted::responding([rejection(403, "SignatureDoesNotMatch", skewed), session("Hub", 1)]);
    run(&host, "hub").unwrap();
    let dates: Vec<_> = host
        .requests
        .borrow()
        .iter()
        .map(|request| {
            request
                .headers
                .iter()
                .find(|(name, _)| name == "x-amz-date")
                .unwrap()
                .1
                .expose()
                .to_owned()
        })
        .collect();
    assert_eq!(dates, ["20260102T030405Z", "20260102T035405Z"]);
}

#[test]
fn a_clock_is_not_corrected_by_more_than_a_day() {
    let of = |day: u32| {
        format!(
            "Signature expired: 20260102T030405Z is now earlier than X (202601{day:02}T030405Z - 15 min.)"
        )
    };
    for (day, corrected) in [(3, true), (4, false)] {
        let host = Scripted::responding([rejection(403, "SignatureDoesNotMatch", &of(day))]);
        let _ = run(&host, "hub");
        assert_eq!(host.requests.borrow().len() > 1, corrected, "January {day}");
    }
}

#[test]
fn an_mfa_code_that_may_have_been_consumed_is_reported() {
    let responses = [
        Err(HostError::TimedOut { sent: true }),
        Ok((503, String::new())),
        rejection(503, "ServiceUnavailable", "busy"),
        rejection(400, "Throttling", "Rate exceeded"),
    ];
    for response in responses {
        let host = Scripted::responding([response.clone()]).with_codes(["123456"]);
        let help = run(&host, "mfa").unwrap_err().help.clone().unwrap();
        assert!(help.contains("may already have been consumed"), "{response:?}: {help}");
    }
}

#[test]
fn failed_prompts() {
    let failed = |reason: &str| HostError::Failed { reason: reason.into(), sent: true };
    let cases = [
        (HostError::Unsupported, Code::MfaRequired, "but no prompt is available"),
        (
            HostError::TimedOut { sent: true },
            Code::MfaRequired,
            "timed out waiting for the code of MFA device `arn:aws:iam::111122223333:mfa/alice`",
        ),
        (failed("\u{1b}[2J"), Code::MfaRequired, "prompting for it failed: \u{fffd}[2J"),
        (failed(""), Code::MfaRequired, "but prompting for it failed"),
        (HostError::Aborted, Code::Aborted, "operation aborted"),
    ];
    for (failure, code, end) in cases {
        let host = Scripted::default();
        host.codes.borrow_mut().push_back(Err(failure.clone()));
        let error = run(&host, "mfa").unwrap_err();
        assert_eq!(error.code, code, "{failure:?}");
        assert!(error.message.ends_with(end), "{failure:?}: {}", error.message);
    }
}

#[test]
fn an_error_names_the_caller_and_the_role() {
    let host =
        Scripted::responding([session("Hub", 1), rejection(403, "AccessDenied", "not authorized")]);
    let error = run(&host, "mid").unwrap_err();
    assert_eq!(
        error.message,
        "role `arn:aws:iam::111122223333:role/Mid`, called with the role of profile `hub`: STS rejected AssumeRole: AccessDenied: not authorized"
    );
    assert_eq!(
        (error.hop, error.diagnostics[0].location.unwrap().line, error.exit_code),
        (Some(1), 10, 254)
    );
    assert_eq!(host.cache.borrow().len(), 1, "the first hop's session is cached");
}
