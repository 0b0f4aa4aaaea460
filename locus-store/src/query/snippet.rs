//! The passage that shows why a packet was found. FTS5's own `snippet()` and `highlight()` take time with the square
//! of the hits in a text, which long notes make too many; here a text is read up to its first hit.

use std::collections::VecDeque;

/// Words shown before the first hit, and behind it.
const BEFORE: usize = 5;
const BEHIND: usize = 11;
/// Of a longer word, in characters, only a part is shown.
const LONG_WORD: usize = 80;

/// What is looked for: beginnings of words, lower-case.
#[derive(Debug)]
pub(crate) struct Beginnings(Vec<String>);

impl Beginnings {
    /// Those of a search text.
    pub(crate) fn of(text: &str) -> Self {
        Self(runs(text).filter(|(_, is_word)| *is_word).map(|(run, _)| run.to_lowercase()).collect())
    }

    fn begin(&self, word: &str) -> bool {
        let word = word.to_lowercase();
        self.0.iter().any(|beginning| word.starts_with(beginning))
    }

    /// The passage around the first hit of a text: on one line, hits in `[` `]`.
    pub(crate) fn passage(&self, text: &str) -> Option<String> {
        let mut words = text.split_whitespace();
        let mut before = VecDeque::new();
        let hit = loop {
            let word = words.next()?;
            match self.marked(word) {
                Some(hit) => break hit,
                None => before.push_back(word),
            }
            if before.len() > BEFORE + 1 {
                before.pop_front();
            }
        };
        let mut shown = Vec::new();
        if before.len() > BEFORE {
            before.pop_front();
            shown.push("…".to_owned());
        }
        shown.extend(before.into_iter().map(clipped));
        shown.push(hit);
        shown.extend(
            words.by_ref().take(BEHIND).map(|word| self.marked(word).unwrap_or_else(|| clipped(word))),
        );
        shown.extend(words.next().map(|_| "…".to_owned()));
        Some(shown.join(" "))
    }

    /// The word with its hits in brackets, if it has one.
    fn marked(&self, word: &str) -> Option<String> {
        let is_hit = |run: &(&str, bool)| run.1 && self.begin(run.0);
        let (first, _) = runs(word).find(is_hit)?;
        if word.chars().nth(LONG_WORD).is_some() {
            return Some(format!("…[{}]…", clipped(first)));
        }
        let mark = |run: (&str, bool)| if is_hit(&run) { format!("[{}]", run.0) } else { run.0.to_owned() };
        Some(runs(word).map(mark).collect())
    }
}

fn clipped(word: &str) -> String {
    if word.chars().nth(LONG_WORD).is_some() {
        word.chars().take(LONG_WORD).chain(['…']).collect()
    } else {
        word.to_owned()
    }
}

/// A text cut into runs of letters and digits, and what stands between them.
fn runs(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let is_word = rest.chars().next()?.is_alphanumeric();
        let end = rest.find(|c: char| c.is_alphanumeric() != is_word).unwrap_or(rest.len());
        let (run, behind) = rest.split_at(end);
        rest = behind;
        Some((run, is_word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(query: &str, text: &str) -> Option<String> {
        Beginnings::of(query).passage(text)
    }

    #[test]
    fn short_texts_are_shown_whole_on_one_line() {
        assert_eq!(shown("PARS", "fix the\n\t(Parser), then"), Some("fix the ([Parser]), then".into()));
        assert_eq!(shown("über b", "a-b Übermut"), Some("a-[b] [Übermut]".into()));
        assert_eq!(shown("parser", "the lexer"), None);
        assert_eq!(shown("arser", "parser"), None);
    }

    #[test]
    fn long_texts_are_cut_around_the_first_hit() {
        let text = format!("{}the hit {}", "before ".repeat(9), "behind hit ".repeat(9));
        let expected = format!("… {}the [hit] {}behind …", "before ".repeat(4), "behind [hit] ".repeat(5));
        assert_eq!(shown("hit", &text), Some(expected));
    }

    #[test]
    fn of_long_words_a_part_is_shown() {
        let (path, blob) = ("dir/".repeat(30), "ä".repeat(1000));
        assert_eq!(shown("hit", &format!("{path}hit/{path}")), Some("…[hit]…".into()));
        let passage = shown("hit ää", &format!("hit {blob}"));
        assert_eq!(passage, Some(format!("[hit] …[{}…]…", "ä".repeat(LONG_WORD))));
    }
}
