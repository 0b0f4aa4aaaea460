//! Queries in words, and the numbers that all lists must agree on.

use super::Reference;
use super::lists::fill;
use super::walk::{Dice, step};
use crate::app::Engine;
use crate::app::ops::{AddDependency, EdgeRequest};
use crate::domain::query::{Expression, Selection, Standing, Surroundings};
use crate::domain::{Filter, WorkPacket, WpId, WpStatus};
use crate::graph::surroundings;
use crate::ports::ReadTxn;
use crate::testing::QUERY_TERMS;

/// A query put together of random terms.
fn expression(dice: &mut Dice, depth: u32) -> Expression {
    let part = |dice: &mut Dice| expression(dice, depth.saturating_sub(1));
    match dice.roll(if depth == 0 { 1 } else { 5 }) {
        0 | 1 => dice.pick(QUERY_TERMS).parse().unwrap(),
        2 => Expression::not(part(dice)),
        3 => Expression::all([part(dice), part(dice), part(dice)]),
        _ => Expression::any(part(dice), [part(dice)]),
    }
}

/// A filter that takes what a query asks for, all on one page.
fn asking(expression: Expression) -> Filter {
    let now = "2026-02-01T00:10:00Z".parse().unwrap();
    let selection = Selection { expression, now, me: "tester".parse().unwrap() };
    Filter { selection: Some(selection), limit: Filter::MAX_LIMIT, ..Filter::default() }
}

/// Each list and a search, under each term and many random queries, show what the definition makes of the same rows.
pub fn queries_agree_with_the_definition(make: &dyn Fn() -> Engine, reference: Reference<'_>) {
    let (mut subject, mut memory) = (make(), reference(0));
    let mut dice = Dice::new(7);
    for engine in [&mut subject, &mut memory] {
        fill(engine);
        for (from, to) in [("WP-01", "WP-02"), ("WP-03", "WP-02"), ("WP-00", "WP-04")] {
            let edge = EdgeRequest::new(from.parse().unwrap(), "blocks", to.parse().unwrap()).unwrap();
            super::run(engine, &AddDependency { edge, description: None });
        }
    }
    let terms: Vec<Expression> = QUERY_TERMS.iter().map(|term| term.parse().unwrap()).collect();
    let random: Vec<Expression> = (0..150).map(|_| expression(&mut dice, 3)).collect();
    for expression in terms.into_iter().chain(random) {
        let filter = Filter { limit: 5, ..asking(expression) };
        let found = |engine: &mut Engine| {
            let lists =
                |txn: &dyn ReadTxn| Ok([txn.list(&filter)?, txn.ready(&filter)?, txn.blocked(&filter)?]);
            let search = |txn: &dyn ReadTxn| Ok(txn.search("packet", &filter)?.total_count);
            (engine.view(lists).unwrap(), engine.view(search).unwrap())
        };
        assert_eq!(found(&mut subject), found(&mut memory), "{filter:?}");
    }
}

/// In random projects list, ready, blocked, search and the counts by status tell of the same packets, and so do the
/// queries that ask for them.
pub fn all_numbers_agree(make: &dyn Fn() -> Engine, reference: Reference<'_>) {
    for seed in 1..9 {
        let (mut subject, mut memory) = (make(), reference(0));
        let mut dice = Dice::new(seed);
        for _ in 0..6 {
            (0..15).for_each(|_| step(&mut dice, &mut subject, &mut memory));
            let asked = expression(&mut dice, 3);
            let agreed = |txn: &dyn ReadTxn| {
                Numbers::of(txn).agree(&asked);
                Ok(())
            };
            subject.view(agreed).unwrap();
        }
    }
}

/// All packets of a project, with what their edges say of them.
struct Numbers<'a> {
    txn: &'a dyn ReadTxn,
    packets: Vec<(WorkPacket, Surroundings)>,
}

impl<'a> Numbers<'a> {
    fn of(txn: &'a dyn ReadTxn) -> Self {
        let all = Filter { limit: Filter::MAX_LIMIT, ..Filter::default() };
        let packets = txn.list(&all).unwrap().items.into_iter().map(|wp| {
            let around = surroundings(txn, &wp).unwrap();
            (wp, around)
        });
        Self { txn, packets: packets.collect() }
    }

    /// The ids of those that pass, in the order of the list.
    fn those(&self, passes: impl Fn(&WorkPacket, &Surroundings) -> bool) -> Vec<WpId> {
        let passing = self.packets.iter().filter(|(wp, around)| passes(wp, around));
        passing.map(|(wp, _)| wp.wp_id.clone()).collect()
    }

    /// The ids that a query finds in all packets; their number is the total.
    fn found(&self, query: Expression) -> Vec<WpId> {
        let page = self.txn.list(&asking(query)).unwrap();
        assert_eq!(page.total_count, page.items.len() as u64);
        page.items.into_iter().map(|wp| wp.wp_id).collect()
    }

    fn agree(&self, asked: &Expression) {
        let counts = self.txn.counts().unwrap();
        assert_eq!(counts.total(), self.packets.len() as u64);
        for status in WpStatus::ALL {
            let expected = self.those(|wp, _| wp.status == *status);
            assert_eq!(self.found(format!("status:{status}").parse().unwrap()), expected);
            assert_eq!(counts.of(*status), expected.len() as u64, "{status}");
        }
        let selection = asking(asked.clone()).selection.unwrap();
        assert_eq!(
            self.found(asked.clone()),
            self.those(|wp, around| selection.matches(wp, around)),
            "{asked}"
        );
        self.decisions_hold(&asking(asked.clone()));
        let others = self.found(Expression::not(asked.clone()));
        assert_eq!(others, self.those(|wp, around| !selection.matches(wp, around)), "-({asked})");
        let (ready, blocked) = (self.those(|_, around| around.ready), self.those(|_, around| around.blocked));
        assert_eq!((counts.ready, counts.blocked), (ready.len() as u64, blocked.len() as u64));
        assert!(ready.iter().all(|id| !blocked.contains(id)));
        self.agree_on("is:ready", &ready, |txn, filter| txn.ready(filter), asked);
        self.agree_on("is:blocked", &blocked, |txn, filter| txn.blocked(filter), asked);
    }

    /// That what a filter says of packets by where they stand is what it says of each.
    fn decisions_hold(&self, filter: &Filter) {
        for (wp, around) in &self.packets {
            let standing = Standing { status: wp.status, ready: around.ready, blocked: around.blocked };
            if let Some(kept) = filter.decides(standing) {
                assert_eq!(kept, filter.matches(wp, || around.clone()), "{filter:?} {standing:?}");
            }
        }
    }

    /// That a list and the query for it show these packets, and narrowed down the same again.
    fn agree_on(&self, query: &str, expected: &[WpId], list: List, asked: &Expression) {
        let query: Expression = query.parse().unwrap();
        assert_eq!(self.found(query.clone()), expected);
        let narrowed = self.found(Expression::all([query.clone(), asked.clone()]));
        for (filter, expected) in [(Expression::EVERYTHING, expected), (asked.clone(), &narrowed)] {
            let page = list(self.txn, &asking(filter)).unwrap();
            assert_eq!(page.total_count, expected.len() as u64, "{query} {asked}");
            assert!(page.items.iter().map(|wp| &wp.wp_id).eq(expected), "{query} {asked}");
        }
        // Every title of the walk begins so.
        let found = self.txn.search("WP", &asking(query)).unwrap().total_count;
        assert_eq!(found, expected.len() as u64);
    }
}

type List = fn(&dyn ReadTxn, &Filter) -> Result<crate::domain::Page<WorkPacket>, crate::ports::StoreError>;
