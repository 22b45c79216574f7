//! A new name for a profile, an `sso-session` or a `services` section, wherever it is named.

use super::model::{Renamable, kind_of};
use super::name::{self, Named};
use crate::config::{Profiles, SectionKind, SectionRef};
use crate::diagnostic::{Code, Diagnostic, Error, TextEdit};
use crate::document::{Document, Section, Setting, Splice, check_section};
use crate::text::{File, quoted};

/// The name at a line and column, both from 1, that [`rename`] changes.
pub fn renamable(profiles: &Profiles, file: File, line: u32, column: u32) -> Option<Renamable> {
    let document = profiles.document(file);
    let named = name::at(document, line, column)?;
    let (SectionRef::Profile(name) | SectionRef::SsoSession(name) | SectionRef::Services(name)) =
        name::reference(&named.section)?;
    let name = name.to_owned();
    Some(Renamable { name, location: document.location(named.span) })
}

/// The edits of both files that give the section at a line and column, both from 1, another name:
/// in its headers, and in the values that refer to it.
///
/// # Errors
/// `edit-refused` if there is no name at the position, a file has syntax errors, the name is in use,
/// or the files with the edits would not be read as exactly this change.
pub fn rename(
    profiles: &Profiles,
    file: File,
    line: u32,
    column: u32,
    new_name: &str,
) -> Result<Vec<TextEdit>, Error> {
    let named = name::at(profiles.document(file), line, column);
    let old = named.map(|named| named.section).ok_or_else(no_name)?;
    let new = with_name(&old, new_name);
    if new == old {
        return Ok(Vec::new());
    }
    check(profiles, &new, new_name)?;
    let documents = [File::Config, File::Credentials].map(|file| profiles.document(file));
    let mut edits = Vec::new();
    for document in documents {
        let splices = splices(document, &old, &new, new_name);
        edits.extend(splices.iter().map(|it| document.text_edit(it.span, &it.text)));
        let edited = document.spliced(splices);
        if edited.is_refused() || !is_exactly(&old, &new, document, &edited) {
            return Err(refused(format!("{} would not survive a round trip", quoted(new_name)))
                .help("leave out line breaks and other control characters")
                .into());
        }
    }
    Ok(edits)
}

fn with_name(section: &SectionKind, name: &str) -> SectionKind {
    let name = name.into();
    match section {
        SectionKind::SsoSession(_) => SectionKind::SsoSession(name),
        SectionKind::Services(_) => SectionKind::Services(name),
        _ => SectionKind::Profile(name),
    }
}

fn check(profiles: &Profiles, new: &SectionKind, new_name: &str) -> Result<(), Error> {
    if let Some(error) = profiles.diagnostics().iter().find(|it| it.is_error()) {
        let help = format!("fix them first: {}", error.message);
        return Err(refused("cannot rename: the files have errors".to_owned()).help(help).into());
    }
    check_section(new_name)?;
    if name::find(profiles, new).is_some() {
        let taken = format!("{} already exists", quoted(new_name));
        return Err(refused(taken).help("choose another name").into());
    }
    Ok(())
}

fn splices(
    document: &Document,
    old: &SectionKind,
    new: &SectionKind,
    new_name: &str,
) -> Vec<Splice> {
    let places = name::all(document).filter(|named| named.section == *old);
    places.map(|named| splice(document.file(), &named, new, new_name)).collect()
}

fn splice(file: File, named: &Named<'_>, new: &SectionKind, new_name: &str) -> Splice {
    let written = name::reference(new).filter(|_| file == File::Config).map(SectionRef::header);
    match (named.header, written) {
        (Some(section), Some(text)) => Splice { span: section.name_span, text },
        _ => Splice { span: named.span, text: new_name.to_owned() },
    }
}

/// Whether two documents differ by this name and nothing else.
fn is_exactly(old: &SectionKind, new: &SectionKind, before: &Document, after: &Document) -> bool {
    let same_kind = |a: &Section, b: &Section| {
        let (a, b) = (kind_of(before, a), kind_of(after, b));
        if a == *old { b == *new } else { a == b }
    };
    let mut pairs = before.sections().iter().zip(after.sections());
    before.sections().len() == after.sections().len()
        && pairs.all(|(a, b)| {
            let mut settings = a.settings.values().zip(b.settings.values());
            same_kind(a, b)
                && a.settings.len() == b.settings.len()
                && settings.all(|(a, b)| same_setting(old, new, a, b))
        })
}

fn same_setting(old: &SectionKind, new: &SectionKind, a: &Setting, b: &Setting) -> bool {
    let referred = |it: &Setting| it.value.text().and_then(|name| name::referred(&it.key, name));
    a.key == b.key
        && (a.value == b.value
            || (referred(a).as_ref(), referred(b).as_ref()) == (Some(old), Some(new)))
}

fn no_name() -> Error {
    refused("there is no name here that can be changed".to_owned())
        .help("place the cursor on the name of a profile, an sso-session or a services section")
        .into()
}

fn refused(message: String) -> Diagnostic {
    Diagnostic::new(Code::EditRefused, message)
}
