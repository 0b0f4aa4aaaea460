//! A picture as a Mermaid diagram.

use super::{Picture, is_dashed};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The picture as a Mermaid diagram; its nodes are numbered: an id may hold what Mermaid reads as
/// syntax.
pub(crate) fn mermaid(picture: &Picture) -> String {
    let numbers: BTreeMap<_, usize> = picture.packets.keys().zip(1..).collect();
    let mut text = String::from("graph LR\n");
    for (id, number) in &numbers {
        let _ = writeln!(text, "  n{number}[\"{id}\"]");
    }
    for edge in &picture.edges {
        let number = |id| numbers.get(id).copied().unwrap_or_default();
        let (from, to) = (number(&edge.from_wp_id), number(&edge.to_wp_id));
        let arrow = if is_dashed(edge) { "-.->" } else { "-->" };
        let _ = writeln!(text, "  n{from} {arrow}|{}| n{to}", edge.kind);
    }
    text
}
