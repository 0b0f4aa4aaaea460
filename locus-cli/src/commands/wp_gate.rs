//! `locus wp gate`.

use crate::args::WpGate;
use crate::error::CliError;
use crate::exit::Exit;
use crate::params::Params;
use crate::render::packet_lines;
use crate::session::Session;
use locus_core::app::ops::GateWp;

pub(super) fn run(session: &mut Session<'_>, args: &WpGate) -> Result<Exit, CliError> {
    let params = Params::of("wp_id", args.wp_id.as_str())
        .with("gate", Some(args.gate.replace('-', "_")))
        .with("result", Some(args.result.as_str()))
        .with("validated_by", args.by.as_deref())
        .with("notes", args.notes.as_deref())
        .with("validation_report_ref", args.report.as_deref())
        .with("expected_version", args.expected_version);
    let what = format!("{} {}", args.gate, args.result);
    session
        .mutate::<GateWp>(&params, |done, style| packet_lines(&what, &done.output.wp.wp, done.changed, style))
}
