//! Moments in a query: ages, days, exact times, and the stretch of time that a comparison with one of them means.

use super::TimeField;
use crate::domain::Timestamp;
use crate::domain::enums::text_enum;

/// A day in milliseconds.
const DAY: i64 = 86_400_000;

text_enum! {
    /// How a value is compared.
    Comparison {
        /// It is this one.
        Is = ":",
        /// Less.
        Less = "<",
        /// Less or the same.
        AtMost = "<=",
        /// More.
        More = ">",
        /// More or the same.
        AtLeast = ">=",
    }
}

impl Comparison {
    /// Whether two values stand in this relation.
    #[must_use]
    pub fn holds<T: Ord>(self, left: &T, right: &T) -> bool {
        match self {
            Self::Is => left == right,
            Self::Less => left < right,
            Self::AtMost => left <= right,
            Self::More => left > right,
            Self::AtLeast => left >= right,
        }
    }
}

text_enum! {
    /// The unit of a span.
    SpanUnit {
        /// 60 seconds.
        Minute = "m",
        /// 60 minutes.
        Hour = "h",
        /// 24 hours.
        Day = "d",
        /// 7 days.
        Week = "w",
    }
}

/// A length of time, such as `7d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// How many of the unit.
    pub count: u16,
    /// The unit.
    pub unit: SpanUnit,
}

impl Span {
    /// The largest count.
    pub const MOST: u16 = 9999;

    /// So long, in milliseconds.
    #[must_use]
    pub fn millis(self) -> i64 {
        let minutes = match self.unit {
            SpanUnit::Minute => 1,
            SpanUnit::Hour => 60,
            SpanUnit::Day => 24 * 60,
            SpanUnit::Week => 7 * 24 * 60,
        };
        i64::from(self.count) * minutes * 60_000
    }
}

text_enum! {
    /// A day seen from the moment of asking, in UTC.
    Day {
        /// The one before.
        Yesterday = "yesterday",
        /// The one that the moment lies in.
        Today = "today",
        /// The one after.
        Tomorrow = "tomorrow",
    }
}

impl Day {
    fn begin(self, now: Timestamp) -> i64 {
        let today = now.millis().div_euclid(DAY) * DAY;
        match self {
            Self::Yesterday => today - DAY,
            Self::Today => today,
            Self::Tomorrow => today + DAY,
        }
    }
}

/// What a moment is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// How long ago it was; of what is due, how long it still is until then.
    Span(Span),
    /// A day of its own name.
    Day(Day),
    /// The day that begins at this midnight in UTC.
    Date(Timestamp),
    /// This very moment.
    Moment(Timestamp),
}

/// A stretch of time, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeRange {
    /// Its first millisecond; none if it has no beginning.
    pub from: Option<i64>,
    /// The first millisecond behind it; none if it has no end.
    pub before: Option<i64>,
}

impl TimeRange {
    /// Where a moment must lie for the comparison to hold.
    ///
    /// A span counts backwards from now, and forwards for what is due: `updated>7d` is older than seven days, `due<7d`
    /// is due in less than seven days or was due already. A day is a whole one: `created>2026-11-01` begins on the
    /// second of November.
    #[must_use]
    pub fn of(field: TimeField, comparison: Comparison, when: When, now: Timestamp) -> Self {
        match when {
            When::Span(span) if field == TimeField::Due => {
                let end = now.millis() + span.millis();
                Self::compared(comparison, end, end + 1)
            }
            When::Span(span) => {
                let end = now.millis() - span.millis();
                Self::compared(comparison.turned(), end, end + 1)
            }
            When::Day(day) => Self::compared(comparison, day.begin(now), day.begin(now) + DAY),
            When::Date(date) => Self::compared(comparison, date.millis(), date.millis() + DAY),
            When::Moment(moment) => Self::compared(comparison, moment.millis(), moment.millis() + 1),
        }
    }

    /// What lies in such a relation to the stretch from `begin` to before `end`.
    const fn compared(comparison: Comparison, begin: i64, end: i64) -> Self {
        let (from, before) = match comparison {
            Comparison::Is => (Some(begin), Some(end)),
            Comparison::Less => (None, Some(begin)),
            Comparison::AtMost => (None, Some(end)),
            Comparison::More => (Some(end), None),
            Comparison::AtLeast => (Some(begin), None),
        };
        Self { from, before }
    }

    /// Whether a moment lies in it.
    #[must_use]
    pub fn holds(self, moment: Timestamp) -> bool {
        let millis = moment.millis();
        self.from.is_none_or(|from| millis >= from) && self.before.is_none_or(|before| millis < before)
    }
}

impl Comparison {
    /// The comparison of moments that one of ages means.
    const fn turned(self) -> Self {
        match self {
            Self::Is => Self::Is,
            Self::Less => Self::More,
            Self::AtMost => Self::AtLeast,
            Self::More => Self::Less,
            Self::AtLeast => Self::AtMost,
        }
    }
}
