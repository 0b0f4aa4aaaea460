//! Contracts of packets: `packet.json` and `*.contract.json`.

use super::build_order::edge;
use super::files::Kind;
use super::words::{id, ids, metadata, state_or_finding, strings, text};
use locus_core::app::ops::CreateWp;
use locus_core::app::workflows::{Finding, FindingKind, GovFolder, GovOrigin, GovPacket, Place};
use locus_core::domain::{InvalidValue, Title, WpId};
use locus_taskboard::Vocabulary;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What people wrote about the packet, in the order it makes a description.
const TEXTS: [(&str, &str); 6] = [
    ("/scope/summary", ""),
    ("/scope/why", ""),
    ("/draft_scope/intent", ""),
    ("/draft_scope/scope_sketch", "Scope:\n"),
    ("/scope/acceptance_criteria", "Acceptance criteria:\n"),
    ("/draft_scope/acceptance_criteria", "Acceptance criteria:\n"),
];

/// What is kept with the packet besides.
const KEPT: [&str; 4] = ["base_wp_id", "created_at_utc", "lifecycle", "source_control"];

/// Takes over a packet and its edges.
pub(super) fn take(
    contract: &Map<String, Value>,
    kind: Kind,
    place: &Place,
    active: &BTreeMap<WpId, WpId>,
    vocabulary: &Vocabulary,
    folder: &mut GovFolder,
) {
    let findings = &mut folder.findings;
    let packet = match packet(contract, place, findings) {
        Ok(packet) => packet,
        Err(refusal) => {
            let message = format!("the contract is left out: {refusal}");
            findings.push(Finding::new(FindingKind::Invalid, None, message).at(place));
            return;
        }
    };
    let status = contract.get("lifecycle").and_then(|lifecycle| lifecycle.get("status"));
    let status = status.and_then(Value::as_str).unwrap_or_default();
    let states = state_or_finding(status, &place.to_string(), place, vocabulary, findings);
    // The build order is made of the contracts of active packets, and names their edges after the base.
    let wp_id = active.get(&packet.wp_id).unwrap_or(&packet.wp_id);
    for name in ["depends_on", "blocks"] {
        let named = contract.get("build_order").and_then(|order| order.get(name));
        let others = ids(&strings(named), name, place, findings);
        folder.edges.extend(others.into_iter().map(|other| edge(wp_id, name, other, place)));
    }
    let origin = if kind == Kind::Packet { GovOrigin::Packet } else { GovOrigin::Stub };
    let states = states.into_iter().collect();
    folder.packets.push(GovPacket { place: place.clone(), origin, packet, states });
}

fn packet(
    contract: &Map<String, Value>,
    place: &Place,
    findings: &mut Vec<Finding>,
) -> Result<CreateWp, InvalidValue> {
    let wp_id: WpId = match contract.get("wp_id").and_then(Value::as_str) {
        Some(named) => id(named)?,
        None => return Err(InvalidValue::new("it names no packet (wp_id)")),
    };
    let title: Title = wp_id.as_str().parse()?;
    let mut packet = CreateWp::new(wp_id, title);
    packet.description = text(&description(contract));
    let kept = KEPT.iter().filter_map(|key| Some(((*key).to_owned(), contract.get(*key)?.clone())));
    packet.metadata = metadata(kept.filter(|(_, value)| !value.is_null()).collect(), place, findings);
    Ok(packet)
}

fn description(contract: &Map<String, Value>) -> String {
    let whole = Value::Object(contract.clone());
    let part = |(pointer, heading): &(&str, &str)| {
        let said = match whole.pointer(pointer)? {
            Value::String(said) => said.trim().to_owned(),
            list => strings(Some(list)).iter().map(|one| format!("- {one}")).collect::<Vec<_>>().join("\n"),
        };
        (!said.is_empty()).then(|| format!("{heading}{said}"))
    };
    TEXTS.iter().filter_map(part).collect::<Vec<_>>().join("\n\n")
}
