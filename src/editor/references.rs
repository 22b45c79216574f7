//! All places that have the same name.

use super::name;
use crate::config::Profiles;
use crate::text::{File, Location};

/// Where the section at a line and column, both from 1, is named: its headers, and the values that
/// refer to it, in both files. Empty if there is no name at the position.
pub fn references(profiles: &Profiles, file: File, line: u32, column: u32) -> Vec<Location> {
    let Some(named) = name::at(profiles.document(file), line, column) else {
        return Vec::new();
    };
    let documents = [File::Config, File::Credentials].map(|file| profiles.document(file));
    let places = documents.into_iter().flat_map(|document| {
        let same = name::all(document).filter(|other| other.section == named.section);
        same.map(|other| document.location(other.span))
    });
    places.collect()
}
