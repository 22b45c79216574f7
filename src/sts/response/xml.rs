//! A minimal XML reader: the texts of a few elements, by their paths from the root.
//!
//! Elements can be in any order, with other elements between them; namespaces and attributes are
//! ignored. A document type declaration is rejected, and so is a document that is not well-formed
//! to its last byte, because an incomplete response is not trusted.

use std::fmt;

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, Event};
use zeroize::Zeroizing;

use crate::secret::Secret;

const DEPTH_MAX: usize = 32;

/// Why a text is not the expected XML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The text is empty.
    Empty,
    /// The text is longer than 64 KiB.
    TooLong,
    /// The text is a web page.
    Html,
    /// The text is not XML; it may be JSON.
    NotXml,
    /// The text is truncated or not well-formed.
    Malformed,
    /// The text has a document type declaration.
    Doctype,
    /// The elements are nested too deeply.
    TooDeep,
    /// The text is well-formed, but not an STS response to this call.
    Unexpected,
    /// A required element is missing or empty.
    Missing(&'static str),
    /// An element that must be unique is duplicated.
    Twice(&'static str),
    /// An element has an invalid text.
    Invalid(&'static str),
}

/// The end of a sentence that starts with "the response".
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("is empty"),
            Self::TooLong => f.write_str("is longer than 64 KiB"),
            Self::Html => f.write_str("is a web page"),
            Self::NotXml => f.write_str("is not XML"),
            Self::Malformed => f.write_str("is truncated or not well-formed XML"),
            Self::Doctype => f.write_str("has a document type declaration"),
            Self::TooDeep => f.write_str("is nested too deeply"),
            Self::Unexpected => f.write_str("is not an STS response to this call"),
            Self::Missing(name) => write!(f, "has no `{name}`"),
            Self::Twice(name) => write!(f, "has more than one `{name}`"),
            Self::Invalid(name) => write!(f, "has an invalid `{name}`"),
        }
    }
}

/// The texts of the wanted elements.
pub(super) struct Fields {
    root: String,
    found: Vec<(&'static str, Secret)>,
}

impl Fields {
    /// The name of the root element.
    pub(super) fn root(&self) -> &str {
        &self.root
    }

    /// Takes the text at a path, if it exists and is not empty.
    pub(super) fn take(&mut self, path: &str) -> Option<Secret> {
        let at = self.found.iter().position(|(found, _)| *found == path)?;
        Some(self.found.swap_remove(at).1).filter(|text| !text.is_empty())
    }

    /// Takes the text at a path.
    pub(super) fn require(&mut self, path: &'static str) -> Result<Secret, Problem> {
        self.take(path).ok_or(Problem::Missing(name_of(path)))
    }
}

/// The last element of a path.
pub(super) fn name_of(path: &'static str) -> &'static str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Reads a document and returns the trimmed texts of the `wanted` elements: paths from the root,
/// joined by `/`.
pub(super) fn read(text: &str, wanted: &[&'static str]) -> Result<Fields, Problem> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut walk = Walk { wanted, ..Walk::default() };
    loop {
        match reader.read_event().map_err(|_| Problem::Malformed)? {
            Event::Start(tag) => walk.start(tag.local_name().as_ref())?,
            Event::End(_) => walk.end()?,
            Event::Text(text) => walk.text(&text.xml10_content())?,
            Event::CData(text) => walk.text(&text.xml10_content())?,
            Event::GeneralRef(reference) => walk.reference(&reference)?,
            Event::DocType(_) => return Err(Problem::Doctype),
            // The reader returns an empty element as a start and an end.
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => return walk.finish(),
        }
    }
}

/// The position of the reader, and the texts that it has found.
#[derive(Default)]
struct Walk<'w> {
    wanted: &'w [&'static str],
    /// The open elements, joined by `/`.
    path: String,
    depth: usize,
    root: Option<String>,
    /// The text so far of the wanted element that is open.
    open: Option<(&'static str, Zeroizing<String>)>,
    found: Vec<(&'static str, Secret)>,
}

impl Walk<'_> {
    fn start(&mut self, name: &str) -> Result<(), Problem> {
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        let second_root = self.depth == 0 && self.root.is_some();
        if second_root || name.is_empty() || !name.chars().all(is_name) {
            return Err(Problem::Malformed);
        }
        if self.depth == DEPTH_MAX {
            return Err(Problem::TooDeep);
        }
        // An element that contains other elements does not count as text.
        if let Some((path, _)) = &self.open {
            return Err(Problem::Invalid(name_of(path)));
        }
        if self.depth == 0 {
            self.root = Some(name.to_owned());
        } else {
            self.path.push('/');
        }
        self.depth += 1;
        self.path.push_str(name);
        let wanted = self.wanted.iter().find(|path| **path == self.path);
        self.open = wanted.map(|path| (*path, Zeroizing::default()));
        Ok(())
    }

    fn end(&mut self) -> Result<(), Problem> {
        if let Some((path, text)) = self.open.take() {
            if self.found.iter().any(|(found, _)| *found == path) {
                return Err(Problem::Twice(name_of(path)));
            }
            self.found.push((path, Secret::new(text.trim_ascii())));
        }
        let parent = self.path.rfind('/').unwrap_or(0);
        self.path.truncate(parent);
        self.depth = self.depth.checked_sub(1).ok_or(Problem::Malformed)?;
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), Problem> {
        let outside = self.depth == 0 && !text.trim_ascii().is_empty();
        if outside || !(text.bytes().all(is_printable) || text.chars().all(is_xml_char)) {
            return Err(Problem::Malformed);
        }
        if let Some((_, open)) = &mut self.open {
            open.push_str(text);
        }
        Ok(())
    }

    fn reference(&mut self, reference: &BytesRef<'_>) -> Result<(), Problem> {
        let mut bytes = [0; 4];
        let text = match reference.resolve_char_ref().map_err(|_| Problem::Malformed)? {
            Some(c) => &*c.encode_utf8(&mut bytes),
            None => resolve_xml_entity(reference).ok_or(Problem::Malformed)?,
        };
        if self.depth == 0 {
            return Err(Problem::Malformed);
        }
        self.text(text)
    }

    fn finish(self) -> Result<Fields, Problem> {
        match self.root {
            Some(root) if self.depth == 0 => Ok(Fields { root, found: self.found }),
            _ => Err(Problem::Malformed),
        }
    }
}

/// A printable ASCII character, as nearly all are.
fn is_printable(byte: u8) -> bool {
    matches!(byte, b' '..=b'~')
}

/// A character that XML 1.0 allows.
fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const WANTED: [&str; 2] = ["a/b/c", "a/d"];

    /// The texts at both paths.
    fn texts(text: &str) -> Result<[Option<String>; 2], Problem> {
        let mut fields = read(text, &WANTED)?;
        assert_eq!(fields.root(), "a");
        Ok(WANTED.map(|path| fields.take(path).map(|text| text.expose().to_owned())))
    }

    #[test]
    fn texts_are_found_by_their_path() {
        let cases = [
            ("plain", "<a><b><c>1</c></b><d>2</d></a>", Some("1"), Some("2")),
            ("other order", "<a><d>2</d><b><c>1</c></b></a>", Some("1"), Some("2")),
            ("unknown elements", "<a><x><c>0</c></x><b><y/><c>1</c></b></a>", Some("1"), None),
            ("same name elsewhere", "<a><c>0</c><b/></a>", None, None),
            (
                "attributes, namespaces",
                "<n:a xmlns:n='u'><n:d t=\"1\">2</n:d></n:a>",
                None,
                Some("2"),
            ),
            (
                "declaration, comments",
                "<?xml version='1.0'?><!-- - --><a><d>2<!--3--></d></a>",
                None,
                Some("2"),
            ),
            ("CDATA", "<a><d>1<![CDATA[<&]]>2</d></a>", None, Some("1<&2")),
            ("entities", "<a><d>&lt;&gt;&amp;&quot;&apos;</d></a>", None, Some("<>&\"'")),
            ("character references", "<a><d>&#65;&#x1F511;</d></a>", None, Some("A\u{1F511}")),
            ("white space around", "<a>\n <d>\n  2\r\n </d>\n</a>\n", None, Some("2")),
            ("empty is none", "<a><d></d><b><c/></b></a>", None, None),
            ("instructions", "<?x y?><a><?x y?><d>2</d></a><?x?>", None, Some("2")),
        ];
        for (shows, text, first, second) in cases {
            let expected = [first, second].map(|text| text.map(str::to_owned));
            assert_eq!(texts(text), Ok(expected), "{shows}");
        }
    }

    #[test]
    fn invalid_documents_are_rejected() {
        let deep = "<a>".repeat(33) + &"</a>".repeat(33);
        let cases = [
            ("nothing", "", Problem::Malformed),
            ("no element", "<!-- -->", Problem::Malformed),
            ("not closed", "<a><d>2</d>", Problem::Malformed),
            ("closed twice", "<a></a></a>", Problem::Malformed),
            ("closed crosswise", "<a><b></a></b>", Problem::Malformed),
            ("two roots", "<a/><a/>", Problem::Malformed),
            ("text before", "x<a/>", Problem::Malformed),
            ("text after", "<a/>x", Problem::Malformed),
            ("reference after", "<a/>&amp;", Problem::Malformed),
            ("white space by reference after", "<a/>&#32;", Problem::Malformed),
            ("unknown entity", "<a><d>&nbsp;</d></a>", Problem::Malformed),
            ("lone ampersand", "<a><d>a & b</d></a>", Problem::Malformed),
            ("surrogate", "<a><d>&#xD800;</d></a>", Problem::Malformed),
            ("no such character", "<a><d>&#x110000;</d></a>", Problem::Malformed),
            ("NUL by reference", "<a><d>&#0;</d></a>", Problem::Malformed),
            ("control by reference", "<a><d>&#8;</d></a>", Problem::Malformed),
            ("control", "<a><d>\u{1}</d></a>", Problem::Malformed),
            ("noncharacter", "<a><d>\u{FFFF}</d></a>", Problem::Malformed),
            ("odd name", "<a><d/e>2</d/e></a>", Problem::Malformed),
            ("type declaration", "<!DOCTYPE a><a/>", Problem::Doctype),
            ("entity bomb", "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", Problem::Doctype),
            ("too deep", deep.as_str(), Problem::TooDeep),
            ("twice", "<a><d>2</d><d>3</d></a>", Problem::Twice("d")),
            ("twice, once empty", "<a><d>2</d><d/></a>", Problem::Twice("d")),
            ("twice in two parents", "<a><b><c>1</c></b><b><c>1</c></b></a>", Problem::Twice("c")),
            ("elements in a text", "<a><d>2<e/></d></a>", Problem::Invalid("d")),
        ];
        for (shows, text, expected) in cases {
            assert_eq!(read(text, &WANTED).err(), Some(expected), "{shows}");
        }
    }

    #[test]
    fn incomplete_documents_are_rejected() {
        let text = "<?xml version='1.0'?><a><b><c>1&amp;<![CDATA[2]]></c></b><!--3--><d>4</d></a>";
        assert!(texts(text).is_ok());
        for end in 0..text.len() {
            assert!(read(text.get(..end).unwrap(), &WANTED).is_err(), "cut at {end}");
        }
    }
}
