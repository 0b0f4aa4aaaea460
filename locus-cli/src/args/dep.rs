//! `locus dep …`

use crate::args::WpNamed;
use clap::builder::PossibleValuesParser;
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
    /// What stands before a packet, and before that
    #[command(after_help = "Example:\n  locus dep tree login")]
    Tree(WpNamed),
    /// What a packet waits for, all the way, and what waits for it
    #[command(after_help = "Example:\n  locus dep chain login")]
    Chain(WpNamed),
    /// All dependencies as a diagram
    #[command(after_help = "Example:\n  locus dep graph --format dot | dot -Tpng > graph.png")]
    Graph(DepGraph),
}

fn types() -> PossibleValuesParser {
    let inverse = InverseType::ALL.iter().map(|v| v.as_str());
    PossibleValuesParser::new(DependencyType::ALL.iter().map(|v| v.as_str()).chain(inverse))
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

/// A diagram.
#[derive(Debug, Args)]
pub(crate) struct DepGraph {
    /// In which language
    #[arg(long, value_enum, default_value_t = GraphFormat::Mermaid)]
    pub(crate) format: GraphFormat,
}

/// The language of a diagram.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphFormat {
    /// Graphviz
    Dot,
    /// Mermaid
    Mermaid,
}
