//! How text is shown: colour, symbols, width, and what times are told relative to.

use crate::render::width::{shortened, width_of, wrapped};
use crate::render::{age, moment, plain, symbol};
use anstream::adapter::strip_str;
use anstyle::AnsiColor;
use locus_core::domain::{MtStatus, Priority, TaskBoardStatus, Timestamp, WpStatus};

/// Texts are not broken into narrower columns than this.
const NARROWEST: usize = 20;

/// How text is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Style {
    /// Whether it is coloured.
    pub(crate) colour: bool,
    /// Whether statuses have their symbol beside them.
    pub(crate) symbols: bool,
    /// How many columns a line may take; none if as many as it likes.
    pub(crate) width: Option<usize>,
    /// What times are told relative to; none if they are told exactly.
    pub(crate) now: Option<Timestamp>,
}

impl Style {
    /// Words only, lines as long as they are, times as they stand.
    pub(crate) const PLAIN: Self = Self { colour: false, symbols: false, width: None, now: None };

    /// A text in this style.
    pub(crate) fn paint(self, text: &str, style: anstyle::Style) -> String {
        if self.colour { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    pub(crate) fn strong(self, text: &str) -> String {
        self.paint(text, anstyle::Style::new().bold())
    }

    pub(crate) fn faint(self, text: &str) -> String {
        self.paint(text, anstyle::Style::new().dimmed())
    }

    pub(crate) fn error(self, text: &str) -> String {
        self.paint(text, AnsiColor::Red.on_default().bold())
    }

    pub(crate) fn caution(self, text: &str) -> String {
        self.paint(text, AnsiColor::Yellow.on_default())
    }

    pub(crate) fn good(self, text: &str) -> String {
        self.paint(text, AnsiColor::Green.on_default())
    }

    /// A packet's status.
    pub(crate) fn status(self, status: WpStatus) -> String {
        self.marked(symbol::of_status(status), status.as_str(), of_status(status))
    }

    /// A micro-task's status.
    pub(crate) fn mt_status(self, status: MtStatus) -> String {
        self.marked(symbol::of_mt_status(status), status.as_str(), of_mt_status(status))
    }

    fn marked(self, symbol: &str, word: &str, look: anstyle::Style) -> String {
        if self.symbols { self.paint(&format!("{symbol} {word}"), look) } else { self.paint(word, look) }
    }

    /// A text of several lines, each indented and safe, broken where the terminal ends.
    pub(crate) fn block(self, text: &str, indent: &str) -> String {
        let lines = text.lines().flat_map(|line| self.broken(line, indent.len()));
        lines.map(|line| format!("{indent}{line}\n")).collect()
    }

    /// A text behind others that take so many columns: safe, and what the terminal has no room for stands below its
    /// beginning.
    pub(crate) fn beside(self, text: &str, columns: usize) -> String {
        self.broken(text, columns).join(&format!("\n{:columns$}", ""))
    }

    /// A line that ends in a text: safe, and cut where the terminal ends.
    pub(crate) fn ending(self, mut line: String, text: &str) -> String {
        let text = plain(text);
        let taken = width_of(&strip_str(&line).to_string());
        let text = self.width.map_or_else(
            || text.clone(),
            |width| shortened(&text, width.saturating_sub(taken).max(NARROWEST)),
        );
        line.push_str(&text);
        line.truncate(line.trim_end().len());
        line
    }

    fn broken(self, text: &str, column: usize) -> Vec<String> {
        let text = plain(text);
        match self.width {
            None => vec![text.into_owned()],
            Some(width) => wrapped(&text, width.saturating_sub(column).max(NARROWEST)),
        }
    }

    /// When it was or will be, in a list.
    pub(crate) fn when(self, time: Timestamp) -> String {
        self.now.map_or_else(|| moment(time), |now| age(time, now))
    }

    /// When it was or will be, where there is room for both.
    pub(crate) fn when_exactly(self, time: Timestamp) -> String {
        let exact = moment(time);
        self.now.map_or_else(|| exact.clone(), |now| format!("{} ({exact})", age(time, now)))
    }
}

/// The colour of a packet's status.
pub(crate) fn of_status(status: WpStatus) -> anstyle::Style {
    match status {
        WpStatus::Stub => anstyle::Style::new().dimmed(),
        WpStatus::Ready => AnsiColor::Cyan.on_default(),
        WpStatus::InProgress => AnsiColor::Yellow.on_default(),
        WpStatus::Blocked | WpStatus::Gated => AnsiColor::Red.on_default(),
        WpStatus::Done => AnsiColor::Green.on_default(),
        WpStatus::Cancelled => anstyle::Style::new().dimmed().strikethrough(),
    }
}

/// The colour of a status as the board spells it.
pub(crate) fn of_board_status(status: TaskBoardStatus) -> anstyle::Style {
    let same = WpStatus::ALL.iter().find(|same| TaskBoardStatus::from(**same) == status);
    same.map_or_else(anstyle::Style::new, |same| of_status(*same))
}

/// The colour of a micro-task's status.
pub(crate) fn of_mt_status(status: MtStatus) -> anstyle::Style {
    match status {
        MtStatus::Pending | MtStatus::Skipped => anstyle::Style::new().dimmed(),
        MtStatus::InProgress => AnsiColor::Yellow.on_default(),
        MtStatus::Completed => AnsiColor::Green.on_default(),
        MtStatus::Failed | MtStatus::Blocked => AnsiColor::Red.on_default(),
    }
}

/// The colour of a priority: the two most urgent stand out.
pub(crate) fn of_priority(priority: Priority) -> anstyle::Style {
    match priority.get() {
        0 => AnsiColor::Red.on_default().bold(),
        1 => AnsiColor::Yellow.on_default().bold(),
        _ => anstyle::Style::new(),
    }
}
