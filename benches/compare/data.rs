//! Data sets: always the same for the same shape, made by the engine itself, so that every event and record is there.

use locus_core::app::ops::{AddDependency, CreateWp, EdgeRequest, GateWp, UpdateWp, WpUpdates};
use locus_core::app::{Caller, Engine, Operation, Unit};
use locus_core::domain::{Gate, GateResult, Role, WpId, WpStatus};
use locus_core::ports::Wait;
use locus_core::testing;
use locus_fr::FlightRecorder;
use locus_store::{Access, Birth, OpenOptions, SqliteStore};
use rusqlite::Connection;
use std::path::{Path, PathBuf};

/// How large, and how dense.
#[derive(Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) packets: usize,
    /// Edges for every ten packets.
    pub(crate) edges_of_ten: usize,
}

/// How many packets the hub blocks, where there are enough.
pub(crate) const HUB: usize = 1_000;
/// Packets are numbered in this many steps out of order, so that edges also lead to older packets.
const SHUFFLED: usize = 100;
/// Half of the edges come from so near, the others from anywhere before.
const NEAR: u64 = 200;

impl std::fmt::Display for Shape {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}x{}", self.packets, self.edges_of_ten as f64 / 10.0)
    }
}

impl Shape {
    fn edges_of(self, place: usize) -> usize {
        let (before, until) = (place * self.edges_of_ten / 10, (place + 1) * self.edges_of_ten / 10);
        // Every fifth packet waits for nothing; the others have its edges, too.
        if place.is_multiple_of(5) { 0 } else { (until - before) + (until - before).div_ceil(4) }
    }
}

/// SplitMix64: small, seeded, the same everywhere.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }
}

/// The packet at a place of the order that all edges follow.
pub(crate) fn id_at(place: usize) -> WpId {
    let (block, within) = (place / SHUFFLED, place % SHUFFLED);
    id(block * SHUFFLED + within * 37 % SHUFFLED)
}

pub(crate) fn id(number: usize) -> WpId {
    format!("WP-1-Piece-{number}-v1").parse().unwrap()
}

pub(crate) fn hub() -> WpId {
    "WP-1-Hub-v1".parse().unwrap()
}

/// The blockers of the packet at a place, without repetitions.
pub(crate) fn blockers(shape: Shape, place: usize, random: &mut Random) -> Vec<usize> {
    let mut found = Vec::new();
    for n in 0..shape.edges_of(place) {
        let before = place as u64;
        let back = if n % 2 == 0 { random.below(before.min(NEAR)) } else { random.below(before) };
        let blocker = place - 1 - back as usize;
        if !found.contains(&blocker) {
            found.push(blocker);
        }
    }
    found
}

pub(crate) fn caller() -> Caller {
    testing::caller(Role::Operator)
}

/// The engine on a data set.
pub(crate) fn engine(db: &Path) -> Engine {
    let birth = Birth { replica_id: testing::REPLICA, created_at: "2026-02-01T00:00:00Z".parse().unwrap() };
    let store = SqliteStore::open(db, OpenOptions::new(Access::Create(birth))).unwrap();
    testing::engine(Box::new(store), Box::new(FlightRecorder))
}

/// The file of a shape in the folder; made if it isn't there.
pub(crate) fn set(folder: &Path, shape: Shape) -> PathBuf {
    let db = folder.join(format!("{shape}.db"));
    if !db.exists() {
        let unfinished = db.with_extension("unfinished");
        build(&unfinished, shape);
        // SQLite's own way to close takes the write-ahead log in.
        let conn = Connection::open(&unfinished).unwrap();
        conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
        drop(conn);
        std::fs::rename(&unfinished, &db).unwrap();
    }
    db
}

fn build(db: &Path, shape: Shape) {
    let mut engine = engine(db);
    let mut maker = Maker { engine: &mut engine, pending: Vec::new() };
    for number in 0..shape.packets {
        let mut packet = testing::packet(id(number).as_str());
        packet.title = format!("Build piece {number} of the whole").parse().unwrap();
        let text =
            format!("Piece {number}: what is to be built, why, and how it is known to work. ").repeat(3);
        packet.description = text.parse().unwrap();
        packet.labels = ["bench".parse().unwrap(), format!("area-{}", number % 7).parse().unwrap()].into();
        packet.priority = u64::try_from(number % 5).unwrap().try_into().unwrap();
        maker.run(Step::Create(Box::new(packet)));
    }
    let mut random = Random(42);
    for place in 0..shape.packets {
        if place % 5 < 2 {
            maker.run(Step::Update(to_status(id_at(place), WpStatus::Ready)));
        }
        for blocker in blockers(shape, place, &mut random) {
            maker.run(Step::Edge(edge(id_at(blocker), id_at(place))));
        }
    }
    if shape.packets > 5 * HUB {
        maker.run(Step::Create(Box::new(testing::packet(hub().as_str()))));
        for n in 0..HUB {
            maker.run(Step::Edge(edge(hub(), id_at(n * 5 + 1))));
        }
        maker.run(Step::Update(to_status(hub(), WpStatus::Ready)));
        maker.run(Step::Gate(gate(hub(), Gate::PreWork)));
    }
    maker.commit();
}

pub(crate) fn to_status(wp_id: WpId, status: WpStatus) -> UpdateWp {
    let updates = WpUpdates { status: Some(status), ..WpUpdates::default() };
    UpdateWp { updates, reason: Some("bench".parse().unwrap()), ..UpdateWp::new(wp_id) }
}

pub(crate) fn gate(wp_id: WpId, gate: Gate) -> GateWp {
    GateWp::new(wp_id, gate, GateResult::Pass)
}

pub(crate) fn edge(from: WpId, to: WpId) -> AddDependency {
    AddDependency { edge: EdgeRequest::new(from, "blocks", to).unwrap(), description: None }
}

enum Step {
    Create(Box<CreateWp>),
    Update(UpdateWp),
    Edge(AddDependency),
    Gate(GateWp),
}

/// Commits many operations at once.
struct Maker<'a> {
    engine: &'a mut Engine,
    pending: Vec<Step>,
}

impl Maker<'_> {
    fn run(&mut self, step: Step) {
        self.pending.push(step);
        if self.pending.len() == 2_000 {
            self.commit();
        }
    }

    fn commit(&mut self) {
        fn done(unit: &mut Unit<'_>, operation: &impl Operation) {
            unit.run(operation, &caller()).map(drop).unwrap();
        }
        let mut unit = self.engine.begin(Wait::Default).unwrap();
        for step in self.pending.drain(..) {
            match step {
                Step::Create(operation) => done(&mut unit, &*operation),
                Step::Update(operation) => done(&mut unit, &operation),
                Step::Edge(operation) => done(&mut unit, &operation),
                Step::Gate(operation) => done(&mut unit, &operation),
            }
        }
        unit.commit().unwrap();
    }
}
