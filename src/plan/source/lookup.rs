//! What a search for credentials comes to, and what it looks at.

use crate::plan::Source;

/// What came of a search for credentials.
#[allow(clippy::large_enum_variant)] // There is one for a profile, and it does not live long.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// They come from here.
    Found(Source),
    /// Nothing of the kind is set up.
    Nothing,
    /// Something is set up wrongly; what it is is reported.
    Broken,
}

/// Where a profile is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// It is the profile that was selected, and the environment counts.
    Selected,
    /// It was named outright, or is the source of another: the environment does not count.
    Named,
}
