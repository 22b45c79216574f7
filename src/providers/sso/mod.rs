//! IAM Identity Center: a person's sign-in, kept on disk and shared with the AWS CLI, for a role's
//! credentials.
//!
//! ```text
//! ~/.aws/sso/cache ─▶ sign-in ─(ends soon: CreateToken)─▶ sign-in ─GetRoleCredentials─▶ credentials
//! ```
//!
//! The rules are the AWS CLI's. A sign-in of an `sso_session` is renewed when it ends within a
//! quarter of an hour; that of a profile without one never is.

mod login_required;
pub(crate) mod oidc;
pub(crate) mod portal;
pub(crate) mod provider;
pub(crate) mod token;
pub(crate) mod token_store;
