//! `locus mt …`

use crate::args::any_case::any_case;
use crate::params::Params;
use clap::{Args, Subcommand};
use locus_core::domain::{FailureCategory, IterationOutcome, MtResult};

/// What can be done with micro-tasks.
#[derive(Debug, Subcommand)]
pub(crate) enum MtCommand {
    /// Register micro-tasks from a JSON file; `-` reads stdin
    ///
    /// The file holds a list of definitions: mt_id and name, and if wanted scope, files {read, modify, create},
    /// done_criteria, depends_on, max_iterations, escalation_chain, metadata.
    #[command(
        after_help = "Example:\n  echo '[{\"mt_id\":\"MT-001\",\"name\":\"Hash the password\"}]' | locus mt register WP-1-Add-A-Login-v1 -"
    )]
    Register(MtRegister),
    /// A model takes up a micro-task
    #[command(after_help = "Example:\n  locus mt start WP-1-Send-Mail-v1 MT-002 --model qwen2.5-coder:7b")]
    Start(MtStart),
    /// Record an iteration
    #[command(
        after_help = "Example:\n  locus mt record WP-1-Send-Mail-v1 MT-001 SUCCESS --iteration 1 --model qwen2.5-coder:7b"
    )]
    Record(Box<MtRecord>),
    /// End a micro-task
    #[command(after_help = "Example:\n  locus mt complete WP-1-Send-Mail-v1 MT-003")]
    Complete(MtComplete),
    /// The micro-tasks of a packet, with totals
    #[command(after_help = "Example:\n  locus mt list send-mail")]
    List(MtList),
    /// One micro-task with its iterations
    ///
    /// Any part of the packet's id that no other has will do, and the number of the micro-task.
    #[command(after_help = "Example:\n  locus mt show send-mail 1")]
    Show(MtNamed),
}

/// Micro-tasks to register.
#[derive(Debug, Args)]
pub(crate) struct MtRegister {
    /// The packet, such as WP-1-Add-A-Login-v1
    #[arg(value_name = "WP")]
    pub(crate) wp_id: String,
    /// A file with a JSON list of definitions, or `-` for stdin
    pub(crate) file: String,
}

/// A packet's micro-tasks.
#[derive(Debug, Args)]
pub(crate) struct MtList {
    /// The packet; any part of its id that no other has will do
    #[arg(value_name = "WP")]
    pub(crate) wp_id: String,
}

/// One micro-task.
#[derive(Debug, Args)]
pub(crate) struct MtNamed {
    /// The packet, such as WP-1-Send-Mail-v1
    #[arg(value_name = "WP")]
    pub(super) wp_id: String,
    /// The micro-task, such as MT-001
    #[arg(value_name = "MT")]
    pub(super) mt_id: String,
}

impl MtNamed {
    /// As params of an operation.
    pub(crate) fn params(&self) -> Params {
        Params::of("wp_id", self.wp_id.as_str()).with("mt_id", Some(self.mt_id.as_str()))
    }
}

/// A start.
#[derive(Debug, Args)]
pub(crate) struct MtStart {
    #[command(flatten)]
    pub(crate) named: MtNamed,
    /// The model that takes it up, such as qwen2.5-coder:7b
    #[arg(long)]
    pub(crate) model: String,
    /// The adapter (LoRA) on top of it; none if not given
    #[arg(long)]
    pub(crate) lora: Option<String>,
    /// The escalation level to start at; the current one if not given
    #[arg(long, value_name = "N")]
    pub(crate) level: Option<u64>,
}

/// An iteration.
#[derive(Debug, Args)]
pub(crate) struct MtRecord {
    #[command(flatten)]
    pub(crate) named: MtNamed,
    /// How it ended
    #[arg(value_parser = any_case(IterationOutcome::ALL.iter().map(|v| v.as_str())))]
    pub(crate) outcome: String,
    /// Its number at its level, from 1
    #[arg(long, value_name = "N")]
    pub(crate) iteration: u64,
    /// The model that ran
    #[arg(long)]
    pub(crate) model: String,
    /// The adapter (LoRA) on top of it; none if not given
    #[arg(long)]
    pub(crate) lora: Option<String>,
    /// Its escalation level; the current one if not given
    #[arg(long, value_name = "N")]
    pub(crate) level: Option<u64>,
    /// Tokens read
    #[arg(long, value_name = "N")]
    pub(crate) tokens_prompt: Option<u64>,
    /// Tokens written
    #[arg(long, value_name = "N")]
    pub(crate) tokens_completion: Option<u64>,
    /// How long it took
    #[arg(long, value_name = "MS")]
    pub(crate) duration_ms: Option<u64>,
    /// When it began, as RFC 3339, such as 2026-02-01T12:00:00Z
    #[arg(long, value_name = "TIME")]
    pub(crate) started_at: Option<String>,
    /// When it ended, as RFC 3339
    #[arg(long, value_name = "TIME")]
    pub(crate) completed_at: Option<String>,
    /// The model said that it was done
    #[arg(long)]
    pub(crate) claimed_complete: bool,
    /// Whether the check agreed
    #[arg(long, value_name = "true|false")]
    pub(crate) validation_passed: Option<bool>,
    /// Where its output lies: a path or any other reference
    #[arg(long, value_name = "REF")]
    pub(crate) output: Option<String>,
    /// Where the check's report lies: a path or any other reference
    #[arg(long, value_name = "REF")]
    pub(crate) validation: Option<String>,
    /// What went wrong, in words
    #[arg(long, value_name = "TEXT")]
    pub(crate) error: Option<String>,
    /// What went wrong, by kind
    #[arg(long, value_parser = any_case(FailureCategory::ALL.iter().map(|v| v.as_str())))]
    pub(crate) category: Option<String>,
}

/// An end.
#[derive(Debug, Args)]
pub(crate) struct MtComplete {
    #[command(flatten)]
    pub(crate) named: MtNamed,
    /// How it ends; completed if not given
    #[arg(long, value_parser = any_case(MtResult::ALL.iter().map(|v| v.as_str())))]
    pub(crate) result: Option<String>,
    /// The number of the iteration that succeeded
    #[arg(long, value_name = "N")]
    pub(crate) final_iteration: Option<u64>,
    /// What its validation said: {"passed": …, "blocking_failures": […], "warnings": […], "evidence_ref": …}
    #[arg(long, value_name = "JSON")]
    pub(crate) validation: Option<String>,
}
