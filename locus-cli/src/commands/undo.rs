//! `locus undo`.

use crate::args::Undo as Args;
use crate::error::CliError;
use crate::exit::Exit;
use crate::render::{Style, changes, edge};
use crate::session::Session;
use crate::wire::Need;
use locus_core::app::OperationName;
use locus_core::app::workflows::{Remark, Undo, Undone};
use std::fmt::Write as _;

pub(super) fn run(session: &mut Session<'_>, args: &Args) -> Result<Exit, CliError> {
    let undo = Undo { dry_run: args.dry_run };
    session.mutate_by(
        Need::Existing,
        |engine, caller| undo.run(engine, caller),
        |done, style| text(&done.output, style),
    )
}

/// What an undo came to.
pub(crate) fn text(undone: &Undone, style: Style) -> String {
    let of = &undone.undone;
    let what = if undone.dry_run {
        format!("{} would undo", style.faint("="))
    } else {
        format!("{} undone", style.good("✓"))
    };
    let about = match &undone.dependency {
        Some(dependency) => edge(dependency),
        None => of.wp_id.as_ref().map(ToString::to_string).unwrap_or_default(),
    };
    let (about, when) = (style.strong(&about), style.when(of.timestamp));
    let mut text = format!("{what}: {} of {about} (event {}, {when})\n", of.operation, of.sequence);
    text.push_str(&match undone.reversal {
        OperationName::DeleteWp => "     the packet is deleted\n".to_owned(),
        OperationName::AddDependency => "     the edge is added again\n".to_owned(),
        OperationName::RemoveDependency => "     the edge is removed\n".to_owned(),
        _ => changes(&undone.changes, style),
    });
    for remark in &undone.remarks {
        // Writing to a String can't fail.
        let _ = writeln!(text, "note: {}", sentence(*remark));
    }
    text
}

const fn sentence(remark: Remark) -> &'static str {
    match remark {
        Remark::NotesStay => "the notes written with it stay",
        Remark::IdSpent => "the id can't be used again",
        Remark::LeaseNotRestored => "the lease of before does not come back",
        Remark::NewDependencyId => "the edge has a new id",
    }
}
