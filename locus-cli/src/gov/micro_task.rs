//! Contracts of micro-tasks: `MT-*.json`. What a micro-task has a field for goes there as far as it fits; all of it is
//! kept as metadata, its state included: what happened elsewhere has no iterations here that would vouch for it.

use super::words::{cut, id, ids, metadata, strings};
use locus_core::app::workflows::{Finding, FindingKind, GovFolder, GovMicroTask, Place};
use locus_core::domain::{InvalidValue, MtDefinition, MtFiles, MtId, RepoPath, Text, Title, WpId};
use serde_json::{Map, Value};

/// What is said of the file rather than of the micro-task; some of it changes whenever the file is made anew.
const OF_THE_FILE: [&str; 9] = [
    "artifact_policy",
    "authority_files",
    "contract_authority",
    "markdown_projection",
    "mt_id",
    "red_team",
    "schema_id",
    "schema_version",
    "wp_id",
];

const LONGEST_NAME: usize = 200;
const LONGEST_SCOPE: usize = 2000;
const MOST_CRITERIA: usize = 8;
const MOST_MODIFIED: usize = 5;

/// Takes over a micro-task.
pub(super) fn take(contract: Map<String, Value>, place: &Place, folder: &mut GovFolder) {
    match micro_task(contract, place, &mut folder.findings) {
        Ok(micro_task) => folder.micro_tasks.push(micro_task),
        Err(refusal) => {
            let message = format!("the micro-task is left out: {refusal}");
            folder.findings.push(Finding::new(FindingKind::Invalid, None, message).at(place));
        }
    }
}

fn micro_task(
    mut contract: Map<String, Value>,
    place: &Place,
    findings: &mut Vec<Finding>,
) -> Result<GovMicroTask, InvalidValue> {
    let mut parts = place.file.rsplit('/');
    let file = parts.next().unwrap_or_default();
    let folder = parts.next().unwrap_or_default();
    let named = |key: &str| contract.get(key).and_then(Value::as_str);
    let wp_id: WpId = id(named("wp_id").unwrap_or(folder))?;
    let mt_id: MtId = id(named("mt_id").unwrap_or(file.trim_end_matches(".json")))?;

    let scope = contract.get("scope").cloned().unwrap_or_default();
    let lifecycle = contract.get("lifecycle").cloned().unwrap_or_default();
    let summary = scope.get("summary").and_then(Value::as_str).unwrap_or_default().trim();
    let name = if summary.is_empty() { mt_id.as_str() } else { summary };
    let name: Title = cut(name, LONGEST_NAME).trim().parse()?;
    let mut definition = MtDefinition::new(mt_id, name);
    if summary.chars().count() > LONGEST_NAME {
        definition.scope = cut(summary, LONGEST_SCOPE).parse()?;
    }
    let criteria = strings(scope.get("acceptance_criteria"));
    let criteria = criteria.iter().map(|one| cut(one, usize::MAX).parse::<Text>());
    definition.done_criteria = criteria.take(MOST_CRITERIA).collect::<Result<_, _>>()?;
    let paths = strings(scope.get("allowed_paths"));
    let paths = paths.iter().filter(|path| !path.contains(char::is_whitespace));
    let paths: Vec<RepoPath> = paths.filter_map(|path| path.parse().ok()).take(MOST_MODIFIED).collect();
    definition.files = MtFiles::new(Vec::new(), paths, Vec::new())?;
    let listed = |name: &str| strings(lifecycle.get(name).or_else(|| contract.get(name)));
    definition.depends_on = ids(&listed("depends_on"), "depends_on", place, findings);
    let blocks = ids(&listed("blocks"), "blocks", place, findings);
    contract.retain(|key, value| !OF_THE_FILE.contains(&key.as_str()) && !value.is_null());
    definition.metadata = metadata(contract, place, findings);
    Ok(GovMicroTask { place: place.clone(), wp_id, definition, blocks })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(file: &str, contract: Value) -> GovFolder {
        let mut folder = GovFolder::default();
        let Value::Object(contract) = contract else { panic!("no object") };
        take(contract, &Place { file: file.into(), line: None }, &mut folder);
        folder
    }

    #[test]
    fn what_has_a_field_goes_there_as_far_as_it_fits_and_all_of_it_is_kept() {
        let scope = json!({
            "summary": "s".repeat(300),
            "acceptance_criteria": (0..10).map(|n| n.to_string()).collect::<Vec<_>>(),
            "allowed_paths": ["../out.rs", "in/a.rs", "commit metadata", "in/b.rs"],
        });
        let lifecycle = json!({ "status": "ACTIVE", "depends_on": ["MT-001", "** MT-002", "NONE", "MT-x"], "blocks": [] });
        let contract = json!({
            "wp_id": "WP-A-v1", "mt_id": "MT-003", "scope": scope, "lifecycle": lifecycle, "updated_at_utc": null,
            "markdown_projection": { "generated_at_utc": "now" },
        });
        let folder = read("task_packets/WP-Other/MT-003.json", contract);
        let [mt] = folder.micro_tasks.as_slice() else { panic!("{:?}", folder.findings) };
        assert_eq!((mt.wp_id.as_str(), mt.definition.mt_id.as_str()), ("WP-A-v1", "MT-003"));
        assert_eq!(mt.definition.name.as_str(), "s".repeat(200));
        assert_eq!(mt.definition.scope.as_str(), "s".repeat(300));
        assert_eq!(mt.definition.done_criteria.len(), 8);
        let paths: Vec<_> = mt.definition.files.modify().iter().map(RepoPath::as_str).collect();
        assert_eq!(paths, ["in/a.rs", "in/b.rs"]);
        let needs: Vec<_> = mt.definition.depends_on.iter().map(MtId::as_str).collect();
        assert_eq!(needs, ["MT-001", "MT-002"]);
        assert_eq!(folder.findings.len(), 1, "MT-x is told: {:?}", folder.findings);
        let metadata = serde_json::to_value(&mt.definition.metadata).unwrap();
        assert_eq!(metadata, json!({ "scope": scope, "lifecycle": lifecycle }));
    }

    #[test]
    fn a_file_says_by_its_path_what_it_leaves_out() {
        let folder = read("task_packets/WP-A-v1/MT-007.json", json!({ "scope": "odd", "lifecycle": [] }));
        let [mt] = folder.micro_tasks.as_slice() else { panic!("{:?}", folder.findings) };
        assert_eq!((mt.wp_id.as_str(), mt.definition.name.as_str()), ("WP-A-v1", "MT-007"));
        let folder = read("task_packets/MT-SUITE.json", json!({}));
        assert_eq!((folder.micro_tasks.len(), folder.findings.len()), (0, 1));
    }
}
