//! From a profile to its source and hops, by the AWS CLI's rules, before any call.
//!
//! A profile has credentials itself, or it has a role and names the source of the caller's
//! credentials. Following the sources gives the chain; a [`Plan`] is the chain in the order of the
//! calls: one [`Source`], then a [`Hop`] for each role. `check`, `plan` and [`crate::resolve`] use the
//! same plan, so what is shown is what runs.
//!
//! ```text
//! select ──▶ follow: settings, chain (step ─▶ step ─▶ …), source ──▶ rules ──▶ diagnostics
//!                                        │
//!                                        └──▶ build ──▶ Plan
//! ```

mod aws_login;
mod build;
mod capability;
mod chain;
mod check;
mod checked;
mod context;
mod follow;
mod identity;
mod model;
mod outline;
mod planner;
mod program_environment;
mod role;
mod rules;
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

pub use aws_login::{AwsLoginTarget, SignInKind, plan_aws_login, sign_in_kind};
pub(crate) use capability::{USE_NODE_HELP, not_permitted};
pub use check::check;
pub use identity::{ProfileIdentity, identities};
pub use model::{
    Capabilities, ContainerSource, ContainerToken, Ec2MetadataSource, EnvironmentSource, Hop,
    LoginSource, Plan, ProcessSource, Request, Source, SsoSource, StaticSource, WebIdentitySource,
};
pub use outline::{Outline, outline};
pub use planner::{find, find_section, plan, require_readable, selected};
pub use program_environment::{ProgramEnvironment, program_environment};
pub(crate) use role::mfa_process::mfa_program;
pub use settings::network::network;
pub use settings::session_name::default_session_name;
pub use sso_login::{
    SsoLoginTarget, only_sso_session, plan_sso_login, portal_endpoint, sso_login_in_region,
};
