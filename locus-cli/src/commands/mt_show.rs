//! `locus mt show`.

use crate::args::MtNamed;
use crate::error::CliError;
use crate::exit::Exit;
use crate::render::{Style, iteration_table, mt_table, plain};
use crate::session::Session;
use locus_core::app::MicroTaskView;
use locus_core::app::ops::GetMtProgress;
use locus_core::domain::{MtDefinition, RepoPath};
use std::fmt::Write as _;

pub(super) fn run(session: &mut Session<'_>, args: &MtNamed) -> Result<Exit, CliError> {
    session.query::<GetMtProgress>(&args.params(), |progress, style| {
        progress.micro_tasks.iter().map(|view| show(view, style)).collect()
    })
}

/// All about one micro-task.
pub(crate) fn show(view: &MicroTaskView, style: Style) -> String {
    let definition = &view.mt.definition;
    let mut text = mt_table([&view.mt], style);
    for (name, value) in facts(definition) {
        let _ = writeln!(
            text,
            "  {} {}",
            style.faint(&format!("{name:<8}")),
            style.beside(&value, "  modifies ".len())
        );
    }
    if !definition.scope.as_str().is_empty() {
        let _ = write!(text, "\n{}", style.block(definition.scope.as_str(), "  "));
    }
    for criterion in &definition.done_criteria {
        let _ = writeln!(text, "  - {}", plain(criterion.as_str()));
    }
    let iterations = iteration_table(view.iterations.as_deref().unwrap_or_default(), style);
    if !iterations.is_empty() {
        let _ = write!(text, "\n{}\n{iterations}", style.strong("Iterations"));
    }
    text
}

fn facts(definition: &MtDefinition) -> Vec<(&'static str, String)> {
    let paths = |paths: &[RepoPath]| paths.iter().map(|path| path.as_str()).collect::<Vec<_>>().join(", ");
    let needs: Vec<_> = definition.depends_on.iter().map(|id| id.as_str()).collect();
    let files = &definition.files;
    let facts = [
        ("needs", needs.join(", ")),
        ("reads", paths(files.read())),
        ("modifies", paths(files.modify())),
        ("creates", paths(files.create())),
    ];
    facts.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}
