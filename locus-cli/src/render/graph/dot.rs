//! A picture as a Graphviz file.

use super::{Picture, is_dashed};
use std::fmt::Write as _;

/// The picture as a Graphviz file. Ids hold no quotes.
pub(crate) fn dot(picture: &Picture) -> String {
    let mut text = String::from("digraph locus {\n  rankdir=LR;\n  node [shape=box];\n");
    for edge in &picture.edges {
        let style = if is_dashed(edge) { ", style=dashed" } else { "" };
        let _ = writeln!(
            text,
            "  \"{}\" -> \"{}\" [label=\"{}\"{style}];",
            edge.from_wp_id, edge.to_wp_id, edge.kind
        );
    }
    text.push_str("}\n");
    text
}
