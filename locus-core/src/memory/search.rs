//! Keyword search without an index: every packet is looked at.

use super::State;
use crate::domain::{Filter, Page, WorkPacket};
use crate::ports::SearchHit;

/// The words of a text: runs of letters and digits, lower-case.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// How often a phrase, its last word perhaps only begun, stands in a text.
fn occurrences(text: &[String], phrase: &[String]) -> usize {
    let Some((last, firsts)) = phrase.split_last() else { return 0 };
    let fits = |window: &[String]| {
        window.split_last().is_some_and(|(end, begin)| begin == firsts && end.starts_with(last.as_str()))
    };
    text.windows(phrase.len()).filter(|window| fits(window)).count()
}

/// Packets in which every word of the query stands, more occurrences first, then by id.
pub(super) fn search(state: &State, query: &str, filter: &Filter) -> Page<SearchHit> {
    let phrases: Vec<Vec<String>> =
        query.split_whitespace().map(words).filter(|phrase| !phrase.is_empty()).collect();
    let mut hits: Vec<SearchHit> = Vec::new();
    if phrases.is_empty() {
        return filter.cut(hits);
    }
    for wp in state.undeleted().filter(|wp| filter.matches(wp, || state.surroundings(wp))) {
        let columns: Vec<Vec<String>> = columns(state, wp).iter().map(|text| words(text)).collect();
        let counts =
            phrases.iter().map(|phrase| columns.iter().map(|text| occurrences(text, phrase)).sum::<usize>());
        let counts: Vec<usize> = counts.collect();
        if counts.iter().all(|count| *count > 0) {
            let total = u32::try_from(counts.iter().sum::<usize>()).unwrap_or(u32::MAX);
            hits.push(SearchHit {
                wp: wp.clone(),
                score: f64::from(total),
                snippet: bracketed(wp.title.as_str(), &phrases),
            });
        }
    }
    hits.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.wp.wp_id.cmp(&b.wp.wp_id)));
    filter.cut(hits)
}

fn columns(state: &State, wp: &WorkPacket) -> [String; 4] {
    let labels: Vec<_> = wp.labels.iter().map(AsRef::as_ref).collect();
    let notes = state.notes.iter().filter(|note| note.wp_id == wp.wp_id);
    let notes: Vec<_> = notes.map(|note| note.content.as_str()).collect();
    [wp.title.to_string(), wp.description.to_string(), labels.join(" "), notes.join("\n")]
}

/// The title, with the words that begin like a word of the query in brackets.
fn bracketed(title: &str, phrases: &[Vec<String>]) -> String {
    let found = |word: &str| {
        let word = word.to_lowercase();
        phrases.iter().flatten().any(|sought| word.starts_with(sought.as_str()))
    };
    let mut out = String::new();
    let mut word = String::new();
    for c in title.chars().chain([' ']) {
        if c.is_alphanumeric() {
            word.push(c);
            continue;
        }
        if !word.is_empty() && found(&word) {
            out = format!("{out}[{word}]");
        } else {
            out.push_str(&word);
        }
        word.clear();
        out.push(c);
    }
    out.pop();
    out
}
