//! How governance files write ids, lists, states and texts.

use locus_core::app::workflows::{Finding, FindingKind, GovState, Place};
use locus_core::domain::board::TokenMeaning;
use locus_core::domain::{InvalidValue, Metadata, Text};
use locus_taskboard::Vocabulary;
use serde_json::{Map, Value};
use std::str::FromStr;

/// Markdown and blanks that people leave around an id.
pub(super) fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '`' | '[' | ']' | '"'))
}

/// Whether a cell or a field says that there is nothing to say.
pub(super) fn is_nothing(text: &str) -> bool {
    matches!(bare(text).to_ascii_uppercase().as_str(), "" | "-" | "NONE" | "(NONE)" | "N/A" | "UNKNOWN")
}

/// The ids of a list in one cell.
pub(super) fn listed(cell: &str) -> Vec<String> {
    cell.split(',').map(str::to_owned).collect()
}

/// The strings of a list in a JSON object; a single text is a list in one cell.
pub(super) fn strings(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Array(items)) => {
            items.iter().map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned)).collect()
        }
        Some(Value::String(text)) => listed(text),
        _ => Vec::new(),
    }
}

/// An id with what people leave around it.
pub(super) fn id<T: FromStr<Err = InvalidValue>>(text: &str) -> Result<T, InvalidValue> {
    let id = bare(text);
    // How ids are made stands behind the colon; who wrote one into this file knows another table than ours.
    let refused = |refusal: InvalidValue| {
        let what = refusal.reason.split(':').next().unwrap_or_default().to_owned();
        InvalidValue::new(format!("{id:?} is {what}"))
    };
    id.parse().map_err(refused)
}

/// The valid ids of a list; what is none is a finding.
pub(super) fn ids<T: FromStr<Err = InvalidValue>>(
    texts: &[String],
    key: &str,
    place: &Place,
    findings: &mut Vec<Finding>,
) -> Vec<T> {
    let mut ids = Vec::new();
    for text in texts.iter().filter(|text| !is_nothing(text)) {
        match id(text) {
            Ok(id) => ids.push(id),
            Err(refusal) => {
                let message = format!("{key}: {refusal}");
                findings.push(Finding::new(FindingKind::Invalid, None, message).at(place));
            }
        }
    }
    ids
}

/// What a state means: `Validated (PASS)` and `Done (historical …)` are read by what stands before the bracket, but a
/// failed verdict in it counts.
pub(super) fn state(text: &str, by: &str, vocabulary: &Vocabulary) -> Option<GovState> {
    let (head, rest) = text.split_once('(').unwrap_or((text, ""));
    let word = |text: &str| text.trim().split(|c: char| !c.is_ascii_alphanumeric()).next().map(str::to_owned);
    let verdict = word(rest).and_then(|verdict| vocabulary.token_meaning(&verdict));
    let verdict = verdict.filter(|meaning| meaning.failed);
    let meaning = verdict.or_else(|| meaning(text, vocabulary)).or_else(|| meaning(head, vocabulary));
    meaning.map(|TokenMeaning { status, failed, .. }| GovState { status, failed, by: by.to_owned() })
}

fn meaning(text: &str, vocabulary: &Vocabulary) -> Option<TokenMeaning> {
    // What follows a character that no token has is mojibake or a remark.
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, ' ' | '_' | '*'));
    let text = bare(text.get(..end.unwrap_or(text.len())).unwrap_or_default());
    vocabulary.token_meaning(text).or_else(|| vocabulary.token_meaning(&text.replace(' ', "_")))
}

/// The state, or a finding that says that there is no such state.
pub(super) fn state_or_finding(
    text: &str,
    by: &str,
    place: &Place,
    vocabulary: &Vocabulary,
    findings: &mut Vec<Finding>,
) -> Option<GovState> {
    if is_nothing(text) {
        return None;
    }
    let state = state(text, by, vocabulary);
    if state.is_none() {
        let message = format!("{text:?} is no state that is known");
        findings.push(Finding::new(FindingKind::OddState, None, message).at(place));
    }
    state
}

/// A text as others may keep it: without NUL, and no longer than so many characters.
pub(super) fn cut(text: &str, most: usize) -> String {
    text.chars().filter(|c| *c != '\0').take(most).collect()
}

/// The same without a limit.
pub(super) fn text(text: &str) -> Text {
    cut(text, usize::MAX).parse().unwrap_or_default()
}

/// An object as metadata; one that can't be kept is a finding.
pub(super) fn metadata(map: Map<String, Value>, place: &Place, findings: &mut Vec<Finding>) -> Metadata {
    map.try_into().unwrap_or_else(|refusal: InvalidValue| {
        let message = format!("its metadata is left out: {refusal}");
        findings.push(Finding::new(FindingKind::Invalid, None, message).at(place));
        Metadata::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use locus_core::domain::WpStatus;

    fn said(text: &str) -> Option<(WpStatus, bool)> {
        state(text, "", &Vocabulary::default()).map(|state| (state.status, state.failed))
    }

    #[test]
    fn states_are_read_with_all_that_people_add_to_them() {
        for done in [
            "DONE",
            "Validated (PASS)",
            "Done (historical closure, see v2)",
            "**Done**",
            "Done \u{e2}\u{20ac}\u{201d} old",
        ] {
            assert_eq!(said(done), Some((WpStatus::Done, false)), "{done}");
        }
        assert_eq!(said("STUB (NOT READY FOR DEV)"), Some((WpStatus::Stub, false)));
        assert_eq!(said("SUPERSEDED (FOLDED INTO WP-2)"), Some((WpStatus::Cancelled, false)));
        assert_eq!(said("Superseded by WP-2"), Some((WpStatus::Cancelled, false)));
        assert_eq!(said("In Progress"), Some((WpStatus::InProgress, false)));
        assert_eq!(said("Ready for Dev"), Some((WpStatus::Ready, false)));
    }

    #[test]
    fn a_failed_verdict_is_not_done() {
        assert_eq!(said("Validated (FAIL)"), Some((WpStatus::Gated, true)));
        assert_eq!(said("Validated (FAIL: no tests)"), Some((WpStatus::Gated, true)));
        assert_eq!(said("Done (no failure)"), Some((WpStatus::Done, false)));
    }

    #[test]
    fn a_state_that_no_table_has_is_a_finding_and_no_state_is_none() {
        let place = Place { file: "f".into(), line: Some(3) };
        let mut findings = Vec::new();
        let mut read = |text| state_or_finding(text, "", &place, &Vocabulary::default(), &mut findings);
        assert_eq!([read("UNKNOWN"), read("-"), read(""), read("Parked")], [None, None, None, None]);
        assert_eq!(findings.len(), 1);
        assert_eq!((findings[0].kind, findings[0].line), (FindingKind::OddState, Some(3)));
    }

    #[test]
    fn ids_lose_what_stands_around_them_and_nothing_else() {
        assert_eq!(bare(" ** WP-1-Spec-v2.2.1 "), "WP-1-Spec-v2.2.1");
        assert_eq!(bare("**[WP-1]**"), "WP-1");
        assert_eq!(bare("`WP-1_a.b`"), "WP-1_a.b");
        let (place, mut findings) = (Place { file: "f".into(), line: None }, Vec::new());
        let texts = ["WP-1", " NONE ", "-", "../../etc", "future stubs"].map(str::to_owned);
        let ids: Vec<locus_core::domain::WpId> = ids(&texts, "BLOCKS", &place, &mut findings);
        assert_eq!(ids.len(), 1);
        assert_eq!(findings.len(), 2);
    }
}
