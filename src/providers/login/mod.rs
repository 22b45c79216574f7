//! `aws login`: the user's sign-in to the console, which contains session credentials of its own.
//! It is stored on disk and shared with the AWS CLI.
//!
//! ```text
//! ~/.aws/login/cache ─▶ login session ─(expires soon: CreateOAuth2Token, with proof of its key)─▶ login session
//! ```
//!
//! The rules are those of the AWS CLI: credentials that expire within five minutes are renewed,
//! after the file is read again. Each renewal returns a new refresh token; if it is lost, the
//! login session ends. The key never leaves the machine; each renewal proves possession of it.

pub(crate) mod dpop;
pub(crate) mod p256_key;
pub(crate) mod provider;
pub(crate) mod session;
pub(crate) mod token;
