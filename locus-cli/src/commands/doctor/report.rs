//! What the doctor says.

use super::examine::{Findings, Looked};
use crate::backup::Backup;
use crate::error::CliError;
use crate::exit::Exit;
use crate::render::{Style, count, plain};
use crate::session::{Effect, Session};
use serde::Serialize;
use serde_json::json;
use std::fmt::Write as _;

/// An aspect, before and after.
#[derive(Serialize)]
struct Check<'a> {
    name: &'static str,
    findings: &'a [String],
    more: usize,
    fixed: Vec<&'a String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    skipped: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    meaning: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy: Option<&'static str>,
}

impl<'a> Check<'a> {
    fn new(looked: &'a Looked, before: Option<&'a Looked>, log_holds: bool) -> Self {
        let Looked { aspect, findings, more, skipped } = looked;
        let fixed = before.into_iter().flat_map(|before| &before.findings);
        Self {
            name: aspect.name(),
            findings,
            more: *more,
            fixed: fixed.filter(|finding| !findings.contains(finding)).collect(),
            skipped: skipped.as_deref(),
            meaning: (!findings.is_empty()).then(|| aspect.meaning()),
            remedy: (!findings.is_empty()).then(|| aspect.remedy(log_holds)),
        }
    }

    fn tell(&self, text: &mut String, style: Style) {
        // Writing to a String can't fail.
        let _ = match self.skipped {
            Some(why) => writeln!(text, "- {}: not looked at, {}", self.name, plain(why)),
            None if self.findings.is_empty() => writeln!(text, "{} {}", style.good("✓"), self.name),
            None => writeln!(text, "{} {}", style.error("✗"), self.name),
        };
        for fixed in &self.fixed {
            let _ = writeln!(text, "    put right: {}", plain(fixed));
        }
        for finding in self.findings {
            let _ = writeln!(text, "    {}", plain(finding));
        }
        if self.more > 0 {
            let _ = writeln!(text, "    and {} more", self.more);
        }
        if let (Some(meaning), Some(remedy)) = (self.meaning, self.remedy) {
            let _ = writeln!(text, "    what it means: {meaning}\n    what to do: {remedy}");
        }
    }
}

/// Tells what was found; where something was put right, what was found before, and the backup.
pub(super) fn deliver(
    session: &mut Session<'_>,
    found: &Findings,
    fixed: Option<(&Findings, &Backup)>,
) -> Result<Exit, CliError> {
    let before = |looked: &Looked| {
        fixed.and_then(|(before, _)| before.looked.iter().find(|other| other.aspect == looked.aspect))
    };
    let log_holds = found.log_holds();
    let checks = found.looked.iter().map(|looked| Check::new(looked, before(looked), log_holds));
    let checks: Vec<_> = checks.collect();
    let backup = fixed.map(|(_, backup)| backup.path.display().to_string());
    let clean = found.is_clean();
    let dropped = found.dropped_queries;
    let data = json!({ "clean": clean, "checks": checks, "backup": backup, "dropped_queries": dropped });
    let silent = session.options.quiet && clean;
    session.deliver(&data, Effect::default(), |style| {
        let mut text = String::new();
        if silent {
            return text;
        }
        checks.iter().for_each(|check| check.tell(&mut text, style));
        if let Some(backup) = &backup {
            let _ = writeln!(text, "note: the database as it was before is in {}", plain(backup));
        }
        if dropped > 0 {
            let queries = count(dropped, "query event was", "query events were");
            let _ = writeln!(text, "note: {queries} dropped: the database was busy for too long");
        }
        text
    })?;
    Ok(if clean { Exit::Done } else { Exit::Failed })
}
