//! IAM Identity Center: credentials of a role for the user's SSO token, which is stored on disk and
//! shared with the AWS CLI.
//!
//! ```text
//! ~/.aws/sso/cache ─▶ token ─(expires soon: CreateToken)─▶ token ─GetRoleCredentials─▶ credentials
//! ```
//!
//! The rules are the AWS CLI's. The token of an `sso_session` is refreshed if it expires within 15
//! minutes; the token of a profile without `sso_session` never is.

pub(crate) mod oidc;
pub(crate) mod portal;
pub(crate) mod provider;
pub(crate) mod sign_in;
pub(crate) mod token;
pub(crate) mod token_store;
