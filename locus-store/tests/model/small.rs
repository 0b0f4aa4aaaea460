//! The model: locus.md §2 once more, in plain maps and words, without a line of Locus's rules.

use crate::steps::{Mt, Step, Wp, wp_name};
use locus_core::domain::{Gate, GateResult, IterationOutcome, MtResult, WpStatus};
use std::collections::{BTreeMap, BTreeSet};

type Answer = Result<bool, &'static str>;

const STATE: Answer = Err("LOCUS-STATE");
const GATE: Answer = Err("LOCUS-GATE");
const MISSING: Answer = Err("LOCUS-NOT-FOUND");

#[derive(Debug)]
struct Packet {
    light: bool,
    status: &'static str,
    pre: &'static str,
    post: &'static str,
    closed: bool,
    mts: BTreeMap<Mt, MicroTask>,
}

#[derive(Debug)]
struct MicroTask {
    needs_first: bool,
    status: &'static str,
    level: u64,
    /// Numbers and outcomes given out at each level; levels of a chain are never visited twice here.
    attempts: Vec<(u64, u64, IterationOutcome)>,
}

#[derive(Debug, Default)]
pub(crate) struct Model {
    packets: BTreeMap<Wp, Packet>,
    deleted: BTreeSet<Wp>,
    edges: BTreeSet<(&'static str, Wp, Wp)>,
}

impl Model {
    fn names(&self, keep: impl Fn(Wp, &Packet) -> bool) -> BTreeSet<String> {
        self.packets.iter().filter(|(wp, packet)| keep(**wp, packet)).map(|(wp, _)| wp_name(*wp)).collect()
    }

    pub(crate) fn all(&self) -> BTreeSet<String> {
        self.names(|_, _| true)
    }

    fn held_up(&self, wp: Wp) -> bool {
        self.edges.iter().any(|(kind, from, to)| {
            *kind == "blocks" && *to == wp && self.packets.get(from).is_some_and(|from| from.status != "done")
        })
    }

    pub(crate) fn ready(&self) -> BTreeSet<String> {
        self.names(|wp, packet| ["ready", "in_progress"].contains(&packet.status) && !self.held_up(wp))
    }

    pub(crate) fn blocked(&self) -> BTreeSet<String> {
        self.names(|wp, packet| {
            packet.status == "blocked"
                || (["ready", "in_progress"].contains(&packet.status) && self.held_up(wp))
        })
    }

    pub(crate) fn status(&self, name: &str) -> Option<String> {
        self.packets.iter().find(|(wp, _)| wp_name(**wp) == name).map(|(_, packet)| packet.status.to_owned())
    }

    pub(crate) fn take(&mut self, step: &Step) -> Answer {
        match *step {
            Step::Create { wp, light } => self.create(wp, light),
            Step::Move { wp, to, reason } => self.packet(wp, |packet| packet.go(to, reason)),
            Step::Gate { wp, gate, result } => self.packet(wp, |packet| packet.judge(gate, result)),
            Step::Close { wp } => self.packet(wp, Packet::close),
            Step::Delete { wp } => self.delete(wp),
            Step::Add { from, kind, to } => self.add(from, kind, to),
            Step::Remove { from, kind, to } => self.remove(from, kind, to),
            Step::Register { wp, mt, needs_first } => {
                self.packet(wp, |packet| packet.register(mt, needs_first))
            }
            Step::Start { wp, mt } => self.packet(wp, |packet| packet.start(mt)),
            Step::Record { wp, mt, number, outcome } => {
                self.packet(wp, |packet| packet.record(mt, number, outcome))
            }
            Step::Complete { wp, mt, result } => self.packet(wp, |packet| packet.complete(mt, result)),
        }
    }

    fn packet(&mut self, wp: Wp, act: impl FnOnce(&mut Packet) -> Answer) -> Answer {
        self.packets.get_mut(&wp).map_or(MISSING, act)
    }

    fn create(&mut self, wp: Wp, light: bool) -> Answer {
        if self.deleted.contains(&wp) {
            return Err("LOCUS-EXISTS");
        }
        if let Some(standing) = self.packets.get(&wp) {
            return if standing.light == light { Ok(false) } else { Err("LOCUS-EXISTS") };
        }
        let fresh = Packet {
            light,
            status: "stub",
            pre: "pending",
            post: "pending",
            closed: false,
            mts: BTreeMap::new(),
        };
        self.packets.insert(wp, fresh);
        Ok(true)
    }

    fn delete(&mut self, wp: Wp) -> Answer {
        if self.packets.remove(&wp).is_none() {
            return MISSING;
        }
        self.deleted.insert(wp);
        self.edges.retain(|(_, from, to)| *from != wp && *to != wp);
        Ok(true)
    }

    fn edge(from: Wp, kind: &'static str, to: Wp) -> (&'static str, Wp, Wp) {
        match kind {
            "blocked_by" => ("blocks", to, from),
            "related" if from > to => ("related", to, from),
            kind => (kind, from, to),
        }
    }

    /// Whether `then` comes after `first` already, in the order the kind belongs to.
    fn reaches(&self, kind: &str, first: Wp, then: Wp) -> bool {
        let follows = |at: Wp| -> Vec<Wp> {
            let steps = self.edges.iter().filter_map(|(edge, from, to)| match (kind, *edge) {
                ("blocks", "blocks") if *from == at => Some(*to),
                ("blocks", "depends-on") if *to == at => Some(*from),
                (kind, edge) if kind == edge && kind != "blocks" && *from == at => Some(*to),
                _ => None,
            });
            steps.collect()
        };
        let (mut seen, mut stack) = (BTreeSet::new(), vec![first]);
        while let Some(at) = stack.pop() {
            if at == then {
                return true;
            }
            if seen.insert(at) {
                stack.extend(follows(at));
            }
        }
        false
    }

    fn add(&mut self, from: Wp, kind: &'static str, to: Wp) -> Answer {
        if !self.packets.contains_key(&from) || !self.packets.contains_key(&to) {
            return MISSING;
        }
        let edge = Self::edge(from, kind, to);
        if self.edges.contains(&edge) {
            return Ok(false);
        }
        let (kind, from, to) = edge;
        let closes = match kind {
            "related" => from == to,
            "depends-on" => self.reaches("blocks", from, to),
            kind => self.reaches(kind, to, from),
        };
        if closes {
            return Err("LOCUS-CYCLE");
        }
        Ok(self.edges.insert(edge))
    }

    fn remove(&mut self, from: Wp, kind: &'static str, to: Wp) -> Answer {
        if !self.packets.contains_key(&from) || !self.packets.contains_key(&to) {
            return MISSING;
        }
        if self.edges.remove(&Self::edge(from, kind, to)) { Ok(true) } else { MISSING }
    }
}

impl Packet {
    fn is_over(&self) -> bool {
        ["done", "cancelled"].contains(&self.status)
    }

    fn enter(&mut self, status: &'static str) -> Answer {
        if status == "ready" {
            (self.pre, self.post, self.closed) = ("pending", "pending", false);
        }
        if status == "in_progress" {
            self.post = "pending";
        }
        self.status = status;
        Ok(true)
    }

    fn go(&mut self, to: WpStatus, reason: bool) -> Answer {
        let to = to.as_str();
        if to == self.status {
            return Ok(false);
        }
        let passed = ["pass", "skip"].contains(&self.pre);
        let allowed: &[&str] = match self.status {
            "stub" => &["ready", "cancelled"],
            "ready" => &["stub", "blocked", "cancelled"],
            "in_progress" => &["ready", "blocked", "cancelled"],
            "blocked" if passed => &["ready", "gated", "cancelled", "in_progress"],
            "blocked" => &["ready", "gated", "cancelled"],
            "gated" if passed => &["ready", "blocked", "cancelled", "in_progress"],
            "gated" => &["ready", "blocked", "cancelled"],
            _ if reason => &["ready"],
            _ => &[],
        };
        if allowed.contains(&to) { self.enter(to) } else { STATE }
    }

    fn judge(&mut self, gate: Gate, result: GateResult) -> Answer {
        let result = result.as_str();
        let standing = if gate == Gate::PreWork { self.pre } else { self.post };
        if standing == result {
            return Ok(false);
        }
        let moved = if gate == Gate::PreWork { self.judge_pre(result)? } else { self.judge_post(result)? };
        if let Some(status) = moved {
            self.enter(status)?;
        }
        *(if gate == Gate::PreWork { &mut self.pre } else { &mut self.post }) = result;
        Ok(true)
    }

    fn judge_pre(&self, result: &str) -> Result<Option<&'static str>, &'static str> {
        let recording = self.status == "in_progress" && self.pre == "pending";
        let to = match (self.status, result) {
            ("ready" | "gated", "pass" | "skip") => Some("in_progress"),
            ("ready", "fail") => Some("gated"),
            ("gated", "fail") => None,
            ("in_progress", "pass") if recording => None,
            ("in_progress", "skip") if recording || !self.light => None,
            _ => return Err("LOCUS-STATE"),
        };
        if result == "skip" && !self.light { Err("LOCUS-GATE") } else { Ok(to) }
    }

    fn judge_post(&self, result: &str) -> Result<Option<&'static str>, &'static str> {
        if self.status == "ready" {
            return Err("LOCUS-GATE");
        }
        if !["in_progress", "gated"].contains(&self.status) {
            return Err("LOCUS-STATE");
        }
        let open = self.mts.values().any(|mt| ["pending", "in_progress", "blocked"].contains(&mt.status));
        let refused = !["pass", "skip"].contains(&self.pre)
            || (result == "skip" && !self.light)
            || (result != "fail" && open);
        match result {
            _ if refused => Err("LOCUS-GATE"),
            "fail" if self.status == "gated" => Ok(None),
            "fail" => Ok(Some("gated")),
            _ => Ok(Some("done")),
        }
    }

    fn close(&mut self) -> Answer {
        if self.closed {
            return Ok(false);
        }
        if self.status != "done" || !["pass", "skip"].contains(&self.post) {
            return GATE;
        }
        self.closed = true;
        Ok(true)
    }

    fn register(&mut self, mt: Mt, needs_first: bool) -> Answer {
        if needs_first && !self.mts.contains_key(&0) {
            return MISSING;
        }
        if let Some(standing) = self.mts.get(&mt) {
            return if standing.needs_first == needs_first { Ok(false) } else { Err("LOCUS-CONFLICT") };
        }
        if self.is_over() {
            return STATE;
        }
        self.mts.insert(mt, MicroTask { needs_first, status: "pending", level: 0, attempts: Vec::new() });
        Ok(true)
    }

    fn start(&mut self, mt: Mt) -> Answer {
        let first_is_over = self.mts.get(&0).is_some_and(|mt| ["completed", "skipped"].contains(&mt.status));
        let running = self.status == "in_progress";
        let Some(mt) = self.mts.get_mut(&mt) else { return MISSING };
        match mt.status {
            "in_progress" => Ok(false),
            "pending" | "blocked" if running && (!mt.needs_first || first_is_over) => {
                mt.status = "in_progress";
                Ok(true)
            }
            _ => STATE,
        }
    }

    fn record(&mut self, mt: Mt, number: u64, outcome: IterationOutcome) -> Answer {
        let over = self.is_over();
        let Some(mt) = self.mts.get_mut(&mt) else { return MISSING };
        let same = |attempt: &&(u64, u64, IterationOutcome)| (attempt.1, attempt.2) == (number, outcome);
        if mt.attempts.last().filter(same).is_some() {
            return Ok(false);
        }
        if let Some(standing) =
            mt.attempts.iter().find(|attempt| (attempt.0, attempt.1) == (mt.level, number))
        {
            return if standing.2 == outcome { Ok(false) } else { Err("LOCUS-CONFLICT") };
        }
        let here = mt.attempts.iter().filter(|attempt| attempt.0 == mt.level).count() as u64;
        if over || mt.status != "in_progress" || number != here + 1 || number > 5 {
            return STATE;
        }
        mt.attempts.push((mt.level, number, outcome));
        match outcome {
            IterationOutcome::Success | IterationOutcome::Retry => {}
            IterationOutcome::Blocked => mt.status = "blocked",
            IterationOutcome::Skipped => mt.status = "skipped",
            IterationOutcome::Escalate => {
                mt.level += 1;
                if mt.level == 5 {
                    mt.status = "failed";
                }
            }
        }
        Ok(true)
    }

    fn complete(&mut self, mt: Mt, result: MtResult) -> Answer {
        let over = self.is_over();
        let Some(mt) = self.mts.get_mut(&mt) else { return MISSING };
        let result = result.as_str();
        if mt.status == result {
            return Ok(false);
        }
        let succeeded = mt.attempts.last().is_some_and(|attempt| attempt.2 == IterationOutcome::Success);
        let may = match result {
            "completed" => mt.status == "in_progress" && succeeded,
            _ => ["pending", "in_progress", "blocked"].contains(&mt.status),
        };
        if over || !may {
            return STATE;
        }
        mt.status = result;
        Ok(true)
    }
}
