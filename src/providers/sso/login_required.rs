//! The error that tells the user to sign in, and how.

use crate::diagnostic::{Code, Diagnostic, Error};
use crate::plan::SsoSource;
use crate::text::{one_line, shell_quote};

/// The error for a missing token, or one that is no longer valid.
pub(super) fn login_required(source: &SsoSource, message: String) -> Error {
    Diagnostic::new(Code::SsoLoginRequired, message).help(commands(source)).into()
}

/// The start URL, safe to display.
pub(super) fn portal_name(source: &SsoSource) -> String {
    one_line(&source.start_url, 200)
}

/// The commands to sign in, of either program.
pub(super) fn commands(source: &SsoSource) -> String {
    let profile = shell_quote(&source.profile);
    let aws_cli = match &source.session {
        Some(session) => format!("--sso-session {}", shell_quote(session)),
        None => format!("--profile {profile}"),
    };
    format!("run `rolehop login --profile {profile}` or `aws sso login {aws_cli}`")
}
