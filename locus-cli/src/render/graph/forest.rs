//! A picture for a terminal: a tree from each packet that waits for nobody, then the edges that put nothing in order.

use super::Picture;
use crate::render::Style;
use crate::render::dependency::{forward, tree};
use locus_core::domain::{Dependency, DependencyType, WpId};
use locus_core::graph::{Adjacency, dependency_tree};
use locus_core::ports::{Direction, StoreError};
use std::collections::HashMap;
use std::fmt::Write as _;

/// Who is next to whom in a picture.
struct Neighbours<'a>(HashMap<(&'a WpId, DependencyType, Direction), Vec<WpId>>);

impl<'a> Neighbours<'a> {
    fn new(edges: &'a [Dependency]) -> Self {
        let mut map: HashMap<_, Vec<WpId>> = HashMap::new();
        for edge in edges {
            let (from, to) = (&edge.from_wp_id, &edge.to_wp_id);
            map.entry((from, edge.kind, Direction::Outgoing)).or_default().push(to.clone());
            map.entry((to, edge.kind, Direction::Incoming)).or_default().push(from.clone());
        }
        map.values_mut().for_each(|ids| ids.sort());
        Self(map)
    }

    /// Whether the picture shows something that comes before a packet.
    fn waits(&self, id: &WpId) -> bool {
        use DependencyType::{Blocks, DependsOn, ParentChild};
        use Direction::{Incoming, Outgoing};
        let before = [(Blocks, Incoming), (DependsOn, Outgoing), (ParentChild, Outgoing)];
        before.iter().any(|(kind, direction)| self.0.contains_key(&(id, *kind, *direction)))
    }
}

impl Adjacency for Neighbours<'_> {
    fn neighbours(
        &self,
        id: &WpId,
        kind: DependencyType,
        direction: Direction,
    ) -> Result<Vec<WpId>, StoreError> {
        Ok(self.0.get(&(id, kind, direction)).cloned().unwrap_or_default())
    }
}

/// The picture as trees: under each packet what waits for it.
pub(crate) fn forest(picture: &Picture, style: Style) -> String {
    let neighbours = Neighbours::new(&picture.edges);
    // Those that wait come as trees of their own only if they wait in a circle.
    let (behind, mut roots): (Vec<_>, Vec<_>) =
        picture.packets.keys().cloned().partition(|id| neighbours.waits(id));
    roots.extend(behind);
    // Who is next to whom is in memory: reading it can't fail.
    let mut nodes =
        dependency_tree(&neighbours, &roots, Direction::Outgoing, u64::MAX, usize::MAX).unwrap_or_default();
    nodes.retain(|node| node.depth > 0 || !node.repeated);
    let lines = nodes.iter().filter_map(|node| {
        let packet = picture.packets.get(&node.wp_id)?;
        Some((node, packet.status, packet.title.as_str()))
    });
    let mut text = tree(lines, style);
    let others = picture.edges.iter().filter(|edge| !puts_in_order(edge.kind));
    for (number, edge) in others.enumerate() {
        if number == 0 {
            let _ = writeln!(text, "\n{}", style.strong("Besides"));
        }
        let _ = writeln!(text, "{} {} {}", edge.from_wp_id, style.faint(forward(edge.kind)), edge.to_wp_id);
    }
    text
}

const fn puts_in_order(kind: DependencyType) -> bool {
    matches!(kind, DependencyType::Blocks | DependencyType::DependsOn | DependencyType::ParentChild)
}
