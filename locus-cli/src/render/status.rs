//! The project at a glance, in 60 columns.

use crate::render::style::of_status;
use crate::render::{Style, event_table, mt_table_by_packet, plain, title, unblocks};
use locus_core::domain::{MicroTask, WorkPacket, WpId, WpStatus};
use locus_core::graph::Impact;
use locus_core::ports::{EventRecord, StatusCounts};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// How many micro-tasks, and how many packets of the critical path, are shown.
const SHOWN: usize = 10;
/// How long a bar is.
const BAR: u64 = 36;
/// How wide the column of the statuses is.
const COLUMN: usize = 11;

/// What is shown.
#[derive(Debug)]
pub(crate) struct Glance {
    pub(crate) db: String,
    pub(crate) board: Option<String>,
    /// What a sync would do, if the board can be read and the caller may sync it.
    pub(crate) drift: Option<Drift>,
    pub(crate) counts: StatusCounts,
    /// The first ready packets.
    pub(crate) next: Vec<Next>,
    pub(crate) critical_path: CriticalPath,
    pub(crate) running: Vec<MicroTask>,
    pub(crate) events: Vec<EventRecord>,
}

/// How far board and database are apart.
#[derive(Debug, Serialize)]
pub(crate) struct Drift {
    pub(crate) db_changes: usize,
    pub(crate) board_changes: usize,
    pub(crate) conflicts: usize,
}

impl Drift {
    /// Whether they are in step.
    pub(crate) const fn is_none(&self) -> bool {
        self.db_changes + self.board_changes + self.conflicts == 0
    }
}

/// A ready packet.
#[derive(Debug)]
pub(crate) struct Next {
    pub(crate) wp: WorkPacket,
    pub(crate) unblocks: Impact,
}

/// The longest chain of unfinished work.
#[derive(Debug)]
pub(crate) enum CriticalPath {
    /// Its packets, first to be done first.
    Found(Vec<(WpId, WpStatus)>),
    /// It isn't worked out.
    TooMany {
        /// How many packets are unfinished.
        unfinished: u64,
    },
}

impl Glance {
    /// How many are done, and of how many that were not given up.
    fn progress(&self) -> (u64, u64) {
        (self.counts.of(WpStatus::Done), self.counts.total() - self.counts.of(WpStatus::Cancelled))
    }

    /// The same as JSON.
    pub(crate) fn data(&self) -> Value {
        let by_status: Map<_, _> =
            WpStatus::ALL.iter().map(|status| (status.to_string(), self.counts.of(*status).into())).collect();
        let next = self.next.iter().map(|Next { wp, unblocks }| {
            json!({
                "wp_id": wp.wp_id, "title": wp.title, "status": wp.status, "priority": wp.priority,
                "unblocks": unblocks,
            })
        });
        let running = self.running.iter().map(|mt| {
            json!({ "wp_id": mt.wp_id, "mt_id": mt.mt_id(), "name": mt.definition.name, "model_id": mt.model_id })
        });
        let events = self.events.iter().map(|event| {
            json!({
                "sequence": event.sequence, "timestamp": event.context.timestamp, "type": event.event_type,
                "wp_id": event.wp_id, "mt_id": event.mt_id, "actor_id": event.context.actor_id,
            })
        });
        let (done, of) = self.progress();
        json!({
            "db": self.db,
            "board": self.board,
            "drift": self.drift,
            "total": self.counts.total(),
            "by_status": by_status,
            "progress": { "done": done, "of": of },
            "ready": self.counts.ready,
            "blocked": self.counts.blocked,
            "next": next.collect::<Vec<_>>(),
            "critical_path": self.critical_path.data(),
            "running_micro_tasks": running.collect::<Vec<_>>(),
            "last_events": events.collect::<Vec<_>>(),
        })
    }

    /// The board, and how far it is from the database.
    fn board(&self) -> String {
        let Some(path) = &self.board else { return "none".to_owned() };
        let state = match &self.drift {
            None => "can't be compared: `locus sync --check` says why".to_owned(),
            Some(drift) if drift.is_none() => "in step".to_owned(),
            Some(Drift { db_changes, board_changes, conflicts }) => {
                format!(
                    "{db_changes} to take in, {board_changes} to write, {conflicts} in conflict: `locus sync`"
                )
            }
        };
        format!("{}\n          {state}", plain(path))
    }
}

impl CriticalPath {
    /// The packets; null if it isn't worked out.
    fn data(&self) -> Value {
        match self {
            Self::TooMany { .. } => Value::Null,
            Self::Found(path) => {
                path.iter().map(|(wp_id, status)| json!({ "wp_id": wp_id, "status": status })).collect()
            }
        }
    }
}

/// The glance as text.
pub(crate) fn glance(glance: &Glance, style: Style) -> String {
    let mut text = format!("{}  {}\n", style.faint("database"), plain(&glance.db));
    let _ = writeln!(text, "{}     {}\n", style.faint("board"), glance.board());
    text += &packets(glance, style);
    text += &next(glance, style);
    text += &critical_path(glance, style);
    if !glance.running.is_empty() {
        let more = glance.running.len().saturating_sub(SHOWN);
        let _ = write!(text, "\n{}\n", style.strong("Running micro-tasks"));
        let _ = write!(text, "{}", mt_table_by_packet(glance.running.iter().take(SHOWN), style));
        if more > 0 {
            let _ = writeln!(text, "… and {more} more");
        }
    }
    if !glance.events.is_empty() {
        let _ = write!(text, "\n{}\n{}", style.strong("Last events"), event_table(&glance.events, style));
    }
    text
}

/// A bar for each status, and how far all of it is.
fn packets(glance: &Glance, style: Style) -> String {
    let (done, of) = glance.progress();
    let percent = (done * 100).checked_div(of).map(|percent| format!(", {percent}%"));
    let mut text =
        format!("{}  {done} of {of} done{}\n", style.strong("Packets"), percent.unwrap_or_default());
    let most = WpStatus::ALL.iter().map(|status| glance.counts.of(*status)).max().unwrap_or(0);
    for status in WpStatus::ALL {
        let packets = glance.counts.of(*status);
        // The shortest bar still says that there is one.
        let length = (packets * BAR).checked_div(most).unwrap_or(0).max(u64::from(packets > 0));
        let bar = "█".repeat(usize::try_from(length).unwrap_or(0));
        let gap = COLUMN.saturating_sub(status.as_str().len());
        let (name, bar) = (style.status(*status), style.paint(&bar, of_status(*status)));
        let line = format!("{name}{:gap$} {packets:>7} {bar}", "");
        let _ = writeln!(text, "{}", line.trim_end());
    }
    let (ready, blocked) = (glance.counts.ready, glance.counts.blocked);
    let _ = writeln!(text, "{ready} ready (`locus ready`), {blocked} held up (`locus blocked`)");
    text
}

fn next(glance: &Glance, style: Style) -> String {
    let mut text = String::new();
    for (number, Next { wp, unblocks: impact }) in glance.next.iter().enumerate() {
        if number == 0 {
            let _ = writeln!(text, "\n{}", style.strong("First to do"));
        }
        let id = style.strong(wp.wp_id.as_str());
        let _ = writeln!(text, "{id} {}", style.status(wp.status));
        for line in
            std::iter::once(title(wp).to_owned()).chain(unblocks(impact)).filter(|line| !line.is_empty())
        {
            let _ = writeln!(text, "{}", style.faint(&style.ending("  ".to_owned(), &line)));
        }
    }
    text
}

fn critical_path(glance: &Glance, style: Style) -> String {
    let head = style.strong("Critical path");
    match &glance.critical_path {
        CriticalPath::TooMany { unfinished } => {
            format!("\n{head}\nnot looked for: {unfinished} packets are unfinished\n")
        }
        // A single packet is no path.
        CriticalPath::Found(path) if path.len() < 2 => String::new(),
        CriticalPath::Found(path) => {
            let mut text = format!("\n{head}  {} packets, one after the other\n", path.len());
            for (id, status) in path.iter().take(SHOWN) {
                let _ = writeln!(text, "{id} {}", style.status(*status));
            }
            if path.len() > SHOWN {
                let _ = writeln!(text, "… and {} more", path.len() - SHOWN);
            }
            text
        }
    }
}
