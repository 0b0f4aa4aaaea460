//! `locus events validate`: each line of a file by itself.

use crate::args::EventsValidate;
use crate::error::CliError;
use crate::exit::Exit;
use crate::lines::{Line, Lines, MAX_EVENT_LINE};
use crate::render::{count, plain};
use crate::session::{Effect, Session, name_of};
use locus_fr::Validator;
use serde_json::{Value, json};

/// How many bad lines are listed; all are counted.
const LISTED: usize = 20;

/// What went by.
#[derive(Default)]
struct Findings {
    lines: u64,
    bad: u64,
    faults: Vec<Value>,
    text: String,
}

impl Findings {
    fn add(&mut self, line: u64, key: Option<&str>, reason: &str) {
        self.bad += 1;
        if self.faults.len() < LISTED {
            let place = key.map(|key| format!("{key}: ")).unwrap_or_default();
            self.faults.push(json!({ "line": line, "key": key, "reason": reason }));
            self.text.push_str(&plain(&format!("line {line}: {place}{reason}")));
            self.text.push('\n');
        }
    }
}

pub(super) fn run(session: &mut Session<'_>, args: &EventsValidate) -> Result<Exit, CliError> {
    let name = name_of(&args.file);
    let mut validator = Validator::new();
    let mut found = Findings::default();
    let mut lines = Lines::new(session.source(&args.file)?, MAX_EVENT_LINE);
    while let Some(line) = lines.next().map_err(|error| CliError::File { path: name.clone(), error })? {
        found.lines += 1;
        match line {
            Line::Whole(line) => {
                if let Err(bad) = validator.feed(line) {
                    found.add(bad.line, bad.fault.key.as_deref(), &bad.fault.reason);
                }
            }
            Line::TooLong => {
                // The validator counts lines; an empty one is no event.
                let _ = validator.feed("");
                found.add(found.lines, None, "longer than any event");
            }
        }
    }
    drop(lines);
    if found.bad > 0 {
        if !session.options.json {
            let more = found.bad - found.faults.len() as u64;
            let more = if more == 0 { String::new() } else { format!("… and {more} more\n") };
            session.print(format_args!("{}{more}", found.text))?;
        }
        return Err(CliError::BadEvents {
            path: name,
            bad: found.bad,
            lines: found.lines,
            faults: found.faults,
        });
    }
    let tally = validator.tally();
    let data = json!({ "lines": found.lines, "events": tally.events, "queries": tally.queries, "bad": 0 });
    session.deliver(&data, Effect::default(), |style| {
        let events = count(tally.events, "event", "events");
        let queries = count(tally.queries, "query event", "query events");
        format!("{} {events} and {queries}, all valid\n", style.good("✓"))
    })?;
    Ok(Exit::Done)
}
