//! Lists, pages and search.

use super::Reference;
use super::run;
use crate::app::Engine;
use crate::app::ops::{DeleteWp, UpdateWp};
use crate::domain::{Filter, Label, Phase, Priority, Sort, WorkType, WpStatus};
use crate::testing::packet;

/// Twelve packets that differ in everything a filter looks at.
pub(super) fn fill(engine: &mut Engine) {
    for number in 0..12_u64 {
        let mut request = packet(&format!("WP-{number:02}"));
        request.title = format!("Packet {number} {}", if number % 2 == 0 { "Über API" } else { "plain" })
            .parse()
            .unwrap();
        request.priority = (number % 5).try_into().unwrap();
        request.phase = if number % 3 == 0 { Phase::P0_5 } else { Phase::P2 };
        request.work_type = if number % 4 == 0 { WorkType::Bug } else { WorkType::Docs };
        request.assignee = (number % 2 == 1).then(|| format!("user-{}", number % 3).parse().unwrap());
        let labels = [("even", number % 2 == 0), ("third", number % 3 == 0)];
        request.labels =
            labels.iter().filter(|(_, set)| *set).map(|(label, _)| label.parse().unwrap()).collect();
        request.description = format!("about 100% of a_b number {number}").parse().unwrap();
        run(engine, &request);
        if number % 6 != 5 {
            run(engine, &UpdateWp::status(request.wp_id.clone(), WpStatus::Ready));
        }
        if number % 6 == 4 {
            run(engine, &UpdateWp::status(request.wp_id, WpStatus::Blocked));
        }
    }
}

fn filters() -> Vec<Filter> {
    let all = Filter { limit: 100, ..Filter::default() };
    let label = |text: &str| text.parse::<Label>().unwrap();
    let priority = |number: u64| Some(Priority::try_from(number).unwrap());
    let text = |words: &str| Filter { text: Some(words.into()), ..all.clone() };
    vec![
        all.clone(),
        Filter { sort: Sort::Age, ..all.clone() },
        Filter { sort: Sort::Priority, ..all.clone() },
        Filter { statuses: vec![WpStatus::Blocked, WpStatus::Stub], ..all.clone() },
        Filter { assignees: vec!["user-1".parse().unwrap(), "user-2".parse().unwrap()], ..all.clone() },
        Filter { priority_min: priority(1), priority_max: priority(3), ..all.clone() },
        Filter { phases: vec![Phase::P0_5], types: vec![WorkType::Bug, WorkType::Chore], ..all.clone() },
        Filter { labels: vec![label("even"), label("third")], ..all.clone() },
        Filter { labels: vec![label("none")], ..all.clone() },
        text("über PACKET"),
        text("100% a_b"),
        text("  "),
        text("nowhere"),
        Filter { limit: 3, offset: 2, ..all.clone() },
        Filter { limit: 0, ..all.clone() },
        Filter { offset: 1000, ..all },
    ]
}

/// Each list, under each filter, is what the definition makes of the same rows.
pub fn filters_agree_with_the_definition(make: &dyn Fn() -> Engine, reference: Reference<'_>) {
    let (mut subject, mut memory) = (make(), reference(0));
    fill(&mut subject);
    fill(&mut memory);
    for filter in filters() {
        let lists = |engine: &mut Engine| {
            engine.view(|txn| Ok([txn.list(&filter)?, txn.ready(&filter)?, txn.blocked(&filter)?])).unwrap()
        };
        assert_eq!(lists(&mut subject), lists(&mut memory), "{filter:?}");
    }
}

/// The count is that of all pages, and the pages together are the whole list.
pub fn pages_count_everything(make: &dyn Fn() -> Engine, _reference: Reference<'_>) {
    let mut engine = make();
    fill(&mut engine);
    let page = |engine: &mut Engine, limit, offset| {
        let filter = Filter { limit, offset, ..Filter::default() };
        engine.view(|txn| Ok(txn.ready(&filter)?)).unwrap()
    };
    let whole = page(&mut engine, 100, 0);
    assert_eq!(whole.total_count, whole.items.len() as u64);
    let mut together = Vec::new();
    for offset in 0..whole.total_count {
        let one = page(&mut engine, 1, offset);
        assert_eq!(one.total_count, whole.total_count);
        together.extend(one.items);
    }
    assert_eq!(together, whole.items);
}

fn found(engine: &mut Engine, text: &str) -> Vec<String> {
    let page = engine.view(|txn| Ok(txn.search(text, &Filter::default())?)).unwrap();
    assert_eq!(page.total_count, page.items.len() as u64);
    let mut ids: Vec<_> = page.items.into_iter().map(|hit| hit.wp.wp_id.to_string()).collect();
    ids.sort();
    ids
}

/// Search finds titles, descriptions, labels and notes, by whole words and beginnings, as they are now.
pub fn search_follows_every_write(make: &dyn Fn() -> Engine, _reference: Reference<'_>) {
    let mut engine = make();
    let mut request = packet("WP-1-Search-v1");
    request.title = "Parser for boards".parse().unwrap();
    request.description = "keeps every byte".parse().unwrap();
    request.labels = ["markdown".parse().unwrap()].into();
    run(&mut engine, &request);
    for query in ["parser", "PARS", "byte keeps", "markdown", "for boards", "every-byte"] {
        assert_eq!(found(&mut engine, query), ["WP-1-Search-v1"], "{query}");
    }
    for query in ["", "  ", "\"", "parser lexer", "arser", "AND OR NOT", "* ( ) ^ :", "'; --", "boards-for"] {
        assert_eq!(found(&mut engine, query), Vec::<String>::new(), "{query}");
    }
    let mut update = UpdateWp::new(request.wp_id.clone());
    update.updates.title = Some("Renderer".parse().unwrap());
    update.note = Some("remember the elephant".parse().unwrap());
    run(&mut engine, &update);
    assert_eq!(found(&mut engine, "parser"), Vec::<String>::new());
    assert_eq!(found(&mut engine, "renderer elephant"), ["WP-1-Search-v1"]);
    run(&mut engine, &DeleteWp::new(request.wp_id));
    assert_eq!(found(&mut engine, "renderer"), Vec::<String>::new());
}
