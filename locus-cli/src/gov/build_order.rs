//! `BUILD_ORDER.md`: the table of its Full Snapshot. Columns are known by their names, whatever their order; those that
//! have no field of a packet become metadata.

use super::words::{bare, id, ids, is_nothing, listed, metadata, state_or_finding};
use locus_core::app::ops::CreateWp;
use locus_core::app::workflows::{Finding, FindingKind, GovEdge, GovFolder, GovOrigin, GovPacket, Place};
use locus_core::domain::{InvalidValue, Title, WpId};
use locus_taskboard::Vocabulary;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

const ID: &str = "base_wp_id";
const ACTIVE: &str = "active_packet";
const PATH: &str = "active_packet_path";
const EDGES: [&str; 2] = ["depends_on", "blocks"];
/// What says where a packet stands, the word that counts first.
const STATES: [&str; 2] = ["registry_state", "board_token"];

/// A row's cells by the names of their columns.
type Row<'a> = BTreeMap<&'a str, &'a str>;

/// Takes over packets and edges; answers whose active packet each active id is.
pub(super) fn take(
    text: &str,
    place: &Place,
    vocabulary: &Vocabulary,
    folder: &mut GovFolder,
) -> BTreeMap<WpId, WpId> {
    let mut active = BTreeMap::new();
    let Some(table) = Table::find(text) else {
        let message = "it has no Full Snapshot with a table of packets (Base WP ID)";
        folder.findings.push(Finding::new(FindingKind::Invalid, None, message).at(place));
        return active;
    };
    for (line, cells) in table.rows {
        let place = Place { line: Some(line), ..place.clone() };
        if cells.len() != table.columns.len() {
            let message =
                format!("a row of {} cells under {} columns is left out", cells.len(), table.columns.len());
            folder.findings.push(Finding::new(FindingKind::Invalid, None, message).at(&place));
            continue;
        }
        let row: Row<'_> = table.columns.iter().map(String::as_str).zip(cells).collect();
        match packet(&row, &place, vocabulary, &mut folder.findings) {
            Ok(packet) => {
                let wp_id = packet.packet.wp_id.clone();
                if let Some(Ok(id)) = row.get(ACTIVE).map(|cell| bare(cell).parse()) {
                    active.entry(id).or_insert_with(|| wp_id.clone());
                }
                folder.edges.extend(edges(&wp_id, &row, &place, &mut folder.findings));
                folder.packets.push(packet);
            }
            Err(refusal) => {
                let message = format!("a row is left out: {refusal}");
                folder.findings.push(Finding::new(FindingKind::Invalid, None, message).at(&place));
            }
        }
    }
    active
}

/// The table of packets.
struct Table<'a> {
    columns: Vec<String>,
    /// Each with its line, from 1.
    rows: Vec<(usize, Vec<&'a str>)>,
}

impl<'a> Table<'a> {
    /// The first table with packets below the heading of the Full Snapshot.
    fn find(text: &'a str) -> Option<Self> {
        let is_heading = |line: &str| line.starts_with('#');
        let is_snapshot = |line: &str| is_heading(line) && line.to_lowercase().contains("full snapshot");
        let lines = (1..).zip(text.lines()).skip_while(|(_, line)| !is_snapshot(line)).skip(1);
        let mut lines = lines.take_while(|(_, line)| !is_heading(line));
        let columns = lines.by_ref().find_map(|(_, line)| {
            let columns: Vec<_> = cells(line)?.into_iter().map(column).collect();
            columns.iter().any(|name| name == ID).then_some(columns)
        })?;
        let rows = lines.map_while(|(number, line)| Some((number, cells(line)?)));
        let is_rule = |cells: &[&str]| cells.iter().all(|cell| cell.trim_matches([':', '-']).is_empty());
        let rows = rows.filter(|(_, cells)| !is_rule(cells)).collect();
        Some(Self { columns, rows })
    }
}

/// A column by its name: what is metadata has this key.
fn column(name: &str) -> String {
    let name = name.to_lowercase().replace(' ', "_");
    if name == "active_packet_id" { ACTIVE.to_owned() } else { name }
}

/// The cells of a row; none if the line is no row.
fn cells(line: &str) -> Option<Vec<&str>> {
    let row = line.trim().strip_prefix('|')?;
    let row = row.strip_suffix('|').unwrap_or(row);
    Some(row.split('|').map(str::trim).collect())
}

fn packet(
    row: &Row<'_>,
    place: &Place,
    vocabulary: &Vocabulary,
    findings: &mut Vec<Finding>,
) -> Result<GovPacket, InvalidValue> {
    let wp_id: WpId = id(row.get(ID).copied().unwrap_or_default())?;
    let title: Title = wp_id.as_str().parse()?;
    let mut packet = CreateWp::new(wp_id, title);
    let path = row.get(PATH).map(|cell| bare(cell)).filter(|path| path.contains('/'));
    packet.task_packet_path = path.and_then(|path| path.parse().ok());
    packet.metadata = metadata(rest(row), place, findings);
    let mut states = Vec::new();
    for name in STATES {
        let by = format!("{} in line {}", name.to_uppercase(), place.line.unwrap_or_default());
        let cell = row.get(name).copied().unwrap_or_default();
        states.extend(state_or_finding(cell, &by, place, vocabulary, findings));
    }
    Ok(GovPacket { place: place.clone(), origin: GovOrigin::BuildOrder, packet, states })
}

fn rest(row: &Row<'_>) -> Map<String, Value> {
    let others = row.iter().filter(|(name, cell)| {
        **name != ID && !name.is_empty() && !EDGES.contains(name) && !is_nothing(cell)
    });
    let value = |cell: &str| cell.parse::<i64>().map_or_else(|_| bare(cell).into(), Value::from);
    others.map(|(name, cell)| ((*name).to_owned(), value(cell))).collect()
}

fn edges(wp_id: &WpId, row: &Row<'_>, place: &Place, findings: &mut Vec<Finding>) -> Vec<GovEdge> {
    let mut edges = Vec::new();
    for name in EDGES {
        let cell = listed(row.get(name).copied().unwrap_or_default());
        for other in ids(&cell, &name.to_uppercase(), place, findings) {
            edges.push(edge(wp_id, name, other, place));
        }
    }
    edges
}

/// `depends_on` and `blocks` are the two ends of one kind of edge.
pub(super) fn edge(wp_id: &WpId, name: &str, other: WpId, place: &Place) -> GovEdge {
    let (first, then) = if name == "blocks" { (wp_id.clone(), other) } else { (other, wp_id.clone()) };
    GovEdge { place: place.clone(), first, then }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> GovFolder {
        let mut folder = GovFolder::default();
        let place = Place { file: "BUILD_ORDER.md".into(), line: None };
        take(text, &place, &Vocabulary::default(), &mut folder);
        folder
    }

    fn found(folder: &GovFolder) -> Vec<(Option<usize>, &str)> {
        folder.findings.iter().map(|finding| (finding.line, finding.message.as_str())).collect()
    }

    #[test]
    fn columns_go_by_their_names_and_what_has_no_field_is_metadata() {
        let folder = read(
            "# Build Order\n\n| Base WP ID | DEPS |\n|---|---|\n| WP-Decoy | OK |\n\n## FULL snapshot (all)\n\n\
             | BLOCKS | Domain | base wp id | Active Packet ID | PRIORITY_SCORE | DEPENDS_ON | REGISTRY_STATE |\n\
             |---|:---|---|---|---:|---|---|\n\
             | `WP-C` | GOV | ** WP-1-A.b | WP-1-A.b-v2 | 25 | WP-B, NONE | UNKNOWN |\n",
        );
        assert_eq!(found(&folder), []);
        let [packet] = folder.packets.as_slice() else { panic!("{:?}", folder.packets) };
        assert_eq!((packet.packet.wp_id.as_str(), packet.place.line), ("WP-1-A.b", Some(11)));
        assert_eq!(packet.states, []);
        let metadata = serde_json::to_value(&packet.packet.metadata).unwrap();
        let expected = serde_json::json!({
            "active_packet": "WP-1-A.b-v2", "domain": "GOV", "priority_score": 25
        });
        assert_eq!(metadata, expected);
        let edges: Vec<_> =
            folder.edges.iter().map(|edge| (edge.first.as_str(), edge.then.as_str())).collect();
        assert_eq!(edges, [("WP-B", "WP-1-A.b"), ("WP-1-A.b", "WP-C")]);
    }

    #[test]
    fn a_row_that_is_not_what_its_table_says_is_told_and_the_others_count() {
        let folder = read(
            "## Full Snapshot\n| Base WP ID | BLOCKS |\n|---|---|\n| WP-A | WP-B |\n| WP-C |\n| nothing | - |\n\
             | WP-D | a | b |\n| WP-E | ../../x |\n\n| WP-F | - |\n",
        );
        let ids: Vec<_> = folder.packets.iter().map(|packet| packet.packet.wp_id.as_str()).collect();
        assert_eq!(ids, ["WP-A", "WP-E"], "the table ends with its last row");
        assert_eq!(folder.edges.len(), 1);
        let lines: Vec<_> = found(&folder).into_iter().map(|(line, _)| line).collect();
        assert_eq!(lines, [Some(5), Some(6), Some(7), Some(8)]);
    }

    #[test]
    fn the_registry_counts_before_the_token_and_a_word_nobody_knows_is_told() {
        let folder = read(
            "## Full Snapshot\n| Base WP ID | BOARD_TOKEN | REGISTRY_STATE |\n|---|---|---|\n\
             | WP-A | SUPERSEDED | Done (historical) |\n| WP-B | VALIDATED | UNKNOWN |\n| WP-C | STUB | Parked |\n",
        );
        let says: Vec<Vec<_>> = folder
            .packets
            .iter()
            .map(|packet| packet.states.iter().map(|state| state.status.as_str()).collect())
            .collect();
        assert_eq!(says, [vec!["done", "cancelled"], vec!["done"], vec!["stub"]]);
        assert_eq!(found(&folder), [(Some(6), "\"Parked\" is no state that is known")]);
    }

    #[test]
    fn a_build_order_without_its_table_is_told() {
        for text in
            ["", "## Full Snapshot\n", "## Full Snapshot\n## Other\n| Base WP ID |\n", "| Base WP ID |\n"]
        {
            assert_eq!(found(&read(text)).len(), 1, "{text:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "(## Full Snapshot\n)?(\\| ?(Base WP ID|WP-[a-c]|\\*\\*|BLOCKS|-|é)?[|, \n]{1,2}){0,20}") {
            read(&text);
        }
    }
}
