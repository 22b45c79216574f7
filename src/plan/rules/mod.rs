//! The rules about a profile that was followed: functions from that value to diagnostics. `list`
//! has all of them in order.

mod cycle;
mod followed;
mod list;
mod partition;
mod role_variable;
mod sdk_differences;
mod steps;
mod without_role;

pub(crate) use list::{of_environment, of_one_of_many, of_selected};
