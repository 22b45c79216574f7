//! Examples of the grammar, and its differences from the `rust-ini` crate.

use proptest::prelude::*;

use super::*;
use crate::text::Location;

fn parsed(text: &str) -> Document {
    Document::parse(File::Config, text)
}

/// Sections and settings in one line: `[a] x=1 s3{m=2;n=3}`.
fn shown(document: &Document) -> String {
    let setting = |setting: &Setting| match &setting.value {
        Value::Text(text) => format!(" {}={text}", setting.key),
        Value::Nested(all) => {
            let all: Vec<_> = all.iter().map(|it| format!("{}={}", it.name, it.value)).collect();
            format!(" {}{{{}}}", setting.key, all.join(";"))
        }
    };
    let section = |section: &Section| {
        format!("[{}]", section.name) + &section.settings.values().map(setting).collect::<String>()
    };
    document.sections().iter().map(section).collect::<Vec<_>>().join(" ")
}

/// The diagnostics in short: `code 1:2-1:5`.
fn errors(document: &Document) -> Vec<String> {
    let place = |it: &Diagnostic| {
        let Location { line, column, end_line, end_column, .. } = it.location.unwrap();
        format!("{} {line}:{column}-{end_line}:{end_column}", it.code)
    };
    document.diagnostics().iter().map(place).collect()
}

#[test]
fn what_the_aws_cli_reads() {
    let cases = [
        ("nothing", "", ""),
        ("a setting", "[a]\nx = 1\n", "[a] x=1"),
        ("no line end at the end", "[a]\nx = 1", "[a] x=1"),
        ("no spaces", "[a]\nx=1\n", "[a] x=1"),
        ("many spaces and tabs", "[a]\n\tx \t=\t 1 \t\n", "[a] x=1"),
        ("CRLF", "[a]\r\nx = 1\r\ny = 2\r\n", "[a] x=1 y=2"),
        ("lone CR", "[a]\rx = 1\ry = 2\r", "[a] x=1 y=2"),
        ("a byte order mark", "\u{feff}[a]\nx = 1\n", "[a] x=1"),
        ("a colon separates", "[a]\nx: 1\n", "[a] x=1"),
        (
            "the first separator counts",
            "[a]\nx=arn:aws:y=z\narn:y=z\n",
            "[a] x=arn:aws:y=z arn=y=z",
        ),
        ("keys in lower case", "[a]\nREGION = X\nÄ = Y\n", "[a] region=X ä=Y"),
        ("keys with spaces", "[a]\nmy key = 1\n", "[a] my key=1"),
        ("an empty value", "[a]\nx =\ny = 2\n", "[a] x= y=2"),
        ("quotes stay", "[a]\nx = \"1\"\n", "[a] x=\"1\""),
        ("percent signs stay", "[a]\nx = %(y)s\n", "[a] x=%(y)s"),
        ("a backslash at the end of a line", "[a]\nx = C:\\\ny = 2\n", "[a] x=C:\\ y=2"),
        ("comments", "# one\n[a]\n; two\n  # three\nx = 1\n", "[a] x=1"),
        ("no comments behind values", "[a]\nx = 1 # c\ny = 2 ; d\n", "[a] x=1 # c y=2 ; d"),
        ("a comment right behind the key", "[a]\nx = # c\n", "[a] x=# c"),
        ("text behind a header", "[a] # c\nx = 1\n[b]junk\n", "[a] x=1 [b]"),
        ("the last bracket ends the name", "[a]b]\n", "[a]b]"),
        ("spaces inside a header are kept", "[ a ]\n", "[ a ]"),
        ("an indented header", "  [a]\n  x = 1\n", "[a] x=1"),
        ("a key that looks like a header", "[a]\n[b = 1\n", "[a] [b=1"),
        ("a continued value", "[a]\nx = 1\n  2\n\t3\ny = 4\n", "[a] x=1\n2\n3 y=4"),
        ("a blank line inside it", "[a]\nx = 1\n\n  2\n\n\ny = 4\n", "[a] x=1\n\n2 y=4"),
        ("a comment inside it is not there", "[a]\nx = 1\n  # c\n  2\n", "[a] x=1\n2"),
        ("a header that is indented more", "[a]\nx = 1\n  [b]\n  y = 2\n", "[a] x=1\n[b]\ny = 2"),
        ("indented as much is no more", "[a]\n  x = 1\n  y = 2\n", "[a] x=1 y=2"),
        ("less and less indented", "[a]\n    x = 1\n  y = 2\nz = 3\n", "[a] x=1 y=2 z=3"),
        ("a tab counts one", "[a]\n  x = 1\n\ty = 2\n", "[a] x=1 y=2"),
        ("a no-break space indents", "[a]\nx = 1\n\u{a0}y = 2\n", "[a] x=1\ny = 2"),
        ("no continuation of a header", "[a]\n   x = 1\n", "[a] x=1"),
        ("a block", "[a]\ns3 =\n  Max = 1\n  y=2\n", "[a] s3{Max=1;y=2}"),
        ("a block in CRLF", "[a]\r\ns3 =\r\n  m = 1\r\n", "[a] s3{m=1}"),
        ("a block behind a blank line", "[a]\ns3 =\n\n  m = 1\n", "[a] s3{m=1}"),
        ("a comment in a block", "[a]\ns3 =\n  # c\n  m = 1\n", "[a] s3{m=1}"),
        ("a block is flat", "[a]\ns3 =\n  m =\n    n = 1\n", "[a] s3{m=;n=1}"),
        ("no colon in a block", "[a]\ns3 =\n  m:1 = 2\n", "[a] s3{m:1=2}"),
        ("a name twice in a block", "[a]\ns3 =\n  m = 1\n  m = 2\n", "[a] s3{m=1;m=2}"),
        ("no name in a block", "[a]\ns3 =\n  = 1\n", "[a] s3{=1}"),
        ("Python's line ends in a block", "[a]\ns3 =\n  m=1\u{b}n=2\u{2028}\n", "[a] s3{m=1;n=2}"),
        (
            "no line ends anywhere else",
            "[a]\nx = 1\u{b}y = 2\u{2028}z\n",
            "[a] x=1\u{b}y = 2\u{2028}z",
        ),
        (
            "the inherited section twice",
            "[DEFAULT]\nx = 1\n[DEFAULT]\ny = 2\n",
            "[DEFAULT] x=1 [DEFAULT] y=2",
        ),
        ("the same key in two sections", "[a]\nx = 1\n[b]\nx = 2\n", "[a] x=1 [b] x=2"),
    ];
    for (shows, text, expected) in cases {
        let document = parsed(text);
        assert_eq!(shown(&document), expected, "{shows}");
        assert!(!document.is_refused(), "{shows}");
        assert_eq!(document.text(), text, "{shows}");
    }
}

#[test]
fn what_the_aws_cli_rejects() {
    let cases: [(&str, &str, &[&str], &str); 19] = [
        ("a word", "[a]\nfoo\nx = 1\n", &["invalid-line 2:1-2:4"], "[a] x=1"),
        ("what continues it", "[a]\nx = 1\nfoo\n  bar\n", &["invalid-line 3:1-3:4"], "[a] x=1"),
        ("no key", "[a]\n = 1\n", &["invalid-line 2:2-2:5"], "[a]"),
        ("no section, said once", "x = 1\ny\n[a]\n", &["invalid-line 1:1-1:6"], "[a]"),
        ("an empty header", "[a]\nx = 1\n[]\ny = 2\n", &["invalid-line 3:1-3:3"], "[a] x=1 [] y=2"),
        ("an open header", "[a]\n[b\nx = 1\n", &["unclosed-section 2:1-2:3"], "[a] [b] x=1"),
        ("an open header first", "[a = b\n", &["unclosed-section 1:1-1:7"], "[a = b]"),
        ("a bracket alone", "[\n", &["unclosed-section 1:1-1:2"], "[]"),
        ("a header twice", "[a]\n[b]\n[a]\n", &["duplicate-section 3:1-3:4"], "[a] [b] [a]"),
        (
            "a header three times",
            "[a]\n[a]\n[a]\n",
            &["duplicate-section 2:1-2:4", "duplicate-section 3:1-3:4"],
            "[a] [a] [a]",
        ),
        ("a key twice", "[a]\nx = 1\nx = 2\n", &["duplicate-key 3:1-3:2"], "[a] x=1"),
        (
            "a key twice in another case",
            "[a]\nx = 1\nX = 2\n",
            &["duplicate-key 3:1-3:2"],
            "[a] x=1",
        ),
        (
            "a key twice in the inherited section",
            "[DEFAULT]\nx=1\n[DEFAULT]\nx=2\n",
            &["duplicate-key 4:1-4:2"],
            "[DEFAULT] x=1 [DEFAULT]",
        ),
        (
            "a word in a block",
            "[a]\ns3 =\n  foo\n  m = 1\n",
            &["invalid-line 3:3-3:6"],
            "[a] s3{m=1}",
        ),
        (
            "many words in one line of a block",
            "[a]\ns3 =\n  x\u{b}y\u{b}m=1\n",
            &["invalid-line 3:3-3:4"],
            "[a] s3{m=1}",
        ),
        ("a header in a block", "[a]\ns3 =\n  [b]\n", &["invalid-line 3:3-3:6"], "[a] s3{}"),
        ("columns in UTF-16", "[a]\n🔑\n", &["invalid-line 2:1-2:3"], "[a]"),
        (
            "behind a byte order mark",
            "\u{feff}foo\n",
            &["invalid-line 1:1-1:4", "invalid-text 1:1-1:1"],
            "",
        ),
        (
            "everything at once",
            "[a]\nfoo\nx=1\nx=2\n[a]\n[b\n",
            &[
                "invalid-line 2:1-2:4",
                "duplicate-key 4:1-4:2",
                "duplicate-section 5:1-5:4",
                "unclosed-section 6:1-6:3",
            ],
            "[a] x=1 [a] [b]",
        ),
    ];
    for (shows, text, expected, read) in cases {
        let document = parsed(text);
        assert_eq!(errors(&document), expected, "{shows}");
        assert_eq!(shown(&document), read, "{shows}");
        assert!(document.is_refused(), "{shows}");
        assert!(document.diagnostics().iter().all(|it| it.help.is_some()), "{shows}");
    }
}

#[test]
fn warnings() {
    for (shows, text, expected) in [
        ("a byte order mark", "\u{feff}[a]\n", "invalid-text 1:1-1:1"),
        ("a key like a header", "[a]\n[b = 1\n", "unclosed-section 2:1-2:7"),
    ] {
        let document = parsed(text);
        assert_eq!(errors(&document), [expected], "{shows}");
        assert!(!document.is_refused(), "{shows}");
    }
}

#[test]
fn bytes_that_are_not_utf_8() {
    let cases: [(&str, &[u8], &[&str]); 5] = [
        ("Latin-1", b"[a]\nx = caf\xe9\n", &["invalid-text 2:8-2:9"]),
        ("two on one line, said once", b"[a]\nx = \xff\xfe\n", &["invalid-text 2:5-2:6"]),
        ("on two lines", b"# \xff\n# \xc3\n", &["invalid-text 1:3-1:4", "invalid-text 2:3-2:4"]),
        ("a cut character at the end", b"[a]\nx = \xe2\x82", &["invalid-text 2:5-2:6"]),
        ("text that is fine", "[a]\nx = é\n".as_bytes(), &[]),
    ];
    for (shows, bytes, expected) in cases {
        assert_eq!(errors(&Document::from_bytes(File::Config, bytes)), expected, "{shows}");
    }
}

#[test]
fn a_file_in_utf_16_has_one_error() {
    let text = "[profile a]\nregion = eu-west-1\n# é\nnot a setting\n";
    for to_bytes in [u16::to_le_bytes, u16::to_be_bytes] {
        for text in [format!("\u{feff}{text}"), text.to_owned(), "\u{feff}".to_owned()] {
            let bytes: Vec<u8> = text.encode_utf16().flat_map(to_bytes).collect();
            let document = Document::from_bytes(File::Config, &bytes);
            let messages: Vec<_> = document.diagnostics().iter().map(|it| &*it.message).collect();
            assert_eq!(messages, ["this file is UTF-16, not UTF-8"], "{text:?}");
            assert!(document.is_refused());
        }
    }
    for bytes in [&b"[a]\n"[..], b"\0\0\0\0", b"a\0", b"", b"[a]\nx = \0\n"] {
        let document = Document::from_bytes(File::Config, bytes);
        assert!(!document.diagnostics().iter().any(|it| it.message.contains("UTF-16")));
    }
}

#[test]
fn spans() {
    let text =
        "# c\n[a] x\n  Key  =  v 1 \ns3 =\n    m = 1\n    # c\n    n =\n\n[b]\nm = 1\n\n  2\n# c\n";
    let document = parsed(text);
    let [a, b] = document.sections() else { panic!("two sections") };
    let of = |span: Span| span.slice(text);
    assert_eq!((of(a.header), of(a.name_span)), ("[a]", "a"));
    assert!(of(a.span).starts_with("[a] x\n") && of(a.span).ends_with("n =\n\n"));
    assert_eq!(of(b.span), "[b]\nm = 1\n\n  2\n# c\n");
    let key = &a.settings.get("key").unwrap();
    assert_eq!((of(key.key_span), of(key.value_span)), ("Key", "v 1"));
    assert_eq!(of(key.span), "  Key  =  v 1 \n");
    let block = &a.settings.get("s3").unwrap();
    assert_eq!(of(block.value_span), "m = 1\n    # c\n    n =");
    assert_eq!(of(block.span), "s3 =\n    m = 1\n    # c\n    n =\n");
    let n = block.value.nested("n").unwrap();
    assert_eq!((of(n.name_span), n.value_span, of(n.span)), ("n", Span::new(55, 55), "    n =\n"));
    assert_eq!(of(b.settings.get("m").unwrap().value_span), "1\n\n  2");
    assert_eq!(of(b.settings.get("m").unwrap().span), "m = 1\n\n  2\n");
}

#[test]
fn fixes_make_the_text_readable() {
    let cases = [
        ("a word", "[a]\n  foo\nx = 1\n", "[a]\n  # foo\nx = 1\n"),
        ("no key", "[a]\n= 1\n", "[a]\n# = 1\n"),
        ("a word in a block", "[a]\ns3 =\n  foo\n  m = 1\n", "[a]\ns3 =\n  # foo\n  m = 1\n"),
        ("an open header", "[profile a \nx = 1\n", "[profile a] \nx = 1\n"),
        ("the same setting twice", "[a]\nx = 1\nX=1\ny = 2\n", "[a]\nx = 1\ny = 2\n"),
    ];
    for (shows, text, expected) in cases {
        let fixed = crate::text::apply(text, parsed(text).diagnostics());
        assert_eq!(fixed, expected, "{shows}");
        assert!(!parsed(&fixed).is_refused(), "{shows}");
    }
    let unsafe_to_fix = ["[a]\nx = 1\nx = 2\n", "[a]\n[a]\n", "x = 1\n", "[\n", "[a # c\n", "[]\n"];
    for text in unsafe_to_fix {
        assert!(parsed(text).diagnostics().iter().all(|it| it.fix.is_none()), "{text}");
    }
}

#[test]
fn debug_output_has_no_values() {
    let text = "[a]\naws_secret_access_key = hunter2\ns3 =\n  m = hunter2\n";
    assert!(!format!("{:?}", parsed(text)).contains("hunter2"));
}

/// Why documents are not parsed with `rust-ini`, which writes new sections: even with the options
/// that are closest to the AWS CLI, it reads these texts differently.
#[test]
fn differences_from_rust_ini() {
    let cases = [
        ("an indented comment", "[a]\nx = 1\n  # c\ny = 2\n"),
        ("a backslash at the end of a line", "[a]\nx = C:\\\ny = 2\n"),
        ("keys in another case", "[a]\nX = 1\n"),
        ("a block", "[a]\ns3 =\n  m = 1\n"),
        ("spaces inside a header", "[ a ]\nx = 1\n"),
        ("text behind a header", "[a] # c\nx = 1\n"),
        ("a byte order mark", "\u{feff}[a]\nx = 1\n"),
        ("a bracket in a name", "[a]b]\nx = 1\n"),
    ];
    for (shows, text) in cases {
        let document = parsed(text);
        assert!(!document.is_refused(), "{shows}: the AWS CLI reads it");
        assert_ne!(rust_ini(text).as_deref(), Some(&*shown(&document)), "{shows}");
    }
    let refused = [
        ("a line without a separator", "[a]\nfoo\n[b]\nx = 1\n"),
        ("a header twice", "[a]\nx = 1\n[a]\ny = 2\n"),
        ("a key twice", "[a]\nx = 1\nx = 2\n"),
        ("a setting above the first header", "x = 1\n[a]\n"),
    ];
    for (shows, text) in refused {
        assert!(parsed(text).is_refused(), "{shows}: the AWS CLI refuses it");
        assert!(rust_ini(text).is_some(), "{shows}");
    }
}

fn rust_ini(text: &str) -> Option<String> {
    let options = ini::ParseOption {
        enabled_quote: false,
        enabled_escape: false,
        enabled_indented_mutiline_value: true,
        ..ini::ParseOption::default()
    };
    let read = ini::Ini::load_from_str_opt(text, options).ok()?;
    let sections = read.iter().filter(|(name, settings)| name.is_some() || !settings.is_empty());
    let section = |(name, settings): (Option<&str>, &ini::Properties)| {
        let settings = settings.iter().map(|(key, value)| format!(" {key}={value}"));
        format!("[{}]", name.unwrap_or("")) + &settings.collect::<String>()
    };
    Some(sections.map(section).collect::<Vec<_>>().join(" "))
}

/// Texts that are likely to trigger every rule.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "[",
        "]",
        "[a]",
        "[profile b]",
        "[DEFAULT]",
        "x",
        "Y",
        "s3",
        "=",
        ":",
        " ",
        "  ",
        "\t",
        "\n",
        "\r\n",
        "\r",
        "#",
        ";",
        "1",
        "\\",
        "\"",
        "'",
        "\u{feff}",
        "\u{b}",
        "\u{2028}",
        "é",
        "🔑",
        "\n[c]\n",
        "\nx = 1\n",
        "\n  m = 1\n",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn reading_never_panics_and_keeps_the_text(text in prop_oneof![texts(), ".*"]) {
        let document = parsed(&text);
        prop_assert_eq!(document.text(), &text);
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let document = Document::from_bytes(File::Config, &bytes);
        prop_assert_eq!(std::str::from_utf8(&bytes).is_ok() || document.is_refused(), true);
    }

    #[test]
    fn spans_are_nested(text in texts()) {
        let document = parsed(&text);
        let mut end = 0;
        for section in document.sections() {
            prop_assert!(end <= section.span.start && section.span.start <= section.header.start);
            end = section.header.end;
            for setting in section.settings.values() {
                prop_assert!(end <= setting.span.start && setting.span.start <= setting.key_span.start);
                prop_assert!(setting.key_span.end < setting.value_span.start);
                prop_assert!(setting.value_span.end <= setting.span.end);
                prop_assert_eq!(setting.key_span.slice(&text).to_lowercase(), &*setting.key);
                end = setting.span.end;
            }
            prop_assert!(end <= section.span.end);
        }
    }
}
