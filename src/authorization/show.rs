//! The page to sign in on: its URL, and how the user gets to it.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use crate::diagnostic::{Code, Error};
use crate::host::{Host, HostDiagnostics, HostError, SignInPage, not_supported};
use crate::text::percent_encode;

/// The URL of a page that authorizes, with parameters in the order in which they are sent.
pub(crate) fn authorize_url(page: &str, parameters: &[(&str, &str)]) -> String {
    let mut url = format!("{page}?response_type=code");
    for (name, value) in parameters {
        url.push('&');
        url.push_str(name);
        url.push('=');
        percent_encode(value, &mut url);
    }
    url
}

/// Shows the user the page to sign in on. `failed` is the code of a page that cannot be shown.
///
/// # Errors
/// `not-supported-here`, `failed`, `aborted`.
pub(crate) async fn show(host: &impl Host, page: &SignInPage, failed: Code) -> Result<(), Error> {
    host.show_sign_in(page).await.map_err(|error| not_shown(&error, failed, "onUrl"))
}

/// Waits for the user while the page is shown: what shows it can return as late as the page is closed.
/// If it fails before, nothing more is expected.
///
/// # Errors
/// Those of both.
pub(crate) async fn while_shown<T>(
    shown: impl Future<Output = Result<(), Error>>,
    awaited: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let (mut shown, mut awaited) = (pin!(shown), pin!(awaited));
    let mut is_showing = true;
    poll_fn(|context| {
        if is_showing && let Poll::Ready(outcome) = shown.as_mut().poll(context) {
            is_showing = false;
            if let Err(error) = outcome {
                return Poll::Ready(Err(error));
            }
        }
        awaited.as_mut().poll(context)
    })
    .await
}

/// The error for a sign-in that cannot be shown. `option` is the option of the API that shows it.
pub(crate) fn not_shown(error: &HostError, failed: Code, option: &str) -> Error {
    let message = "sign-in needs a browser, but there is no way to show the sign-in URL";
    let help = format!("run `rolehop login` at a terminal, or pass `{option}`");
    error.report(HostDiagnostics {
        unsupported: not_supported(message).help(help),
        ..HostDiagnostics::of_request("the sign-in page", failed)
    })
}
