//! `locus mt register`.

use crate::args::MtRegister;
use crate::error::CliError;
use crate::exit::Exit;
use crate::params::Params;
use crate::render::mt_table;
use crate::session::{Session, name_of};
use locus_core::app::Error;
use locus_core::app::ops::RegisterMts;
use locus_core::domain::{WpId, strict_json};
use serde_json::Value;

pub(super) fn run(session: &mut Session<'_>, args: &MtRegister) -> Result<Exit, CliError> {
    // The packet is an argument, the rest is data.
    let wp_id: WpId =
        args.wp_id.parse().map_err(|refusal| CliError::Argument(Error::invalid("wp_id", refusal)))?;
    let text = session.read_all(&args.file)?;
    let not_valid = |reason: String| CliError::Data { path: name_of(&args.file), reason };
    let data = strict_json::parse(text.as_bytes()).map_err(not_valid)?;
    let definitions = match data {
        Value::Object(mut map) => match (map.remove("mt_definitions"), map.keys().next()) {
            (Some(definitions), None) => definitions,
            (Some(_), Some(unknown)) => return Err(not_valid(format!("unknown key {unknown:?}"))),
            (None, _) => return Err(not_valid("neither a list nor an object with mt_definitions".into())),
        },
        other => other,
    };
    let params = Params::of("wp_id", wp_id.as_str()).with("mt_definitions", Some(definitions));
    let request: RegisterMts = params.request_from_data()?;
    session.mutate_with(&request, |done, style| {
        let word = if done.changed { style.good("✓ registered") } else { style.faint("= unchanged") };
        let table = mt_table(done.output.micro_tasks.iter().map(|view| &view.mt), style);
        format!("{word}\n{table}")
    })
}
