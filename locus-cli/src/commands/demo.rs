//! `locus demo`: the whole life of a packet, told step by step. Each step is a real command, run in a folder that
//! goes away afterwards.

use crate::env::Env;
use crate::error::CliError;
use crate::exit::Exit;
use crate::io::Io;
use crate::render::Style;
use crate::session::Session;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// A step: what happens, and the command that does it. `input` is its stdin.
struct Step {
    story: &'static str,
    args: &'static [&'static str],
    input: &'static str,
}

const fn step(story: &'static str, args: &'static [&'static str]) -> Step {
    Step { story, args, input: "" }
}

const WP: &str = "WP-1-Login-v1";

const MICRO_TASKS: &str = r#"[
  {"mt_id": "MT-001", "name": "Hash passwords", "done_criteria": ["no plain text in the database"]},
  {"mt_id": "MT-002", "name": "Check passwords", "depends_on": ["MT-001"]}
]"#;

const SMALL: &str = "qwen2.5-coder:7b";

/// The story. Ids, dates and hashes differ each time; everything else is as told.
const STORY: &[Step] = &[
    step("A team keeps its work in Locus. This starts a project in an empty folder.", &["init"]),
    step(
        "Somebody asks an assistant: \"People should be able to log in with a name and a password.\" The assistant's \
         router decides that this is real work under strict governance, and puts it on record as a Work Packet. It \
         starts as a stub: thought of, not yet activated.",
        &[
            "wp",
            "create",
            "Log in with name and password",
            "--id",
            WP,
            "--routing",
            "GOV_STRICT",
            "--priority",
            "1",
            "--spec-session",
            "session-42",
            "--actor",
            "spec_router",
        ],
    ),
    step("It is worth doing, so it becomes ready.", &["wp", "update", WP, "--status", "ready"]),
    step("What can be worked on now? One thing.", &["ready"]),
    step(
        "Two gates stand around the work: one before it starts, one before it counts as done. The first is passed, \
         and the packet is in progress.",
        &["wp", "gate", WP, "pre-work", "pass", "--by", "val", "--notes", "scope is clear"],
    ),
    Step {
        story: "The work is cut into micro-tasks, each small enough for a small model. The second needs the first. This \
                stands in micro-tasks.json:",
        args: &["mt", "register", WP, "-"],
        input: MICRO_TASKS,
    },
    step("A small model takes up the first.", &["mt", "start", WP, "MT-001", "--model", SMALL]),
    step(
        "Its first attempt fails badly, and the executor sends the task up the ladder: the next try is on the next \
         level.",
        &[
            "mt",
            "record",
            WP,
            "MT-001",
            "ESCALATE",
            "--iteration",
            "1",
            "--model",
            SMALL,
            "--error",
            "tests fail all over",
            "--category",
            "logic_error_regression",
        ],
    ),
    step(
        "On the next level it works.",
        &[
            "mt",
            "record",
            WP,
            "MT-001",
            "SUCCESS",
            "--iteration",
            "1",
            "--model",
            SMALL,
            "--tokens-completion",
            "840",
        ],
    ),
    step("The first micro-task is complete.", &["mt", "complete", WP, "MT-001"]),
    step(
        "Is the packet done already? Somebody tries to close it, and Locus refuses: nothing has been checked yet. It \
         says what is allowed instead.",
        &["wp", "close", WP],
    ),
    step("So, the second micro-task.", &["mt", "start", WP, "MT-002", "--model", SMALL]),
    step(
        "This one works at once.",
        &["mt", "record", WP, "MT-002", "SUCCESS", "--iteration", "1", "--model", SMALL],
    ),
    step("It is complete, too.", &["mt", "complete", WP, "MT-002"]),
    step(
        "The second gate: a validator has looked at the result. With the gate passed the packet is done.",
        &["wp", "gate", WP, "post-work", "pass", "--by", "val", "--report", "reports/login.md"],
    ),
    step("Now it can be closed.", &["wp", "close", WP]),
    step("This is the Task Board, the page people look at, as Locus writes it.", &["board", "render"]),
    step(
        "Everything that happened left an event. Each carries a hash over itself and the one before, so nothing can \
         be changed or dropped unnoticed.",
        &["events", "list"],
    ),
    step("This checks the whole chain.", &["events", "verify"]),
];

/// What a step came to.
struct Told {
    command: String,
    exit: u8,
    output: String,
}

pub(super) fn run(session: &mut Session<'_>) -> Result<Exit, CliError> {
    let folder = tempfile::Builder::new().prefix("locus-demo-").tempdir();
    let folder = folder.map_err(|error| CliError::File { path: "a temporary folder".into(), error })?;
    let env = session.env.clone().without_locus().in_dir(folder.path().to_owned());
    let place = folder.path().display().to_string();
    let style = session.style();
    let mut steps = Vec::new();
    if !session.options.json {
        session.print(format_args!(
            "{}\n",
            style.strong("Locus keeps track of work. This is how, step by step.")
        ))?;
    }
    for (number, step) in (1..).zip(STORY) {
        let told = step.run(&env, &place, style);
        if session.options.json {
            steps.push(json!({
                "story": step.story, "command": told.command, "exit": told.exit, "output": told.output,
            }));
        } else {
            session.print(format_args!("{}", paragraph(number, step, &told, style)))?;
        }
    }
    finish(session, folder, steps)
}

fn finish(session: &mut Session<'_>, folder: tempfile::TempDir, steps: Vec<Value>) -> Result<Exit, CliError> {
    folder.close().map_err(|error| CliError::File { path: "the temporary folder".into(), error })?;
    let end = "\nThat was the whole life of a packet. Nothing is left behind. `locus init` starts a real project.\n";
    if session.options.json {
        session.deliver(&json!({ "steps": steps }), crate::session::Effect::default(), |_| String::new())?;
    } else {
        session.print(format_args!("{end}"))?;
    }
    Ok(Exit::Done)
}

impl Step {
    fn run(&self, env: &Env, place: &str, style: Style) -> Told {
        let (mut input, mut output, mut errors) = (self.input.as_bytes(), Vec::new(), Vec::new());
        let mut io = Io::plain(&mut input, &mut output, &mut errors);
        (io.colour, io.colour_errors) = (style.colour, style.colour);
        let exit = crate::run(std::iter::once(&"locus").chain(self.args), io, env);
        output.extend(errors);
        let output = String::from_utf8_lossy(&output).replace(place, "~/project");
        Told { command: self.command(), exit, output }
    }

    /// The command as it would be typed.
    fn command(&self) -> String {
        let quoted = |arg: &&str| if arg.contains(' ') { format!("\"{arg}\"") } else { (*arg).to_owned() };
        let typed: Vec<_> = std::iter::once("locus".to_owned()).chain(self.args.iter().map(quoted)).collect();
        let input = if self.input.is_empty() { "" } else { " < micro-tasks.json" };
        typed.join(" ") + input
    }
}

fn paragraph(number: usize, step: &Step, told: &Told, style: Style) -> String {
    let mut text = format!("\n{} {}\n", style.strong(&format!("{number}.")), wrapped(step.story));
    for line in step.input.lines() {
        let _ = writeln!(text, "   {}", style.faint(line));
    }
    let _ = writeln!(text, "\n   {} {}", style.faint("$"), style.strong(&told.command));
    for line in told.output.lines() {
        let _ = writeln!(text, "   {line}");
    }
    if told.exit != 0 {
        let _ = writeln!(text, "   {}", style.faint(&format!("(exit code {})", told.exit)));
    }
    text
}

/// A text in lines of about 90 characters.
fn wrapped(text: &str) -> String {
    let (mut lines, mut length) = (String::new(), 0);
    for word in text.split_whitespace() {
        if length + word.len() > 90 {
            lines.push_str("\n   ");
            length = 0;
        } else if length > 0 {
            lines.push(' ');
        }
        lines.push_str(word);
        length += word.len() + 1;
    }
    lines
}
