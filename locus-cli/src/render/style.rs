//! Colour, where it is wanted.

use anstyle::AnsiColor;
use locus_core::domain::{MtStatus, TaskBoardStatus, WpStatus};

/// Whether text is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Style {
    pub(crate) colour: bool,
}

impl Style {
    /// Without colour.
    #[cfg(test)]
    pub(crate) const PLAIN: Self = Self { colour: false };

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
