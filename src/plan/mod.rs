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
mod capability;
mod chain;
mod check;
mod context;
mod lint;
mod model;
mod planner;
mod program_environment;
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

pub(crate) use capability::{USE_NODE_HELP, not_permitted};
pub use check::check;
pub use model::{
    Capabilities, ContainerSource, ContainerToken, Ec2MetadataSource, EnvironmentSource, Hop,
    LoginSource, Plan, ProcessSource, Request, Source, SsoSource, StaticSource, WebIdentitySource,
};
pub use planner::{find, plan, require_readable, selected};
pub use program_environment::{ProgramEnvironment, program_environment};
pub use settings::session_name::made as default_session_name;
pub use sso_login::{SignIn, portal_endpoint, sign_in};
