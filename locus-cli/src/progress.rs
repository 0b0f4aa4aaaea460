//! How far a long command has come, on one line of a terminal that goes away at the end.

use std::io::Write;
use std::time::{Duration, Instant};

/// How often the line is written anew.
const EVERY: Duration = Duration::from_millis(100);

/// A line on a terminal; nothing at all elsewhere.
pub(crate) struct Progress<'a> {
    terminal: Option<&'a mut dyn Write>,
    what: &'static str,
    shown: Instant,
    is_there: bool,
}

impl<'a> Progress<'a> {
    pub(crate) fn new(what: &'static str, terminal: Option<&'a mut dyn Write>) -> Self {
        Self { terminal, what, shown: Instant::now(), is_there: false }
    }

    /// So many of so many are done. What takes no time is not worth a line.
    pub(crate) fn show(&mut self, done: usize, of: usize) {
        if self.terminal.is_some() && self.shown.elapsed() >= EVERY {
            self.shown = Instant::now();
            self.write(&format!("\r{} {done} of {of}", self.what));
            self.is_there = true;
        }
    }

    /// Takes the line away.
    pub(crate) fn clear(&mut self) {
        if std::mem::take(&mut self.is_there) {
            self.write("\r\x1b[K");
        }
    }

    /// A line that can't be written is nobody's loss.
    fn write(&mut self, text: &str) {
        if let Some(terminal) = &mut self.terminal {
            let _ = terminal.write_all(text.as_bytes()).and_then(|()| terminal.flush());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_goes_away_at_the_end_and_what_was_never_shown_leaves_no_trace() {
        let mut terminal = Vec::new();
        let mut progress = Progress::new("writing", Some(&mut terminal));
        progress.clear();
        progress.shown = Instant::now().checked_sub(EVERY).unwrap();
        progress.show(3, 7);
        progress.show(4, 7);
        progress.clear();
        assert_eq!(String::from_utf8(terminal).unwrap(), "\rwriting 3 of 7\r\x1b[K");
    }
}
