//! Commands that were probably meant.

use clap::Command;

/// What other tools call it, and what Locus does. Nothing here takes anything away.
const WORDS: [(&str, &str); 23] = [
    ("add", "wp create"),
    ("add", "mt register"),
    ("new", "wp create"),
    ("open", "wp create"),
    ("edit", "wp update"),
    ("set", "wp update"),
    ("modify", "wp update"),
    ("assign", "claim"),
    ("take", "claim"),
    ("view", "wp show"),
    ("info", "wp show"),
    ("get", "wp show"),
    ("ls", "wp list"),
    ("next", "ready"),
    ("todo", "ready"),
    ("start", "wp gate"),
    ("finish", "wp gate"),
    ("done", "wp close"),
    ("comment", "wp note"),
    ("log", "events list"),
    ("find", "search"),
    ("revert", "undo"),
    ("fsck", "doctor"),
];

/// What nobody is talked into: it takes something away.
const NEVER: [&str; 3] = ["delete", "remove", "uninstall"];

/// How many are named.
const NAMED: usize = 3;

/// The commands that may be meant by a word behind these: one that is called so somewhere else, one that others call
/// so, one that is spelt nearly so. Those of the same group come first.
pub(super) fn meant(root: &Command, within: &[String], typed: &str) -> Vec<String> {
    let typed = typed.to_ascii_lowercase();
    let all = paths(root);
    let called = all.iter().filter(|path| last(path) == typed);
    let others = WORDS.iter().filter(|(word, _)| *word == typed);
    let others = others.filter_map(|(_, path)| all.iter().find(|known| known == path));
    let slips = || all.iter().filter_map(|path| Some((slips(last(path), &typed)?, path)));
    let fewest = slips().map(|(slips, _)| slips).min();
    let spelt = || slips().filter(|(slips, _)| Some(*slips) == fewest).map(|(_, path)| path);
    let prefix = || all.iter().filter(|path| typed.len() >= 2 && last(path).starts_with(&typed));
    let mut found: Vec<&String> = others.chain(called).collect();
    if found.is_empty() {
        found = prefix().chain(spelt()).collect();
    }
    let group = within.join(" ");
    let outside = |path: &String| !group.is_empty() && !path.starts_with(&format!("{group} "));
    if found.iter().any(|path| !outside(path)) {
        found.retain(|path| !outside(path));
    }
    let mut named: Vec<String> = Vec::new();
    for path in found {
        let whole = format!("locus {path}");
        if named.len() < NAMED && !NEVER.contains(&last(path)) && !named.contains(&whole) {
            named.push(whole);
        }
    }
    named
}

/// By how many slips of the keyboard a word differs from a name, if by few.
fn slips(name: &str, typed: &str) -> Option<usize> {
    let tolerated = if typed.len() < 4 { 1 } else { 2 };
    Some(strsim::osa_distance(name, typed)).filter(|slips| *slips <= tolerated.min(name.len() / 2))
}

fn last(path: &str) -> &str {
    path.rsplit(' ').next().unwrap_or(path)
}

/// All commands by their words, those of one level first.
fn paths(root: &Command) -> Vec<String> {
    let mut level: Vec<(String, &Command)> =
        root.get_subcommands().map(|command| (command.get_name().to_owned(), command)).collect();
    let mut all = Vec::new();
    while !level.is_empty() {
        all.extend(level.iter().map(|(path, _)| path.clone()));
        let below = level.iter().flat_map(|(path, command)| {
            command.get_subcommands().map(move |sub| (format!("{path} {}", sub.get_name()), sub))
        });
        level = below.collect();
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args;

    fn said(within: &[&str], typed: &str) -> String {
        let within: Vec<_> = within.iter().map(|word| (*word).to_owned()).collect();
        meant(&args::command(), &within, typed).join(", ")
    }

    #[test]
    fn a_command_of_a_group_is_found_without_it() {
        assert_eq!(said(&[], "create"), "locus wp create");
        assert_eq!(said(&[], "list"), "locus wp list, locus mt list, locus dep list");
        assert_eq!(said(&[], "show"), "locus wp show, locus mt show");
    }

    #[test]
    fn what_others_call_it_is_understood() {
        assert_eq!(said(&[], "add"), "locus wp create, locus mt register, locus dep add");
        assert_eq!(said(&["wp"], "add"), "locus wp create");
        assert_eq!(said(&["mt"], "add"), "locus mt register");
        assert_eq!(said(&[], "ls"), "locus wp list");
        assert!(WORDS.iter().all(|(_, path)| paths(&args::command()).contains(&(*path).to_owned())));
    }

    #[test]
    fn slips_are_seen_through_in_the_group_first() {
        assert_eq!(said(&[], "stauts"), "locus status");
        assert_eq!(said(&[], "stat"), "locus status, locus mt start");
        assert_eq!(said(&["wp"], "creat"), "locus wp create");
        assert_eq!(said(&["board"], "snyc"), "locus board sync");
        assert_eq!(said(&[], "frobnicate"), "");
    }

    #[test]
    fn nobody_is_talked_into_taking_something_away() {
        for word in ["delete", "delet", "remove", "uninstall", "rm"] {
            assert_eq!(said(&[], word), "", "{word}");
        }
    }
}
