//! A pager, for what a terminal doesn't show at once.

use crate::env::Env;
use std::io::Write as _;
use std::process::{Command, Stdio};

/// Quits where all fits, shows colours, leaves the text behind.
const USUAL: &str = "less -FRX";

/// Shows a text in the pager that the surroundings name, until its reader has had enough. Answers whether there is one.
pub(crate) fn show(text: &str, env: &Env) -> bool {
    let Some(mut command) = command(env) else { return false };
    // A pager that can't be started is none.
    let Ok(mut pager) = command.stdin(Stdio::piped()).spawn() else { return false };
    #[cfg(unix)]
    leave_interrupts_to_it();
    if let Some(mut input) = pager.stdin.take() {
        // Whoever quits early has seen enough.
        let _ = input.write_all(text.as_bytes());
    }
    let _ = pager.wait();
    true
}

/// The pager as it is called: words, no shell; none for `cat`.
fn command(env: &Env) -> Option<Command> {
    let named = env.variable("LOCUS_PAGER").or_else(|| env.variable("PAGER")).unwrap_or(USUAL);
    let mut words = named.split_whitespace();
    let program = words.next().filter(|program| *program != "cat")?;
    let mut command = Command::new(program);
    command.args(words).current_dir(env.current_dir());
    if env.variable("LESS").is_none() {
        // A plain `less` shows colours, too.
        command.env("LESS", "FRX");
    }
    Some(command)
}

/// From here on Ctrl-C is the pager's: it takes it as a key, and nothing is left here that it could stop.
#[cfg(unix)]
fn leave_interrupts_to_it() {
    // If that can't be done, Ctrl-C ends both.
    drop(signal_hook::flag::register(signal_hook::consts::SIGINT, std::sync::Arc::default()));
}
