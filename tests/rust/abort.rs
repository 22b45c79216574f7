//! Callers that give up, at every single thing that a run waits for.

use rolehop::credentials::Credentials;
use rolehop::diagnostic::{Code, Error};

use crate::host::{Scripted, refusal, session};
use crate::resolve::run;

const PRINTED: &str =
    r#"{"Version":1,"AccessKeyId":"ASIAPROGRAM","SecretAccessKey":"canary/secret/p"}"#;

/// A run of everything that there is to wait for: a program, a code, two calls, a wait between two
/// tries.
fn run_until(patience: Option<usize>) -> (Scripted, Result<Credentials, Error>) {
    let busy = refusal(503, "ServiceUnavailable", "busy");
    let host = Scripted::answering([session("Helped", 1), busy, session("Far", 2)]);
    host.codes.borrow_mut().push_back(Ok("123456".into()));
    host.process.replace(Some(Ok((Some(0), PRINTED.into()))));
    host.patience.set(patience);
    let outcome = run(&host, "far");
    (host, outcome)
}

#[test]
fn the_whole_run() {
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
fn giving_up_ends_the_run_at_once_and_gives_every_lock_back() {
    let waits = |host: &Scripted| {
        let log = host.log.borrow();
        log.iter().filter(|what| !what.starts_with("unlock") && !what.starts_with("warn")).count()
    };
    let (whole, _) = run_until(None);
    for patience in 0..waits(&whole) {
        let (host, outcome) = run_until(Some(patience));
        let shows = format!("after {patience} waits: {}", host.transcript());
        assert!(host.held.borrow().is_empty(), "a lock is still held {shows}");
        match outcome {
            Err(error) => {
                assert_eq!((error.code, error.exit_code), (Code::Aborted, 130), "{shows}");
                let given_up_in = patience + 1;
                // Giving up while a session is kept loses the entry, not the session; the next
                // wait then ends the run.
                let in_write = shows.contains("warn cache-not-saved");
                assert_eq!(waits(&host), given_up_in + usize::from(in_write), "{shows}");
            }
            // What was being kept is the last session: it is there, and it is given.
            Ok(credentials) => {
                assert_eq!(credentials.access_key_id, "ASIASESSION000000002", "{shows}");
                assert_eq!(patience + 1, waits(&whole), "{shows}");
            }
        }
    }
}
