//! Every story in `tests/stories/`, and the README, comes out as it is told. How one is written stands in its README.

#![cfg(unix)]

use crate::support::shell::shell;
use crate::support::{TestEnv, insta_filters};
use regex::Regex;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Where every story takes place, as it is told.
const PLACE: &str = "/home/ada/project";

/// Lines of a story: what is typed, and what is shown then. Line numbers begin at 0.
struct Step {
    typed: Range<usize>,
    shown: Range<usize>,
}

impl Step {
    /// What the shell gets: without the marks at the beginning of lines.
    fn command(&self, lines: &[&str]) -> String {
        let typed = lines[self.typed.clone()].iter();
        typed.map(|line| format!("{}\n", line.get(2..).unwrap_or_default())).collect()
    }
}

/// The steps in the `console` blocks of a story, or the line that belongs to none.
fn steps(lines: &[&str]) -> Result<Vec<Step>, String> {
    let mut steps = Vec::<Step>::new();
    let mut inside = false;
    for (at, line) in lines.iter().enumerate() {
        if line.starts_with("```") {
            inside = !inside && *line == "```console";
        } else if inside && line.starts_with("$ ") {
            steps.push(Step { typed: at..at + 1, shown: at + 1..at + 1 });
        } else if inside {
            let before = steps.last_mut().filter(|step| step.shown.end == at);
            let step = before.ok_or_else(|| format!("{}: nothing was typed before it", at + 1))?;
            if step.shown.is_empty() && step.typed.end == at && (line.starts_with("> ") || *line == ">") {
                step.typed.end = at + 1;
                step.shown.start = at + 1;
            }
            step.shown.end = at + 1;
        }
    }
    if steps.is_empty() { Err("1: nothing is typed in it".to_owned()) } else { Ok(steps) }
}

/// What a terminal shows behind a command: its output, then `[exit N]` where that isn't 0.
fn run(env: &TestEnv, command: &str) -> String {
    let output = shell(env, env.root(), &format!("exec 2>&1\n{command}")).output().unwrap();
    let root = env.root().canonicalize().unwrap();
    let mut shown = String::from_utf8(output.stdout).unwrap().replace(root.to_str().unwrap(), PLACE);
    if !output.status.success() {
        writeln!(shown, "[exit {}]", output.status.code().unwrap()).unwrap();
    }
    shown.trim_end().to_owned()
}

fn alike(told: &str, shown: &str, filters: &[(Regex, &str)]) -> bool {
    let plain = |text: &str| {
        filters.iter().fold(text.to_owned(), |text, (from, to)| from.replace_all(&text, *to).into_owned())
    };
    plain(told) == plain(shown)
}

/// Tells the story: the lines as they should be, and the first step that came out otherwise.
fn tell(text: &str) -> Result<(String, Option<String>), String> {
    let filters: Vec<_> =
        insta_filters().into_iter().map(|(from, to)| (Regex::new(from).unwrap(), to)).collect();
    let (lines, env) = (text.lines().collect::<Vec<_>>(), TestEnv::new());
    let (mut new, mut done, mut wrong) = (Vec::<String>::new(), 0, None);
    for step in steps(&lines)? {
        new.extend(lines[done..step.shown.start].iter().map(|line| (*line).to_owned()));
        done = step.shown.end;
        let told = lines[step.shown.clone()].join("\n").trim_end().to_owned();
        let shown = run(&env, &step.command(&lines));
        let same = alike(&told, &shown, &filters);
        if !same && wrong.is_none() {
            wrong = Some(difference(&lines, &step, &told, &shown, &filters));
        }
        let kept = if same { told } else { shown };
        new.extend(kept.lines().map(ToOwned::to_owned));
        if !kept.is_empty() && lines.get(done).is_some_and(|line| line.starts_with("$ ")) {
            new.push(String::new());
        }
    }
    new.extend(lines[done..].iter().map(|line| (*line).to_owned()));
    Ok((new.join("\n") + "\n", wrong))
}

/// Which line differs first, and all that was shown.
fn difference(lines: &[&str], step: &Step, told: &str, shown: &str, filters: &[(Regex, &str)]) -> String {
    let (told, all) = (told.lines().collect::<Vec<_>>(), shown.lines().collect::<Vec<_>>());
    let line =
        |list: &[&str], at: usize| list.get(at).map_or("(nothing)".to_owned(), |line| (*line).to_owned());
    let longest = told.len().max(all.len());
    let at = (0..longest).find(|at| !alike(&line(&told, *at), &line(&all, *at), filters)).unwrap_or(longest);
    let (number, typed) = (step.shown.start + at + 1, lines[step.typed.start]);
    let (told, now) = (line(&told, at), line(&all, at));
    format!("{number}: {typed}\n-{told}\n+{now}\n\nall that is shown now:\n{shown}\n")
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// All stories, and the README, which is one.
fn stories() -> Vec<PathBuf> {
    let files = std::fs::read_dir(root().join("tests/stories")).unwrap().map(|file| file.unwrap().path());
    let mut stories: Vec<_> = files.filter(|file| !file.ends_with("README.md")).collect();
    stories.push(root().join("README.md"));
    stories.sort();
    stories
}

/// Runs one, and rewrites it if asked to; what is wrong with it, and where.
fn check(file: &Path) -> Option<String> {
    let place = |wrong| format!("{}:{wrong}", file.strip_prefix(root()).unwrap().display());
    match tell(&std::fs::read_to_string(file).unwrap()) {
        Err(wrong) => Some(place(wrong)),
        Ok((new, _)) if std::env::var("LOCUS_STORIES").is_ok_and(|mode| mode == "write") => {
            std::fs::write(file, new).unwrap();
            None
        }
        Ok((_, wrong)) => wrong.map(place),
    }
}

#[test]
fn every_story_comes_out_as_it_is_told() {
    let wrong: Vec<_> = stories().iter().filter_map(|file| check(file)).collect();
    assert!(wrong.is_empty(), "LOCUS_STORIES=write takes in what is shown now\n\n{}", wrong.join("\n"));
}

#[test]
fn the_readme_links_every_story() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let links = readme.split("](tests/stories/").skip(1).filter_map(|rest| rest.split(')').next());
    let files = stories();
    let names = files.iter().map(|file| file.file_name().unwrap().to_str().unwrap());
    let there: BTreeSet<_> = names.filter(|name| *name != "README.md").collect();
    assert_eq!(links.collect::<BTreeSet<_>>(), there);
}

#[test]
fn a_story_that_is_told_otherwise_is_shown_with_its_line() {
    let told = "# One\n\n```console\n$ cat <<'END'\n> one\n> two\n> END\none\ntwo\n\n$ echo 2026-01-01T00:00:00Z; false\n2027-02-02T00:00:00Z\n[exit 1]\n```\n";
    assert_eq!(tell(told), Ok((told.to_owned(), None)));
    let wrong = told.replace("one\ntwo\n\n", "one\nthree\n\n");
    let (right, difference) = tell(&wrong).unwrap();
    insta::assert_snapshot!(difference.unwrap(), @r"
    9: $ cat <<'END'
    -three
    +two

    all that is shown now:
    one
    two
    ");
    assert_eq!(right, told);
    let (right, difference) = tell(&told.replace("[exit 1]\n", "")).unwrap();
    assert!(difference.unwrap().starts_with("13: $ echo"));
    assert_eq!(right, told.replace("2027-02-02", "2026-01-01"));
    assert_eq!(tell("```\n$ true\n```\n"), Err("1: nothing is typed in it".to_owned()));
    let lost = format!("{told}\n```console\nlost\n$ true\n```\n");
    assert_eq!(tell(&lost), Err("17: nothing was typed before it".to_owned()));
}
