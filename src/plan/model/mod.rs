//! The input and the contents of a plan.

mod plan;
mod request;
mod source;

pub use plan::{Hop, Plan};
pub use request::{Capabilities, Request};
pub use source::{
    ContainerSource, ContainerToken, Ec2MetadataSource, EnvironmentSource, LoginSource,
    ProcessSource, Source, SsoSource, StaticSource, WebIdentitySource,
};
