//! `locus wp create`.

use crate::args::WpCreate;
use crate::error::CliError;
use crate::exit::Exit;
use crate::params::{Params, json};
use crate::render::packet_lines;
use crate::session::Session;
use crate::wire::Need;
use locus_core::app::ops::CreateWp;
use locus_core::app::{Engine, Error};
use locus_core::domain::{Source, WpId};

/// How many -vN are tried.
const VERSIONS: u32 = 10_000;

/// The longest part of an id that comes from a title, in bytes.
const SLUG: usize = 60;

pub(super) fn run(session: &mut Session<'_>, args: &WpCreate) -> Result<Exit, CliError> {
    let description = args.desc.as_deref().map(|text| session.text(text)).transpose()?;
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
        .with("due_at", args.due.as_deref())
        .with("spec_session_id", args.spec_session.as_deref())
        .with("metadata", json("--metadata", args.metadata.as_deref())?);
    let stem = stem(args.phase.as_deref().unwrap_or("1"), &args.title);
    let first = args.id.clone().unwrap_or_else(|| format!("{stem}-v1"));
    let mut request: CreateWp = params.with("wp_id", Some(first)).request()?;
    if args.id.is_none() {
        session.caller(Source::Cli)?.check(locus_core::app::OperationName::CreateWp)?;
        request.wp_id = next_free(&mut session.engine(Need::Create)?, &stem)?;
    }
    session
        .mutate_with(&request, |done, style| packet_lines("created", &done.output.wp.wp, done.changed, style))
}

/// `WP-{phase}-{Title-Slug}`.
fn stem(phase: &str, title: &str) -> String {
    let mut slug = String::new();
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

/// The first `-vN` nobody has, or ever had.
fn next_free(engine: &mut Engine, stem: &str) -> Result<WpId, CliError> {
    let free = engine.view(|txn| {
        for number in 1..=VERSIONS {
            let id: WpId =
                format!("{stem}-v{number}").parse().map_err(|refusal| Error::invalid("wp_id", refusal))?;
            if txn.packet(&id)?.is_none() {
                return Ok(Some(id));
            }
        }
        Ok(None)
    })?;
    free.ok_or_else(|| {
        CliError::Usage(format!("all of {stem}-v1 to -v{VERSIONS} are taken; name one with --id"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_from_the_words_of_the_title() {
        assert_eq!(stem("1", "add a login, with OAuth2!"), "WP-1-Add-A-Login-With-OAuth2");
        assert_eq!(stem("0.5", "登录"), "WP-0.5-Packet");
        assert_eq!(stem("1", "../../etc/passwd"), "WP-1-Etc-Passwd");
        assert_eq!(stem("1", &"word ".repeat(100)).len(), "WP-1".len() + SLUG);
        assert!(stem("1", &"x".repeat(300)).parse::<WpId>().is_ok());
    }
}
