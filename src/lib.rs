//! Which credentials does this AWS profile mean, and may I have them?
//!
//! Rolehop reads `~/.aws/config` and `~/.aws/credentials` as the AWS CLI v2 does, plans the chain
//! of calls that a profile stands for, and makes those calls through a [`host::Host`].
//!
//! ```text
//! bytes → Document → Profiles → Plan → (for each hop) Request → Response → Credentials → cache entry
//! ```
//!
//! Everything up to the plan, and each request and response, is pure: no clock, no randomness, no
//! files, no network. Only [`resolve`] waits, and only through the host.
//!
//! | module | holds |
//! |---|---|
//! | [`text`] | spans, lines and columns |
//! | [`diagnostic`] | the one shape of everything that is said about a config or a run |
//! | [`document`] | lossless text ⇄ sections, keys, spans; edits |
//! | [`config`] | the AWS rules on top: section names, merging two files, environment |
//! | [`plan`] | profile → source and hops; every validation rule |
//! | [`editor`] | what an editor asks about a place in a file |
//! | [`render`] | plans and findings as text for people |
//! | [`aws`] | facts: ARNs, partitions, limits, endpoints |
//! | [`sts`] | requests, signing, responses |
//! | [`providers`] | fetch the first credentials: static keys, environment, processes |
//! | [`sso_login`] | signing in to IAM Identity Center, and out of it |
//! | [`cache`] | the AWS CLI's credential cache: key, entry, freshness |
//! | [`resolve`] | runs a plan |
//! | [`console`] | the AWS console's sign-in and switch-role links |
//! | [`host`] | what the surroundings can do |
//! | [`timestamp`] | points in time, in every spelling that AWS tools use |
//! | [`wasm`] | the border to JavaScript: conversions only |
//! | [`secret`], [`credentials`] | redacted, wiped strings; what a run yields and how it is exported |

pub mod aws;
pub mod cache;
pub mod config;
pub mod console;
pub mod credentials;
pub mod diagnostic;
pub mod document;
pub mod editor;
pub mod host;
pub mod http;
pub mod plan;
pub mod providers;
pub mod render;
pub mod resolve;
pub mod retry;
pub mod secret;
pub mod sso_login;
pub mod sts;
pub mod text;
pub mod timestamp;
pub mod wasm;
