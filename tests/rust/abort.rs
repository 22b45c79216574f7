//! Aborts by the caller at every operation that a run waits for.

use rolehop::credentials::Credentials;
use rolehop::diagnostic::{Code, Error};

use crate::host::{Scripted, rejection, session};
use crate::resolve::run;

const PRINTED: &str =
    r#"{"Version":1,"AccessKeyId":"ASIAPROGRAM","SecretAccessKey":"canary/secret/p"}"#;

/// A run with every kind of wait: a program, an MFA code, two calls, a delay between two attempts.
fn run_until(waits: Option<usize>) -> (Scripted, Result<Credentials, Error>) {
    let busy = rejection(503, "ServiceUnavailable", "busy");
    let host = Scripted::responding([session("Helped", 1), busy, session("Far", 2)]);
    host.codes.borrow_mut().push_back(Ok("123456".into()));
    host.process.replace(Some(Ok((Some(0), PRINTED.into()))));
    host.waits_left.set(waits);
    let outcome = run(&host, "far");
    (host, outcome)
}

#[test]
fn a_run_without_an_abort() {
    let (host, outcome) = run_until(None);
    assert_eq!(outcome.unwrap().access_key_id, "ASIASESSION000000002");
    assert_eq!(
        host.transcript(),
        "read AwsCli, read AwsCli, \
         lock mfa, lock session, read AwsCli, \
         run /bin/helper|a b|--token|canary/token/argv _AWS_CLI_PROFILE_CHAIN=far, ask alice, AssumeRole Helped, write AwsCli, \
         unlock session, unlock mfa, \
         lock session, read AwsCli, AssumeRole Far, sleep 501, AssumeRole Far, write AwsCli, \
         unlock session"
    );
}

#[test]
fn an_abort_ends_the_run_at_once_and_releases_every_lock() {
    let waits = |host: &Scripted| {
        let log = host.log.borrow();
        log.iter().filter(|what| !what.starts_with("unlock") && !what.starts_with("warn")).count()
    };
    let (whole, _) = run_until(None);
    for allowed in 0..waits(&whole) {
        let (host, outcome) = run_until(Some(allowed));
        let shows = format!("after {allowed} waits: {}", host.transcript());
        assert!(host.held.borrow().is_empty(), "a lock is still held {shows}");
        match outcome {
            Err(error) => {
                assert_eq!((error.code, error.exit_code), (Code::Aborted, 130), "{shows}");
                let aborted_at = allowed + 1;
                // An abort while a session is cached loses the cache entry, not the session; the
                // next wait then ends the run.
                let in_write = shows.contains("warn cache-not-saved");
                assert_eq!(waits(&host), aborted_at + usize::from(in_write), "{shows}");
            }
            // The session being cached is the last one: it is valid and returned.
            Ok(credentials) => {
                assert_eq!(credentials.access_key_id, "ASIASESSION000000002", "{shows}");
                assert_eq!(allowed + 1, waits(&whole), "{shows}");
            }
        }
    }
}
