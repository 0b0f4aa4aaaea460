//! The three streams of a command.

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
    /// Whether output is the process's own stdout.
    pub(crate) is_stdout: bool,
    /// Whether a person sits at both ends, who can be asked.
    pub(crate) asks: bool,
    /// Whether errors go to a terminal where a line may be written over.
    pub(crate) live: bool,
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
        let colour = AutoStream::choice(output) != ColorChoice::Never;
        let colour_errors = AutoStream::choice(errors) != ColorChoice::Never;
        let asks = std::io::stdin().is_terminal() && output.is_terminal();
        let live = colour_errors && errors.is_terminal();
        Self { input, output, errors, colour, colour_errors, is_stdout: true, asks, live }
    }

    /// Streams without colour.
    pub fn plain(input: &'a mut dyn BufRead, output: &'a mut dyn Write, errors: &'a mut dyn Write) -> Self {
        Self {
            input,
            output,
            errors,
            colour: false,
            colour_errors: false,
            is_stdout: false,
            asks: false,
            live: false,
        }
    }
}
