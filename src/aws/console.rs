//! The hosts of the AWS console.
//!
//! The rules are those of the IAM User Guide, "Enable custom identity broker access to the AWS
//! console" and "Switch from a user to an IAM role (console)".

use super::Partition;
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::text::one_line;

/// The console hosts of a partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConsoleHosts {
    /// The host of the sign-in endpoint, which also switches roles.
    pub sign_in: &'static str,
    /// The host of the console.
    pub console: &'static str,
}

/// The console hosts of a partition; `None` for those whose hosts are not public.
pub fn hosts(partition: &Partition) -> Option<ConsoleHosts> {
    let (sign_in, console) = match partition.id {
        "aws" => ("signin.aws.amazon.com", "console.aws.amazon.com"),
        "aws-cn" => ("signin.amazonaws.cn", "console.amazonaws.cn"),
        "aws-us-gov" => ("signin.amazonaws-us-gov.com", "console.amazonaws-us-gov.com"),
        "aws-eusc" => ("signin.amazonaws-eusc.eu", "console.amazonaws-eusc.eu"),
        _ => return None,
    };
    Some(ConsoleHosts { sign_in, console })
}

pub(crate) fn hosts_of(partition: &Partition) -> Result<ConsoleHosts, Error> {
    hosts(partition).ok_or_else(|| no_hosts(partition.id))
}

pub(crate) fn no_hosts(partition: &str) -> Error {
    let partition = one_line(partition, 40);
    let message = format!("the console of partition `{partition}` has no public URL");
    Diagnostic::new(Code::NotSupportedHere, message).into()
}

pub(crate) fn usage(message: String, help: &str) -> Error {
    Diagnostic::new(Code::UsageInvalid, message).help(help).into()
}
