//! Aligned columns.

use crate::render::{Style, plain};

/// A text in a table.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    text: String,
    style: Option<anstyle::Style>,
}

impl Cell {
    /// A text; what is unsafe in it is shown as an escape.
    pub(crate) fn new(text: impl ToString) -> Self {
        Self { text: plain(&text.to_string()).into_owned(), style: None }
    }

    /// A text in a style of its own.
    pub(crate) fn painted(text: impl ToString, style: anstyle::Style) -> Self {
        Self { style: Some(style), ..Self::new(text) }
    }

    fn width(&self) -> usize {
        self.text.chars().count()
    }
}

/// Rows under a heading, each column as wide as it must be, the last one open.
#[derive(Debug, Default)]
pub(crate) struct Table {
    heading: Vec<Cell>,
    rows: Vec<Vec<Cell>>,
}

impl Table {
    pub(crate) fn new(heading: &[&str]) -> Self {
        Self { heading: heading.iter().map(Cell::new).collect(), rows: Vec::new() }
    }

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
        let lines = || std::iter::once(&self.heading).chain(&self.rows);
        let columns = lines().map(Vec::len).max().unwrap_or(0);
        let width = |column| lines().filter_map(|line| line.get(column)).map(Cell::width).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let mut text = String::new();
        let faint = anstyle::Style::new().dimmed();
        for (number, line) in lines().enumerate() {
            let written = write_line(line, &widths, style, (number == 0).then_some(faint));
            text.push_str(written.trim_end());
            text.push('\n');
        }
        text
    }
}

fn write_line(line: &[Cell], widths: &[usize], style: Style, all: Option<anstyle::Style>) -> String {
    let mut text = String::new();
    for (index, (cell, width)) in line.iter().zip(widths).enumerate() {
        match all.or(cell.style) {
            Some(look) => text.push_str(&style.paint(&cell.text, look)),
            None => text.push_str(&cell.text),
        }
        if index + 1 < line.len() {
            text.push_str(&" ".repeat(width.saturating_sub(cell.width()) + 2));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_they_must_be() {
        let mut table = Table::new(&["ID", "NAME"]);
        table.row([Cell::new("WP-1"), Cell::new("a\nb")]);
        table.row([Cell::new("WP-long"), Cell::new("")]);
        insta::assert_snapshot!(table.text(Style::PLAIN), @r"
        ID       NAME
        WP-1     a\nb
        WP-long
        ");
    }
}
