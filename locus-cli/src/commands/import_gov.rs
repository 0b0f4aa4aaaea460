//! `locus import gov`.

use crate::args::ImportGovArgs;
use crate::error::CliError;
use crate::exit::Exit;
use crate::gov;
use crate::render::gov_report;
use crate::session::{Effect, Session};
use crate::wire::Need;
use locus_core::app::Error;
use locus_core::app::workflows::ImportGov;
use locus_core::domain::Source;
use serde_json::json;

pub(super) fn run(session: &mut Session<'_>, args: &ImportGovArgs) -> Result<Exit, CliError> {
    let caller = session.caller(Source::Import)?;
    let project = session.project()?;
    let folder = gov::read(&session.env.absolute(&args.dir), &args.dir)?;
    let own = session.boards(&project).own();
    let listed = own.map(|board| board.load()).transpose().map_err(Error::from)?;
    let listed = listed.map(|board| board.entries).unwrap_or_default();
    let mut engine = session.engine(if args.dry_run { Need::Trial } else { Need::Create })?;
    let import = ImportGov { folder, listed, dry_run: args.dry_run };
    let mut progress = session.progress("writing");
    let imported = import.run(&mut engine, &caller, &mut |done, of| progress.show(done, of));
    progress.clear();
    let imported = imported?;
    let effect = Effect { changed: Some(imported.changed), events: &imported.events };
    let mut data = json!(imported.report);
    data["dry_run"] = args.dry_run.into();
    session.deliver(&data, effect, |style| gov_report(&imported.report, args.dry_run, style))?;
    Ok(Exit::Done)
}
