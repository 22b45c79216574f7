//! How plans are run: what is asked, sent, cached and said, as transcripts of a scripted host.
#![allow(clippy::type_complexity)] // Tables have a column for everything.

use futures_executor::block_on;
use rolehop::credentials::Credentials;
use rolehop::diagnostic::Code;
use rolehop::error::Error;
use rolehop::host::{CacheStore, HostError};
use rolehop::plan::{self, Plan, Request};
use rolehop::profiles::Profiles;
use rolehop::resolve::{self, Options, resolve, slot};

use crate::host::{Answer, NOW_MS, Scripted, refusal, session, session_xml};

const CONFIG: &str = "\
[profile base]
aws_access_key_id = AKIABASE
aws_secret_access_key = canary/secret/base
[profile hub]
region = eu-west-1
role_arn = arn:aws:iam::111122223333:role/Hub
source_profile = base
[profile mid]
region = eu-west-1
role_arn = arn:aws:iam::111122223333:role/Mid
source_profile = hub
[profile leaf]
region = eu-west-1
role_arn = arn:aws:iam::111122223333:role/Leaf
source_profile = mid
[profile mfa]
region = eu-west-1
role_arn = arn:aws:iam::111122223333:role/Mfa
source_profile = base
mfa_serial = arn:aws:iam::111122223333:mfa/alice
[profile process]
region = eu-west-1
credential_process = /bin/helper 'a b' --token canary/token/argv
[profile helped]
region = eu-west-1
role_arn = arn:aws:iam::111122223333:role/Helped
source_profile = process
mfa_serial = arn:aws:iam::111122223333:mfa/alice
[profile far]
region = eu-west-1
role_arn = arn:aws:iam::111122223333:role/Far
source_profile = helped
[profile local]
region = eu-west-1
endpoint_url = http://127.0.0.1:4566
role_arn = arn:aws:iam::111122223333:role/Hub
source_profile = base
";

pub fn run_with(host: &Scripted, profile: &str, options: Options) -> Result<Credentials, Error> {
    run_in(host, profile, options, &[])
}

pub fn run_in(
    host: &Scripted,
    profile: &str,
    options: Options,
    env: &[(&str, &str)],
) -> Result<Credentials, Error> {
    let profiles = Profiles::parse(CONFIG, "");
    let env = env.iter().map(|(name, value)| (*name, *value)).collect();
    let request = Request { profile: Some(profile.into()), env, ..Request::default() };
    let plan = plan::plan(&profiles, &request).unwrap();
    let outcome = block_on(resolve(&profiles, &request, &plan, &options, host));
    if let Err(error) = &outcome {
        let said = format!("{error:?} {error} {}", serde_json::to_string(error).unwrap());
        assert!(!said.contains("canary"), "a secret is in {said}");
        assert!(!said.contains("123456"), "an MFA code is in {said}");
    }
    outcome
}

pub fn run(host: &Scripted, profile: &str) -> Result<Credentials, Error> {
    run_with(host, profile, Options::default())
}

fn plan_of(profile: &str) -> Plan {
    let request = Request { profile: Some(profile.into()), ..Request::default() };
    plan::plan(&Profiles::parse(CONFIG, ""), &request).unwrap()
}

/// Puts a session of the profile's role into the cache.
pub fn keep(host: &Scripted, profile: &str, role: &str, expiration: &str) {
    let (store, key) = slot(plan_of(profile).hops.last().unwrap());
    let entry = format!(
        r#"{{"Credentials":{{"AccessKeyId":"ASIACACHED","SecretAccessKey":"canary/secret/cached","SessionToken":"canary/token/cached","Expiration":"{expiration}"}},"AssumedRoleUser":{{"AssumedRoleId":"A:s","Arn":"arn:aws:sts::111122223333:assumed-role/{role}/s"}}}}"#
    );
    host.cache.borrow_mut().insert((store, key), entry);
}

pub const LATER: &str = "2026-01-02T05:04:05+00:00";

#[test]
fn a_cold_role_is_called_once_and_kept() {
    let host = Scripted::answering([session("Hub", 1)]);
    let credentials = run(&host, "hub").unwrap();
    assert_eq!(credentials.access_key_id, "ASIASESSION000000001");
    assert_eq!(
        host.transcript(),
        "read AwsCli, lock session, read AwsCli, AssumeRole Hub, write AwsCli, unlock session"
    );
    let host = Scripted { cache: host.cache, ..Scripted::default() };
    assert_eq!(run(&host, "hub").unwrap(), credentials);
    assert_eq!(host.transcript(), "read AwsCli");
}

#[test]
fn a_chain_starts_after_the_last_session_that_is_there() {
    let host = Scripted::answering([session("Leaf", 1)]);
    keep(&host, "mid", "Mid", LATER);
    run(&host, "leaf").unwrap();
    assert_eq!(
        host.transcript(),
        "read AwsCli, read AwsCli, lock session, read AwsCli, AssumeRole Leaf, write AwsCli, unlock session"
    );
    let token = |(name, _): &&(String, _)| name == "x-amz-security-token";
    let requests = host.requests.borrow();
    let header = requests[0].headers.iter().find(token).unwrap();
    assert_eq!(header.1.expose(), "canary/token/cached");
}

#[test]
fn what_is_in_the_cache_is_believed_only_when_it_fits() {
    let hub = |expiration: &str, role: &str| {
        let host = Scripted::answering([session("Hub", 1)]);
        keep(&host, "hub", role, expiration);
        run(&host, "hub").unwrap().access_key_id == "ASIACACHED"
    };
    let cases = [
        ("a quarter of an hour left", "2026-01-02T03:19:05Z", "Hub", true),
        ("a second less", "2026-01-02T03:19:04Z", "Hub", false),
        ("the old spelling", "2026-01-02T05:04:05UTC", "Hub", true),
        ("no zone", "2026-01-02T05:04:05", "Hub", false),
        ("another role's", LATER, "Admin", false),
    ];
    for (shows, expiration, role, used) in cases {
        assert_eq!(hub(expiration, role), used, "{shows}");
    }
    for torn in ["", "{", "[]", "null", "{}", "{\"Credentials\":{}}"] {
        let host = Scripted::answering([session("Hub", 1)]);
        keep(&host, "hub", "Hub", LATER);
        host.cache.borrow_mut().values_mut().for_each(|entry| *entry = torn.into());
        run(&host, "hub").unwrap();
        let healed = host.cache.borrow().values().all(|entry| entry.contains("ASIASESSION"));
        assert!(healed, "{torn:?} is still there");
    }
}

#[test]
fn options_of_the_cache() {
    let cases = [
        ("no cache", Options { cache: false, ..Options::default() }, "AssumeRole Hub"),
        (
            "force refresh",
            Options { force_refresh: true, ..Options::default() },
            "lock session, AssumeRole Hub, write AwsCli, unlock session",
        ),
        (
            "more time wanted",
            Options { min_remaining: 7201, ..Options::default() },
            "read AwsCli, lock session, read AwsCli, AssumeRole Hub, write AwsCli, unlock session",
        ),
    ];
    for (shows, options, transcript) in cases {
        let host = Scripted::answering([session("Hub", 1)]);
        keep(&host, "hub", "Hub", LATER);
        run_with(&host, "hub", options).unwrap();
        assert_eq!(host.transcript(), transcript, "{shows}");
    }
}

#[test]
fn who_waits_finds_the_session_of_who_was_first() {
    let host = Scripted::default().with_codes(["123456"]);
    keep(&host, "mfa", "Mfa", LATER);
    host.meanwhile.swap(&host.cache);
    assert_eq!(run(&host, "mfa").unwrap().access_key_id, "ASIACACHED");
    assert_eq!(
        host.transcript(),
        "read AwsCli, lock mfa, lock session, read AwsCli, unlock session, unlock mfa"
    );
}

#[test]
fn locks_that_fail_stop_nobody() {
    let host = Scripted::answering([session("Hub", 1)]);
    host.lock_error.replace(Some(HostError::TimedOut { sent: false }));
    run(&host, "hub").unwrap();
    assert_eq!(
        host.transcript(),
        "read AwsCli, lock session, read AwsCli, AssumeRole Hub, write AwsCli"
    );
}

#[test]
fn a_cache_that_cannot_be_written_costs_a_warning() {
    let host = Scripted::answering([session("Hub", 1)]);
    host.read_only.set(true);
    run(&host, "hub").unwrap();
    assert!(host.transcript().ends_with("write AwsCli, warn cache-not-saved, unlock session"));
}

#[test]
fn an_endpoint_of_ones_own_has_a_cache_of_its_own() {
    let host = Scripted::answering([session("Hub", 1)]);
    keep(&host, "hub", "Hub", LATER);
    assert_eq!(run(&host, "local").unwrap().access_key_id, "ASIASESSION000000001");
    assert_eq!(
        host.transcript(),
        "read Rolehop, lock session, read Rolehop, AssumeRole Hub, write Rolehop, unlock session"
    );
    let stores: Vec<_> = host.cache.borrow().keys().map(|(store, _)| *store).collect();
    assert_eq!(stores, [CacheStore::AwsCli, CacheStore::Rolehop]);
}

#[test]
fn a_revoked_session_sends_the_chain_back_to_its_source() {
    let host = Scripted::answering([
        refusal(403, "ExpiredToken", "The security token included in the request is expired"),
        session("Hub", 1),
        session("Mid", 2),
        session("Leaf", 3),
    ]);
    keep(&host, "mid", "Mid", LATER);
    assert_eq!(run(&host, "leaf").unwrap().access_key_id, "ASIASESSION000000003");
    let kept = host.cache.borrow();
    assert!(
        kept.values().all(|entry| !entry.contains("ASIACACHED")),
        "the revoked session is kept"
    );
}

#[test]
fn what_is_not_revoked_is_used_again() {
    let expired = || refusal(403, "ExpiredToken", "The security token is expired");
    let unknown = || refusal(403, "InvalidClientTokenId", "The security token is invalid");
    let cases: [(&str, Vec<Answer>, Result<&str, Code>, &str); 5] = [
        (
            "the last session only",
            vec![expired(), session("Mid", 2), session("Leaf", 3)],
            Ok("ASIASESSION000000003"),
            "AssumeRole Leaf, AssumeRole Mid, AssumeRole Leaf",
        ),
        (
            "all of them",
            vec![unknown(), unknown(), session("Hub", 1), session("Mid", 2), session("Leaf", 3)],
            Ok("ASIASESSION000000003"),
            "AssumeRole Leaf, AssumeRole Mid, AssumeRole Hub, AssumeRole Mid, AssumeRole Leaf",
        ),
        (
            "the keys of the source too",
            vec![expired(), expired(), unknown()],
            Err(Code::CredentialsRejected),
            "AssumeRole Leaf, AssumeRole Mid, AssumeRole Hub",
        ),
        (
            "a session that was just given",
            vec![expired(), session("Mid", 2), expired()],
            Err(Code::TokenExpired),
            "AssumeRole Leaf, AssumeRole Mid, AssumeRole Leaf",
        ),
        (
            "a refusal that is not the session's fault",
            vec![refusal(403, "AccessDenied", "not authorized")],
            Err(Code::StsAccessDenied),
            "AssumeRole Leaf",
        ),
    ];
    for (shows, answers, expected, calls) in cases {
        let host = Scripted::answering(answers);
        keep(&host, "hub", "Hub", LATER);
        keep(&host, "mid", "Mid", LATER);
        let outcome = run(&host, "leaf").map(|credentials| credentials.access_key_id);
        assert_eq!(outcome.as_deref().map_err(|error| error.code), expected, "{shows}");
        let log = host.log.borrow();
        let sent: Vec<_> = log.iter().filter(|what| what.starts_with("AssumeRole")).collect();
        assert_eq!(
            sent.iter().map(|what| what.as_str()).collect::<Vec<_>>().join(", "),
            calls,
            "{shows}"
        );
    }
}

#[test]
fn codes() {
    let lost = |sent| Err(HostError::Failed { reason: "ECONNRESET".into(), sent });
    let cases: [(&str, &[&str], Vec<Answer>, Result<(), Code>, &str); 12] = [
        ("a code", &["123456"], vec![session("Mfa", 1)], Ok(()), "ask alice, AssumeRole Mfa"),
        (
            "blanks around it",
            &[" 123456\n"],
            vec![session("Mfa", 1)],
            Ok(()),
            "ask alice, AssumeRole Mfa",
        ),
        ("no code", &[""], vec![], Err(Code::MfaRejected), "ask alice"),
        ("five digits", &["12345"], vec![], Err(Code::MfaRejected), "ask alice"),
        ("digits of another script", &["١٢٣٤٥٦"], vec![], Err(Code::MfaRejected), "ask alice"),
        ("nobody to ask", &[], vec![], Err(Code::MfaRequired), "ask alice"),
        (
            "a wrong code",
            &["123456"],
            vec![refusal(
                403,
                "AccessDenied",
                "MultiFactorAuthentication failed with invalid MFA one time pass code. ",
            )],
            Err(Code::MfaRejected),
            "ask alice, AssumeRole Mfa",
        ),
        (
            "the answer is lost: never sent again",
            &["123456"],
            vec![lost(true), session("Mfa", 1)],
            Err(Code::MfaOutcomeUnknown),
            "ask alice, AssumeRole Mfa",
        ),
        (
            "a gateway answers: never sent again",
            &["123456"],
            vec![Ok((502, "<html>".into())), session("Mfa", 1)],
            Err(Code::MfaOutcomeUnknown),
            "ask alice, AssumeRole Mfa",
        ),
        (
            "STS is busy: never sent again",
            &["123456"],
            vec![refusal(400, "Throttling", "Rate exceeded"), session("Mfa", 1)],
            Err(Code::StsThrottled),
            "ask alice, AssumeRole Mfa",
        ),
        (
            "the clock is off: never sent again",
            &["123456"],
            vec![refusal(403, "RequestTimeTooSkewed", "skewed"), session("Mfa", 1)],
            Err(Code::ClockSkew),
            "ask alice, AssumeRole Mfa",
        ),
        (
            "nothing left: sent again",
            &["123456"],
            vec![lost(false), session("Mfa", 1)],
            Ok(()),
            "ask alice, AssumeRole Mfa, sleep 501, AssumeRole Mfa",
        ),
    ];
    for (shows, codes, answers, expected, middle) in cases {
        let host = Scripted::answering(answers);
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
            assert_eq!((diagnostic.line, diagnostic.key.as_deref()), place, "{shows}");
        }
    }
}

#[test]
fn troubles() {
    let skewed = "Signature expired: 20260102T030405Z is now earlier than 20260102T033905Z (20260102T035405Z - 15 min.)";
    let reset = || Err(HostError::Failed { reason: "ECONNRESET".into(), sent: true });
    let (slow, late) =
        (|| Err(HostError::TimedOut { sent: true }), session_xml("Hub", 1, "2026-01-02T03:04:05Z"));
    let cases: Vec<(&str, Vec<Answer>, Result<(), Code>, &str)> = vec![
        (
            "throttled once",
            vec![refusal(400, "Throttling", "Rate exceeded"), session("Hub", 1)],
            Ok(()),
            "AssumeRole Hub, sleep 501, AssumeRole Hub",
        ),
        (
            "throttled",
            (0..3).map(|_| refusal(400, "Throttling", "Rate exceeded")).collect(),
            Err(Code::StsThrottled),
            "AssumeRole Hub, sleep 501, AssumeRole Hub, sleep 1003, AssumeRole Hub",
        ),
        (
            "in trouble",
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
            "silent",
            vec![slow(), slow(), slow()],
            Err(Code::StsUnreachable),
            "AssumeRole Hub, sleep 501, AssumeRole Hub, sleep 1003, AssumeRole Hub",
        ),
        (
            "denied",
            vec![refusal(403, "AccessDenied", "no")],
            Err(Code::StsAccessDenied),
            "AssumeRole Hub",
        ),
        (
            "a wrong secret",
            vec![refusal(403, "SignatureDoesNotMatch", "no")],
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
            "cut off",
            vec![Ok((200, session_xml("Hub", 1, LATER)[..300].into()))],
            Err(Code::NotAnStsResponse),
            "AssumeRole Hub",
        ),
        ("another role", vec![session("Admin", 1)], Err(Code::IdentityMismatch), "AssumeRole Hub"),
        ("over on arrival", vec![Ok((200, late))], Err(Code::ClockSkew), "AssumeRole Hub"),
        (
            "a clock that is off, corrected once",
            vec![refusal(403, "SignatureDoesNotMatch", skewed), session("Hub", 1)],
            Ok(()),
            "AssumeRole Hub, AssumeRole Hub",
        ),
        (
            "a clock that stays off",
            vec![
                refusal(403, "SignatureDoesNotMatch", skewed),
                refusal(403, "SignatureDoesNotMatch", skewed),
            ],
            Err(Code::ClockSkew),
            "AssumeRole Hub, AssumeRole Hub",
        ),
        ("given up", vec![Err(HostError::Aborted)], Err(Code::Aborted), "AssumeRole Hub"),
    ];
    for (shows, answers, expected, middle) in cases {
        let host = Scripted::answering(answers);
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
fn a_corrected_clock_signs_with_the_time_of_the_service() {
    let skewed = "Signature expired: 20260102T030405Z is now earlier than 20260102T033905Z (20260102T035405Z - 15 min.)";
    let host =
        Scripted::answering([refusal(403, "SignatureDoesNotMatch", skewed), session("Hub", 1)]);
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
        let host = Scripted::answering([refusal(403, "SignatureDoesNotMatch", &of(day))]);
        let _ = run(&host, "hub");
        assert_eq!(host.requests.borrow().len() > 1, corrected, "January {day}");
    }
}

#[test]
fn an_mfa_code_that_may_be_used_up_is_said_to_be() {
    let answers = [
        Err(HostError::TimedOut { sent: true }),
        Ok((503, String::new())),
        refusal(503, "ServiceUnavailable", "busy"),
        refusal(400, "Throttling", "Rate exceeded"),
    ];
    for answer in answers {
        let host = Scripted::answering([answer.clone()]).with_codes(["123456"]);
        let hint = run(&host, "mfa").unwrap_err().hint.unwrap();
        assert!(hint.contains("may be used up"), "{answer:?}: {hint}");
    }
}

#[test]
fn who_cannot_be_asked() {
    let failed = |reason: &str| HostError::Failed { reason: reason.into(), sent: true };
    let cases = [
        (HostError::Unsupported, Code::MfaRequired, "nobody can be asked"),
        (HostError::TimedOut { sent: true }, Code::MfaRequired, "in time"),
        (failed("\u{1b}[2J"), Code::MfaRequired, "asking for it failed: \u{fffd}[2J"),
        (failed(""), Code::MfaRequired, "and asking for it failed"),
        (HostError::Aborted, Code::Aborted, "the caller gave up"),
    ];
    for (error, code, end) in cases {
        let host = Scripted::default();
        host.codes.borrow_mut().push_back(Err(error.clone()));
        let said = run(&host, "mfa").unwrap_err();
        assert_eq!(said.code, code, "{error:?}");
        assert!(said.message.ends_with(end), "{error:?}: {}", said.message);
    }
}

#[test]
fn an_error_says_who_called_whom() {
    let host =
        Scripted::answering([session("Hub", 1), refusal(403, "AccessDenied", "not authorized")]);
    let error = run(&host, "mid").unwrap_err();
    assert_eq!(
        error.message,
        "role `arn:aws:iam::111122223333:role/Mid`, called with the role of profile `hub`: STS refused AssumeRole: AccessDenied: not authorized"
    );
    assert_eq!((error.hop, error.diagnostics[0].line, error.exit_code), (Some(1), Some(10), 254));
    assert_eq!(host.cache.borrow().len(), 1, "the first hop's session is kept");
}

#[test]
fn sessions_without_a_name_are_named_after_the_moment() {
    let host = Scripted::answering([session("Hub", 1)]);
    run(&host, "hub").unwrap();
    let body = host.requests.borrow()[0].body.expose().to_owned();
    assert!(body.contains(&format!("RoleSessionName=rolehop-{}", NOW_MS / 1000)), "{body}");
}

#[test]
fn programs() {
    let good = r#"{"Version":1,"AccessKeyId":"ASIAPROGRAM","SecretAccessKey":"canary/secret/p","SessionToken":"canary/token/p","Expiration":"2026-01-02T04:04:05Z","More":[1]}"#;
    let with = |from: &str, to: &str| good.replace(from, to);
    let cases: Vec<(&str, Option<i32>, String, Result<(), Code>)> = vec![
        ("credentials", Some(0), good.into(), Ok(())),
        ("without a token", Some(0), with("\"canary/token/p\"", "null"), Ok(())),
        ("version 1.0", Some(0), with(":1,", ":1.0,"), Ok(())),
        ("version 2", Some(0), with(":1,", ":2,"), Err(Code::ProcessFailed)),
        ("a version in quotes", Some(0), with(":1,", ":\"1\","), Err(Code::ProcessFailed)),
        ("an empty key", Some(0), with("ASIAPROGRAM", ""), Err(Code::ProcessFailed)),
        (
            "an end that is no time",
            Some(0),
            with("2026-01-02T04:04:05Z", "soon"),
            Err(Code::ProcessFailed),
        ),
        ("over", Some(0), with("T04:04:05Z", "T03:04:05Z"), Err(Code::ProcessFailed)),
        ("soon over, but not yet", Some(0), with("T04:04:05Z", "T03:05:05Z"), Ok(())),
        ("two answers", Some(0), format!("{good}{good}"), Err(Code::ProcessFailed)),
        ("nothing", Some(0), String::new(), Err(Code::ProcessFailed)),
        ("a failure", Some(3), good.into(), Err(Code::ProcessFailed)),
        ("a signal", None, good.into(), Err(Code::ProcessFailed)),
    ];
    for (shows, status, printed, expected) in cases {
        let host = Scripted::default();
        host.process.replace(Some(Ok((status, printed))));
        let outcome = run(&host, "process");
        assert_eq!(outcome.as_ref().map(|_| ()).map_err(|error| error.code), expected, "{shows}");
        assert_eq!(
            host.transcript(),
            "run /bin/helper|a b|--token|canary/token/argv _AWS_CLI_PROFILE_CHAIN=process"
        );
        if let Err(error) = outcome {
            assert_eq!(error.diagnostics[0].line, Some(23), "{shows}");
        }
    }
}

#[test]
fn a_program_that_calls_itself_is_noticed() {
    let cases = [("other", true), ("other,process", false), ("a,b,c,d", false)];
    for (chain, runs) in cases {
        let host = Scripted::default();
        let _ = run_in(&host, "process", Options::default(), &[("_AWS_CLI_PROFILE_CHAIN", chain)]);
        assert_eq!(!host.transcript().is_empty(), runs, "{chain}");
    }
}

#[test]
fn keys_of_the_environment() {
    let base = [("AWS_ACCESS_KEY_ID", "AKIAENV"), ("AWS_SECRET_ACCESS_KEY", "canary/secret/env")];
    let cases: [(&str, &[(&str, &str)], Result<Option<&str>, Code>); 4] = [
        ("keys", &[], Ok(None)),
        ("a token", &[("AWS_SESSION_TOKEN", "new")], Ok(Some("new"))),
        (
            "the old name wins",
            &[("AWS_SESSION_TOKEN", "new"), ("AWS_SECURITY_TOKEN", "old")],
            Ok(Some("old")),
        ),
        ("over", &[("AWS_CREDENTIAL_EXPIRATION", "2026-01-02T03:04:05Z")], Err(Code::TokenExpired)),
    ];
    for (shows, more, expected) in cases {
        let profiles = Profiles::parse("", "");
        let env = base.iter().chain(more).map(|(name, value)| (*name, *value)).collect();
        let request = Request { env, ..Request::default() };
        let plan = plan::plan(&profiles, &request).unwrap();
        let host = Scripted::default();
        let outcome = block_on(resolve(&profiles, &request, &plan, &Options::default(), &host));
        let token = outcome.map(|c| c.session_token.map(|token| token.expose().to_owned()));
        assert_eq!(
            token.as_ref().map(Option::as_deref).map_err(|error| error.code),
            expected,
            "{shows}"
        );
    }
}

#[test]
fn identities() {
    let xml = "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult><Arn>arn:aws:iam::012345678901:user/alice</Arn><UserId>AIDA</UserId><Account>012345678901</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";
    let host = Scripted::answering([session("Hub", 1), Ok((200, xml.into()))]);
    let credentials = run(&host, "hub").unwrap();
    let identity = block_on(resolve::caller_identity(&credentials, &plan_of("hub").sts, &host));
    assert_eq!(identity.unwrap().account, "012345678901");
}
