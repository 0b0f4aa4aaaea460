//! Programs as somebody starts them who has `locus` on the path.

use crate::support::TestEnv;
use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};

/// A program in a folder, with nothing of the surroundings but where programs are. What stands in `bin` comes first, then
/// `locus`.
pub(crate) fn program(env: &TestEnv, name: &str, folder: &Path) -> Command {
    let mut command = Command::new(name);
    command.current_dir(folder).env_clear().env("PATH", path(env)).env("HOME", env.root());
    command.env("GIT_CONFIG_NOSYSTEM", "1").env("LOCUS_ACTOR", "ada").stdin(Stdio::null());
    for role in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{role}_NAME"), "Ada").env(format!("GIT_{role}_EMAIL"), "ada@example.org");
    }
    command
}

/// What somebody types.
#[cfg(unix)]
pub(crate) fn shell(env: &TestEnv, folder: &Path, typed: &str) -> Command {
    let mut command = program(env, "sh", folder);
    command.args(["-c", typed]);
    command
}

fn path(env: &TestEnv) -> OsString {
    let binary = Path::new(env!("CARGO_BIN_EXE_locus")).parent().unwrap();
    let system = std::env::var_os("PATH").unwrap_or_default();
    let folders = [env.path("bin"), binary.to_owned()].into_iter().chain(std::env::split_paths(&system));
    std::env::join_paths(folders).unwrap()
}
