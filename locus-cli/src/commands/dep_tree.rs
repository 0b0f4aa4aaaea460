//! `locus dep tree`.

use crate::args::DepTree;
use crate::error::CliError;
use crate::exit::Exit;
use crate::render::tree;
use crate::session::{Effect, Session};
use locus_core::app::Error;
use locus_core::app::ops::GetWpStatus;
use locus_core::domain::WorkPacket;
use locus_core::graph::{TreeNode, dependency_tree};
use locus_core::ports::Direction;
use serde_json::json;

/// How many lines a tree has at most.
const MOST: usize = 10_000;

pub(super) fn run(session: &mut Session<'_>, args: &DepTree) -> Result<Exit, CliError> {
    let GetWpStatus { wp_id } = args.of.params().request()?;
    let direction = if args.behind { Direction::Outgoing } else { Direction::Incoming };
    let nodes: Vec<(TreeNode, WorkPacket)> = session.view(|txn| {
        txn.packet(&wp_id)?.filter(|wp| !wp.is_deleted()).ok_or_else(|| Error::no_packet(&wp_id))?;
        let mut nodes = Vec::new();
        for node in dependency_tree(txn, std::slice::from_ref(&wp_id), direction, args.depth, MOST)? {
            let wp = txn.packet(&node.wp_id)?.ok_or_else(|| Error::no_packet(&node.wp_id))?;
            nodes.push((node, wp));
        }
        Ok(nodes)
    })?;
    let listed = nodes.iter().map(|(node, wp)| {
        json!({
            "wp_id": node.wp_id, "relation": node.relation, "depth": node.depth, "repeated": node.repeated,
            "cut": node.cut, "status": wp.status, "title": wp.title,
        })
    });
    let data = json!({ "nodes": listed.collect::<Vec<_>>() });
    let lines = nodes.iter().map(|(node, wp)| (node, wp.status, wp.title.as_str()));
    session.deliver(&data, Effect::default(), |style| tree(lines, style))?;
    Ok(Exit::Done)
}
