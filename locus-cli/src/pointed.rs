//! Where a query is wrong, and what was probably meant.

use crate::render::plain;
use locus_core::domain::query::QueryError;
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

/// The query, and below it marks under what is wrong.
pub(crate) fn lines(query: &str, error: &QueryError) -> String {
    let (before, wrong, _) = parts(query, error);
    let (before, wrong) = (plain(before).width(), plain(wrong).width().max(1));
    format!("  {}\n  {}{}\n", plain(query), " ".repeat(before), "^".repeat(wrong))
}

/// The same for programs: places count characters.
pub(crate) fn details(argument: &str, query: &str, error: &QueryError) -> Value {
    let (before, wrong, _) = parts(query, error);
    json!({
        "field": argument,
        "query": query,
        "position": before.chars().count(),
        "length": wrong.chars().count(),
        "allowed": error.allowed,
    })
}

/// What was meant, or what may stand there.
pub(crate) fn hint(query: &str, error: &QueryError) -> String {
    let (_, wrong, _) = parts(query, error);
    match nearest(wrong, &error.allowed) {
        Some(near) => format!("did you mean {near}?"),
        None if error.allowed.is_empty() => "`locus wp list --help` says how a query is written".to_owned(),
        None => format!("try one of {}", error.allowed.join(", ")),
    }
}

/// What stands before the fault, the fault itself, and the rest.
fn parts<'a>(query: &'a str, error: &QueryError) -> (&'a str, &'a str, &'a str) {
    let (before, rest) = query.split_at_checked(error.at.start).unwrap_or((query, ""));
    let (wrong, behind) = rest.split_at_checked(error.at.len()).unwrap_or((rest, ""));
    (before, wrong, behind)
}

/// The word that begins as it was typed, or differs by a few letters.
fn nearest(typed: &str, allowed: &[&'static str]) -> Option<&'static str> {
    let typed = typed.to_lowercase().replace('-', "_");
    if typed.is_empty() {
        return None;
    }
    let begun = || allowed.iter().copied().find(|word| typed.len() > 2 && word.starts_with(&typed));
    let distance = |word: &&'static str| strsim::osa_distance(word, &typed);
    let near = allowed.iter().copied().min_by_key(distance);
    near.filter(|word| strsim::osa_distance(word, &typed) <= (typed.chars().count() / 3).min(2))
        .or_else(begun)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(query: &str) -> (String, String) {
        let error = query.parse::<locus_core::domain::query::Expression>().unwrap_err();
        (lines(query, &error), hint(query, &error))
    }

    #[test]
    fn marks_stand_below_the_fault_however_wide_the_characters() {
        assert_eq!(refused("任务 👩\u{200d}💻 x:y").0, "  任务 👩\u{200d}💻 x:y\n          ^\n");
        assert_eq!(refused("a\n(b").0, "  a\\n(b\n     ^\n");
        assert_eq!(refused("a or").0, "  a or\n      ^\n");
    }

    #[test]
    fn what_was_meant_is_guessed_only_where_it_is_near() {
        let hints = ["stauts:x", "prio<2", "status:redy", "type:bugs", "owner:ada", "status>x", "status:"];
        let meant = hints.map(|query| refused(query).1.split(", ").next().unwrap_or_default().to_owned());
        assert_eq!(
            meant,
            [
                "did you mean status?",
                "did you mean priority?",
                "did you mean ready?",
                "did you mean bug?",
                "try one of id",
                "try one of :",
                "try one of stub"
            ]
        );
    }
}
