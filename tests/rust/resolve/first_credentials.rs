//! Source credentials of a chain, and the caller identity.

use futures_executor::block_on;
use rolehop::config::Profiles;
use rolehop::diagnostic::Code;
use rolehop::plan::{self, Request};
use rolehop::resolve::{self, Options, resolve};

use super::{plan_of, run, run_in};
use crate::host::{Scripted, session};

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
            "an invalid expiration",
            Some(0),
            with("2026-01-02T04:04:05Z", "soon"),
            Err(Code::ProcessFailed),
        ),
        ("expired", Some(0), with("T04:04:05Z", "T03:04:05Z"), Err(Code::ProcessFailed)),
        ("expires soon", Some(0), with("T04:04:05Z", "T03:05:05Z"), Ok(())),
        ("two JSON documents", Some(0), format!("{good}{good}"), Err(Code::ProcessFailed)),
        ("no output", Some(0), String::new(), Err(Code::ProcessFailed)),
        ("a nonzero exit code", Some(3), good.into(), Err(Code::ProcessFailed)),
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
            assert_eq!(error.diagnostics[0].location.unwrap().line, 23, "{shows}");
        }
    }
}

#[test]
fn a_program_that_calls_itself_is_rejected() {
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
            "the old name takes precedence",
            &[("AWS_SESSION_TOKEN", "new"), ("AWS_SECURITY_TOKEN", "old")],
            Ok(Some("old")),
        ),
        (
            "expired",
            &[("AWS_CREDENTIAL_EXPIRATION", "2026-01-02T03:04:05Z")],
            Err(Code::TokenExpired),
        ),
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
    let host = Scripted::responding([session("Hub", 1), Ok((200, xml.into()))]);
    let credentials = run(&host, "hub").unwrap();
    let identity = block_on(resolve::caller_identity(&credentials, &plan_of("hub").sts, &host));
    assert_eq!(identity.unwrap().account, "012345678901");
}
