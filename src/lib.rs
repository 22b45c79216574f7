//! AWS credentials from profiles, role chains and MFA, resolved as the AWS CLI v2 resolves them.
//!
//! Rolehop reads `~/.aws/config` and `~/.aws/credentials` as the AWS CLI v2 does, plans the calls
//! for a profile, and makes them through a [`host::Host`].
//!
//! ```text
//! bytes → Document → Profiles → Plan → (for each hop) Request → Response → Credentials → cache entry
//! ```
//!
//! Everything up to the plan, and each request and response, is pure: no clock, no randomness, no
//! files, no network. Only [`resolve`] waits, and only through the host.
//!
//! | module | contents |
//! |---|---|
//! | [`text`] | spans, lines and columns |
//! | [`secret`] | redacted strings, zeroed on drop |
//! | [`timestamp`] | timestamps in every format that AWS tools use |
//! | [`diagnostic`] | the diagnostics, and the error that contains them |
//! | [`document`] | lossless text ⇄ sections, keys, spans; edits |
//! | [`config`] | the AWS rules on top: section names, merging of the two files, environment |
//! | [`aws`] | AWS facts: ARNs, partitions, limits, endpoints |
//! | [`credentials`] | credentials and their export formats |
//! | [`http`] | requests, responses, and the network settings of a profile |
//! | [`host`] | the functions that a runtime provides |
//! | [`retry`] | attempts, waits and the time limit of a call |
//! | [`sts`] | requests, signing, responses |
//! | [`cache`] | the AWS CLI's credential cache: key, entry, freshness |
//! | [`plan`] | from a profile to its source and hops; every rule about profiles |
//! | [`providers`] | fetch the credentials of a source: static keys, environment, processes |
//! | [`aws_login`] | signs in to the AWS console, as `aws login` |
//! | [`sso_login`] | signs in to IAM Identity Center, and out of it |
//! | [`sso_roles`] | lists accounts and roles of IAM Identity Center, and plans profiles for them |
//! | [`resolve`] | runs a plan |
//! | [`console`] | sign-in URLs of the AWS console, and links that switch roles |
//! | [`editor`] | completions, and the symbol at a position in a file |
//! | [`render`] | plans and diagnostics as text for the terminal |
//! | [`wasm`] | the boundary to JavaScript: conversions only |
//! | `component` | the boundary of the WebAssembly component (feature `component`) |

#![cfg_attr(not(feature = "component"), forbid(unsafe_code))]

mod authorization;
pub mod aws;
pub mod aws_login;
pub mod cache;
#[cfg(all(feature = "component", target_arch = "wasm32"))]
pub mod component;
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
pub mod sso_roles;
pub mod sts;
pub mod text;
pub mod timestamp;
pub mod wasm;
