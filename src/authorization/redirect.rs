//! The redirect that brings the code to this program.
//!
//! Every local program, and every web page, can send requests to the port. Only one with
//! the right `state` ends the wait; the others are answered and forgotten.

use super::page::page;
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::host::{Host, HostDiagnostics, HostError, not_supported};
use crate::secret::Secret;
use crate::text::{one_line, query_fields};

/// The path of the redirect, as in the AWS CLI.
const PATH: &str = "/oauth/callback";

/// How long to wait for the user, in milliseconds, as in the AWS CLI.
const LIMIT_MS: i64 = 10 * 60 * 1000;

/// A server on loopback that waits for one redirect. `failed` is the code of its errors.
pub(crate) struct Redirects<'a, H> {
    host: &'a H,
    port: u16,
    failed: Code,
}

/// The meaning of a request.
#[derive(Debug, PartialEq, Eq)]
enum Request {
    /// Another page.
    Elsewhere,
    /// A redirect of another authorization, or an incomplete one.
    Foreign,
    /// The user or the service refused: the reason.
    Refused(String),
    Code(String),
}

impl<'a, H: Host> Redirects<'a, H> {
    /// Starts the server, before the URL that contains its port is shown.
    ///
    /// # Errors
    /// `not-supported-here`, `failed`, `aborted`.
    pub(crate) async fn listen(host: &'a H, failed: Code) -> Result<Self, Error> {
        let port = host.listen().await.map_err(|error| {
            let message = "signing in needs a port on 127.0.0.1 for the browser's answer";
            error.report(HostDiagnostics {
                unsupported: not_supported(&format!("{message}, which this runtime cannot open")),
                timed_out: Diagnostic::new(failed, message),
                failed: Diagnostic::new(failed, format!("{message}, which cannot be opened")),
                is_retryable: false,
            })
        })?;
        Ok(Self { host, port, failed })
    }

    /// The redirect URI.
    pub(crate) fn uri(&self) -> String {
        format!("http://127.0.0.1:{}{PATH}", self.port)
    }

    /// Waits for the redirect with this `state`, and returns its code.
    ///
    /// # Errors
    /// `failed`, `aborted`.
    pub(crate) async fn code(&self, state: &str) -> Result<Secret, Error> {
        let ends_ms = self.host.now_ms().saturating_add(LIMIT_MS);
        loop {
            let left_ms = u32::try_from(ends_ms - self.host.now_ms()).unwrap_or(0);
            let target =
                self.host.receive(left_ms).await.map_err(|error| self.no_answer(&error))?;
            match request(target.expose(), state) {
                Request::Elsewhere => {
                    self.respond(404, "Not found", "This page does not exist.").await?;
                }
                Request::Foreign => {
                    let sentence = "This page does not belong to the sign-in that is waiting. \
                                    Use the URL in the terminal.";
                    self.respond(400, "Not this sign-in", sentence).await?;
                }
                Request::Refused(reason) => {
                    self.respond(200, "Not signed in", &format!("{reason}.")).await?;
                    return Err(self.refused(&reason));
                }
                Request::Code(code) => {
                    let sentence = "You can close this page and go back to the program.";
                    self.respond(200, "Signed in", sentence).await?;
                    return Ok(Secret::new(code));
                }
            }
        }
    }

    /// Answers; a browser that has closed the connection does not need the answer.
    async fn respond(&self, status: u16, title: &str, sentence: &str) -> Result<(), Error> {
        match self.host.respond(status, &page(title, sentence)).await {
            Err(HostError::Aborted) => Err(Error::aborted()),
            _ => Ok(()),
        }
    }

    fn no_answer(&self, error: &HostError) -> Error {
        let help = "run it again, and sign in on the page that opens";
        let diagnostic = |message: &str| Diagnostic::new(self.failed, message).help(help);
        error.report(HostDiagnostics {
            unsupported: not_supported("this runtime cannot wait for the browser's answer"),
            timed_out: diagnostic("the sign-in was not completed within 10 minutes"),
            failed: diagnostic("waiting for the browser's answer failed"),
            is_retryable: false,
        })
    }

    fn refused(&self, reason: &str) -> Error {
        let message = format!("the sign-in was refused: {}", one_line(reason, 200));
        let help = "run it again and approve the request in the browser";
        Diagnostic::new(self.failed, message).help(help).into()
    }
}

/// Reads the target of a request. Of each parameter, the first value applies.
fn request(target: &str, state: &str) -> Request {
    let Some(query) = target.strip_prefix(PATH).and_then(|rest| rest.strip_prefix('?')) else {
        return if target == PATH { Request::Foreign } else { Request::Elsewhere };
    };
    let fields = query_fields(query);
    let first = |name: &str| {
        let found = fields.iter().find(|(key, value)| key == name && !value.is_empty());
        found.map(|(_, value)| value.as_str())
    };
    if !first("state").is_some_and(|given| is_same_text(given, state)) {
        return Request::Foreign;
    }
    match (first("error"), first("code")) {
        (Some(error), _) => Request::Refused(match first("error_description") {
            Some(description) => format!("{error}: {description}"),
            None => error.to_owned(),
        }),
        (None, Some(code)) => Request::Code(code.to_owned()),
        (None, None) => Request::Foreign,
    }
}

/// Compares two texts in a time that depends on their lengths only.
pub(crate) fn is_same_text(one: &str, other: &str) -> bool {
    let differences = one.bytes().zip(other.bytes()).fold(0, |all, (a, b)| all | (a ^ b));
    one.len() == other.len() && differences == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests() {
        let code = |text: &str| Request::Code(text.to_owned());
        let refused = |text: &str| Request::Refused(text.to_owned());
        let cases = [
            ("/oauth/callback?code=C&state=S", code("C")),
            ("/oauth/callback?code=a%2Bb+c%20d&state=S&code=second", code("a+b c d")),
            ("/oauth/callback?code=C&state=S&error=", code("C")),
            ("/oauth/callback?error=access_denied&state=S", refused("access_denied")),
            ("/oauth/callback?error=x&error_description=y+z&code=C&state=S", refused("x: y z")),
            ("/oauth/callback?error=access_denied", Request::Foreign),
            ("/oauth/callback?code=C&state=T", Request::Foreign),
            ("/oauth/callback?code=C&state=SS", Request::Foreign),
            ("/oauth/callback?code=C&state=", Request::Foreign),
            ("/oauth/callback?code=C&state=T&state=S", Request::Foreign),
            ("/oauth/callback?code=C", Request::Foreign),
            ("/oauth/callback?code=&state=S", Request::Foreign),
            ("/oauth/callback", Request::Foreign),
            ("/oauth/callback/?code=C&state=S", Request::Elsewhere),
            ("/any/other/path?state=S&code=C", Request::Elsewhere),
            ("/?code=C&state=S", Request::Elsewhere),
            ("/favicon.ico", Request::Elsewhere),
            ("http://127.0.0.1/oauth/callback?code=C&state=S", Request::Elsewhere),
            ("", Request::Elsewhere),
        ];
        for (target, expected) in cases {
            assert_eq!(request(target, "S"), expected, "{target}");
        }
    }
}
