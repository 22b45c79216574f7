//! Findings that change nothing in the plan.

pub(crate) mod sdk_differences;
