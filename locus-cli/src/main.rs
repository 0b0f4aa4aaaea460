//! The `locus` binary: the process's arguments, streams and environment, handed to the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut stdin = std::io::stdin().lock();
    let mut stdout = std::io::stdout().lock();
    let mut stderr = std::io::stderr().lock();
    let io = locus_cli::Io::terminal(&mut stdin, &mut stdout, &mut stderr);
    ExitCode::from(locus_cli::run(std::env::args_os(), io, &locus_cli::Env::of_process()))
}
