//! Examples of edits.

use proptest::prelude::*;

use super::*;
use crate::diagnostic::{Code, Error};

fn parsed(text: &str) -> Document {
    Document::parse(File::Config, text)
}

/// `section key value`, the key as `block.name` for a name in a block.
fn set(text: &str, section: &str, key: &str, value: &str) -> Result<String, Error> {
    let mut document = parsed(text);
    let (key, nested) = key.split_once('.').map_or((key, None), |(key, name)| (key, Some(name)));
    let result = document.set(section, key, nested, value);
    if result.is_err() {
        assert_eq!(document.text(), text, "nothing is changed");
    }
    result.map(|()| document.text().to_owned())
}

fn unset(text: &str, section: &str, key: &str) -> Result<String, Error> {
    let mut document = parsed(text);
    let (key, nested) = key.split_once('.').map_or((key, None), |(key, name)| (key, Some(name)));
    document.unset(section, key, nested).map(|()| document.text().to_owned())
}

#[test]
fn set_values() {
    let cases = [
        ("an empty file", "", "a", "x", "1", "[a]\nx = 1\n"),
        ("a new section", "[b]\ny = 2\n", "a", "x", "1", "[b]\ny = 2\n[a]\nx = 1\n"),
        ("behind no line end", "[b]\ny = 2", "a", "x", "1", "[b]\ny = 2\n[a]\nx = 1\n"),
        (
            "a new section in CRLF",
            "[b]\r\ny = 2",
            "a",
            "x",
            "1",
            "[b]\r\ny = 2\r\n[a]\r\nx = 1\r\n",
        ),
        ("behind a byte order mark", "\u{feff}", "a", "x", "1", "\u{feff}[a]\nx = 1\n"),
        ("behind a comment", "# c", "a", "x", "1", "# c\n[a]\nx = 1\n"),
        ("another value", "[a]\nx = 1\ny = 2\n", "a", "x", "3", "[a]\nx = 3\ny = 2\n"),
        ("the same value", "[a]\nx=1", "a", "x", "1", "[a]\nx=1"),
        ("the line keeps its look", "[a]\n\tX:1 \r\n", "a", "x", "3", "[a]\n\tX:3\r\n"),
        ("no line end at the end stays so", "[a]\nx = 1", "a", "x", "3", "[a]\nx = 3"),
        ("what seemed a comment goes", "[a]\nx = 1 # c\n", "a", "x", "3", "[a]\nx = 3\n"),
        (
            "comments stay",
            "# 1\n[a] # 2\n# 3\nx = 1\n# 4\n",
            "a",
            "x",
            "3",
            "# 1\n[a] # 2\n# 3\nx = 3\n# 4\n",
        ),
        ("a value where there was none", "[a]\nx =\n", "a", "x", "3", "[a]\nx = 3\n"),
        ("trailing spaces are removed", "[a]\nx =  \r\n", "a", "x", "3", "[a]\nx = 3\r\n"),
        ("none, and no spaces", "[a]\nx=\n", "a", "x", "3", "[a]\nx=3\n"),
        ("none at the end", "[a]\nx =", "a", "x", "3", "[a]\nx = 3"),
        ("an empty value", "[a]\nx = 1\n", "a", "x", "", "[a]\nx = \n"),
        (
            "a continued value",
            "[a]\nx = 1\n  2\n\n  3\ny = 4\n",
            "a",
            "x",
            "5",
            "[a]\nx = 5\ny = 4\n",
        ),
        ("comments in it stay", "[a]\nx = 1\n  # c\n  2\n", "a", "x", "5", "[a]\nx = 5\n  # c\n"),
        (
            "a new key below the last",
            "[a]\nx = 1\n\n# c\n[b]\n",
            "a",
            "y",
            "2",
            "[a]\nx = 1\ny = 2\n\n# c\n[b]\n",
        ),
        (
            "below the last line of a block",
            "[a]\ns3 =\n  m = 1\n\n[b]\n",
            "a",
            "y",
            "2",
            "[a]\ns3 =\n  m = 1\ny = 2\n\n[b]\n",
        ),
        (
            "below a setting that is commented out",
            "[a]\nx = 1\n# z = 3\n\n[b]\n",
            "a",
            "y",
            "2",
            "[a]\nx = 1\n# z = 3\ny = 2\n\n[b]\n",
        ),
        ("below the header", "[a] # c\n\n[b]\n", "a", "x", "1", "[a] # c\nx = 1\n\n[b]\n"),
        ("below a header without line end", "[a]", "a", "x", "1", "[a]\nx = 1\n"),
        (
            "below a key without line end",
            "[a]\r\nx = 1",
            "a",
            "y",
            "2",
            "[a]\r\nx = 1\r\ny = 2\r\n",
        ),
        (
            "indented as the last key",
            "[a]\n  x = 1\n  [b]\n",
            "a",
            "y",
            "2",
            "[a]\n  x = 1\n  y = 2\n  [b]\n",
        ),
        ("lone CR", "[a]\rx = 1\r", "a", "y", "2", "[a]\rx = 1\ry = 2\r"),
        ("a value like a comment", "[a]\n", "a", "x", "# 1", "[a]\nx = # 1\n"),
        ("a value like a header", "[a]\n", "a", "x", "[b]", "[a]\nx = [b]\n"),
        (
            "a value with quotes and escapes",
            "[a]\n",
            "a",
            "x",
            r#""\n" = 'é'"#,
            "[a]\nx = \"\\n\" = 'é'\n",
        ),
        ("a key with a space", "[a]\n", "a", "my key", "1", "[a]\nmy key = 1\n"),
    ];
    for (shows, text, section, key, value, expected) in cases {
        assert_eq!(set(text, section, key, value).unwrap(), expected, "{shows}");
    }
}

/// The AWS CLI leaves one line between the last setting of a file and a new one.
#[test]
fn settings_that_are_added_to_the_last_section() {
    let cases = [
        ("below an empty line", "[a]\nx = 1\n\n", "y", "[a]\nx = 1\n\ny = 2\n"),
        ("below one of two", "[a]\nx = 1\n\n\n", "y", "[a]\nx = 1\n\ny = 2\n\n"),
        ("below a comment", "[a]\nx = 1\n# c\n", "y", "[a]\nx = 1\n# c\ny = 2\n"),
        ("between comments", "[a]\nx = 1\n# c\n# d\n", "y", "[a]\nx = 1\n# c\ny = 2\n# d\n"),
        (
            "one that is commented out counts",
            "[a]\nx = 1\n# z = 3\n\n",
            "y",
            "[a]\nx = 1\n# z = 3\n\ny = 2\n",
        ),
        ("a comment without line end", "[a]\nx = 1\n# c", "y", "[a]\nx = 1\n# c\ny = 2\n"),
        ("the last line then ends", "[a]\nx = 1\n\n# c", "y", "[a]\nx = 1\n\ny = 2\n# c\n"),
        ("CRLF", "[a]\r\nx = 1\r\n\r\n", "y", "[a]\r\nx = 1\r\n\r\ny = 2\r\n"),
        ("no settings", "[a]\n\n", "y", "[a]\n\ny = 2\n"),
        ("a block", "[a]\nx = 1\n\n", "s3.m", "[a]\nx = 1\n\ns3 =\n    m = 2\n"),
        ("below a block", "[a]\ns3 =\n  m = 1\n\n", "y", "[a]\ns3 =\n  m = 1\n\ny = 2\n"),
        ("a value is not cut", "[a]\nx = 1\n  2\n  3\n\n", "y", "[a]\nx = 1\n  2\n  3\ny = 2\n\n"),
    ];
    for (shows, text, key, expected) in cases {
        assert_eq!(set(text, "a", key, "2").unwrap(), expected, "{shows}");
    }
}

#[test]
fn set_blocks() {
    let cases = [
        ("a new section", "", "s3.m", "1", "[a]\ns3 =\n    m = 1\n"),
        ("a new section in CRLF", "[b]\r\n", "s3.m", "1", "[b]\r\n[a]\r\ns3 =\r\n    m = 1\r\n"),
        ("a new block", "[a]\nx = 1\n", "s3.m", "1", "[a]\nx = 1\ns3 =\n    m = 1\n"),
        ("indented", "[a]\n  x = 1\n", "s3.m", "1", "[a]\n  x = 1\n  s3 =\n      m = 1\n"),
        (
            "a block that was empty",
            "[a]\ns3 =\nx = 1\n",
            "s3.m",
            "1",
            "[a]\ns3 =\n    m = 1\nx = 1\n",
        ),
        ("another value", "[a]\ns3 =\n  m=1 \n  n=2\n", "s3.m", "3", "[a]\ns3 =\n  m=3\n  n=2\n"),
        (
            "the one that counts",
            "[a]\ns3 =\n  m=1\n  m=2\n",
            "s3.m",
            "3",
            "[a]\ns3 =\n  m=1\n  m=3\n",
        ),
        ("a value where there was none", "[a]\ns3 =\n  m =\n", "s3.m", "3", "[a]\ns3 =\n  m = 3\n"),
        (
            "a new name",
            "[a]\ns3 =\n\tm=1\n\n[b]\n",
            "s3.n",
            "2",
            "[a]\ns3 =\n\tm=1\n\tn = 2\n\n[b]\n",
        ),
        (
            "a new name without line end",
            "[a]\ns3 =\n  m=1",
            "s3.n",
            "2",
            "[a]\ns3 =\n  m=1\n  n = 2\n",
        ),
        ("names keep their case", "[a]\ns3 =\n  m=1\n", "s3.M", "2", "[a]\ns3 =\n  m=1\n  M = 2\n"),
    ];
    for (shows, text, key, value, expected) in cases {
        assert_eq!(set(text, "a", key, value).unwrap(), expected, "{shows}");
    }
}

#[test]
fn removed_settings() {
    let cases = [
        ("a setting", "[a]\nx = 1\ny = 2\n", "x", "[a]\ny = 2\n"),
        ("in any case", "[a]\nX = 1\n", "x", "[a]\n"),
        ("the last one", "[a]\nx = 1", "x", "[a]\n"),
        ("its comments stay", "[a]\n# c\nx = 1\n# d\n", "x", "[a]\n# c\n# d\n"),
        ("a continued value", "[a]\nx = 1\n  # c\n  2\ny = 3\n", "x", "[a]\n  # c\ny = 3\n"),
        ("a block", "[a]\ns3 =\n  m = 1\n  n = 2\ny = 3\n", "s3", "[a]\ny = 3\n"),
        ("a name", "[a]\ns3 =\n  m = 1\n  n = 2\n", "s3.m", "[a]\ns3 =\n  n = 2\n"),
        ("every line of a name", "[a]\ns3 =\n  m=1\n  n=2\n  m=3\n", "s3.m", "[a]\ns3 =\n  n=2\n"),
        ("the last name", "[a]\ns3 =\n  m = 1\ny = 2\n", "s3.m", "[a]\ny = 2\n"),
        ("a key that is not there", "[a]\nx = 1\n", "y", "[a]\nx = 1\n"),
        ("a name that is not there", "[a]\ns3 =\n  m = 1\n", "s3.n", "[a]\ns3 =\n  m = 1\n"),
        ("a name in what is no block", "[a]\nx = 1\n", "x.n", "[a]\nx = 1\n"),
        ("a section that is not there", "[b]\nx = 1\n", "x", "[b]\nx = 1\n"),
    ];
    for (shows, text, key, expected) in cases {
        assert_eq!(unset(text, "a", key).unwrap(), expected, "{shows}");
    }
}

#[test]
fn rejected_edits() {
    let cases = [
        ("a line end in the value", "[a]\n", "a", "x", "1\ny = 2"),
        ("a CR in the value", "[a]\n", "a", "x", "1\ry = 2"),
        ("a NUL in the value", "[a]\n", "a", "x", "1\0"),
        ("an escape in the value", "[a]\n", "a", "x", "\u{1b}[0m"),
        ("a space before the value", "[a]\n", "a", "x", " 1"),
        ("a space behind the value", "[a]\n", "a", "x", "1\u{a0}"),
        ("nothing but a space", "[a]\n", "a", "x", " "),
        ("no key", "[a]\n", "a", "", "1"),
        ("a key with a separator", "[a]\n", "a", "x=y", "1"),
        ("a key with a colon", "[a]\n", "a", "x:y", "1"),
        ("a key like a comment", "[a]\n", "a", "#x", "1"),
        ("a key like a header", "[a]\n", "a", "[x]", "1"),
        ("a key with spaces around it", "[a]\n", "a", " x", "1"),
        ("a key with a line end", "[a]\n", "a", "x\ny", "1"),
        ("a name with a separator", "[a]\n", "a", "s3.x=y", "1"),
        ("a name like a comment", "[a]\n", "a", "s3.#x", "1"),
        ("a separator of lines in a block", "[a]\n", "a", "s3.m", "1\u{2028}n=2"),
        ("a section with a bracket", "", "a]b", "x", "1"),
        ("a section without a name", "", "", "x", "1"),
        ("a section with a space in front", "", " a", "x", "1"),
        ("a section with a line end", "", "a]\n[b", "x", "1"),
        ("a value for a block", "[a]\ns3 =\n  m = 1\n", "a", "s3", "1"),
        ("a block for a value", "[a]\ns3 = 1\n", "a", "s3.m", "1"),
        ("a file that cannot be read", "[a]\nfoo\n", "a", "x", "1"),
        ("what would swallow the next header", "[a]\n  [b]\n", "a", "x", "1"),
    ];
    for (shows, text, section, key, value) in cases {
        let error = set(text, section, key, value).expect_err(shows);
        assert_eq!(error.code, Code::EditRefused, "{shows}");
        assert!(error.help.is_some() || error.message.contains("control"), "{shows}");
    }
    let secret = set("[a]\n", "a", "aws_secret_access_key", "hunter2\n").unwrap_err();
    assert!(!format!("{secret:?}").contains("hunter2"));
    assert!(unset("[a]\nfoo\n", "a", "x").is_err(), "a file that cannot be read");
}

#[test]
fn a_rejected_edit_has_the_location_of_the_syntax_error() {
    let error = set("[a]\nfoo\n", "a", "x", "1").unwrap_err();
    assert_eq!(error.diagnostics[0].location.unwrap().line, 2);
    let bytes = Document::from_bytes(File::Config, b"[a]\nx = \xff\n");
    assert!(bytes.clone().set("a", "x", None, "1").is_err(), "it would not keep its bytes");
}

/// Files that the AWS CLI reads, of every shape.
fn files() -> impl Strategy<Value = String> {
    let line = prop::sample::select(vec![
        "[a]",
        "[b]",
        "[c] # x",
        "x = 1",
        "Y=2",
        "  z : 3",
        "s3 =",
        "  m = 4",
        "    n=5",
        "# c",
        "  ; c",
        "",
        "   ",
        "x =",
        "\tw = 6 # c",
    ]);
    let end = prop::sample::select(vec!["\n", "\r\n", "\r"]);
    let lines = prop::collection::vec((line, end), 0..14);
    let text = lines.prop_map(|lines| lines.iter().flat_map(|(line, end)| [*line, *end]).collect());
    (text, any::<bool>()).prop_map(|(text, cut): (String, bool)| {
        if cut { text.trim_end_matches(['\r', '\n']).to_owned() } else { text }
    })
}

fn names() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["x", "y", "z", "w", "s3", "new", "m"])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn a_set_value_is_read_back_or_rejected(
        text in files(),
        section in prop::sample::select(vec!["a", "b", "new"]),
        key in names(),
        nested in prop::option::of(names()),
        value in prop_oneof!["[a-z]{0,3}", "\\PC{0,6}", ".*"],
    ) {
        let mut document = parsed(&text);
        if document.set(section, key, nested, &value).is_err() {
            prop_assert_eq!(document.text(), text);
            return Ok(());
        }
        let read = parsed(document.text());
        let (_, found) = read.section_at(section).unwrap();
        let found = &found.settings.get(key).unwrap().value;
        let found = match nested {
            None => found.text(),
            Some(name) => found.nested(name).map(|it| &*it.value),
        };
        prop_assert_eq!(found, Some(&*value));
    }

    #[test]
    fn set_changes_no_other_lines(text in files(), key in names()) {
        let mut document = parsed(&text);
        let old: Vec<String> = document.text().split_inclusive(['\n', '\r']).map(str::to_owned).collect();
        let own = document.section_at("a").and_then(|(_, it)| it.settings.get(key)).map(|it| it.span);
        if document.set("a", key, None, "edited").is_ok() {
            let new = document.text();
            let mut offset = 0;
            for line in old {
                let span = Span::new(offset, offset + line.len());
                offset = span.end;
                let is_own = own.is_some_and(|own| own.start < span.end && span.start < own.end);
                let last = offset == text.len();
                prop_assert!(is_own || last || new.contains(&*line), "{line:?} in {new:?}");
            }
            let kept = new.strip_prefix(Span::new(0, own.map_or(0, |it| it.start)).slice(&text));
            prop_assert!(kept.is_some());
            if let Some(own) = own {
                prop_assert!(new.ends_with(Span::new(own.end, text.len()).slice(&text)));
            }
        }
    }

    #[test]
    fn unset_removes_the_setting(text in files(), key in names(), nested in prop::option::of(names())) {
        let mut document = parsed(&text);
        if document.unset("a", key, nested).is_ok() {
            prop_assert!(!parsed(document.text()).has("a", key, nested));
        } else {
            prop_assert_eq!(document.text(), text);
        }
    }

    #[test]
    fn set_is_idempotent(text in files(), key in names()) {
        let mut document = parsed(&text);
        if document.set("a", key, None, "1").is_ok() {
            let once = document.text().to_owned();
            document.set("a", key, None, "1").unwrap();
            prop_assert_eq!(document.text(), once);
        }
    }
}
