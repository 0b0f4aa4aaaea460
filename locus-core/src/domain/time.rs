//! Points in time: UTC, whole milliseconds.

use super::InvalidValue;

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

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match jiff::Timestamp::from_millisecond(self.0) {
            Ok(time) => write!(f, "{time:.3}"),
            Err(_) => write!(f, "{}ms", self.0),
        }
    }
}

impl std::str::FromStr for Timestamp {
    type Err = InvalidValue;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // jiff reads more than RFC 3339 (annotations, other separators); those are refused.
        let rfc3339 = text.len() >= 20
            && !text.contains(['[', ' '])
            && text.as_bytes().get(10).is_some_and(|b| matches!(b, b'T' | b't'));
        let parsed = if rfc3339 { text.parse::<jiff::Timestamp>().ok() } else { None };
        parsed.and_then(|time| Self::from_millis(time.as_millisecond()).ok()).ok_or_else(|| {
            InvalidValue::new(format!("{text:?} is not an RFC 3339 time such as 2026-02-01T00:00:00Z"))
        })
    }
}

impl serde::Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
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
            ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"),
        ];
        for (input, canonical) in cases {
            assert_eq!(input.parse::<Timestamp>().map(|t| t.to_string()), Ok(canonical.to_owned()));
        }
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
        ] {
            assert!(bad.parse::<Timestamp>().is_err(), "{bad:?}");
        }
    }
}
