//! What is wrong, or worth knowing, about a profile that was followed. Rules are functions of that
//! value; `list` has all of them in order.

mod cycle;
mod followed;
mod list;
mod partition;
mod sdk_differences;
mod steps;

pub(crate) use list::{of_one_of_many, of_selected};
