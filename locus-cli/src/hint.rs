//! What to do about a refusal, in the words of the command line.

use crate::error::CliError;
use crate::git::BlockFault;
use crate::pointed;
use locus_core::app::{Conflict, Error, ErrorCode, Refused};
use locus_core::domain::{CapabilityAxis, CapabilityError, Role, WpId, WpStatus};
use locus_core::ports::{BoardFailure, EventFileFailure, StoreError};
use locus_core::replay::ReplayError;

/// One sentence, if there is something to do.
pub(crate) fn of(error: &CliError) -> Option<String> {
    let hint = match error {
        CliError::Refused(error) | CliError::Argument(error) => return of_refusal(error),
        CliError::Query { query, error, .. } => return Some(pointed::hint(query, error)),
        CliError::UnknownField { near, known, .. } => {
            let meant = near.as_ref().map(|near| format!("did you mean {near}? ")).unwrap_or_default();
            return Some(format!("{meant}known are {}", known.join(", ")));
        }
        CliError::Near { near, .. } => return Some(did_you_mean(near, 0)),
        CliError::Kept { error, path } => {
            let kept = format!("what you wrote is kept in {path}");
            return Some(of(error).map_or_else(|| kept.clone(), |hint| format!("{hint}; {kept}")));
        }
        CliError::Editor(_) => {
            "VISUAL or EDITOR names the editor, such as EDITOR=nano; a text as an argument, or `-` for stdin, needs none"
        }
        CliError::Typed { hint, .. } => return Some(hint.clone()),
        CliError::Several { named, more, .. } => {
            return Some(format!("{} A longer part names one", did_you_mean(named, *more)));
        }
        CliError::NoProject { .. } => {
            "`locus init` makes one here; --db FILE names a database directly; `locus demo` needs neither"
        }
        CliError::Config { .. } => {
            "correct that line; known are board, vocabulary, views, durability and busy_timeout_ms"
        }
        CliError::BadEvents { .. } => "each line must be an event as `locus events export` writes it",
        CliError::RefusedLines { refused, .. } if refused.len() == 1 => {
            "correct it, or take in the others with --keep-going"
        }
        CliError::RefusedLines { .. } => "correct them, or take in the others with --keep-going",
        CliError::BrokenChain { fault, .. } if fault.contains("not at 1") => {
            "--from accepts a file that begins later in a chain"
        }
        CliError::BrokenChain { fault, .. } if fault.contains("but the store has") => {
            "if it is an older export, --from accepts it as a part of the chain"
        }
        CliError::BrokenChain { fault, .. } if fault.contains("but the store ends at") => {
            "the database may have been put back to an older state"
        }
        CliError::BrokenChain { fault, .. } if fault.contains("of that number in the store") => {
            "one of the two chains was made up, or the database was put back to an older state and went on from there"
        }
        CliError::BrokenChain { .. } => "events before that place are sound; what follows it can't be judged",
        CliError::Watch(_) => "`locus board sync` and `locus events list` work without",
        CliError::Hook { fault, .. } => of_block(fault),
        CliError::Git(reason) if reason.contains("not a git repository") => {
            "run it in the repository that the board belongs to"
        }
        CliError::Git(_)
        | CliError::Usage(_)
        | CliError::File { .. }
        | CliError::Data { .. }
        | CliError::Output(_) => {
            return None;
        }
    };
    Some(hint.to_owned())
}

/// `did you mean A, B or C?`
fn did_you_mean(named: &[String], more: usize) -> String {
    let more = (more > 0).then(|| format!("one of {more} more"));
    let all: Vec<_> = named.iter().cloned().chain(more).collect();
    match all.split_last() {
        Some((last, [])) => format!("did you mean {last}?"),
        Some((last, others)) => format!("did you mean {} or {last}?", others.join(", ")),
        None => String::new(),
    }
}

const fn of_block(fault: &BlockFault) -> &'static str {
    match fault {
        BlockFault::Edited { .. } => {
            "put the lines between the marks `# >>> locus` and `# <<< locus` back as they were, or take lines and \
             marks out by hand"
        }
        BlockFault::NotShell => "have it run `locus board sync --check` and end with its exit code",
        BlockFault::NotExecutable => "make it executable if it is to run, then install again",
        BlockFault::OtherDriver(_) => "the name locus-board is taken there; `git config` changes it",
    }
}

fn of_refusal(error: &Error) -> Option<String> {
    let hint = match error {
        Error::NotFound { what, id } => of_missing(what, id),
        Error::NothingFree { ready: 0, narrowed: true } => "`locus ready` shows all that is ready".into(),
        Error::NothingFree { ready: 0, .. } => "`locus blocked` shows what is held up, and why".into(),
        Error::NothingFree { .. } => "`locus ready` shows who has them, and until when".into(),
        Error::Exists { deleted: true, .. } => "choose another id, for example with the next -vN".into(),
        Error::Exists { wp_id, .. } => format!("see `locus wp show {wp_id}`, or choose another id"),
        Error::State(refused) => of_move(refused, ErrorCode::State),
        Error::Gate(refused) => of_move(refused, ErrorCode::Gate),
        Error::Cycle { path } if path.len() < 3 => "name two different packets".into(),
        Error::Cycle { .. } => {
            "take one edge of it away with `locus dep remove`, or use the type related".into()
        }
        Error::Conflict(conflict) => of_conflict(conflict),
        Error::Board(BoardFailure::ConflictMarkers { .. }) => {
            "finish the merge in the board, then sync again".into()
        }
        Error::Board(BoardFailure::Missing { .. }) => {
            "name the board with --board PATH; `locus board render` prints one of what is on record".into()
        }
        Error::Replay(ReplayError::Changed { .. }) => "`locus events verify` looks at the whole log".into(),
        Error::EventFile(EventFileFailure::Invalid { reason, .. }) => of_unreadable(reason).into(),
        Error::Replay(_) => of_unreadable("").into(),
        Error::EventFile(EventFileFailure::Locked { .. })
        | Error::Store(StoreError::Busy { .. })
        | Error::Board(BoardFailure::Locked { .. }) => "try again; nothing was written".into(),
        Error::EventFile(_) => "check the path; it is seen from the current folder".into(),
        Error::Store(StoreError::Missing { .. }) => {
            "`locus init` makes a project; a command that writes makes the file of --db".into()
        }
        Error::Store(StoreError::Damaged { reason }) if !reason.ends_with("is no file") => {
            "`locus doctor` says what is at risk and what can be done".into()
        }
        Error::Store(StoreError::NewerSchema { .. }) => {
            "use a locus at least as new as the one that wrote the database".into()
        }
        Error::Capability(CapabilityError::Denied { needed, .. }) => of_denied(*needed),
        Error::Capability(CapabilityError::OutOfScope { .. }) => {
            "`locus schema capabilities` shows which role holds it".into()
        }
        Error::Capability(CapabilityError::Unknown(_)) => {
            "`locus schema capabilities` shows the known ones".into()
        }
        Error::InvalidEvent(_) => "`locus doctor` shows what of the log is damaged".into(),
        Error::Invalid { field, .. } if field.ends_with("wp_id") => {
            "ids of packets begin with WP-, in capitals; `locus wp list` shows them".into()
        }
        Error::Invalid { field, reason } => return of_key(field, reason),
        Error::Job(_)
        | Error::NotAtomic { .. }
        | Error::RolledBack { .. }
        | Error::Board(_)
        | Error::Store(_) => {
            return None;
        }
    };
    Some(hint)
}

/// Who may do it.
fn of_denied(needed: CapabilityAxis) -> String {
    let holders = Role::ALL.iter().filter(|role| role.grants().holds(needed));
    let holders: Vec<_> = holders.map(|role| role.as_str()).collect();
    format!("{} may; the role comes from --role or LOCUS_ROLE", holders.join(", "))
}

/// What would have done in place of a value, or the key that was probably meant by one that nobody knows.
fn of_key(field: &str, reason: &str) -> Option<String> {
    if reason.contains("RFC 3339") && matches!(field, "due_at" | "updates.due_at" | "since") {
        let option = field.rsplit('.').next().unwrap_or(field).trim_end_matches("_at");
        return Some(format!("--{option} also takes 7d, today, tomorrow or a date such as 2026-12-01"));
    }
    if reason == "not an object" && field.starts_with("mt_definitions[") {
        return Some("`locus mt register --help` says what one is made of".into());
    }
    let known = reason.strip_prefix("unknown key; known are ")?.split(", ");
    let typed = field.rsplit('.').next().unwrap_or(field);
    let near = known.map(|key| (strsim::osa_distance(key, typed), key)).min()?;
    (near.0 <= 2).then(|| format!("did you mean {}?", near.1))
}

/// What to do about a file of events that was not taken in.
fn of_unreadable(reason: &str) -> &'static str {
    if reason.contains("this Locus reads up to") {
        "nothing was taken in; a newer Locus wrote it, and one as new is needed to read it"
    } else {
        "nothing was taken in; export it again where it comes from"
    }
}

/// Where to look for what is not there.
fn of_missing(what: &str, id: &str) -> String {
    let wp = id.split([' ', ':']).find(|word| word.starts_with("WP-")).unwrap_or("WP");
    match what {
        "micro-task" => format!("`locus mt list {wp}` shows what micro-tasks there are"),
        "dependency" => format!("`locus dep list {wp}` shows what dependencies there are"),
        "version" => format!("`locus wp history {wp}` shows what versions there are"),
        "operation" => "`locus events list` shows who did what; --actor says who you are".into(),
        _ => "`locus wp list` and `locus search` show what packets there are".into(),
    }
}

fn of_conflict(conflict: &Conflict) -> String {
    match conflict {
        Conflict::Version { wp_id, .. } => {
            format!("look at it with `locus wp show {wp_id}` and repeat the change on its newest version")
        }
        Conflict::OpId { .. } => "use a new op_id for a new request".into(),
        Conflict::Content { .. } => "a repetition must say the same as what is there".into(),
        Conflict::Since { .. } => {
            "undo takes back only what nobody has gone on from; change it with a command of its own, such as \
             `locus wp update`, or see `locus wp history WP`"
                .into()
        }
        Conflict::Claimed { .. } => {
            "ask for it to be released, or take another: `locus ready --claim`".into()
        }
        Conflict::Unclaimed { wp_id } => format!("`locus claim {wp_id}` takes it"),
    }
}

/// What leads on: the moves allowed, the most likely one as a command.
fn of_move(refused: &Refused, code: ErrorCode) -> String {
    let (mt, wp) = refused.subject.split_once(" in ").map_or(("", refused.subject.as_str()), |pair| pair);
    let goes_on = refused.allowed.iter().any(|step| step.starts_with("record_iteration"));
    if let Some(expected) = refused.expected.filter(|_| goes_on || !refused.asked.starts_with("iteration ")) {
        return format!("the number expected is {expected}; `locus mt show {wp} {mt}` shows where it stands");
    }
    if refused.asked == "reopen" {
        return format!("it is open already; `locus wp show {wp}` shows where it stands");
    }
    let undo = refused.asked.starts_with("undo of ");
    let closed = mt.is_empty() && matches!(refused.current.as_str(), "done" | "cancelled");
    if closed && (undo || refused.allowed.is_empty() || refused.allowed.contains(&refused.asked)) {
        return format!("try `locus wp reopen {wp} --reason …`");
    }
    if undo && !refused.allowed.is_empty() {
        return format!("allowed now: {}", refused.allowed.join(", "));
    }
    if undo {
        return "`locus events list` shows what happened".into();
    }
    if refused.allowed.is_empty() {
        return format!("nothing leads on from {} by itself", refused.current);
    }
    let starts = !mt.is_empty() && refused.asked == "start_mt";
    if starts && matches!(refused.current.as_str(), "pending" | "blocked") {
        // It is the right step, but something else comes first; the sentence says what.
        return format!("`locus mt list {wp}` shows what comes first");
    }
    // Of both gates the second: the first one leads back.
    let pass = refused.allowed.iter().rfind(|step| step.ends_with(" pass"));
    let tried = match (pass, code) {
        (None, ErrorCode::Gate) if matches!(refused.current.as_str(), "in_progress" | "gated") => {
            return format!("finish its micro-tasks first: `locus mt list {wp}`");
        }
        (pass, _) => pass.or(refused.allowed.first()).map(|step| command(step, wp, mt)).unwrap_or_default(),
    };
    format!("try `{tried}`; allowed now: {}", refused.allowed.join(", "))
}

/// The command for a move of a packet that leads on from where it stands.
pub(crate) fn step(wp: &WpId, from: WpStatus, step: &str) -> String {
    if from.is_closed() {
        format!("locus wp reopen {wp} --reason …")
    } else {
        command(step, wp.as_str(), "")
    }
}

fn command(step: &str, wp: &str, mt: &str) -> String {
    match step.split_once(' ') {
        Some(("record_iteration", outcome)) => format!("locus mt record {wp} {mt} {outcome} …"),
        Some(("complete_mt", result)) => format!("locus mt complete {wp} {mt} --result {result}"),
        Some((gate, result)) => format!("locus wp gate {wp} {} {result}", gate.replace('_', "-")),
        None if step == "start_mt" => format!("locus mt start {wp} {mt} --model …"),
        None => format!("locus wp update {wp} --status {step}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(subject: &str, current: &str, asked: &str, allowed: &[&str]) -> Box<Refused> {
        Box::new(Refused {
            subject: subject.into(),
            current: current.into(),
            asked: asked.into(),
            allowed: allowed.iter().map(|step| (*step).to_owned()).collect(),
            why: String::new(),
            expected: None,
        })
    }

    fn hint(error: Error) -> String {
        of(&CliError::Refused(error)).unwrap()
    }

    #[test]
    fn a_refused_move_names_the_command_that_leads_on() {
        let ready = refused("WP-1", "ready", "in_progress", &["stub", "pre_work pass", "cancelled"]);
        assert_eq!(
            hint(Error::State(ready)),
            "try `locus wp gate WP-1 pre-work pass`; allowed now: stub, pre_work pass, cancelled"
        );
        let stub = refused("WP-1", "stub", "close", &["ready", "cancelled"]);
        assert_eq!(
            hint(Error::State(stub)),
            "try `locus wp update WP-1 --status ready`; allowed now: ready, cancelled"
        );
        let stub = refused("WP-1", "stub", "close", &["ready", "cancelled"]);
        assert_eq!(
            hint(Error::Gate(stub)),
            "try `locus wp update WP-1 --status ready`; allowed now: ready, cancelled"
        );
        let done = refused("WP-1", "done", "ready", &[]);
        assert_eq!(hint(Error::State(done)), "try `locus wp reopen WP-1 --reason …`");
        let cancelled = refused("WP-1", "cancelled", "ready", &["ready", "stub"]);
        assert_eq!(hint(Error::State(cancelled)), "try `locus wp reopen WP-1 --reason …`");
        let gated = refused(
            "WP-1",
            "gated",
            "close",
            &["ready", "pre_work pass", "post_work pass", "post_work fail"],
        );
        assert!(hint(Error::Gate(gated)).starts_with("try `locus wp gate WP-1 post-work pass`; "));
        let mt = refused("MT-001 in WP-1", "pending", "record_iteration SUCCESS", &["start_mt"]);
        assert_eq!(
            hint(Error::State(mt)),
            "try `locus mt start WP-1 MT-001 --model …`; allowed now: start_mt"
        );
    }

    #[test]
    fn open_micro_tasks_are_what_holds_a_post_work_gate_back() {
        let open = refused("WP-1", "in_progress", "post_work pass", &["post_work fail", "ready"]);
        assert_eq!(hint(Error::Gate(open)), "finish its micro-tasks first: `locus mt list WP-1`");
    }

    #[test]
    fn no_hint_suggests_anything_destructive() {
        let errors = [
            Error::Store(StoreError::Damaged { reason: String::new() }),
            Error::Store(StoreError::NewerSchema { found: 2, known: 1 }),
            Error::Store(StoreError::Missing { path: String::new() }),
        ];
        for error in errors {
            let hint = of(&CliError::Refused(error)).unwrap_or_default();
            assert!(
                !["delete", "rm ", "remove", "overwrite"].iter().any(|word| hint.contains(word)),
                "{hint}"
            );
        }
    }
}
