//! One command from its arguments to its exit code.

use crate::args::{self, Cli};
use crate::commands;
use crate::env::Env;
use crate::error::CliError;
use crate::exit::Exit;
use crate::io::Io;
use crate::near;
use crate::render::{Style, block};
use crate::session::Session;
use std::ffi::OsString;

/// Runs the command these arguments name, the first being the program's name. Answers its exit code (cli.md §2).
pub fn run<'a, A: Into<OsString>>(arguments: impl IntoIterator<Item = A>, io: Io<'a>, env: &'a Env) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
    let json = arguments.iter().any(|arg| arg == "--json");
    let exit = match args::parse(arguments) {
        Ok(cli) => execute(cli, io, env),
        Err(refusal) => refuse(&refusal, json, io),
    };
    exit as u8
}

fn execute<'a>(cli: Cli, io: Io<'a>, env: &'a Env) -> Exit {
    let mut session = Session::new(cli.global, io, env);
    match commands::run(&mut session, cli.command) {
        Ok(exit) => exit,
        Err(error) if error.is_closed_pipe() => Exit::Done,
        Err(error) => {
            let error = near::suggest(&session, error);
            session.report(&error);
            error.exit()
        }
    }
}

/// What the standard library says of a number, and what it means to whoever typed it.
const NUMBERS: [(&str, &str); 2] = [
    ("invalid digit found in string", "not a whole number from 0 on"),
    ("number too large to fit in target type", "too large"),
];

/// Help and version are answers, everything else is wrong usage.
fn refuse(refusal: &clap::Error, json: bool, io: Io<'_>) -> Exit {
    let text = refusal.render();
    if !refusal.use_stderr() {
        // Help to a closed pipe is nobody's loss.
        let _ = if io.colour { write!(io.output, "{}", text.ansi()) } else { write!(io.output, "{text}") };
        let _ = io.output.flush();
        return Exit::Done;
    }
    // What was typed stands in it: clap's colours can't be told from those that somebody put into an argument.
    let mut text = text.to_string();
    for (said, meant) in NUMBERS {
        text = text.replace(said, meant);
    }
    // Without stderr the exit code has to do.
    let _ = match text.strip_prefix("error: ") {
        sentence if json => {
            let sentence = sentence.unwrap_or(&text).split("\n\nUsage:").next().unwrap_or_default();
            let sentence = sentence.split_whitespace().collect::<Vec<_>>().join(" ");
            writeln!(io.errors, "{}", CliError::Usage(sentence).to_json(None))
        }
        Some(sentence) => {
            let style = Style { colour: io.colour_errors };
            write!(io.errors, "{} {}", style.error("error:"), block(sentence, ""))
        }
        // The help of a command that needs another word.
        None => write!(io.errors, "{text}"),
    };
    Exit::Usage
}
