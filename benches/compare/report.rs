//! What the numbers are printed as.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// How long each of many runs took.
#[derive(Default)]
pub(crate) struct Times(Vec<Duration>);

impl Times {
    pub(crate) fn take<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let began = Instant::now();
        let done = work();
        self.0.push(began.elapsed());
        done
    }

    fn at(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let last = sorted.len() - 1;
        sorted[(last as f64 * share).round() as usize].as_secs_f64() * 1000.0
    }

    /// In milliseconds.
    pub(crate) fn median(&self) -> f64 {
        self.at(0.5)
    }

    /// In milliseconds; of fewer than 100 runs it is nearly the longest.
    pub(crate) fn p99(&self) -> f64 {
        self.at(0.99)
    }
}

/// A table in markdown.
pub(crate) struct Table {
    widths: Vec<usize>,
}

impl Table {
    pub(crate) fn new(title: &str, columns: &[&str]) -> Self {
        println!("\n### {title}\n");
        let table = Self { widths: columns.iter().map(|column| column.chars().count().max(9)).collect() };
        table.row(&columns.iter().map(ToString::to_string).collect::<Vec<_>>());
        let rules: Vec<_> = table.widths.iter().map(|width| "-".repeat(*width)).collect();
        println!("| {} |", rules.join(" | "));
        table
    }

    pub(crate) fn row(&self, cells: &[String]) {
        let padded: Vec<_> =
            cells.iter().zip(&self.widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        println!("| {} |", padded.join(" | "));
    }
}

pub(crate) fn ms(value: f64) -> String {
    if value < 0.1 { format!("{value:.4}") } else { format!("{value:.2}") }
}

/// How many times the other.
pub(crate) fn ratio(one: f64, other: f64) -> String {
    format!("{:.2}", one / other)
}

/// A number that no earlier run had, in milliseconds.
pub(crate) fn stamp() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()
}
