//! Which sessions are reused, created, cached and shared.

use rolehop::diagnostic::Code;
use rolehop::host::{CacheStore, HostError};
use rolehop::resolve::Options;

use super::{LATER, cache_session, run, run_with};
use crate::host::{NOW_MS, Response, Scripted, rejection, session};

#[test]
fn a_role_without_a_cached_session_is_assumed_and_cached() {
    let host = Scripted::responding([session("Hub", 1)]);
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
fn a_chain_starts_after_the_last_cached_session() {
    let host = Scripted::responding([session("Leaf", 1)]);
    cache_session(&host, "mid", "Mid", LATER);
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
fn a_cached_session_must_be_of_the_role_and_valid_long_enough() {
    let hub = |expiration: &str, role: &str| {
        let host = Scripted::responding([session("Hub", 1)]);
        cache_session(&host, "hub", role, expiration);
        run(&host, "hub").unwrap().access_key_id == "ASIACACHED"
    };
    let cases = [
        ("a quarter of an hour left", "2026-01-02T03:19:05Z", "Hub", true),
        ("a second less", "2026-01-02T03:19:04Z", "Hub", false),
        ("the older time format", "2026-01-02T05:04:05UTC", "Hub", true),
        ("no zone", "2026-01-02T05:04:05", "Hub", false),
        ("another role", LATER, "Admin", false),
    ];
    for (shows, expiration, role, used) in cases {
        assert_eq!(hub(expiration, role), used, "{shows}");
    }
    for torn in ["", "{", "[]", "null", "{}", "{\"Credentials\":{}}"] {
        let host = Scripted::responding([session("Hub", 1)]);
        cache_session(&host, "hub", "Hub", LATER);
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
            "a longer minimum remaining time",
            Options { min_remaining_seconds: 7201, ..Options::default() },
            "read AwsCli, lock session, read AwsCli, AssumeRole Hub, write AwsCli, unlock session",
        ),
    ];
    for (shows, options, transcript) in cases {
        let host = Scripted::responding([session("Hub", 1)]);
        cache_session(&host, "hub", "Hub", LATER);
        run_with(&host, "hub", options).unwrap();
        assert_eq!(host.transcript(), transcript, "{shows}");
    }
}

#[test]
fn a_waiter_uses_the_session_of_the_lock_owner() {
    let host = Scripted::default().with_codes(["123456"]);
    cache_session(&host, "mfa", "Mfa", LATER);
    host.meanwhile.swap(&host.cache);
    assert_eq!(run(&host, "mfa").unwrap().access_key_id, "ASIACACHED");
    assert_eq!(
        host.transcript(),
        "read AwsCli, lock mfa, lock session, read AwsCli, unlock session, unlock mfa"
    );
}

#[test]
fn a_failed_lock_does_not_fail_the_run() {
    let host = Scripted::responding([session("Hub", 1)]);
    host.lock_error.replace(Some(HostError::TimedOut { sent: false }));
    run(&host, "hub").unwrap();
    assert_eq!(
        host.transcript(),
        "read AwsCli, lock session, read AwsCli, AssumeRole Hub, write AwsCli"
    );
}

#[test]
fn a_read_only_cache_causes_a_warning() {
    let host = Scripted::responding([session("Hub", 1)]);
    host.read_only.set(true);
    run(&host, "hub").unwrap();
    assert!(host.transcript().ends_with("write AwsCli, warn cache-not-saved, unlock session"));
}

#[test]
fn a_custom_endpoint_has_a_separate_cache() {
    let host = Scripted::responding([session("Hub", 1)]);
    cache_session(&host, "hub", "Hub", LATER);
    assert_eq!(run(&host, "local").unwrap().access_key_id, "ASIASESSION000000001");
    assert_eq!(
        host.transcript(),
        "read Rolehop, lock session, read Rolehop, AssumeRole Hub, write Rolehop, unlock session"
    );
    let stores: Vec<_> = host.cache.borrow().keys().map(|(store, _)| *store).collect();
    assert_eq!(stores, [CacheStore::AwsCli, CacheStore::Rolehop]);
}

#[test]
fn after_a_revoked_session_the_chain_restarts_at_its_source() {
    let host = Scripted::responding([
        rejection(403, "ExpiredToken", "The security token included in the request is expired"),
        session("Hub", 1),
        session("Mid", 2),
        session("Leaf", 3),
    ]);
    cache_session(&host, "mid", "Mid", LATER);
    assert_eq!(run(&host, "leaf").unwrap().access_key_id, "ASIASESSION000000003");
    let kept = host.cache.borrow();
    assert!(
        kept.values().all(|entry| !entry.contains("ASIACACHED")),
        "the revoked session is still cached"
    );
}

#[test]
fn sessions_that_are_not_revoked_are_reused() {
    let expired = || rejection(403, "ExpiredToken", "The security token is expired");
    let unknown = || rejection(403, "InvalidClientTokenId", "The security token is invalid");
    let cases: [(&str, Vec<Response>, Result<&str, Code>, &str); 5] = [
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
            "a new session",
            vec![expired(), session("Mid", 2), expired()],
            Err(Code::TokenExpired),
            "AssumeRole Leaf, AssumeRole Mid, AssumeRole Leaf",
        ),
        (
            "a rejection for another reason",
            vec![rejection(403, "AccessDenied", "not authorized")],
            Err(Code::StsAccessDenied),
            "AssumeRole Leaf",
        ),
    ];
    for (shows, responses, expected, calls) in cases {
        let host = Scripted::responding(responses);
        cache_session(&host, "hub", "Hub", LATER);
        cache_session(&host, "mid", "Mid", LATER);
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
fn sessions_without_a_name_are_named_after_the_current_time() {
    let host = Scripted::responding([session("Hub", 1)]);
    run(&host, "hub").unwrap();
    let body = host.requests.borrow()[0].body.expose().to_owned();
    assert!(body.contains(&format!("RoleSessionName=rolehop-{}", NOW_MS / 1000)), "{body}");
}
