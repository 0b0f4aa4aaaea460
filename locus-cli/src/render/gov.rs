//! What an import of a governance folder did, as people see it.

use crate::render::{Style, count, plain};
use locus_core::app::workflows::{Finding, FindingKind, GovReport, Tally};
use std::fmt::Write as _;

/// Of more findings of a kind than this only the first are shown; `--json` has them all.
const LISTED: usize = 10;

/// The report of an import; `planned` if nothing was done.
pub(crate) fn gov_report(report: &GovReport, planned: bool, style: Style) -> String {
    let mut text = String::new();
    for kind in FindingKind::ALL {
        let of_kind: Vec<_> = report.findings.iter().filter(|finding| finding.kind == *kind).collect();
        for finding in of_kind.iter().take(LISTED) {
            let _ = writeln!(text, "  {} {}", style.error(kind.as_str()), told(finding));
        }
        if of_kind.len() > LISTED {
            let _ = writeln!(
                text,
                "  {} {} more; --json has all",
                style.error(kind.as_str()),
                of_kind.len() - LISTED
            );
        }
    }
    let parts: Vec<_> = [
        came(report.packets, "packet", "packets"),
        came(report.edges, "edge", "edges"),
        came(report.micro_tasks, "micro-task", "micro-tasks"),
    ]
    .into();
    let word = match (report.is_change(), planned) {
        (false, _) => "nothing to take in:".into(),
        (true, true) => "would take in".into(),
        (true, false) => format!("{} took in", style.good("✓")),
    };
    let _ = writeln!(text, "{word} {}", parts.join(", "));
    if report.completed > 0 {
        let packets = count(report.completed as u64, "packet", "packets");
        let word = if planned { "would complete" } else { "completed" };
        let _ = writeln!(text, "{word} the metadata of {packets} that stood already");
    }
    text
}

fn came(tally: Tally, one: &str, many: &str) -> String {
    format!("{} of {}", tally.added, count(tally.found as u64, one, many))
}

fn told(finding: &Finding) -> String {
    let message = plain(&finding.message);
    match (&finding.file, finding.line) {
        (Some(file), Some(line)) => format!("{}:{line}: {message}", plain(file)),
        (Some(file), None) => format!("{}: {message}", plain(file)),
        (None, _) => message.into_owned(),
    }
}
