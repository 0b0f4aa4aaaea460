//! One command from its arguments to its exit code.

use crate::args::Cli;
use crate::commands;
use crate::env::Env;
use crate::error::CliError;
use crate::exit::Exit;
use crate::io::Io;
use crate::near;
use crate::session::Session;
use clap::{CommandFactory, FromArgMatches};
use std::ffi::OsString;

/// Runs the command these arguments name, the first being the program's name. Answers its exit code (cli.md §2).
pub fn run<'a, A: Into<OsString>>(args: impl IntoIterator<Item = A>, io: Io<'a>, env: &'a Env) -> u8 {
    let args: Vec<OsString> = args.into_iter().map(Into::into).collect();
    let json = args.iter().any(|arg| arg == "--json");
    let parsed = Cli::command().try_get_matches_from(args).and_then(|found| Cli::from_arg_matches(&found));
    let exit = match parsed {
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

/// Help and version are answers, everything else is wrong usage.
fn refuse(refusal: &clap::Error, json: bool, io: Io<'_>) -> Exit {
    let text = refusal.render();
    if !refusal.use_stderr() {
        // Help to a closed pipe is nobody's loss.
        let _ = if io.colour { write!(io.output, "{}", text.ansi()) } else { write!(io.output, "{text}") };
        let _ = io.output.flush();
        return Exit::Done;
    }
    let _ = if json {
        let sentence = text.to_string();
        let sentence = sentence.split("\n\nUsage:").next().unwrap_or_default();
        let sentence =
            sentence.trim_start_matches("error: ").split_whitespace().collect::<Vec<_>>().join(" ");
        writeln!(io.errors, "{}", CliError::Usage(sentence).to_json(None))
    } else if io.colour_errors {
        write!(io.errors, "{}", text.ansi())
    } else {
        write!(io.errors, "{text}")
    };
    Exit::Usage
}
