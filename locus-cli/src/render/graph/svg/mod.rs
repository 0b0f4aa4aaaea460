//! A picture as an SVG drawing: layer by layer from left to right, coloured by status. It needs no font of its own, no
//! script and no network, and follows the reader's choice of a light or a dark page.

mod boxes;
mod draw;
mod look;

use super::Picture;
use graphlay::{
    Edge, GraphBuilder, Layout, LayoutError, LayoutOptions, MergeEdges, Node, NodeId, PortSides, Size,
};
use locus_core::domain::{DependencyType, WpId};
use std::collections::BTreeMap;

/// The picture as an SVG drawing; the same picture gives the same drawing.
///
/// # Errors
/// If there is no place for everything.
pub(crate) fn svg(picture: &Picture) -> Result<String, LayoutError> {
    let boxes: Vec<_> = picture.packets.values().map(boxes::lines).collect();
    let layout = layout(picture, &boxes)?;
    Ok(draw::drawing(picture, &boxes, &layout))
}

fn layout(picture: &Picture, boxes: &[boxes::Lines]) -> Result<Layout, LayoutError> {
    let mut graph = GraphBuilder::new();
    let mut nodes: BTreeMap<&WpId, NodeId> = BTreeMap::new();
    // Boxes of one width stand in columns.
    let width = boxes.iter().map(boxes::Lines::width).fold(0.0, f64::max);
    for (id, lines) in picture.packets.keys().zip(boxes) {
        let size = Size::new(width, lines.height());
        nodes.insert(id, graph.add_node(Node { size, key: Some(id.to_string()), ..Node::default() }));
    }
    for edge in &picture.edges {
        let (Some(source), Some(target)) = (nodes.get(&edge.from_wp_id), nodes.get(&edge.to_wp_id)) else {
            continue;
        };
        // What depends on another comes behind it, as what is blocked does.
        let reverse_for_ranking =
            matches!(edge.kind, DependencyType::DependsOn | DependencyType::ParentChild);
        graph.add_edge(Edge { reverse_for_ranking, thickness: 1.5, ..Edge::new(*source, *target) });
    }
    graphlay::layout(&graph.build(), &options())
}

fn options() -> LayoutOptions {
    let mut options = LayoutOptions::layered_default();
    options.spacing.layer_gap = 60.0;
    options.spacing.node_gap = 18.0;
    options.spacing.dummy_gap = 10.0;
    options.spacing.port_gap = 7.0;
    options.spacing.isolated_gap = 12.0;
    options.spacing.isolated_max_columns = 6;
    // Lines that part belong to one packet; those that met could come from any.
    options.routing.merge_edges = MergeEdges::Forks;
    options.routing.lane_gap = 4.0;
    options.routing.port_sides = PortSides::FacingOnly;
    options
}
