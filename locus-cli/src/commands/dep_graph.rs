//! `locus dep graph`.

use crate::args::{DepGraph, GraphFormat};
use crate::error::CliError;
use crate::exit::Exit;
use crate::params::Params;
use crate::render::{Picture, dot, forest, mermaid, svg};
use crate::session::{Effect, Session};
use locus_core::app::Error;
use locus_core::app::ops::GetWpStatus;
use locus_core::domain::{Dependency, DependencyType, Sort, WorkPacket, WpId};
use locus_core::ports::{Direction, ReadTxn};
use serde_json::json;
use std::collections::{BTreeMap, VecDeque};

/// A drawing of more packets is neither made in a moment nor read by anybody.
const MOST_DRAWN: usize = 1_000;
/// A text of more isn't read either, and what hangs together with one packet may be the whole project, which nobody asked for.
const MOST_WRITTEN: usize = 20_000;
/// How many edges are read at once.
const PAGE: u32 = 10_000;

pub(super) fn run(session: &mut Session<'_>, args: &DepGraph) -> Result<Exit, CliError> {
    let around =
        args.around.as_deref().map(|id| Params::of("wp_id", id).request::<GetWpStatus>()).transpose()?;
    let plain = if session.on_terminal() { GraphFormat::Text } else { GraphFormat::Mermaid };
    let format = args.format.unwrap_or(plain);
    let most = match format {
        GraphFormat::Svg => MOST_DRAWN,
        GraphFormat::Dot | GraphFormat::Mermaid if around.is_none() => usize::MAX,
        GraphFormat::Text | GraphFormat::Dot | GraphFormat::Mermaid => MOST_WRITTEN,
    };
    let wanted = Wanted { args, around: around.map(|GetWpStatus { wp_id }| wp_id), most };
    let Some(picture) = session.view(|txn| wanted.picture(txn))? else {
        return Err(CliError::Usage(format!(
            "more than {most} packets are too many for one picture: --open leaves out what is done or cancelled, \
             --wp WP --depth N shows what is around a packet"
        )));
    };
    let graph = match format {
        GraphFormat::Text => forest(&picture, session.style()),
        GraphFormat::Dot => dot(&picture),
        GraphFormat::Mermaid => mermaid(&picture),
        GraphFormat::Svg => svg(&picture)
            .map_err(|error| CliError::Usage(format!("there is no place for everything: {error}")))?,
    };
    let data = json!({ "graph": graph, "packets": picture.listed(), "edges": picture.edges });
    session.deliver(&data, Effect::default(), |_| graph.clone())?;
    Ok(Exit::Done)
}

/// Which part of the graph is wanted.
struct Wanted<'a> {
    args: &'a DepGraph,
    around: Option<WpId>,
    /// How many packets at most.
    most: usize,
}

impl Wanted<'_> {
    /// The picture; none if it has too many packets.
    fn picture(&self, txn: &dyn ReadTxn) -> Result<Option<Picture>, Error> {
        let packets = match &self.around {
            None => self.all(txn)?,
            Some(id) => self.near(txn, id)?,
        };
        if packets.len() > self.most {
            return Ok(None);
        }
        let mut edges = Vec::new();
        let mut by_age: Vec<&WorkPacket> = packets.values().collect();
        by_age.sort_by(|a, b| Sort::Age.compare(a, b));
        for wp in by_age {
            let outgoing = self.edges(txn, &wp.wp_id, Direction::Outgoing)?;
            edges.extend(outgoing.into_iter().filter(|edge| packets.contains_key(&edge.to_wp_id)));
        }
        Ok(Some(Picture::new(packets.into_values(), edges, self.around.as_ref())))
    }

    /// All packets with edges between them, or some more than there may be.
    fn all(&self, txn: &dyn ReadTxn) -> Result<BTreeMap<WpId, WorkPacket>, Error> {
        let mut packets: BTreeMap<WpId, WorkPacket> = BTreeMap::new();
        let mut after = None;
        loop {
            let page = txn.edges(after.as_ref(), PAGE)?;
            let Some(last) = page.last().filter(|_| packets.len() <= self.most) else { return Ok(packets) };
            after = Some(last.clone());
            for edge in page.iter().filter(|edge| self.takes(edge.kind)) {
                let mut ends = Vec::new();
                for id in [&edge.from, &edge.to] {
                    let known = packets.contains_key(id);
                    let wp = if known { None } else { txn.packet(id)? };
                    ends.push((known || wp.as_ref().is_some_and(|wp| self.shows(wp)), wp));
                }
                if ends.iter().all(|(shown, _)| *shown) {
                    packets
                        .extend(ends.into_iter().filter_map(|(_, wp)| wp).map(|wp| (wp.wp_id.clone(), wp)));
                }
            }
        }
    }

    /// A packet and those that can be reached from it in so many steps, whichever way the edges lead.
    fn near(&self, txn: &dyn ReadTxn, id: &WpId) -> Result<BTreeMap<WpId, WorkPacket>, Error> {
        let depth = self.args.depth.unwrap_or(u64::MAX);
        let start = txn.packet(id)?.filter(|wp| !wp.is_deleted()).ok_or_else(|| Error::no_packet(id))?;
        let mut packets = BTreeMap::from([(id.clone(), start)]);
        let mut queue = VecDeque::from([(id.clone(), 0)]);
        while let Some((id, steps)) = queue.pop_front().filter(|(_, steps)| *steps < depth) {
            if packets.len() > self.most {
                break;
            }
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
        let mut edges = txn.dependencies(id, direction)?;
        edges.retain(|edge| self.takes(edge.kind));
        Ok(edges)
    }

    fn takes(&self, kind: DependencyType) -> bool {
        let types = &self.args.types;
        types.is_empty() || types.iter().any(|wanted| wanted == kind.as_str())
    }
}
