//! The AWS rules on top of the two documents: which sections are profiles, how the two files are
//! merged, which variables the environment sets.

mod edit;
mod environment;
mod key_catalog;
mod known_keys;
mod lint;
mod locate;
mod merge;
mod profiles;
mod regions;
mod section_name;
mod section_ref;
mod setting_path;
mod shell_words;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#[allow(clippy::too_many_lines)]
mod tests;
mod update;
pub mod view;

pub use environment::Environment;
#[cfg(test)]
pub(crate) use known_keys::known_keys;
pub(crate) use known_keys::{Table, is_for_credentials};
pub(crate) use locate::user_path;
pub use locate::{Files, Platform};
pub use profiles::{Profile, Profiles, SettingRef};
pub(crate) use regions::nearest_region;
pub(crate) use section_name::{Kind as SectionKind, classify};
pub use section_ref::SectionRef;
pub use shell_words::split_command;
pub use update::{NewProfile, ProfileChanges, ProfileSetting};
