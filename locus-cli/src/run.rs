//! One command from its arguments to its exit code.

use crate::args::{self, Cli};
use crate::completion;
use crate::env::Env;
use crate::error::CliError;
use crate::exit::Exit;
use crate::io::Io;
use crate::near;
use crate::records::Records;
use crate::render::{Style, block};
use crate::session::Session;
use clap::ArgMatches;
use std::ffi::OsString;

/// Runs the command these arguments name, the first being the program's name. Answers its exit code (cli.md §2).
pub fn run<'a, A: Into<OsString>>(
    arguments: impl IntoIterator<Item = A>,
    mut io: Io<'a>,
    env: &'a Env,
) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
    if let Some(exit) = completion::answer(&arguments, &mut io, env) {
        return exit as u8;
    }
    let json = arguments.iter().any(|arg| arg == "--json" || arg == "--jsonl");
    let exit = match args::parse(arguments) {
        Ok((cli, typed)) => execute(cli, leaf(&typed), io, env),
        Err(refusal) => refuse(&refusal, json, io),
    };
    exit as u8
}

/// What was typed behind the last word of the command.
fn leaf(mut typed: &ArgMatches) -> &ArgMatches {
    while let Some((_, below)) = typed.subcommand() {
        typed = below;
    }
    typed
}

fn execute<'a>(mut cli: Cli, typed: &ArgMatches, io: Io<'a>, env: &'a Env) -> Exit {
    let records = cli.command.as_ref().and_then(Records::of);
    let mut session = Session::new(cli.global, records, io, env);
    match session.check_fields().and_then(|()| near::run(&mut session, &mut cli.command)) {
        Ok(exit) => exit,
        Err(error) if error.is_closed_pipe() => Exit::Done,
        Err(error) => {
            let error = near::suggest(&session, typed, error);
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

/// How clap begins a suggestion.
const TIP: &str = "\n  tip: ";

/// What clap makes of each option that it doesn't know. Hardly anybody means that.
const TO_PASS: &str = " as a value, use '-- --";

/// A refusal of the command line as one sentence and perhaps a hint.
fn in_one_line(text: &str) -> CliError {
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let said = text.strip_prefix("error: ").unwrap_or(text);
    let said = said.split("\n\nUsage:").next().unwrap_or_default();
    let said = said.split("\n\nFor more information").next().unwrap_or_default();
    match said.split_once("\nhint: ") {
        Some((sentence, hint)) => CliError::Typed { sentence: line(sentence), hint: line(hint) },
        None => CliError::Usage(line(said)),
    }
}

/// Says why the command line is none.
fn say(error: &CliError, json: bool, io: Io<'_>) -> Exit {
    // Without stderr the exit code has to do.
    let _ = if json {
        writeln!(io.errors, "{}", error.to_json(None))
    } else {
        write!(io.errors, "{}", error.to_text(Style { colour: io.colour_errors, ..Style::PLAIN }))
    };
    Exit::Usage
}

/// Help and version are answers, everything else is wrong usage.
fn refuse(refusal: &clap::Error, json: bool, io: Io<'_>) -> Exit {
    let text = refusal.render();
    if !refusal.use_stderr() {
        // Help to a closed pipe is nobody's loss.
        let _ = if io.colour { write!(io.output, "{}", text.ansi()) } else { write!(io.output, "{text}") };
        let _ = io.output.flush();
        return Exit::Done;
    }
    if let Some(error) = near::command(refusal, &args::command()) {
        return say(&error, json, io);
    }
    // What was typed stands in it: clap's colours can't be told from those that somebody put into an argument.
    let mut text = text.to_string();
    for (said, meant) in NUMBERS {
        text = text.replace(said, meant);
    }
    text = text.replace(TIP, "\nhint: ");
    if text.contains(TO_PASS) {
        let lines: Vec<_> = text.lines().filter(|line| !line.contains(TO_PASS)).collect();
        text = lines.join("\n").replace("\n\n\n", "\n\n") + "\n";
    }
    if json {
        return say(&in_one_line(&text), json, io);
    }
    // Without stderr the exit code has to do.
    let _ = match text.strip_prefix("error: ") {
        Some(sentence) => {
            let style = Style { colour: io.colour_errors, ..Style::PLAIN };
            write!(io.errors, "{} {}", style.error("error:"), block(sentence, ""))
        }
        // The help of a command that needs another word.
        None => write!(io.errors, "{text}"),
    };
    Exit::Usage
}
