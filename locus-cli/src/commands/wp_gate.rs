//! `locus wp gate`.

use crate::args::WpGate;
use crate::error::CliError;
use crate::exit::Exit;
use crate::params::Params;
use crate::render::packet_lines;
use crate::session::Session;
use locus_core::app::ops::GateWp;
use locus_core::domain::WpStatus;
use locus_core::graph::BlockedReason;

pub(super) fn run(session: &mut Session<'_>, args: &WpGate) -> Result<Exit, CliError> {
    let params = Params::of("wp_id", args.wp_id.as_str())
        .with("gate", Some(args.gate.replace('-', "_")))
        .with("result", Some(args.result.as_str()))
        .with("validated_by", args.by.as_deref())
        .with("notes", args.notes.as_deref())
        .with("validation_report_ref", args.report.as_deref())
        .with("expected_version", args.expected_version);
    let what = format!("{} {}", args.gate, args.result);
    let mut started = None;
    let exit = session.mutate::<GateWp>(&params, |done, style| {
        let wp = &done.output.wp.wp;
        started = (wp.status == WpStatus::InProgress).then(|| wp.wp_id.clone());
        packet_lines(&what, wp, done.changed, style)
    })?;
    // The gate is judged; that a note on it can't be had changes nothing about that.
    let waits_for = started.and_then(|wp_id| session.view(|txn| Ok(txn.blockers(&wp_id)?)).ok());
    let open = waits_for.into_iter().flatten().filter(|(_, status)| BlockedReason::still_blocks(*status));
    let open: Vec<_> = open.map(|(wp_id, status)| format!("{wp_id} ({status})")).collect();
    if !open.is_empty() {
        session.print(format_args!("note: waits for {}\n", open.join(", ")))?;
    }
    Ok(exit)
}
