//! The three streams of a command.

use crate::env::Env;
use anstream::{AutoStream, ColorChoice};
use std::io::{BufRead, IsTerminal as _, Write};

/// Where input comes from and output goes to.
pub struct Io<'a> {
    pub(crate) input: &'a mut dyn BufRead,
    pub(crate) output: &'a mut dyn Write,
    pub(crate) errors: &'a mut dyn Write,
    /// Whether output may be coloured.
    pub(crate) colour: bool,
    /// Whether errors may be coloured.
    pub(crate) colour_errors: bool,
    /// The terminal that output goes to, if it does.
    pub(crate) terminal: Option<Terminal>,
    /// Whether output is the process's own stdout.
    pub(crate) is_stdout: bool,
    /// Whether a person sits at both ends, who can be asked.
    pub(crate) asks: bool,
    /// Whether errors go to a terminal where a line may be written over.
    pub(crate) live: bool,
}

/// A terminal to write on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Terminal {
    /// The process's own: it is asked for its size when that matters.
    Own,
    /// One of a fixed size.
    Fixed(Size),
}

/// How much a terminal shows at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) columns: usize,
    pub(crate) lines: usize,
}

impl Terminal {
    /// Its size, if it has one; `COLUMNS` and `LINES` know better.
    pub(crate) fn size(self, env: &Env) -> Option<Size> {
        if let Self::Fixed(size) = self {
            return Some(size);
        }
        let said = |name| env.variable(name).and_then(|text| text.parse().ok()).filter(|number| *number > 0);
        let asked = terminal_size::terminal_size_of(std::io::stdout())
            .map(|(columns, lines)| (usize::from(columns.0), usize::from(lines.0)));
        let columns = said("COLUMNS").or(asked.map(|(columns, _)| columns))?;
        let lines = said("LINES").or(asked.map(|(_, lines)| lines)).unwrap_or(usize::MAX);
        Some(Size { columns, lines })
    }
}

impl std::fmt::Debug for Io<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Io").field("colour", &self.colour).finish_non_exhaustive()
    }
}

impl<'a> Io<'a> {
    /// The process's own streams: coloured on a terminal, unless `NO_COLOR` or `TERM=dumb` say otherwise.
    pub fn terminal(
        input: &'a mut dyn BufRead,
        output: &'a mut std::io::StdoutLock<'_>,
        errors: &'a mut std::io::StderrLock<'_>,
    ) -> Self {
        let terminal = output.is_terminal().then_some(Terminal::Own);
        let colour = AutoStream::choice(output) != ColorChoice::Never;
        let colour_errors = AutoStream::choice(errors) != ColorChoice::Never;
        let asks = std::io::stdin().is_terminal() && output.is_terminal();
        let live = colour_errors && errors.is_terminal();
        Self { input, output, errors, colour, colour_errors, terminal, is_stdout: true, asks, live }
    }

    /// Streams without colour.
    pub fn plain(input: &'a mut dyn BufRead, output: &'a mut dyn Write, errors: &'a mut dyn Write) -> Self {
        Self {
            input,
            output,
            errors,
            colour: false,
            colour_errors: false,
            terminal: None,
            is_stdout: false,
            asks: false,
            live: false,
        }
    }

    /// The same, as if output went to a terminal of this size, which is at least one column wide.
    #[must_use]
    pub fn on_terminal(self, columns: usize, lines: usize) -> Self {
        Self { terminal: Some(Terminal::Fixed(Size { columns: columns.max(1), lines })), ..self }
    }
}
