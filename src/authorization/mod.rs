//! Authorization in a browser: OAuth 2.0 with an authorization code and PKCE (RFC 7636).
//!
//! ```text
//! listen on loopback ─▶ show the URL ─▶ the browser is redirected to loopback ─▶ code
//! ```
//!
//! The sign-in services of AWS differ in parameters and in what the code is exchanged for; this part
//! is the same for both.

mod page;
mod pkce;
mod random;
mod redirect;
mod show;

pub(crate) use pkce::Pkce;
pub(crate) use random::uuid;
pub(crate) use redirect::{Redirects, is_same_text};
pub(crate) use show::{authorize_url, not_shown, show, while_shown};
