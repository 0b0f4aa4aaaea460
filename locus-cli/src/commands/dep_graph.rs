//! `locus dep graph`.

use crate::args::{DepGraph, GraphFormat};
use crate::error::CliError;
use crate::exit::Exit;
use crate::params::Params;
use crate::render::{Picture, Style, dot, forest, mermaid, svg};
use crate::session::{Effect, Session};
use locus_core::app::Error;
use locus_core::app::ops::GetWpStatus;
use locus_core::domain::{Dependency, Filter, Sort, WorkPacket, WpId};
use locus_core::ports::{Direction, ReadTxn};
use serde_json::json;
use std::collections::{BTreeMap, VecDeque};

/// A drawing of more is neither made in a moment nor read by anybody.
const MOST_DRAWN: usize = 2_000;

pub(super) fn run(session: &mut Session<'_>, args: &DepGraph) -> Result<Exit, CliError> {
    let around =
        args.around.as_deref().map(|id| Params::of("wp_id", id).request::<GetWpStatus>()).transpose()?;
    let wanted = Wanted { args, around: around.map(|GetWpStatus { wp_id }| wp_id) };
    let picture = session.view(|txn| wanted.picture(txn))?;
    let format =
        args.format.unwrap_or(if session.on_terminal() { GraphFormat::Text } else { GraphFormat::Mermaid });
    let style = session.style();
    let graph = match format {
        GraphFormat::Text => forest(&picture, style),
        GraphFormat::Dot => dot(&picture),
        GraphFormat::Mermaid => mermaid(&picture),
        GraphFormat::Svg => drawn(&picture)?,
    };
    let data = json!({ "graph": graph, "packets": picture.listed(), "edges": picture.edges });
    session.deliver(&data, Effect::default(), |_: Style| graph.clone())?;
    Ok(Exit::Done)
}

fn drawn(picture: &Picture) -> Result<String, CliError> {
    let packets = picture.packets.len();
    if packets > MOST_DRAWN {
        return Err(CliError::Usage(format!(
            "{packets} packets are too many for one drawing, {MOST_DRAWN} are the most: --open leaves out what is \
             done or cancelled, --wp WP --depth N shows what is around a packet"
        )));
    }
    svg(picture).map_err(|error| CliError::Usage(format!("there is no place for everything: {error}")))
}

/// Which part of the graph is wanted.
struct Wanted<'a> {
    args: &'a DepGraph,
    around: Option<WpId>,
}

impl Wanted<'_> {
    fn picture(&self, txn: &dyn ReadTxn) -> Result<Picture, Error> {
        let packets = match &self.around {
            None => self.all(txn)?,
            Some(id) => self.near(txn, id)?,
        };
        let mut edges = Vec::new();
        let mut by_age: Vec<&WorkPacket> = packets.values().collect();
        by_age.sort_by(|a, b| Sort::Age.compare(a, b));
        for wp in by_age {
            let outgoing = self.edges(txn, &wp.wp_id, Direction::Outgoing)?;
            edges.extend(outgoing.into_iter().filter(|edge| packets.contains_key(&edge.to_wp_id)));
        }
        Ok(Picture::new(packets.into_values(), edges, self.around.as_ref()))
    }

    /// All packets.
    fn all(&self, txn: &dyn ReadTxn) -> Result<BTreeMap<WpId, WorkPacket>, Error> {
        let mut packets = BTreeMap::new();
        let mut filter = Filter { sort: Sort::Age, limit: Filter::MAX_LIMIT, ..Filter::default() };
        loop {
            let page = txn.list(&filter)?.items;
            if page.is_empty() {
                return Ok(packets);
            }
            filter.offset += page.len() as u64;
            let kept = page.into_iter().filter(|wp| self.shows(wp));
            packets.extend(kept.map(|wp| (wp.wp_id.clone(), wp)));
        }
    }

    /// A packet and those that can be reached from it in so many steps, whichever way the edges lead.
    fn near(&self, txn: &dyn ReadTxn, id: &WpId) -> Result<BTreeMap<WpId, WorkPacket>, Error> {
        let depth = self.args.depth.unwrap_or(u64::MAX);
        let start = txn.packet(id)?.filter(|wp| !wp.is_deleted()).ok_or_else(|| Error::no_packet(id))?;
        let mut packets = BTreeMap::from([(id.clone(), start)]);
        let mut queue = VecDeque::from([(id.clone(), 0)]);
        while let Some((id, steps)) = queue.pop_front().filter(|(_, steps)| *steps < depth) {
            let targets = self.edges(txn, &id, Direction::Outgoing)?.into_iter().map(|edge| edge.to_wp_id);
            let sources = self.edges(txn, &id, Direction::Incoming)?.into_iter().map(|edge| edge.from_wp_id);
            for other in targets.chain(sources) {
                if packets.contains_key(&other) {
                    continue;
                }
                if let Some(wp) = txn.packet(&other)?.filter(|wp| self.shows(wp)) {
                    packets.insert(other.clone(), wp);
                    queue.push_back((other, steps + 1));
                }
            }
        }
        Ok(packets)
    }

    fn shows(&self, wp: &WorkPacket) -> bool {
        !self.args.open || !wp.status.is_closed()
    }

    fn edges(&self, txn: &dyn ReadTxn, id: &WpId, direction: Direction) -> Result<Vec<Dependency>, Error> {
        let types = &self.args.types;
        let mut edges = txn.dependencies(id, direction)?;
        edges.retain(|edge| types.is_empty() || types.iter().any(|kind| kind == edge.kind.as_str()));
        Ok(edges)
    }
}
