//! The accounts and roles that IAM Identity Center grants to the user, and profiles for them.
//!
//! ```text
//! ListAccounts ─▶ for each account: ListAccountRoles ─▶ SsoRoles ─(filter, template)─▶ SsoProfiles ─▶ edits
//! ```

mod filter;
mod list;
mod model;
mod profiles;
mod template;
mod together;

pub use list::list;
pub use model::{
    GoneSsoProfile, SsoAccount, SsoProfile, SsoProfileChange, SsoProfileOptions, SsoProfiles,
    SsoRoles,
};
pub use profiles::plan_profiles;
