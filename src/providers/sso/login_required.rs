//! The error that says to sign in, and how.

use crate::diagnostic::{Code, Diagnostic, Error};
use crate::plan::SsoSource;
use crate::text::{one_line, shell_quote};

/// No token, or one that is no good any more.
pub(super) fn login_required(source: &SsoSource, message: String) -> Error {
    Diagnostic::new(Code::SsoLoginRequired, message).help(commands(source)).into()
}

/// The start URL, as it may be shown.
pub(super) fn portal_name(source: &SsoSource) -> String {
    one_line(&source.start_url, 200)
}

/// What signs in, in either program.
pub(super) fn commands(source: &SsoSource) -> String {
    let profile = shell_quote(&source.profile);
    let theirs = match &source.session {
        Some(session) => format!("--sso-session {}", shell_quote(session)),
        None => format!("--profile {profile}"),
    };
    format!("run `rolehop login --profile {profile}` or `aws sso login {theirs}`")
}
