//! `locus doctor`: is everything as it should be? Changes nothing.

use crate::commands::events_verify;
use crate::error::CliError;
use crate::exit::Exit;
use crate::render::{count, plain};
use crate::session::{Effect, Session};
use crate::wire::{self, Need};
use locus_store::FindingKind;
use serde::Serialize;
use serde_json::json;
use std::fmt::Write as _;

/// One thing that was looked at.
#[derive(Serialize)]
struct Check {
    name: &'static str,
    findings: Vec<String>,
}

const fn check_of(kind: FindingKind) -> &'static str {
    match kind {
        FindingKind::Corrupt => "file",
        FindingKind::BrokenReference => "references",
        FindingKind::Unreadable => "values",
        FindingKind::Derived => "derived values",
        FindingKind::SearchIndex => "search index",
    }
}

const STORE_CHECKS: [FindingKind; 5] = [
    FindingKind::Corrupt,
    FindingKind::BrokenReference,
    FindingKind::Unreadable,
    FindingKind::Derived,
    FindingKind::SearchIndex,
];

pub(super) fn run(session: &mut Session<'_>) -> Result<Exit, CliError> {
    session.may_read()?;
    let project = session.project()?;
    let mut store = wire::store(&project.db, Need::Existing, &project.config)?;
    let found = store.check()?;
    let mut checks: Vec<Check> = Vec::new();
    for kind in STORE_CHECKS {
        let findings =
            found.iter().filter(|finding| finding.kind == kind).map(|finding| finding.what.clone());
        checks.push(Check { name: check_of(kind), findings: findings.collect() });
    }
    let mut engine = wire::engine(store)?;
    let chain = events_verify::of_store(&mut engine);
    let findings = chain.err().map(|error| error.to_string()).into_iter().collect();
    checks.push(Check { name: "event chain", findings });
    let clean = checks.iter().all(|check| check.findings.is_empty());
    // No damage: they are given up so that nobody waits for them (locus.md §5).
    let dropped = engine.dropped_queries()?;
    let data = json!({ "clean": clean, "checks": checks, "dropped_queries": dropped });
    session.deliver(&data, Effect::default(), |style| {
        let mut text = String::new();
        for check in &checks {
            let mark = if check.findings.is_empty() { style.good("✓") } else { style.error("✗") };
            let _ = writeln!(text, "{mark} {}", check.name);
            for finding in &check.findings {
                let _ = writeln!(text, "    {}", plain(finding));
            }
        }
        if dropped > 0 {
            let queries = count(dropped, "query event was", "query events were");
            let _ = writeln!(text, "note: {queries} dropped: the database was busy for too long");
        }
        text
    })?;
    Ok(if clean { Exit::Done } else { Exit::Failed })
}
