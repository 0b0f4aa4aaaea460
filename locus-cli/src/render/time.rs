//! Times as people read them.

use locus_core::domain::Timestamp;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// Units with their length in seconds, and from how many seconds on they are used.
const UNITS: [(u64, u64, &str); 6] = [
    (730 * DAY, 365 * DAY, "y"),
    (60 * DAY, 30 * DAY, "mo"),
    (14 * DAY, 7 * DAY, "w"),
    (DAY, DAY, "d"),
    (HOUR, HOUR, "h"),
    (0, MINUTE, "m"),
];

/// A moment to the second, in UTC.
pub(crate) fn moment(time: Timestamp) -> String {
    let text = time.to_string().replacen('T', " ", 1);
    text.get(..19).map(str::to_owned).unwrap_or(text)
}

/// How long ago it was, rounded down, or in how long it will be, to the nearest.
pub(crate) fn age(time: Timestamp, now: Timestamp) -> String {
    let (past, ahead) = (now.since(time) / 1000, time.since(now).div_ceil(1000));
    match (past, ahead) {
        (..MINUTE, 0) => "now".to_owned(),
        (past, 0) => format!("{} ago", in_units(past, |_| 0)),
        (_, ahead @ ..MINUTE) => format!("in {ahead}s"),
        (_, ahead) => format!("in {}", in_units(ahead, |unit| unit / 2)),
    }
}

/// So many seconds, to the minute, in their unit, `more` of it added before it is rounded down.
fn in_units(seconds: u64, more: impl Fn(u64) -> u64) -> String {
    let minutes = seconds + more(MINUTE);
    let unit = UNITS.iter().find(|(from, unit, _)| minutes >= *from.max(unit));
    let (_, unit, name) = unit.copied().unwrap_or((0, MINUTE, "m"));
    format!("{}{name}", ((seconds + more(unit)) / unit).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn told(time: &str) -> String {
        age(at(time), at("2026-02-10T12:00:00Z"))
    }

    #[test]
    fn moments_are_shown_to_the_second() {
        assert_eq!(moment(at("2026-02-01T10:20:30.456Z")), "2026-02-01 10:20:30");
    }

    #[test]
    fn what_was_is_some_time_ago() {
        assert_eq!(told("2026-02-10T12:00:00Z"), "now");
        assert_eq!(told("2026-02-10T11:59:00.001Z"), "now");
        assert_eq!(told("2026-02-10T11:59:00Z"), "1m ago");
        assert_eq!(told("2026-02-10T11:00:01Z"), "59m ago");
        assert_eq!(told("2026-02-10T11:00:00Z"), "1h ago");
        assert_eq!(told("2026-02-09T12:00:01Z"), "23h ago");
        assert_eq!(told("2026-02-09T12:00:00Z"), "1d ago");
        assert_eq!(told("2026-01-28T12:00:00Z"), "13d ago");
        assert_eq!(told("2026-01-27T12:00:00Z"), "2w ago");
        assert_eq!(told("2025-12-11T12:00:00Z"), "2mo ago");
        assert_eq!(told("2024-02-12T12:00:00Z"), "24mo ago");
        assert_eq!(told("2024-02-11T12:00:00Z"), "2y ago");
        assert_eq!(told("0000-01-01T00:00:00Z"), "2027y ago");
    }

    #[test]
    fn what_will_be_is_in_some_time() {
        assert_eq!(told("2026-02-10T12:00:00.001Z"), "in 1s");
        assert_eq!(told("2026-02-10T12:00:59Z"), "in 59s");
        assert_eq!(told("2026-02-10T12:01:00Z"), "in 1m");
        assert_eq!(told("2026-02-10T12:29:31Z"), "in 30m", "a claim for half an hour, a moment later");
        assert_eq!(told("2026-02-10T12:30:00Z"), "in 30m", "and at once");
        assert_eq!(told("2026-02-10T12:59:29Z"), "in 59m");
        assert_eq!(told("2026-02-10T12:59:40Z"), "in 1h");
        assert_eq!(told("2026-02-11T00:00:00Z"), "in 12h");
        assert_eq!(told("2026-02-13T12:00:00Z"), "in 3d");
        assert_eq!(told("2026-02-13T11:00:00Z"), "in 3d");
        assert_eq!(told("2026-03-10T12:00:00Z"), "in 4w");
    }
}
