//! Filters of packets, the same wherever packets are asked for.

use crate::args::any_case::any_case;
use crate::args::words::unmarked;
use crate::params::Params;
use clap::Args;
use locus_core::domain::{Phase, Sort, WorkType, WpStatus};

/// A priority; whether there is one of this number is the operation's to say.
pub(super) fn priority(typed: &str) -> Result<u64, &'static str> {
    typed.parse().map_err(|_| "a priority is a number, 0 (most urgent) to 4")
}

/// Which packets.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Filters")]
pub(crate) struct Filters {
    /// With one of these statuses, such as ready,in_progress
    #[arg(long, value_name = "STATUS", value_delimiter = ',', value_parser = any_case(WpStatus::ALL.iter().map(|v| v.as_str())))]
    status: Vec<String>,
    /// Of one of these people; `self` is you
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    assignee: Vec<String>,
    /// No more urgent than this, 0 (most) to 4: `--priority-min 2` keeps 2, 3 and 4
    #[arg(long, value_name = "N", value_parser = priority)]
    priority_min: Option<u64>,
    /// No less urgent than this, 0 (most) to 4: `--priority-max 1` keeps 0 and 1
    #[arg(long, value_name = "N", value_parser = priority)]
    priority_max: Option<u64>,
    /// Of one of these phases
    #[arg(long, value_name = "PHASE", value_delimiter = ',', value_parser = any_case(Phase::ALL.iter().map(|v| v.as_str())))]
    phase: Vec<String>,
    /// Of one of these kinds of work
    #[arg(long = "type", value_name = "TYPE", value_delimiter = ',', value_parser = any_case(WorkType::ALL.iter().map(|v| v.as_str())))]
    work_type: Vec<String>,
    /// With all of these labels
    #[arg(long = "label", value_name = "LABEL", value_delimiter = ',')]
    labels: Vec<String>,
    /// With all of these words in title or description
    #[arg(long, value_name = "WORDS")]
    text: Option<String>,
    /// That a query fits, such as \"label:api -assignee:self updated>7d\"; see `locus wp list --help`
    #[arg(short = 'w', long = "where", value_name = "QUERY", value_parser = unmarked, allow_hyphen_values = true)]
    pub(crate) condition: Option<String>,
    /// That a query in .locus/config.toml fits; see `locus wp list --views`
    #[arg(long, value_name = "NAME")]
    pub(crate) view: Option<String>,
    /// How many at most, 0 to 10000; 20 if not given
    #[arg(long, value_name = "N")]
    limit: Option<u64>,
    /// How many to pass over
    #[arg(long, value_name = "N")]
    offset: Option<u64>,
}

impl Filters {
    /// As params of a query.
    pub(crate) fn params(&self) -> Params {
        Params::default()
            .with_list("status", &self.status)
            .with_list("assignee", &self.assignee)
            .with("priority_min", self.priority_min)
            .with("priority_max", self.priority_max)
            .with_list("phase", &self.phase)
            .with_list("type", &self.work_type)
            .with_list("labels", &self.labels)
            .with("text", self.text.as_deref())
            .with("limit", self.limit)
            .with("offset", self.offset)
    }
}

/// Which packets, in which order.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Paged {
    #[command(flatten)]
    pub(crate) filters: Filters,
    /// In which order; hybrid if not given
    #[arg(long, value_name = "ORDER", value_parser = any_case(Sort::ALL.iter().map(|v| v.as_str())))]
    sort: Option<String>,
}

impl Paged {
    /// As params of a query.
    pub(crate) fn params(&self) -> Params {
        self.filters.params().with("sort_by", self.sort.as_deref())
    }
}
