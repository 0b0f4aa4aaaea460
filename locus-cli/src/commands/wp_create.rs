//! `locus wp create`.

use crate::args::WpCreate;
use crate::editor::Draft;
use crate::error::CliError;
use crate::exit::Exit;
use crate::params::{Params, json, moment_of};
use crate::render::{Style, packet_lines};
use crate::session::Session;
use locus_core::app::ops::CreateWp;
use locus_core::app::{Context, Decision, Done, Error, Operation, OperationName, WpWritten};
use locus_core::domain::WpId;
use locus_core::domain::query::TimeField;
use locus_core::ports::ReadTxn;

/// How many -vN are tried.
const VERSIONS: u32 = 10_000;

/// The longest part of an id that comes from a title, in bytes.
const SLUG: usize = 60;

pub(super) fn run(session: &mut Session<'_>, args: &WpCreate) -> Result<Exit, CliError> {
    if args.edit {
        return edit(session, args);
    }
    let description = args.desc.as_deref().map(|text| session.text(text)).transpose()?;
    create(session, args, description.as_deref())
}

/// Has the description written in an editor, once all else is known to be right.
fn edit(session: &mut Session<'_>, args: &WpCreate) -> Result<Exit, CliError> {
    session.may(OperationName::CreateWp.needs())?;
    request(args, None)?;
    session.project()?;
    let draft = Draft::write(session, "packet", "")?;
    let draft = draft.ok_or_else(|| CliError::Usage("nothing was created: the text is empty".into()))?;
    let created = create(session, args, Some(draft.text()));
    draft.after(created)
}

fn create(session: &mut Session<'_>, args: &WpCreate, description: Option<&str>) -> Result<Exit, CliError> {
    let (request, stem) = request(args, description)?;
    let first = args.id.is_none().then(|| format!("{stem}-v1"));
    let text = |done: &Done<WpWritten>, style: Style| {
        let wp = &done.output.wp.wp;
        let lines = packet_lines("created", wp, done.changed, style);
        match &first {
            Some(first) if first != wp.wp_id.as_str() => {
                let there = style.faint(&format!("{first} is there already; this is another packet"));
                format!("{lines}{there}\n")
            }
            _ => lines,
        }
    };
    match args.id {
        Some(_) => session.mutate_with(&request, text),
        None => session.mutate_with(&CreateNext { request, stem }, text),
    }
}

/// What is asked for, and what an id that isn't given begins with.
fn request(args: &WpCreate, description: Option<&str>) -> Result<(CreateWp, String), CliError> {
    let params = Params::of("title", args.title.as_str())
        .with("description", description)
        .with("priority", args.priority)
        .with("type", args.work_type.as_deref())
        .with("phase", args.phase.as_deref())
        .with("routing", args.routing.as_deref())
        .with("task_packet_path", args.packet.as_deref())
        .with("assignee", args.assignee.as_deref())
        .with("reporter", args.reporter.as_deref())
        .with_list("labels", &args.labels)
        .with("due_at", args.due.as_deref().map(|due| moment_of(due, TimeField::Due)))
        .with("spec_session_id", args.spec_session.as_deref())
        .with("metadata", json("--metadata", args.metadata.as_deref())?);
    let stem = stem(args.phase.as_deref().unwrap_or("1"), &args.title);
    let first = args.id.clone().unwrap_or_else(|| format!("{stem}-v1"));
    Ok((params.with("wp_id", Some(first)).request()?, stem))
}

/// A creation under the first free id. The id is chosen in the transaction that writes the packet: chosen before,
/// it could be somebody else's by then.
pub(crate) struct CreateNext {
    request: CreateWp,
    stem: String,
}

impl Operation for CreateNext {
    const NAME: OperationName = OperationName::CreateWp;
    type Output = WpWritten;

    fn decide(&self, txn: &dyn ReadTxn, cx: &Context<'_>) -> Result<Decision<WpWritten>, Error> {
        let wp_id = next_free(txn, &self.stem)?;
        CreateWp { wp_id, ..self.request.clone() }.decide(txn, cx)
    }
}

/// The creation of a packet of which only the title is known.
#[cfg(feature = "tui")]
pub(crate) fn create_next(title: &str) -> Result<CreateNext, CliError> {
    let stem = stem("1", title);
    let params = Params::of("title", title).with("wp_id", Some(format!("{stem}-v1")));
    Ok(CreateNext { request: params.request()?, stem })
}

/// `WP-{phase}-{Title-Slug}`; letters that an id can't hold stand in it as they sound.
fn stem(phase: &str, title: &str) -> String {
    let mut slug = String::new();
    let title = any_ascii::any_ascii(title);
    for word in title.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        if slug.len() + word.len() >= SLUG {
            break;
        }
        slug.push('-');
        let (first, rest) = word.split_at(1);
        slug.push_str(&first.to_ascii_uppercase());
        slug.push_str(rest);
    }
    if slug.is_empty() {
        slug.push_str("-Packet");
    }
    format!("WP-{phase}{slug}")
}

/// The first `-vN` nobody has, or ever had; the last one tried if there is none.
fn next_free(txn: &dyn ReadTxn, stem: &str) -> Result<WpId, Error> {
    let mut number = 1;
    loop {
        let id = format!("{stem}-v{number}").parse().map_err(|refusal| Error::invalid("wp_id", refusal))?;
        if number == VERSIONS || txn.packet(&id)?.is_none() {
            return Ok(id);
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_from_the_words_of_the_title() {
        assert_eq!(stem("1", "add a login, with OAuth2!"), "WP-1-Add-A-Login-With-OAuth2");
        assert_eq!(stem("1", "Übergröße ändern"), "WP-1-Ubergrosse-Andern");
        assert_eq!(stem("0.5", "登录"), "WP-0.5-DengLu");
        assert_eq!(stem("0.5", "\u{e000} ?!"), "WP-0.5-Packet");
        assert_eq!(stem("1", "../../etc/passwd"), "WP-1-Etc-Passwd");
        assert_eq!(stem("1", &"word ".repeat(100)).len(), "WP-1".len() + SLUG);
        assert!(stem("1", &"x".repeat(300)).parse::<WpId>().is_ok());
    }
}
