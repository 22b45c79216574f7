//! The role that a request names over a profile.
//!
//! The AWS CLI has no such option. The call, and so its cache name, is that of a profile whose only role
//! settings are `role_arn` and `duration_seconds`.

use super::parameters::{Parameters, malformed, requested_duration};
use super::session;
use crate::config::Profile;
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::checked::Checked;
use crate::plan::context::Context;
use crate::text::quoted;

/// The role of the request, assumed with the credentials of the profile.
pub(crate) fn role<'a>(
    context: &Context<'a>,
    profile: &'a Profile,
) -> Option<Checked<Parameters<'a>>> {
    let role_arn = context.request.role_arn.as_deref()?;
    let mut diagnostics = Vec::new();
    diagnostics.extend(malformed(role_arn).map(|reason| {
        let message = format!("the requested role {} {reason}", quoted(role_arn));
        let help = "pass the ARN of a role: arn:aws:iam::ACCOUNT:role/NAME";
        Diagnostic::new(Code::RoleArnMalformed, message).help(help)
    }));
    let value = Parameters {
        profile,
        is_requested: true,
        is_last: true,
        role_arn,
        role_session_name: None,
        duration_seconds: requested_duration(context).append_to(&mut diagnostics),
        external_id: None,
        mfa_serial: None,
        mfa_process: None,
        session: session::requested(context, profile).append_to(&mut diagnostics),
    };
    Some(Checked { value, diagnostics })
}
