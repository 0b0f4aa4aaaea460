//! Going through an event file line by line: is each line valid by itself.

use crate::error::{BadLine, InvalidEvent};
use crate::line::{Line, parse_line};

/// How many lines of which kind went by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Sealed events, with content or without.
    pub events: u64,
    /// Query events.
    pub queries: u64,
    /// Lines that are not valid.
    pub bad: u64,
}

/// Validates lines one after the other, in flat memory. A bad line doesn't stop it.
#[derive(Debug, Clone, Default)]
pub struct Validator {
    line: u64,
    tally: Tally,
}

impl Validator {
    /// A validator that has seen nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Validates the next line, with or without its line end; none if it is blank.
    ///
    /// # Errors
    /// If the line is not valid: see [`parse_line`].
    pub fn feed(&mut self, line: impl AsRef<[u8]>) -> Result<Option<Line>, BadLine> {
        self.line += 1;
        let line = line.as_ref().trim_ascii();
        if line.is_empty() {
            return Ok(None);
        }
        let text = std::str::from_utf8(line).map_err(|_| InvalidEvent::line("not UTF-8"));
        match text.and_then(parse_line) {
            Ok(line) => {
                let count =
                    if line.record().is_some() { &mut self.tally.events } else { &mut self.tally.queries };
                *count += 1;
                Ok(Some(line))
            }
            Err(fault) => {
                self.tally.bad += 1;
                Err(BadLine { line: self.line, fault })
            }
        }
    }

    /// Number of the line fed last, from 1.
    #[must_use]
    pub const fn line(&self) -> u64 {
        self.line
    }

    /// What went by so far.
    #[must_use]
    pub const fn tally(&self) -> Tally {
        self.tally
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::sealed_log;
    use crate::to_line;

    #[test]
    fn every_bad_line_is_reported_with_its_number_and_key() {
        let mut lines: Vec<_> = sealed_log(3).iter().map(to_line).collect();
        lines[1] = lines[1].replace("\"actor\":", "\"aktor\":");
        lines.insert(1, String::new());
        lines.push("{".to_owned());
        let mut validator = Validator::new();
        let bad: Vec<_> = lines.iter().filter_map(|line| validator.feed(line).err()).collect();
        let places: Vec<_> = bad.iter().map(|bad| (bad.line, bad.fault.key.as_deref())).collect();
        assert_eq!(places, [(3, Some("aktor")), (5, None)]);
        assert_eq!(validator.tally(), Tally { events: 2, queries: 0, bad: 2 });
    }

    #[test]
    fn the_order_of_lines_is_no_matter_of_validity() {
        let mut validator = Validator::new();
        for record in sealed_log(20).iter().rev() {
            assert!(validator.feed(to_line(record)).is_ok());
        }
    }
}
