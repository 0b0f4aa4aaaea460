//! Time and ids that are the same in every run, and short ways to what tests need everywhere.

use crate::app::ops::CreateWp;
use crate::app::{Actor, Caller, Engine};
use crate::domain::{ActorKind, ReplicaId, Role, Source, Timestamp};
use crate::memory::MemoryStore;
use crate::ports::{Clock, Ids, Recorder, Store};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use uuid::Uuid;

/// A clock that starts at 2026-02-01T00:00:00Z and goes one millisecond further each time it is asked.
#[derive(Debug, Default)]
pub struct SteppingClock(AtomicI64);

/// 2026-02-01T00:00:00Z in milliseconds.
const START: i64 = 1_769_904_000_000;

impl Clock for SteppingClock {
    fn now(&self) -> Timestamp {
        let millis = START + self.0.fetch_add(1, Ordering::Relaxed);
        Timestamp::from_millis(millis).unwrap_or_else(|_| unreachable!("a test of 8,000 years"))
    }

    fn monotonic_ms(&self) -> f64 {
        0.0
    }
}

/// Ids that count up from 1.
#[derive(Debug, Default)]
pub struct SequentialIds(AtomicU64);

impl SequentialIds {
    /// Ids of one of several replicas: no other's are the same.
    #[must_use]
    pub const fn of_replica(number: u32) -> Self {
        Self(AtomicU64::new((number as u64) << 32))
    }
}

impl Ids for SequentialIds {
    fn uuid(&self, now: Timestamp) -> Uuid {
        let counter = self.0.fetch_add(1, Ordering::Relaxed) + 1;
        let millis = u64::try_from(now.millis()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &counter_bytes(counter)).into_uuid()
    }
}

fn counter_bytes(counter: u64) -> [u8; 10] {
    let mut bytes = [0; 10];
    for (byte, digit) in bytes.iter_mut().skip(2).zip(counter.to_be_bytes()) {
        *byte = digit;
    }
    bytes
}

/// An engine on this store with a [`SteppingClock`] and [`SequentialIds`].
#[must_use]
pub fn engine(store: Box<dyn Store>, recorder: Box<dyn Recorder>) -> Engine {
    Engine::new(store, recorder, Box::new(SteppingClock::default()), Box::new(SequentialIds::default()))
}

/// An engine on an empty repository in memory; each number is another replica, 0 is [`REPLICA`].
#[must_use]
pub fn replica(number: u32, recorder: Box<dyn Recorder>) -> Engine {
    let replica_id = ReplicaId::new(Uuid::from_u128(REPLICA.uuid().as_u128() + u128::from(number)));
    let ids = Box::new(SequentialIds::of_replica(number));
    Engine::new(Box::new(MemoryStore::new(replica_id)), recorder, Box::new(SteppingClock::default()), ids)
}

/// A job's caller called `tester` in this role.
#[must_use]
pub fn caller(role: Role) -> Caller {
    let id = "tester".parse().unwrap_or_else(|_| unreachable!("a valid user id"));
    Caller::new(Actor { kind: ActorKind::Agent, id }, role, Source::Job)
}

/// A request for a packet whose title is its id.
///
/// # Panics
/// If the id is not valid.
#[must_use]
pub fn packet(id: &str) -> CreateWp {
    match (id.parse(), id.parse()) {
        (Ok(wp_id), Ok(title)) => CreateWp::new(wp_id, title),
        _ => panic!("not a packet id: {id}"),
    }
}

/// The replica of repositories made for tests.
pub const REPLICA: ReplicaId = ReplicaId::new(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001));
