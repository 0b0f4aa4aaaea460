//! Clocks that go backwards, stand still, or come to the ends of the calendar.

use locus_core::app::ops::{CloseWp, GateWp, UpdateWp};
use locus_core::app::{Engine, Error};
use locus_core::domain::{Gate, GateResult, Role, Timestamp, WpStatus};
use locus_core::memory::MemoryStore;
use locus_core::ports::{Clock, EventQuery};
use locus_core::testing::{REPLICA, SequentialIds, caller, packet};
use locus_fr::{FlightRecorder, Verifier, to_line};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// A clock that says what it is told to.
#[derive(Debug, Clone)]
struct ToldClock(Arc<AtomicI64>);

impl Clock for ToldClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::Relaxed)).unwrap()
    }

    fn monotonic_ms(&self) -> f64 {
        0.0
    }
}

struct Desk {
    engine: Engine,
    clock: ToldClock,
}

impl Desk {
    fn at(moment: &str) -> Self {
        let clock = ToldClock(Arc::default());
        let ids = Box::new(SequentialIds::default());
        let store = Box::new(MemoryStore::new(REPLICA));
        let engine = Engine::new(store, Box::new(FlightRecorder), Box::new(clock.clone()), ids);
        let desk = Self { engine, clock };
        desk.set(moment);
        desk
    }

    fn set(&self, moment: &str) {
        let moment: Timestamp = moment.parse().unwrap();
        self.clock.0.store(moment.millis(), Ordering::Relaxed);
    }

    /// The moments of all events, which make a chain that holds.
    fn moments(&mut self) -> Vec<String> {
        let query = EventQuery { limit: 100, ..EventQuery::default() };
        let mut verifier = Verifier::new();
        let records = self.engine.view(|txn| Ok(txn.events(&query)?)).unwrap();
        records.iter().for_each(|record| drop(verifier.feed(to_line(record)).unwrap()));
        records.iter().map(|record| record.context.timestamp.to_string()).collect()
    }
}

fn update(change: impl FnOnce(&mut UpdateWp)) -> UpdateWp {
    let mut update = UpdateWp::new("WP-1".parse().unwrap());
    change(&mut update);
    update
}

#[test]
fn a_clock_that_goes_backwards_stops_the_time_until_it_has_caught_up() {
    let by = caller(Role::Operator);
    let mut desk = Desk::at("2026-02-01T00:00:00.000Z");
    desk.engine.run(&packet("WP-1"), &by).unwrap();
    desk.set("1970-01-01T00:00:00.000Z");
    let ready =
        desk.engine.run(&update(|update| update.updates.status = Some(WpStatus::Ready)), &by).unwrap();
    let wp = &ready.output.wp.wp;
    assert!(wp.updated_at >= wp.created_at);
    desk.set("2026-02-01T00:00:00.005Z");
    desk.engine.run(&update(|update| update.updates.title = Some("later".parse().unwrap())), &by).unwrap();
    let moments = ["2026-02-01T00:00:00.000Z", "2026-02-01T00:00:00.000Z", "2026-02-01T00:00:00.005Z"];
    assert_eq!(desk.moments(), moments);
}

#[test]
fn a_whole_life_fits_at_each_end_of_the_calendar() {
    for end in ["0000-01-01T00:00:00.000Z", "1969-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"] {
        let by = caller(Role::Operator);
        let mut desk = Desk::at(end);
        let gate = |gate| GateWp::new("WP-1".parse().unwrap(), gate, GateResult::Pass);
        let run = |engine: &mut Engine| {
            engine.run(&packet("WP-1"), &by)?;
            engine.run(&update(|update| update.updates.status = Some(WpStatus::Ready)), &by)?;
            engine.run(&gate(Gate::PreWork), &by)?;
            engine.run(&gate(Gate::PostWork), &by)?;
            engine.run(&CloseWp::new("WP-1".parse().unwrap()), &by)
        };
        let closed = run(&mut desk.engine).unwrap();
        assert_eq!(closed.output.wp.wp.closed_at.unwrap().to_string(), end);
        assert!(desk.moments().iter().all(|moment| moment == end));
    }
}

#[test]
fn a_lease_beyond_the_calendar_is_refused() {
    let by = caller(Role::Operator);
    let mut desk = Desk::at("9999-12-31T23:59:59.000Z");
    desk.engine.run(&packet("WP-1"), &by).unwrap();
    let claim = |ms| {
        update(|update| {
            update.claim = true;
            update.lease_ms = Some(ms);
        })
    };
    let refused = desk.engine.run(&claim(1000), &by).unwrap_err();
    assert!(matches!(&refused, Error::Invalid { field, .. } if field == "lease_ms"), "{refused}");
    desk.engine.run(&claim(999), &by).unwrap();
}
