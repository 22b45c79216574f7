//! The reply that an effect requires.

use super::bindings::exports::rolehop::engine::sessions::{Effect, Reply};
use crate::diagnostic::{Code, Diagnostic, Error};

/// The maximum size of a reply, in bytes. A response may have a lower limit: see the services that
/// read it.
const LARGEST: usize = 1024 * 1024;

/// Checks that a reply matches an effect.
///
/// # Errors
/// `usage-invalid`, with the names of both and never with a value.
pub(super) fn check(effect: &Effect, reply: &Reply) -> Result<(), Error> {
    let (name, wanted) = wanted_by(effect);
    let given = name_of(reply);
    if given != wanted && given != "failed" {
        let message = format!("the effect `{name}` expects the reply `{wanted}`, not `{given}`");
        return Err(misuse(&message, "send that, or `failed`"));
    }
    let size = size_of(reply);
    if size > LARGEST {
        let message = format!("the reply to `{name}` has {size} bytes; the maximum is {LARGEST}");
        return Err(misuse(&message, "limit what the host reads, and send `failed` beyond it"));
    }
    Ok(())
}

/// The error for a host that uses a session incorrectly.
pub(super) fn misuse(message: &str, help: &str) -> Error {
    Diagnostic::new(Code::UsageInvalid, message).help(help).into()
}

/// The names of an effect and of the reply that it requires.
fn wanted_by(effect: &Effect) -> (&'static str, &'static str) {
    match effect {
        Effect::ReadFile(_) => ("read-file", "text"),
        Effect::CacheRead(_) => ("cache-read", "text"),
        Effect::CacheWrite(_) => ("cache-write", "done"),
        Effect::Lock(_) => ("lock", "done"),
        Effect::Unlock(_) => ("unlock", "done"),
        Effect::Fetch(_) => ("fetch", "response"),
        Effect::MfaCode(_) => ("mfa-code", "code"),
        Effect::Run(_) => ("run", "output"),
        Effect::Sleep(_) => ("sleep", "done"),
        Effect::Random(_) => ("random", "bytes"),
        Effect::SignEs256(_) => ("sign-es256", "bytes"),
        Effect::ShowDeviceCode(_) => ("show-device-code", "done"),
        Effect::Warn(_) => ("warn", "done"),
    }
}

fn name_of(reply: &Reply) -> &'static str {
    match reply {
        Reply::Done => "done",
        Reply::Text(_) => "text",
        Reply::Code(_) => "code",
        Reply::Response(_) => "response",
        Reply::Output(_) => "output",
        Reply::Bytes(_) => "bytes",
        Reply::Failed(_) => "failed",
    }
}

fn size_of(reply: &Reply) -> usize {
    match reply {
        Reply::Done => 0,
        Reply::Text(text) => text.as_ref().map_or(0, String::len),
        Reply::Code(code) => code.len(),
        Reply::Response(response) => {
            let headers = [&response.date, &response.location].into_iter().flatten();
            response.body.len() + headers.map(String::len).sum::<usize>()
        }
        Reply::Output(output) => output.stdout.len(),
        Reply::Bytes(bytes) => bytes.len(),
        Reply::Failed(failure) => {
            [&failure.reason, &failure.help].into_iter().flatten().map(String::len).sum()
        }
    }
}
