//! Ids that were probably meant.

use crate::error::CliError;
use crate::session::Session;
use locus_core::app::Error;
use locus_core::domain::{Filter, WpId};

/// A packet that is not there, with the id that was probably meant if there is one.
pub(crate) fn suggest(session: &Session<'_>, error: CliError) -> CliError {
    let CliError::Refused(Error::NotFound { what: "packet", id }) = &error else { return error };
    let some = Filter { limit: Filter::MAX_LIMIT, ..Filter::default() };
    let known = session.view(|txn| Ok(txn.list(&some)?.items)).unwrap_or_default();
    match (nearest(id, known.into_iter().map(|wp| wp.wp_id)), error) {
        (Some(near), CliError::Refused(error)) => CliError::Near { error, near },
        (_, error) => error,
    }
}

/// The id that differs by a few letters at most, case aside; else the only one that holds what was typed.
fn nearest(typed: &str, known: impl Iterator<Item = WpId>) -> Option<WpId> {
    let typed = typed.to_ascii_lowercase();
    let tolerated = (typed.len() / 5).min(3);
    let (mut best, mut holding) = (None, Vec::new());
    for id in known {
        let lower = id.as_str().to_ascii_lowercase();
        // A distance is never less than the difference in length: most ids need no closer look.
        let near = lower.len().abs_diff(typed.len()) <= tolerated;
        let distance = near.then(|| strsim::osa_distance(&lower, &typed));
        match distance.filter(|distance| *distance <= tolerated) {
            Some(distance) if best.as_ref().is_none_or(|(least, _)| distance < *least) => {
                best = Some((distance, id));
            }
            None if lower.contains(&typed) => holding.push(id),
            _ => {}
        }
    }
    let only = if holding.len() == 1 { holding.pop() } else { None };
    best.map(|(_, id)| id).or(only)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 5] =
        ["WP-1", "WP-2", "WP-1-Add-A-Login-v1", "WP-1-Add-A-Letter-v1", "WP-1-Send-Mail-v1"];

    fn meant(typed: &str) -> Option<String> {
        nearest(typed, KNOWN.iter().map(|id| id.parse().unwrap())).map(|id| id.to_string())
    }

    #[test]
    fn case_and_slips_of_the_keyboard_are_seen_through() {
        assert_eq!(meant("WP-1-add-a-login-V1").as_deref(), Some("WP-1-Add-A-Login-v1"));
        assert_eq!(meant("WP-1-Add-A-Loign-v2").as_deref(), Some("WP-1-Add-A-Login-v1"));
        assert_eq!(meant("WP-1-Send").as_deref(), Some("WP-1-Send-Mail-v1"));
    }

    #[test]
    fn nothing_is_suggested_where_it_would_be_a_guess() {
        assert_eq!(meant("WP-9"), None);
        assert_eq!(meant("WP-1-Add"), None);
        assert_eq!(meant("WP-7-Draw-A-Map-v1"), None);
    }
}
