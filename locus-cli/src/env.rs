//! What the command takes from its surroundings: variables and the current folder.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// The variables systems keep the login name in.
const LOGIN: [&str; 3] = ["USER", "LOGNAME", "USERNAME"];

/// Environment variables and the current folder.
#[derive(Debug, Clone, Default)]
pub struct Env {
    variables: BTreeMap<String, String>,
    current_dir: PathBuf,
}

impl Env {
    /// The variables and the folder of this process; the login name stands in USERNAME if no variable holds it.
    #[must_use]
    pub fn of_process() -> Self {
        let texts =
            std::env::vars_os().filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?)));
        let mut variables: BTreeMap<String, String> = texts.collect();
        if !LOGIN.iter().any(|name| variables.get(*name).is_some_and(|value| !value.is_empty())) {
            // Services and containers set none of them; the system knows the name all the same.
            variables.extend(whoami::username().ok().map(|name| ("USERNAME".to_owned(), name)));
        }
        Self { variables, current_dir: std::env::current_dir().unwrap_or_default() }
    }

    /// The same variables in another folder.
    #[must_use]
    pub fn in_dir(&self, current_dir: PathBuf) -> Self {
        Self { variables: self.variables.clone(), current_dir }
    }

    /// The same without Locus's own variables.
    #[must_use]
    pub fn without_locus(mut self) -> Self {
        self.variables.retain(|name, _| !name.starts_with("LOCUS_"));
        self
    }

    /// A variable's value; an empty one counts as not set.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The current folder.
    #[must_use]
    pub fn current_dir(&self) -> &std::path::Path {
        &self.current_dir
    }

    /// A path as seen from the current folder.
    #[must_use]
    pub fn absolute(&self, path: impl AsRef<std::path::Path>) -> PathBuf {
        self.current_dir.join(path)
    }
}
