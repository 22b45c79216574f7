//! Timestamps as AWS tools write them.

use time::format_description::well_known::{Iso8601, Rfc2822, Rfc3339};
use time::{OffsetDateTime, UtcOffset};

/// Parses a timestamp: ISO 8601 with `Z`, an offset or the suffix `UTC` (as very old tools write
/// it), with or without a fraction and with or without hyphens and colons; or the HTTP date format.
///
/// Returns `None` for a time without a zone: tools differ about it, and the AWS CLI fails.
pub fn parse(text: &str) -> Option<OffsetDateTime> {
    let text = text.trim_ascii();
    let utc = text.strip_suffix("UTC").map(|rest| format!("{}Z", rest.trim_ascii_end()));
    let text = utc.as_deref().unwrap_or(text);
    OffsetDateTime::parse(text, &Rfc3339)
        .or_else(|_| OffsetDateTime::parse(text, &Iso8601::PARSING))
        .or_else(|_| OffsetDateTime::parse(text, &Rfc2822))
        .ok()
}

/// Converts a timestamp to milliseconds since 1970.
pub fn to_ms(time: OffsetDateTime) -> i64 {
    // Years have at most four digits, so this fits.
    i64::try_from(time.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
}

/// Formats a timestamp as the AWS CLI does in its cache and exports: `2030-01-01T01:00:00+00:00`.
/// Fractions of a second are dropped.
pub fn format(time: OffsetDateTime) -> String {
    format!("{}+00:00", local_form(time))
}

/// Formats a timestamp as the AWS CLI does in SSO tokens: `2030-01-01T01:00:00Z`. Fractions of a
/// second are dropped.
pub fn format_z(time: OffsetDateTime) -> String {
    format!("{}Z", local_form(time))
}

/// Writes a point in time as signatures have it: `20300101T010000Z`. Fractions of a second are cut off.
pub fn compact(time: OffsetDateTime) -> String {
    format_z(time).replace(['-', ':'], "")
}

/// The point in time that is so many milliseconds after 1970; `None` beyond the year 9999.
pub fn from_ms(ms: i64) -> Option<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(ms) * 1_000_000).ok()
}

/// Formats a timestamp in UTC, without its zone.
fn local_form(time: OffsetDateTime) -> String {
    let utc = time.to_offset(UtcOffset::UTC);
    let (year, month, day) = utc.to_calendar_date();
    let (hour, minute, second) = utc.to_hms();
    let month = u8::from(month);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_is_the_same_time() {
        let texts = [
            "2030-01-01T01:00:00Z",
            "2030-01-01T01:00:00z",
            "2030-01-01t01:00:00Z",
            "2030-01-01 01:00:00Z",
            "2030-01-01T01:00:00+00:00",
            "2030-01-01T01:00:00-00:00",
            "2030-01-01T01:00:00+0000",
            "2030-01-01T01:00:00+00",
            "2030-01-01T03:30:00+02:30",
            "2029-12-31T17:00:00-08:00",
            "2030-01-01T01:00:00UTC",
            "2030-01-01T01:00:00 UTC",
            " 2030-01-01T01:00:00Z\n",
            "2030-01-01T01:00:00.0Z",
            "2030-01-01T01:00:00.000000000Z",
            "2030-01-01T01:00:00.000000000000+00:00",
            "20300101T010000Z",
            "Tue, 01 Jan 2030 01:00:00 GMT",
            "Tue, 01 Jan 2030 01:00:00 +0000",
        ];
        for text in texts {
            let time = parse(text).unwrap_or_else(|| unreadable(text));
            assert_eq!(to_ms(time), 1_893_459_600_000, "{text}");
            assert_eq!(format(time), "2030-01-01T01:00:00+00:00", "{text}");
        }
    }

    #[allow(clippy::panic)]
    fn unreadable(text: &str) -> OffsetDateTime {
        panic!("unreadable: {text}")
    }

    #[test]
    fn other_texts_are_not_timestamps() {
        let texts = [
            "",
            "Z",
            "UTC",
            "2030-01-01T01:00:00",
            "2030-01-01",
            "2030-13-01T01:00:00Z",
            "2030-02-30T01:00:00Z",
            "2030-01-01T25:00:00Z",
            "2030-01-01T01:00:60Z",
            "2030-01-01T01:00:00Zjunk",
            "2030-01-01T01:00:00+99:00",
            "2030-01-01T01:00:00 PST",
            "+12030-01-01T01:00:00Z",
            "1893459600",
            "never",
        ];
        for text in texts {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn fractions_and_limits() {
        let cases = [
            ("2030-01-01T01:00:00.9Z", 1_893_459_600_900, "2030-01-01T01:00:00+00:00"),
            ("1969-12-31T23:59:59Z", -1_000, "1969-12-31T23:59:59+00:00"),
            ("9999-12-31T23:59:59Z", 253_402_300_799_000, "9999-12-31T23:59:59+00:00"),
            ("2028-02-29T12:00:00+14:00", 1_835_388_000_000, "2028-02-28T22:00:00+00:00"),
        ];
        for (text, ms, formatted) in cases {
            let time = parse(text).unwrap();
            assert_eq!((to_ms(time), format(time).as_str()), (ms, formatted), "{text}");
            assert_eq!(format_z(time), formatted.replace("+00:00", "Z"), "{text}");
            assert_eq!(compact(time), formatted.replace("+00:00", "Z").replace(['-', ':'], ""));
            assert_eq!(from_ms(ms).map(to_ms), Some(ms), "{text}");
        }
    }
}
