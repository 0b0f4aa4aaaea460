//! What a running command has at hand: its options, its streams, its project, and the way answers go out.

use crate::args::Global;
use crate::autosync;
use crate::boards::ProjectBoards;
use crate::bulk::Bulk;
use crate::env::Env;
use crate::error::CliError;
use crate::exit::Exit;
use crate::io::Io;
use crate::params::Params;
use crate::progress::Progress;
use crate::project::Project;
use crate::records::Records;
use crate::render::{Style, plain};
use crate::wire::{self, Need};
use locus_core::app::params::FromParams;
use locus_core::app::workflows::SyncReport;
use locus_core::app::{Actor, Answered, Caller, Done, Engine, Error, Operation, Query};
use locus_core::domain::{ActorKind, CapabilityAxis, Role, Source};
use locus_core::event::EventType;
use locus_core::ports::ReadTxn;
use locus_core::replay::Reader;
use serde::Serialize;
use std::io::{BufRead, BufReader, Read as _, Write};
use std::time::Instant;

pub(crate) use crate::delivery::{Effect, JsonAnswer};

/// The largest text that is read from stdin, in bytes.
const MAX_TEXT: u64 = 32 * 1024 * 1024;

/// A running command.
pub(crate) struct Session<'a> {
    pub(crate) options: Global,
    pub(crate) env: &'a Env,
    /// Which records the command answers with, if any.
    pub(crate) records: Option<Records>,
    pub(crate) io: Io<'a>,
    began: Instant,
}

impl<'a> Session<'a> {
    pub(crate) fn new(mut options: Global, records: Option<Records>, io: Io<'a>, env: &'a Env) -> Self {
        // Lines of JSON are JSON to whoever asks how to answer.
        options.json |= options.jsonl;
        Self { options, env, records, io, began: Instant::now() }
    }

    /// Whether the command has the fields that are asked for. That is known before it does anything.
    pub(crate) fn check_fields(&self) -> Result<(), CliError> {
        match self.records {
            Some(records) => records.check(&self.options.fields),
            None if self.options.fields.is_empty() => Ok(()),
            None => Err(CliError::Usage(
                "--fields goes with commands that list records, such as `locus ready`".into(),
            )),
        }
    }

    /// Counts the time of answers from here: a command that goes on for long answers many times.
    pub(crate) fn begin(&mut self) {
        self.began = Instant::now();
    }

    /// How text output is styled.
    pub(crate) fn style(&self) -> Style {
        Style {
            colour: self.io.colour && !self.options.json,
            symbols: self.io.terminal.is_some() && self.env.variable("TERM") != Some("dumb"),
            width: self.io.terminal.and_then(|terminal| terminal.size(self.env)).map(|size| size.columns),
            // A clock that shows no time leaves them exact, too.
            now: if self.options.verbose { None } else { wire::now().ok() },
        }
    }

    /// Whether text output goes to a terminal.
    pub(crate) const fn on_terminal(&self) -> bool {
        self.io.terminal.is_some() && !self.options.json
    }

    /// Who acts, as what, and the way it came in.
    pub(crate) fn caller(&self, source: Source) -> Result<Caller, CliError> {
        let from_env = ["LOCUS_ACTOR", "USER", "LOGNAME", "USERNAME"];
        let actor =
            self.options.actor.as_deref().or_else(|| from_env.iter().find_map(|v| self.env.variable(v)));
        let id = actor.unwrap_or("unknown").parse();
        let id = id.map_err(|refusal| CliError::Argument(Error::invalid("actor", refusal)))?;
        let role = self.options.role.as_deref().or_else(|| self.env.variable("LOCUS_ROLE"));
        let role = role.map_or(Ok(Role::Operator), str::parse);
        let role = role.map_err(|refusal| CliError::Argument(Error::invalid("role", refusal)))?;
        Ok(Caller::new(Actor { kind: ActorKind::Human, id }, role, source))
    }

    /// Where things are.
    pub(crate) fn project(&self) -> Result<Project, CliError> {
        Project::find(self.options.db.as_deref(), self.options.board.as_deref(), self.env)
    }

    /// The project's boards.
    pub(crate) fn boards(&self, project: &Project) -> ProjectBoards {
        ProjectBoards::new(project)
    }

    /// The engine over the project's database.
    pub(crate) fn engine(&self, need: Need) -> Result<Engine, CliError> {
        let project = self.project()?;
        Ok(wire::engine(wire::store(&project.db, need, &project.config)?)?)
    }

    /// Reads without an operation; that needs `locus.read` all the same.
    pub(crate) fn view<T>(&self, read: impl FnOnce(&dyn ReadTxn) -> Result<T, Error>) -> Result<T, CliError> {
        self.may_read()?;
        Ok(self.engine(Need::Existing)?.view(read)?)
    }

    /// Reads events and the records they name; that needs `locus.read` too.
    pub(crate) fn read_log<T>(
        &self,
        read: impl FnOnce(Reader<'_>) -> Result<T, Error>,
    ) -> Result<T, CliError> {
        self.may_read()?;
        Ok(self.engine(Need::Existing)?.read_log(read)?)
    }

    /// Whether the caller may read.
    pub(crate) fn may_read(&self) -> Result<(), CliError> {
        self.may(&[CapabilityAxis::Read])
    }

    /// Whether the caller may do what needs all of these, for commands that are no operation (locus.md §3).
    pub(crate) fn may(&self, needs: &[CapabilityAxis]) -> Result<(), CliError> {
        Ok(self.caller(Source::Cli)?.grants.check(None, needs).map_err(Error::from)?)
    }

    /// Runs an operation with these params and delivers its answer.
    pub(crate) fn mutate<O: Operation + FromParams>(
        &mut self,
        params: &Params,
        text: impl FnOnce(&Done<O::Output>, Style) -> String,
    ) -> Result<Exit, CliError> {
        self.mutate_with(&params.request::<O>()?, text)
    }

    /// Runs an operation and delivers its answer.
    pub(crate) fn mutate_with<O: Operation>(
        &mut self,
        operation: &O,
        text: impl FnOnce(&Done<O::Output>, Style) -> String,
    ) -> Result<Exit, CliError> {
        self.mutate_by(Need::Create, |engine, caller| engine.run(operation, caller), text)
    }

    /// Changes something, brings the board along and delivers the answer.
    pub(crate) fn mutate_by<T: Serialize>(
        &mut self,
        need: Need,
        change: impl FnOnce(&mut Engine, &Caller) -> Result<Done<T>, Error>,
        text: impl FnOnce(&Done<T>, Style) -> String,
    ) -> Result<Exit, CliError> {
        let caller = self.caller(Source::Cli)?;
        let mut engine = self.engine(need)?;
        let done = change(&mut engine, &caller)?;
        let pushed = if autosync::moves_the_board(&done.events) { self.push(&mut engine)? } else { None };
        let effect = Effect { changed: Some(done.changed), events: &done.events };
        let wrote_board = pushed.as_ref().is_some_and(|report| report.wrote_board);
        let data = autosync::with_board_updated(&done.output, wrote_board)?;
        let quiet = self.options.quiet;
        self.deliver(&data, effect, |style| if quiet { String::new() } else { text(&done, style) })?;
        Ok(Exit::Done)
    }

    /// Brings the board up to date with what was just committed, unless that is switched off. What goes wrong is a
    /// warning: the change itself is safe, and the board stays due.
    pub(crate) fn push(&mut self, engine: &mut Engine) -> Result<Option<SyncReport>, CliError> {
        if self.options.no_sync {
            return Ok(None);
        }
        let boards = self.boards(&self.project()?);
        let (report, warnings) = autosync::push(engine, &boards);
        for warning in warnings {
            self.warn(&warning);
        }
        Ok(report)
    }

    /// Shows on a terminal how far a long command has come.
    pub(crate) fn progress(&mut self, what: &'static str) -> Progress<'_> {
        let shown = self.io.live && !self.options.json && !self.options.quiet;
        Progress::new(what, shown.then_some(&mut *self.io.errors))
    }

    /// Writes a warning to stderr.
    pub(crate) fn warn(&mut self, warning: &str) {
        if !self.options.quiet {
            let _ = writeln!(self.io.errors, "warning: {}", plain(warning));
        }
    }

    /// Writes a line to stderr, besides the answer; nothing if the answer is JSON, which says it all.
    pub(crate) fn remark(&mut self, line: &str) {
        if !self.options.json {
            // Without stderr the exit code has to do.
            let _ = writeln!(self.io.errors, "{}", plain(line));
        }
    }

    /// Writes a remark to stderr, unless nobody wants to hear one.
    pub(crate) fn aside(&mut self, line: &str) {
        if !self.options.quiet {
            self.remark(&format!("note: {line}"));
        }
    }

    /// Answers a query with these params, delivers the answer, then logs it.
    pub(crate) fn query<Q: Query + FromParams>(
        &mut self,
        params: &Params,
        text: impl FnOnce(&Q::Output, Style) -> String,
    ) -> Result<Exit, CliError> {
        self.query_with(&params.request::<Q>()?, text)
    }

    /// Answers a query, delivers the answer, then logs it.
    pub(crate) fn query_with<Q: Query>(
        &mut self,
        query: &Q,
        text: impl FnOnce(&Q::Output, Style) -> String,
    ) -> Result<Exit, CliError> {
        let caller = self.caller(Source::Cli)?;
        let mut engine = self.engine(Need::Existing)?;
        let Answered { output, record } = engine.query(query, &caller)?;
        let effect = Effect { changed: Some(false), events: &[EventType::WorkQueryExecuted] };
        let delivered = self.deliver(&output, effect, |style| text(&output, style));
        // A query never fails because of its log (locus.md §5).
        let _ = engine.log_query(&record);
        delivered.map(|()| Exit::Done)
    }

    /// Writes to stdout, now.
    pub(crate) fn print(&mut self, text: std::fmt::Arguments<'_>) -> Result<(), CliError> {
        self.io.output.write_fmt(text).and_then(|()| self.io.output.flush()).map_err(CliError::Output)
    }

    /// Whether output is the process's own stdout, whose reader may go away.
    pub(crate) const fn writes_to_stdout(&self) -> bool {
        self.io.is_stdout
    }

    /// Whether a person sits at the terminal, who can be asked.
    pub(crate) const fn asks(&self) -> bool {
        self.io.asks
    }

    /// Whether somebody sits at both ends, at a terminal that can be drawn on.
    #[cfg(feature = "tui")]
    pub(crate) fn can_draw(&self) -> bool {
        self.io.asks && self.env.variable("TERM") != Some("dumb")
    }

    /// Stdout, for what is written piece by piece.
    pub(crate) fn output(&mut self) -> &mut dyn Write {
        self.io.output
    }

    /// A file to read, or stdin for `-`.
    pub(crate) fn source(&mut self, path: &str) -> Result<Box<dyn BufRead + '_>, CliError> {
        if path == "-" {
            return Ok(Box::new(&mut *self.io.input));
        }
        let file = std::fs::File::open(self.env.absolute(path));
        let file = file.map_err(|error| CliError::File { path: path.to_owned(), error })?;
        Ok(Box::new(BufReader::new(file)))
    }

    /// A large file to read, or stdin for `-`, with its progress on a terminal.
    pub(crate) fn bulk(&mut self, path: &str, what: &'static str) -> Result<Bulk<'_>, CliError> {
        let shown = self.io.live && !self.options.json && !self.options.quiet;
        let progress = Progress::new(what, shown.then_some(&mut *self.io.errors));
        if path == "-" {
            return Ok(Bulk::new(name_of(path), Box::new(&mut *self.io.input), None, progress));
        }
        let unusable = |error| CliError::File { path: path.to_owned(), error };
        let file = std::fs::File::open(self.env.absolute(path)).map_err(unusable)?;
        let metadata = file.metadata().map_err(unusable)?;
        let size = Some(metadata.len()).filter(|_| metadata.is_file()).and_then(|size| size.try_into().ok());
        Ok(Bulk::new(path.to_owned(), Box::new(BufReader::new(file)), size, progress))
    }

    /// Stdin and stdout at once.
    pub(crate) fn streams(&mut self) -> (&mut dyn BufRead, &mut dyn Write) {
        (self.io.input, self.io.output)
    }

    /// Writes an error to stderr. If that can't be done either, the exit code is all there is.
    pub(crate) fn report(&mut self, error: &CliError) {
        let _ = if self.options.json {
            writeln!(self.io.errors, "{}", error.to_json(Some(self.elapsed_ms())))
        } else {
            write!(
                self.io.errors,
                "{}",
                error.to_text(Style { colour: self.io.colour_errors, ..Style::PLAIN })
            )
        };
        let _ = self.io.errors.flush();
    }

    /// A text argument: itself, or stdin for `-`.
    pub(crate) fn text(&mut self, argument: &str) -> Result<String, CliError> {
        if argument != "-" {
            return Ok(argument.to_owned());
        }
        let mut text = self.read_all("-")?;
        if text.ends_with('\n') {
            text.truncate(text.trim_end_matches(['\r', '\n']).len());
        }
        Ok(text)
    }

    /// All of a file, or of stdin for `-`.
    pub(crate) fn read_all(&mut self, path: &str) -> Result<String, CliError> {
        let mut bytes = Vec::new();
        let read = match path {
            "-" => self.io.input.take(MAX_TEXT + 1).read_to_end(&mut bytes),
            path => std::fs::File::open(self.env.absolute(path))
                .and_then(|file| file.take(MAX_TEXT + 1).read_to_end(&mut bytes)),
        };
        read.map_err(|error| CliError::File { path: name_of(path), error })?;
        let not_valid = |reason: &str| CliError::Data { path: name_of(path), reason: reason.into() };
        if bytes.len() as u64 > MAX_TEXT {
            return Err(not_valid("larger than 32 MiB"));
        }
        String::from_utf8(bytes).map_err(|_| not_valid("not UTF-8"))
    }

    /// How long it has taken so far, in milliseconds.
    pub(crate) fn elapsed_ms(&self) -> f64 {
        (self.began.elapsed().as_secs_f64() * 1_000_000.0).round() / 1000.0
    }
}

/// What a source of data is called in messages.
pub(crate) fn name_of(path: &str) -> String {
    if path == "-" { "stdin".to_owned() } else { path.to_owned() }
}
