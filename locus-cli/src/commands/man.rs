//! `locus man`.

use crate::args::{self, Cli};
use crate::error::CliError;
use crate::exit::Exit;
use crate::session::Session;
use clap::CommandFactory;

pub(super) fn run(session: &mut Session<'_>, args: &args::Man) -> Result<Exit, CliError> {
    if let Some(dir) = &args.dir {
        let dir = session.env.absolute(dir);
        std::fs::create_dir_all(&dir)
            .and_then(|()| clap_mangen::generate_to(Cli::command(), &dir))
            .map_err(|error| CliError::File { path: dir.display().to_string(), error })?;
        return Ok(Exit::Done);
    }
    let mut page = Vec::new();
    let rendered = clap_mangen::Man::new(Cli::command()).render(&mut page);
    let output = session.output();
    rendered
        .and_then(|()| output.write_all(&page))
        .and_then(|()| output.flush())
        .map_err(CliError::Output)?;
    Ok(Exit::Done)
}
