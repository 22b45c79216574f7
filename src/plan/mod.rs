//! Profile → source and hops, by the AWS CLI's rules, before any call.
//!
//! A profile either *holds* credentials or *borrows* them: it names a role and where the calling
//! credentials come from. Following those names gives the chain; a [`Plan`] is the chain turned
//! round, in the order of the calls: one [`Source`], then a [`Hop`] for each role. What is
//! explained is what is run: `check`, `plan` and [`crate::resolve`] use the same plan.
//!
//! ```text
//! select ──▶ chain: link ─▶ link ─▶ … ─▶ source     settings: region, endpoint
//!            hop     hop                              │
//!              └───────────── build ◀────────────────┘
//! ```

mod build;
mod chain;
mod check;
mod context;
mod handover;
mod lint;
mod model;
mod planner;
mod role;
mod select;
mod settings;
mod source;
mod sso_login;
mod suggest;
#[cfg(test)]
#[allow(
    clippy::format_collect,
    clippy::format_push_string,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::too_many_lines,
    clippy::unwrap_used
)]
mod tests;

pub use handover::{Handover, handover};
pub use model::{Capabilities, ContainerToken, Hop, Plan, Request, Source};
pub use planner::{check, find, plan, require_readable, selected};
pub use settings::session_name::made as default_session_name;
pub(crate) use source::permitted::{ELSEWHERE, refused};
pub use sso_login::{SignIn, portal_endpoint, sign_in};
