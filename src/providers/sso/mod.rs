//! IAM Identity Center: the user's sign-in, kept on disk and shared with the AWS CLI, for a role's
//! credentials.
//!
//! ```text
//! ~/.aws/sso/cache ─▶ token ─(expires soon: CreateToken)─▶ token ─GetRoleCredentials─▶ credentials
//! ```
//!
//! The rules are the AWS CLI's. A token of an `sso_session` is refreshed when it ends within a
//! quarter of an hour; that of a profile without one never is.

mod login_required;
pub(crate) mod oidc;
pub(crate) mod portal;
pub(crate) mod provider;
pub(crate) mod token;
pub(crate) mod token_store;
