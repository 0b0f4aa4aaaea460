//! `locus dep …`

use crate::args::WpNamed;
use crate::args::any_case::{AnyCase, any_case};
use clap::{Args, Subcommand, ValueEnum};
use locus_core::domain::{DependencyType, InverseType};

/// What can be done with dependencies.
#[derive(Debug, Subcommand)]
pub(crate) enum DepCommand {
    /// Add a dependency; it reads as it means
    #[command(after_help = "Example:\n  locus dep add WP-1-Add-A-Login-v1 blocks WP-1-Send-Mail-v1")]
    Add(DepAdd),
    /// Take a dependency away, named by its ends or its id
    #[command(after_help = "Example:\n  locus dep remove WP-1-Sign-Up-v1 blocks WP-1-Add-A-Login-v1")]
    Remove(DepRemove),
    /// The dependencies of a packet, both ways
    #[command(after_help = "Example:\n  locus dep list login")]
    List(WpNamed),
    /// What stands before a packet, and before that; or what waits behind it
    #[command(after_help = "Examples:\n  locus dep tree login\n  locus dep tree sign-up --behind --depth 2")]
    Tree(DepTree),
    /// What a packet waits for, all the way, and what waits for it
    #[command(after_help = "Example:\n  locus dep chain login")]
    Chain(WpNamed),
    /// All dependencies as a diagram, or those around a packet
    ///
    /// Packets without any are left out. Without --format it is text on a terminal, and Mermaid elsewhere.
    #[command(
        after_help = "Examples:\n  locus dep graph --format svg > graph.svg\n  locus dep graph --wp login --depth 2\n  locus dep graph --open --type blocks --format dot | dot -Tpng > graph.png"
    )]
    Graph(DepGraph),
}

fn types() -> AnyCase {
    let inverse = InverseType::ALL.iter().map(|v| v.as_str());
    any_case(DependencyType::ALL.iter().map(|v| v.as_str()).chain(inverse))
}

/// A new edge.
#[derive(Debug, Args)]
pub(crate) struct DepAdd {
    /// The packet on the left, such as WP-1-Add-A-Login-v1, in full
    #[arg(value_name = "FROM")]
    pub(crate) from: String,
    /// How they hang together
    #[arg(value_name = "TYPE", value_parser = types())]
    pub(crate) kind: String,
    /// The packet on the right, in full
    #[arg(value_name = "TO")]
    pub(crate) to: String,
    /// Why it is there
    #[arg(long, value_name = "TEXT")]
    pub(crate) desc: Option<String>,
}

/// An edge to take away.
#[derive(Debug, Args)]
pub(crate) struct DepRemove {
    /// The packet on the left, or the dependency's id
    #[arg(value_name = "FROM|ID")]
    pub(crate) from: String,
    /// How they hang together
    #[arg(value_name = "TYPE", value_parser = types(), requires = "to")]
    pub(crate) kind: Option<String>,
    /// The packet on the right
    #[arg(value_name = "TO")]
    pub(crate) to: Option<String>,
}

/// A tree.
#[derive(Debug, Args)]
pub(crate) struct DepTree {
    #[command(flatten)]
    pub(crate) of: WpNamed,
    /// The other way: what waits for the packet, and what waits for that
    #[arg(long)]
    pub(crate) behind: bool,
    /// How many steps at most
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = clap::value_parser!(u64).range(1..=1_000))]
    pub(crate) depth: u64,
}

/// A diagram.
#[derive(Debug, Args)]
pub(crate) struct DepGraph {
    /// In which language
    #[arg(long, value_enum)]
    pub(crate) format: Option<GraphFormat>,
    /// Only what hangs together with this packet
    #[arg(long = "wp", value_name = "WP")]
    pub(crate) around: Option<String>,
    /// At most so many steps away from it
    #[arg(long, value_name = "N", requires = "around", value_parser = clap::value_parser!(u64).range(1..=1_000))]
    pub(crate) depth: Option<u64>,
    /// Without packets that are done or cancelled
    #[arg(long)]
    pub(crate) open: bool,
    /// Only dependencies of these types
    #[arg(long = "type", value_name = "TYPE", value_delimiter = ',', value_parser = stored_types())]
    pub(crate) types: Vec<String>,
}

fn stored_types() -> AnyCase {
    any_case(DependencyType::ALL.iter().map(|v| v.as_str()))
}

/// The language of a diagram.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphFormat {
    /// Trees for the terminal
    Text,
    /// Graphviz
    Dot,
    /// Mermaid
    Mermaid,
    /// A drawing
    Svg,
}
