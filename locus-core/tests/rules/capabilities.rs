//! Every operation in every role.

use crate::support::Jobs;
use locus_core::app::OperationName;
use locus_core::domain::{Role, Source};
use serde_json::{Value, json};

#[test]
fn each_role_runs_exactly_what_its_grants_cover() {
    for role in Role::ALL {
        for operation in OperationName::ALL {
            let mut jobs = Jobs::default();
            let envelope = json!({ "role": role });
            let answer = jobs.job(operation.as_str(), json!({}), envelope, json!({}));
            let may = operation.needs().iter().all(|need| role.grants().holds(*need));
            let code = &answer["error"]["code"];
            assert_eq!(code != "HSK-403-CAPABILITY", may, "{role} {operation}: {answer}");
        }
    }
}

#[test]
fn a_jobs_role_never_widens_the_processs() {
    let mut viewer = Jobs::with_role(Role::Viewer);
    let params = json!({ "wp_id": "WP-1", "title": "t" });
    let answer = viewer.job("create_wp", params, json!({ "role": "operator" }), json!({}));
    assert_eq!(answer["error"]["code"], "HSK-403-CAPABILITY");
    let mut orchestrator = Jobs::with_role(Role::Orchestrator);
    let gate = json!({ "wp_id": "WP-1", "gate": "pre_work", "result": "pass" });
    let answer = orchestrator.job("gate_wp", gate, json!({ "role": "validator" }), json!({}));
    assert_eq!(answer["error"]["code"], "HSK-403-CAPABILITY");
}

fn asking(capabilities: Value) -> Value {
    let mut jobs = Jobs::default();
    let params = json!({ "wp_id": "WP-1", "title": "t", "colour": 1 });
    let input = json!({ "capabilities_requested": capabilities });
    jobs.job("create_wp", params, json!({ "role": "coder" }), input)["error"]["code"].clone()
}

#[test]
fn capabilities_are_checked_before_params_and_unknown_ones_first() {
    assert_eq!(asking(json!(["locus.gate", "storage.bronze.write"])), "HSK-4001");
    assert_eq!(asking(json!(["locus.write", "locus.gate"])), "HSK-403-CAPABILITY");
    assert_eq!(asking(json!(["locus.read"])), "HSK-403-CAPABILITY");
    assert_eq!(asking(json!([])), "HSK-403-CAPABILITY");
    assert_eq!(asking(json!(["locus.write", "locus.read"])), "LOCUS-INVALID");
}

#[test]
fn the_source_is_set_by_the_system() {
    let mut jobs = Jobs::default();
    jobs.refused("LOCUS-INVALID", "create_wp", json!({ "wp_id": "WP-1", "title": "t", "source": "cli" }));
    jobs.packet("WP-1", "stub");
    let query = locus_core::ports::EventQuery { limit: 1, ..Default::default() };
    let event = jobs.engine.view(|txn| Ok(txn.events(&query)?)).unwrap().pop().unwrap();
    let payload: Value = serde_json::from_str(&event.payload).unwrap();
    assert_eq!(payload["source"], Source::Job.as_str());
}
