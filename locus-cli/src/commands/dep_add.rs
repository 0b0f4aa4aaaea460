//! `locus dep add`.

use crate::args::DepAdd;
use crate::error::CliError;
use crate::exit::Exit;
use crate::params::Params;
use crate::render::Style;
use crate::session::Session;
use locus_core::app::Done;
use locus_core::app::ops::{AddDependency, DependencyWritten};
use locus_core::domain::DependencyType;

pub(super) fn run(session: &mut Session<'_>, args: &DepAdd) -> Result<Exit, CliError> {
    let params = Params::of("from_wp_id", args.from.as_str())
        .with("type", Some(args.kind.as_str()))
        .with("to_wp_id", Some(args.to.as_str()))
        .with("description", args.desc.as_deref());
    session
        .mutate::<AddDependency>(&params, |done, style| line("added", done, style) + &only_shown(done, style))
}

/// Who comes from elsewhere may take it for one that holds a packet up.
fn only_shown(done: &Done<DependencyWritten>, style: Style) -> String {
    let edge = &done.output.dependency;
    if !done.changed || edge.kind != DependencyType::DependsOn {
        return String::new();
    }
    let holds = format!("locus dep add {} blocked_by {}", edge.from_wp_id, edge.to_wp_id);
    style.faint(&format!("depends-on is shown and holds nothing up; `{holds}` does")) + "\n"
}

/// What a write of an edge comes to, in one line.
pub(super) fn line(what: &str, done: &Done<DependencyWritten>, style: Style) -> String {
    let edge = &done.output.dependency;
    let (mark, what) =
        if done.changed { (style.good("✓"), what) } else { (style.faint("="), "already there") };
    let (from, to) = (style.strong(edge.from_wp_id.as_str()), style.strong(edge.to_wp_id.as_str()));
    format!("{mark} {what}: {from} {} {to}  {}\n", edge.kind, style.faint(&edge.dependency_id.to_string()))
}
