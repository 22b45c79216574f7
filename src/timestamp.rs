//! Timestamps as AWS tools write them.

const MS_OF_DAY: i64 = 86_400_000;

/// The years that have four digits, in milliseconds since 1970.
const FIRST_MS: i64 = -62_167_219_200_000;
const LAST_MS: i64 = 253_402_300_799_999;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A point in time in the years 0 to 9999, to the millisecond.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(i64);

/// Parses a timestamp: ISO 8601 with `Z`, an offset or the suffix `UTC` (as very old tools write
/// it), with or without a fraction and with or without hyphens and colons; or the HTTP date format.
///
/// Returns `None` for a time without a zone: tools differ about it, and the AWS CLI fails.
pub fn parse(text: &str) -> Option<Timestamp> {
    let text = text.trim_ascii();
    iso_8601(Reader(text.as_bytes())).or_else(|| http_date(text))
}

/// Converts a timestamp to milliseconds since 1970.
pub fn to_ms(time: Timestamp) -> i64 {
    time.0
}

/// Formats a timestamp as the AWS CLI does in its cache and exports: `2030-01-01T01:00:00+00:00`.
/// Fractions of a second are dropped.
pub fn format(time: Timestamp) -> String {
    format!("{}+00:00", local_form(time))
}

/// Formats a timestamp as the AWS CLI does in SSO tokens: `2030-01-01T01:00:00Z`. Fractions of a
/// second are dropped.
pub fn format_z(time: Timestamp) -> String {
    format!("{}Z", local_form(time))
}

/// Formats a timestamp as in signatures: `20300101T010000Z`. Fractions of a second are dropped.
pub fn compact(time: Timestamp) -> String {
    format_z(time).replace(['-', ':'], "")
}

/// Converts milliseconds since 1970 to a timestamp; `None` outside the years 0 to 9999.
pub fn from_ms(ms: i64) -> Option<Timestamp> {
    (FIRST_MS..=LAST_MS).contains(&ms).then_some(Timestamp(ms))
}

/// As [`from_ms`], with the nearest valid timestamp outside those years.
pub fn nearest(ms: i64) -> Timestamp {
    Timestamp(ms.clamp(FIRST_MS, LAST_MS))
}

/// Formats a timestamp in UTC, without its zone.
fn local_form(Timestamp(ms): Timestamp) -> String {
    let (year, month, day) = date_of(ms.div_euclid(MS_OF_DAY));
    let seconds = ms.rem_euclid(MS_OF_DAY) / 1000;
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
}

fn iso_8601(mut reader: Reader<'_>) -> Option<Timestamp> {
    let year = reader.number(4)?;
    reader.skip(b"-");
    let month = reader.number(2)?;
    reader.skip(b"-");
    let day = reader.number(2)?;
    if !reader.skip(b"Tt ") {
        return None;
    }
    let time = reader.time()?;
    at((year, month, day), time, reader.offset()?)
}

/// `Tue, 01 Jan 2030 01:00:00 GMT`; the name of the day is ignored.
fn http_date(text: &str) -> Option<Timestamp> {
    let text = text.split_once(", ").map_or(text, |(_, rest)| rest);
    let mut words = text.splitn(4, ' ');
    let (day, month, year) = (words.next()?, words.next()?, words.next()?);
    let month = MONTHS.iter().position(|name| *name == month)?;
    let mut reader = Reader(words.next()?.as_bytes());
    let time = reader.time()?;
    let (day, year) = (Reader(day.as_bytes()).whole()?, Reader(year.as_bytes()).whole()?);
    at((year, i64::try_from(month).ok()? + 1, day), time, reader.offset()?)
}

/// The timestamp of a date, a time of day in milliseconds, and an offset from UTC in milliseconds.
fn at((year, month, day): (i64, i64, i64), time: i64, offset: i64) -> Option<Timestamp> {
    let days = days_until(year, month, day);
    let is_in_calendar = date_of(days) == (year, month, day);
    is_in_calendar.then_some(days * MS_OF_DAY + time - offset).and_then(from_ms)
}

/// The days from 1970 to a date of the Gregorian calendar. Years are counted from March, so that the
/// leap day is the last one of its year.
fn days_until(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let month = (month + 9) % 12;
    let days_before_month = (153 * month + 2) / 5;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    365 * year + leap_days + days_before_month + day - 719_469
}

/// The date, as year, month and day, of a number of days since 1970.
fn date_of(days: i64) -> (i64, i64, i64) {
    const DAYS_OF_400_YEARS: i64 = 146_097;
    let days = days + 719_468;
    let cycle = days.div_euclid(DAYS_OF_400_YEARS);
    let day = days.rem_euclid(DAYS_OF_400_YEARS);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let year = 400 * cycle + year;
    if month < 10 { (year, month + 3, day) } else { (year + 1, month - 9, day) }
}

/// The bytes that are not parsed yet.
struct Reader<'t>(&'t [u8]);

impl Reader<'_> {
    /// Reads a number with this many digits.
    fn number(&mut self, digits: usize) -> Option<i64> {
        let (number, rest) = self.0.split_at_checked(digits)?;
        self.0 = rest;
        Reader(number).whole()
    }

    /// Parses all remaining bytes as a number.
    fn whole(&self) -> Option<i64> {
        if self.0.is_empty() || self.0.len() > 4 {
            return None;
        }
        let mut digits =
            self.0.iter().map(|byte| byte.is_ascii_digit().then(|| i64::from(byte - b'0')));
        digits.try_fold(0, |number, digit| Some(10 * number + digit?))
    }

    /// Reads one of these bytes, if it is next.
    fn skip(&mut self, bytes: &[u8]) -> bool {
        match self.0.split_first() {
            Some((first, rest)) if bytes.contains(first) => {
                self.0 = rest;
                true
            }
            _ => false,
        }
    }

    /// Hours, minutes and seconds with a fraction, in milliseconds.
    fn time(&mut self) -> Option<i64> {
        let hour = self.number(2)?;
        self.skip(b":");
        let minute = self.number(2)?;
        self.skip(b":");
        let second = self.number(2)?;
        let is_on_clock = hour < 24 && minute < 60 && second < 60;
        let ms = if self.skip(b".,") { self.fraction()? } else { 0 };
        is_on_clock.then_some(((hour * 60 + minute) * 60 + second) * 1000 + ms)
    }

    /// A fraction of a second, in whole milliseconds.
    fn fraction(&mut self) -> Option<i64> {
        let count = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        let digit = |at: usize| digits.get(at).map_or(0, |byte| i64::from(byte - b'0'));
        (count > 0).then(|| digit(0) * 100 + digit(1) * 10 + digit(2))
    }

    /// The zone at the end, in milliseconds from UTC.
    fn offset(&mut self) -> Option<i64> {
        let sign = match self.0.trim_ascii_start() {
            b"Z" | b"z" | b"UTC" | b"GMT" => return Some(0),
            [b'+', ..] => 1,
            [b'-', ..] => -1,
            _ => return None,
        };
        self.0 = self.0.trim_ascii_start().get(1..)?;
        let hours = self.number(2)?;
        self.skip(b":");
        let minutes = if self.0.is_empty() { 0 } else { self.number(2)? };
        let is_offset = hours < 24 && minutes < 60 && self.0.is_empty();
        is_offset.then_some(sign * (hours * 60 + minutes) * 60_000)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;
    use time::format_description::well_known::{Rfc2822, Rfc3339};
    use time::{OffsetDateTime, UtcOffset};

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
    fn unreadable(text: &str) -> Timestamp {
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
            "Tue, 33333333333333333333 Jan 2030 01:00:00 GMT",
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

    proptest! {
        /// Timestamps are formatted and parsed as by another implementation.
        #[test]
        fn all_times(ms in FIRST_MS..=LAST_MS, hours in -14_i8..=14, minutes in 0_i8..60) {
            let time = from_ms(ms).unwrap();
            let other = OffsetDateTime::from_unix_timestamp_nanos(i128::from(ms) * 1_000_000).unwrap();
            prop_assert_eq!(parse(&format_z(time)).map(to_ms), Some(ms.div_euclid(1000) * 1000));
            let whole = other.replace_millisecond(0).unwrap();
            prop_assert_eq!(format_z(time), whole.format(&Rfc3339).unwrap());
            let offset = UtcOffset::from_hms(hours, if hours < 0 { -minutes } else { minutes }, 0);
            if let Some(local) = other.checked_to_offset(offset.unwrap())
                && local.year() >= 0
            {
                prop_assert_eq!(parse(&local.format(&Rfc3339).unwrap()).map(to_ms), Some(ms));
                if local.year() >= 1900 {
                    let text = local.format(&Rfc2822).unwrap();
                    prop_assert_eq!(parse(&text), from_ms(ms.div_euclid(1000) * 1000), "{}", text);
                }
            }
        }

        #[test]
        fn any_text_is_read_without_a_panic(text in "[0-9TZ:+. -]{0,30}|\\PC{0,30}") {
            let _ = parse(&text);
        }
    }
}
