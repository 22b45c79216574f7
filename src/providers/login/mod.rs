//! `aws login`: the user's sign-in to the console, kept on disk and shared with the AWS CLI, which
//! holds session credentials of its own.
//!
//! ```text
//! ~/.aws/login/cache ─▶ login session ─(expires soon: CreateOAuth2Token, with proof of its key)─▶ login session
//! ```
//!
//! The rules are the AWS CLI's: credentials that end within five minutes are renewed, the file is
//! read again first, and the refresh token is a new one each time, so that losing it ends the
//! login session. The key never leaves the machine; each renewal proves that it is there.

pub(crate) mod dpop;
pub(crate) mod p256_key;
pub(crate) mod provider;
pub(crate) mod session;
pub(crate) mod token;
