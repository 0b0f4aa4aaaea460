//! Params by the names people typed them under.

use locus_core::app::Error;

/// Params whose option or argument has another name.
const NAMES: [(&str, &str); 23] = [
    ("wp_id", "WP"),
    ("mt_id", "MT"),
    ("from_wp_id", "FROM"),
    ("to_wp_id", "TO"),
    ("dependency_id", "ID"),
    ("title", "TITLE"),
    ("query", "QUERY"),
    // An option of one command and an argument of another.
    ("note", "note"),
    ("description", "--desc"),
    ("task_packet_path", "--packet"),
    ("labels", "--label"),
    ("due_at", "--due"),
    ("spec_session_id", "--spec-session"),
    ("lease_ms", "--for"),
    ("validated_by", "--by"),
    ("validation_report_ref", "--report"),
    ("model_id", "--model"),
    ("lora_id", "--lora"),
    ("escalation_level", "--level"),
    ("error_summary", "--error"),
    ("output_artifact_ref", "--output"),
    ("validation_artifact_ref", "--validation"),
    ("validation_result", "--validation"),
];

/// The sentence of a refusal, with the option in place of the param.
pub(crate) fn refusal(error: &Error) -> String {
    match error {
        Error::Invalid { field, reason } => format!("{}: {reason}", name(field)),
        other => other.to_string(),
    }
}

fn name(field: &str) -> String {
    let key = field.strip_prefix("updates.").unwrap_or(field);
    // Within a JSON argument the rest of the path says where.
    let end = key.find(['.', '[']).unwrap_or(key.len());
    let (key, rest) = key.split_at(end);
    let known = NAMES.iter().find(|(param, _)| *param == key).map(|(_, name)| (*name).to_owned());
    format!("{}{rest}", known.unwrap_or_else(|| format!("--{}", key.replace('_', "-"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_what_was_typed() {
        let said = |field: &str| refusal(&Error::invalid(field, "no"));
        assert_eq!(said("updates.due_at"), "--due: no");
        assert_eq!(said("priority"), "--priority: no");
        assert_eq!(said("validation_result.passed"), "--validation.passed: no");
        assert_eq!(said("labels[2]"), "--label[2]: no");
        assert_eq!(said("from_wp_id"), "FROM: no");
    }
}
