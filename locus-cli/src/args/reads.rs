//! Which commands only read about one packet: they take any unique part of its id.

use crate::args::{Command, DepCommand, EventsCommand, MtCommand, WpCommand};

/// The ids of a command that only reads.
#[derive(Debug)]
pub(crate) struct ReadIds<'a> {
    pub(crate) wp: &'a mut String,
    pub(crate) mt: Option<&'a mut String>,
}

impl Command {
    /// The ids this command reads about; none if it writes, or names no packet.
    pub(crate) fn reads(&mut self) -> Option<ReadIds<'_>> {
        let (wp, mt) = match self {
            Self::Wp(WpCommand::Show(named)) => (&mut named.wp_id, None),
            Self::Wp(WpCommand::History(args)) => (&mut args.named.wp_id, None),
            Self::Ready(args) => (args.wp_id.as_mut()?, None),
            Self::Dep(DepCommand::List(named) | DepCommand::Chain(named)) => (&mut named.wp_id, None),
            Self::Dep(DepCommand::Tree(args)) => (&mut args.of.wp_id, None),
            Self::Dep(DepCommand::Graph(args)) => (args.around.as_mut()?, None),
            Self::Mt(MtCommand::List(args)) => (&mut args.wp_id, None),
            Self::Mt(MtCommand::Show(named)) => (&mut named.wp_id, Some(&mut named.mt_id)),
            Self::Events(EventsCommand::List(args)) => (args.filters.wp.as_mut()?, None),
            Self::Events(EventsCommand::Tail(args)) => (args.filters.wp.as_mut()?, None),
            _ => return None,
        };
        Some(ReadIds { wp, mt })
    }
}
