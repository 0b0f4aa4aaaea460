//! Aligned columns that fit the terminal.

use crate::render::column::{Column, GAP, widths};
use crate::render::style::{of_board_status, of_mt_status, of_priority, of_status};
use crate::render::width::{shortened, width_of};
use crate::render::{Style, plain, symbol};
use locus_core::domain::{MtStatus, Priority, TaskBoardStatus, WpStatus};
use std::borrow::Cow;

/// A text in a table.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    text: String,
    style: Option<anstyle::Style>,
    /// Stands before the text where symbols are shown.
    symbol: Option<&'static str>,
}

impl Cell {
    /// A text; what is unsafe in it is shown as an escape.
    pub(crate) fn new(text: impl ToString) -> Self {
        Self { text: plain(&text.to_string()).into_owned(), style: None, symbol: None }
    }

    /// A text in a style of its own.
    pub(crate) fn painted(text: impl ToString, style: anstyle::Style) -> Self {
        Self { style: Some(style), ..Self::new(text) }
    }

    /// A packet's status.
    pub(crate) fn status(status: WpStatus) -> Self {
        Self { symbol: Some(symbol::of_status(status)), ..Self::painted(status, of_status(status)) }
    }

    /// A packet's status as the board spells it.
    pub(crate) fn board_status(status: TaskBoardStatus) -> Self {
        let symbol = Some(symbol::of_board_status(status));
        Self { symbol, ..Self::painted(status, of_board_status(status)) }
    }

    /// A micro-task's status.
    pub(crate) fn mt_status(status: MtStatus) -> Self {
        Self { symbol: Some(symbol::of_mt_status(status)), ..Self::painted(status, of_mt_status(status)) }
    }

    /// A priority.
    pub(crate) fn priority(priority: Priority) -> Self {
        Self::painted(priority, of_priority(priority))
    }

    fn shown(&self, style: Style) -> Cow<'_, str> {
        match self.symbol.filter(|_| style.symbols) {
            Some(symbol) => format!("{symbol} {}", self.text).into(),
            None => self.text.as_str().into(),
        }
    }
}

/// Rows under a heading.
#[derive(Debug)]
pub(crate) struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
}

impl Table {
    pub(crate) fn new(columns: impl IntoIterator<Item = Column>) -> Self {
        Self { columns: columns.into_iter().collect(), rows: Vec::new() }
    }

    /// Adds a row: a cell a column.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.rows.push(cells.into_iter().collect());
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The table as text; nothing if it has no rows.
    pub(crate) fn text(&self, style: Style) -> String {
        if self.is_empty() {
            return String::new();
        }
        let widths = self.widths(style);
        let faint = Some(anstyle::Style::new().dimmed());
        let heading = self.columns.iter().map(|column| (Cow::from(column.name.as_ref()), faint));
        let mut text = String::new();
        write_line(&mut text, heading, &widths, style);
        let below =
            |at: usize| widths.get(at) == Some(&None) && self.columns.get(at).is_some_and(Column::is_below);
        for row in &self.rows {
            write_line(&mut text, row.iter().map(|cell| (cell.shown(style), cell.style)), &widths, style);
            for (_, cell) in row.iter().enumerate().filter(|(at, _)| below(*at)) {
                text += &style.block(&cell.text, "  ");
            }
        }
        text
    }

    /// How wide each column is; none if it is left out.
    fn widths(&self, style: Style) -> Vec<Option<usize>> {
        let mut needed: Vec<_> = self.columns.iter().map(|column| width_of(&column.name)).collect();
        for row in &self.rows {
            for (width, cell) in needed.iter_mut().zip(row) {
                *width = (*width).max(width_of(&cell.shown(style)));
            }
        }
        widths(&needed, &self.columns, style.width)
    }
}

/// A text and how it is painted.
type Shown<'a> = (Cow<'a, str>, Option<anstyle::Style>);

fn write_line<'a>(
    text: &mut String,
    line: impl Iterator<Item = Shown<'a>>,
    widths: &[Option<usize>],
    style: Style,
) {
    let mut gap = 0;
    for ((shown, look), width) in line.zip(widths) {
        let Some(width) = *width else { continue };
        let shown = shortened(&shown, width);
        if !shown.is_empty() {
            text.extend(std::iter::repeat_n(' ', gap));
            gap = 0;
            match look {
                Some(look) => text.push_str(&style.paint(&shown, look)),
                None => text.push_str(&shown),
            }
        }
        // What would only fill up the end of a line is never written.
        gap += width.saturating_sub(width_of(&shown)) + GAP;
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new([
            Column::whole("PACKET"),
            Column::vital("STATUS"),
            Column::spare("PRIO", 2),
            Column::spare("TYPE", 1),
            Column::text("TITLE"),
        ]);
        let rows = [
            (
                "WP-1-Login-v1",
                WpStatus::Ready,
                0,
                "feature",
                "Log in with a passkey, and with a password where there is none",
            ),
            (
                "WP-1-LLM-Core-v3",
                WpStatus::InProgress,
                1,
                "feature",
                "任务跟踪：每个任务都有一个门，门前门后都有人看着，谁也不能越过",
            ),
            (
                "WP-2-Emoji-v1",
                WpStatus::Done,
                2,
                "bug",
                "👩\u{200d}💻 e\u{301}e\u{301}\u{323} 🚀🚀 a\tb\u{1b}[31m\u{202e}turned\u{200b}",
            ),
            ("WP-3", WpStatus::Blocked, 3, "documentation", ""),
        ];
        for (id, status, priority, kind, title) in rows {
            let priority = Cell::priority(priority.try_into().unwrap());
            table.row([Cell::new(id), Cell::status(status), priority, Cell::new(kind), Cell::new(title)]);
        }
        table
    }

    fn at(width: usize) -> String {
        table().text(Style { width: Some(width), ..Style::PLAIN })
    }

    #[test]
    fn columns_are_as_wide_as_they_must_be() {
        insta::assert_snapshot!(table().text(Style::PLAIN), @r"
        PACKET            STATUS       PRIO  TYPE           TITLE
        WP-1-Login-v1     ready        0     feature        Log in with a passkey, and with a password where there is none
        WP-1-LLM-Core-v3  in_progress  1     feature        任务跟踪：每个任务都有一个门，门前门后都有人看着，谁也不能越过
        WP-2-Emoji-v1     done         2     bug            👩‍💻 éẹ́ 🚀🚀 a b\u{1b}[31m\u{202e}turned\u{200b}
        WP-3              blocked      3     documentation
        ");
    }

    #[test]
    fn at_200_columns_all_is_there() {
        assert_eq!(at(200), table().text(Style::PLAIN));
    }

    #[test]
    fn at_80_columns_the_title_is_cut() {
        insta::assert_snapshot!(at(80), @r"
        PACKET            STATUS       PRIO  TYPE           TITLE
        WP-1-Login-v1     ready        0     feature        Log in with a passkey, and…
        WP-1-LLM-Core-v3  in_progress  1     feature        任务跟踪：每个任务都有一个…
        WP-2-Emoji-v1     done         2     bug            👩‍💻 éẹ́ 🚀🚀 a b\u{1b}[31m\u{…
        WP-3              blocked      3     documentation
        ");
    }

    #[test]
    fn at_60_columns_what_matters_least_is_left_out() {
        insta::assert_snapshot!(at(60), @r"
        PACKET            STATUS       PRIO  TITLE
        WP-1-Login-v1     ready        0     Log in with a passkey,…
        WP-1-LLM-Core-v3  in_progress  1     任务跟踪：每个任务都有…
        WP-2-Emoji-v1     done         2     👩‍💻 éẹ́ 🚀🚀 a b\u{1b}[3…
        WP-3              blocked      3
        ");
    }

    #[test]
    fn ids_are_never_cut() {
        insta::assert_snapshot!(at(16), @r"
        PACKET
        WP-1-Login-v1
        WP-1-LLM-Core-v3
        WP-2-Emoji-v1
        WP-3
        ");
        assert_eq!(at(16), at(1));
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for width in 16..120 {
            for line in at(width).lines() {
                assert!(width_of(line) <= width, "{width}: {line}");
            }
        }
    }

    #[test]
    fn texts_share_the_room() {
        let mut table = Table::new([Column::whole("ID"), Column::text("WHY"), Column::text("TITLE")]);
        table.row([
            Cell::new("WP-1"),
            Cell::new("short"),
            Cell::new("a title that is longer than the others"),
        ]);
        table.row([Cell::new("WP-2"), Cell::new("b".repeat(12)), Cell::new("")]);
        insta::assert_snapshot!(table.text(Style { width: Some(40), ..Style::PLAIN }), @r"
        ID    WHY           TITLE
        WP-1  short         a title that is lon…
        WP-2  bbbbbbbbbbbb
        ");
    }

    #[test]
    fn a_reason_that_has_no_room_beside_its_row_stands_below() {
        let mut table = Table::new([Column::whole("ID"), Column::spare("TYPE", 1), Column::below("WHY")]);
        table.row([
            Cell::new("WP-1"),
            Cell::new("feature"),
            Cell::new("the board moved it from here to there"),
        ]);
        table.row([Cell::new("WP-2"), Cell::new("bug"), Cell::new("gone")]);
        let at = |width| table.text(Style { width: Some(width), ..Style::PLAIN });
        insta::assert_snapshot!(at(52), @r"
        ID    TYPE     WHY
        WP-1  feature  the board moved it from here to there
        WP-2  bug      gone
        ");
        insta::assert_snapshot!(at(30), @r"
        ID    TYPE
        WP-1  feature
          the board moved it from here
          to there
        WP-2  bug
          gone
        ");
    }

    #[test]
    fn symbols_and_colours_stand_beside_the_words() {
        let style = Style { colour: true, symbols: true, ..Style::PLAIN };
        let coloured = table().text(style);
        insta::assert_snapshot!(coloured.replace('\u{1b}', "␛"), @r"
        ␛[2mPACKET␛[0m            ␛[2mSTATUS␛[0m         ␛[2mPRIO␛[0m  ␛[2mTYPE␛[0m           ␛[2mTITLE␛[0m
        WP-1-Login-v1     ␛[36m○ ready␛[0m        ␛[1m␛[31m0␛[0m     feature        Log in with a passkey, and with a password where there is none
        WP-1-LLM-Core-v3  ␛[33m◐ in_progress␛[0m  ␛[1m␛[33m1␛[0m     feature        任务跟踪：每个任务都有一个门，门前门后都有人看着，谁也不能越过
        WP-2-Emoji-v1     ␛[32m✓ done␛[0m         2     bug            👩‍💻 éẹ́ 🚀🚀 a b\u{1b}[31m\u{202e}turned\u{200b}
        WP-3              ␛[31m! blocked␛[0m      3     documentation
        ");
        let plain = table().text(Style { colour: false, ..style });
        assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), plain);
    }
}
