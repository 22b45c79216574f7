//! Queries of URLs.

/// The names and values of a query, in order and decoded: `+` is a space. Bytes that are not UTF-8
/// become replacement characters.
pub(crate) fn query_fields(query: &str) -> Vec<(String, String)> {
    let fields = query.split('&').filter(|field| !field.is_empty());
    fields
        .map(|field| {
            let (name, value) = field.split_once('=').unwrap_or((field, ""));
            (decoded(name), decoded(value))
        })
        .collect()
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let escaped = if *first == b'%' { hex_byte(after) } else { None };
        rest = if escaped.is_some() { after.get(2..).unwrap_or_default() } else { after };
        bytes.push(escaped.unwrap_or(if *first == b'+' { b' ' } else { *first }));
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The byte that the first two characters write in hexadecimal.
fn hex_byte(text: &[u8]) -> Option<u8> {
    let [high, low, ..] = text else { return None };
    let digit = |c: u8| char::from(c).to_digit(16);
    u8::try_from(digit(*high)? * 16 + digit(*low)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_forms_are_decoded() {
        let cases = [
            "",
            "a",
            "a=",
            "=a",
            "a=b&a=c",
            "a=b%2Bc+d%20e",
            "a=%",
            "a=%4",
            "a=%zz",
            "a=%c3%a9",
            "a=%ff",
            "&&a=b&",
            "a=b=c",
            "a;b=c",
        ];
        for query in cases {
            let expected: Vec<_> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
            assert_eq!(query_fields(query), expected, "{query}");
        }
    }
}
