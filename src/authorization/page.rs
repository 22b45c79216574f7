//! The pages that the browser shows after a redirect.

use crate::text::one_line;

/// A page with a title and a sentence. Both are shown as text.
pub(super) fn page(title: &str, sentence: &str) -> String {
    let (title, sentence) = (escaped(title), escaped(sentence));
    format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width\">\
         <style>body{{font:1.1em system-ui;max-width:36em;margin:15vh auto;padding:0 1em;\
         color-scheme:light dark}}</style><h1>{title}</h1><p>{sentence}</p></html>"
    )
}

/// A text that contains no markup, on one line.
fn escaped(text: &str) -> String {
    let text = one_line(text, 300);
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_not_markup() {
        let shown = page("a", "<script>\"&\n</script>");
        assert!(shown.contains("&lt;script&gt;&quot;&amp;"), "{shown}");
        assert!(!shown.contains("<script"), "{shown}");
    }
}
