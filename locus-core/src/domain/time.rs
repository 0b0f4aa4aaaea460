//! Points in time: UTC, whole milliseconds.

use super::InvalidValue;
use jiff::SignedDuration;
use jiff::civil::DateTime;

/// A moment in UTC with millisecond precision, written `2026-02-01T00:00:00.000Z` (locus.md §5).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// 9999-12-31T23:59:59.999Z, the last moment with a four-digit year.
const LAST: i64 = 253_402_300_799_999;
/// 0000-01-01T00:00:00.000Z.
const FIRST: i64 = -62_167_219_200_000;

impl Timestamp {
    /// The moment this many milliseconds after 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// If the year is not from 0 to 9999.
    pub fn from_millis(millis: i64) -> Result<Self, InvalidValue> {
        if (FIRST..=LAST).contains(&millis) {
            Ok(Self(millis))
        } else {
            Err(InvalidValue::new("a time outside the years 0 to 9999"))
        }
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Milliseconds from `earlier` to this moment, 0 if it is not earlier.
    #[must_use]
    pub fn since(self, earlier: Self) -> u64 {
        u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0)
    }

    /// This moment shifted by so many milliseconds.
    ///
    /// # Errors
    /// If the result lies outside the years 0 to 9999.
    pub fn plus_millis(self, millis: i64) -> Result<Self, InvalidValue> {
        Self::from_millis(self.0.saturating_add(millis))
    }
}

impl std::fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

/// 1970-01-01T00:00:00 without a zone: the calendar reaches further than jiff's own timestamps do.
const EPOCH: DateTime = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let time = EPOCH.checked_add(SignedDuration::from_millis(self.0)).map_err(|_| std::fmt::Error)?;
        write!(f, "{time:.3}Z")
    }
}

impl std::str::FromStr for Timestamp {
    type Err = InvalidValue;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        rfc3339(text).and_then(|millis| Self::from_millis(millis).ok()).ok_or_else(|| {
            InvalidValue::new(format!("{text:?} is not an RFC 3339 time such as 2026-02-01T00:00:00Z"))
        })
    }
}

/// Milliseconds since the epoch, parts of one cut off. Only the grammar of RFC 3339 counts; jiff reads more.
fn rfc3339(text: &str) -> Option<i64> {
    let (seconds, rest) = text.split_at_checked(19)?;
    let shape = |(index, byte): (usize, u8)| match index {
        4 | 7 => byte == b'-',
        10 => matches!(byte, b'T' | b't'),
        13 | 16 => byte == b':',
        _ => byte.is_ascii_digit(),
    };
    if !seconds.bytes().enumerate().all(shape) {
        return None;
    }
    let (fraction, zone) = match rest.strip_prefix('.') {
        Some(rest) => rest.split_at_checked(rest.bytes().take_while(u8::is_ascii_digit).count())?,
        None => ("000", rest),
    };
    if fraction.is_empty() {
        return None;
    }
    let millis: i64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    let time: DateTime = seconds.parse().ok()?;
    Some(time.duration_since(EPOCH).as_secs() * 1000 + millis - offset_minutes(zone)? * 60_000)
}

/// `Z`, or `+hh:mm` or `-hh:mm` with a real hour and minute.
fn offset_minutes(zone: &str) -> Option<i64> {
    if matches!(zone, "Z" | "z") {
        return Some(0);
    }
    let sign = match zone.get(..1)? {
        "+" => 1,
        "-" => -1,
        _ => return None,
    };
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    let number = |text: &str, limit: i64| -> Option<i64> {
        let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|number| digits && *number < limit)
    };
    Some(sign * (number(hours, 24)? * 60 + number(minutes, 60)?))
}

impl serde::Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl schemars::JsonSchema for Timestamp {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Timestamp".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let day = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])";
        let time = "([01][0-9]|2[0-3]):[0-5][0-9]";
        // Any RFC 3339 is read, one form is written.
        let pattern = if generator.contract().is_serialize() {
            format!(r"^{day}T{time}:[0-5][0-9]\.[0-9]{{3}}Z$")
        } else {
            format!(r"^{day}[Tt]{time}:([0-5][0-9]|60)(\.[0-9]+)?([Zz]|[+-]{time})$")
        };
        schemars::json_schema!({ "type": "string", "format": "date-time", "pattern": pattern })
    }
}

impl<'de> serde::Deserialize<'de> for Timestamp {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_offset_becomes_utc_with_three_decimals() {
        let cases = [
            ("2026-02-01T00:00:00Z", "2026-02-01T00:00:00.000Z"),
            ("2026-02-01T01:30:00.1239+01:30", "2026-02-01T00:00:00.123Z"),
            ("1969-12-31T23:59:59.9999Z", "1969-12-31T23:59:59.999Z"),
            ("2026-02-01t00:00:00.5-00:30", "2026-02-01T00:30:00.500Z"),
            ("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"),
            ("0000-01-01T00:00:00Z", "0000-01-01T00:00:00.000Z"),
        ];
        for (input, canonical) in cases {
            assert_eq!(input.parse::<Timestamp>().map(|t| t.to_string()), Ok(canonical.to_owned()));
        }
    }

    #[test]
    fn the_first_and_the_last_moment_are_read_as_they_are_written() {
        for millis in [FIRST, LAST, 0, -1] {
            let time = Timestamp::from_millis(millis).unwrap();
            assert_eq!(time.to_string().parse(), Ok(time));
        }
        assert!(Timestamp::from_millis(LAST + 1).is_err());
        assert!(Timestamp::from_millis(FIRST - 1).is_err());
    }

    #[test]
    fn what_is_no_rfc_3339_is_refused() {
        for bad in [
            "",
            "yesterday",
            "2026-02-01",
            "2026-02-30T00:00:00Z",
            "2026-02-01 00:00:00Z",
            "2026-02-01T00:00:00",
            "-000001-01-01T00:00:00Z",
            "2026-02-01T00:00:00+0100",
            "2026-02-01T00:00:00+01",
            "2026-02-01T00:00:00,5Z",
            "2026-02-01T00:00:00.Z",
            "2026-02-01T00:00:00+25:00",
            "2026-02-01T00:00:00+01:00:30",
            "2026-02-01T000000.000Z",
            "2026-02-01T00:00:00Zjunk",
            "2026-02-01T00:00:00ä",
            "9999-12-31T23:59:59-00:01",
        ] {
            assert!(bad.parse::<Timestamp>().is_err(), "{bad:?}");
        }
    }
}
