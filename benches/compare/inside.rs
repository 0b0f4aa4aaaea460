//! In one process: each operation as its own transaction, against the bare program on the same file.

use crate::bare;
use crate::data::{self, Random, Shape};
use crate::report::{Table, Times, ms, ratio, stamp};
use locus_core::app::ops::{
    CreateWp, EdgeToRemove, FilterParams, QueryReady, RecordIteration, RegisterMts, RemoveDependency,
    StartMt, UpdateWp, WpUpdates,
};
use locus_core::app::{Engine, Error, Operation};
use locus_core::domain::{Gate, IterationOutcome, MtDefinition, MtId, Reference, WpId, WpStatus};
use locus_core::testing;
use rusqlite::{Connection, Transaction};
use std::fs::File;
use std::io;
use std::path::Path;

const RUNS: usize = 200;
const ROUNDS: usize = 5;
/// So many iterations a micro-task may take at one level.
const ITERATIONS: u64 = 20;

struct Inside<'a> {
    engine: Engine,
    shape: Shape,
    db: &'a Path,
    random: Random,
    /// Tells what this run makes from what earlier runs left in the file.
    run: u128,
}

/// Measures all operations on one data set.
pub(crate) fn measure(db: &Path, shape: Shape, table: &Table) {
    // Memory that a shared machine took back while other files were measured is slow to come again.
    io::copy(&mut File::open(db).unwrap(), &mut io::sink()).unwrap();
    let run = stamp();
    let mut inside = Inside { engine: data::engine(db), shape, db, random: Random(run as u64), run };
    let row = |name: &str, ours: &Times, bare: Option<&Times>| {
        let bare = bare.map(Times::median);
        table.row(&[
            name.to_owned(),
            shape.to_string(),
            ms(ours.median()),
            ms(ours.p99()),
            bare.map(ms).unwrap_or_default(),
            bare.map(|bare| ratio(ours.median(), bare)).unwrap_or_default(),
        ]);
    };
    let compared = |name: &str, [ours, bare]: [Times; 2]| row(name, &ours, Some(&bare));
    compared("ready (20), with its log", inside.ready());
    compared("create", inside.create());
    compared("add dependency", inside.add_dependency());
    row("update", &inside.update(), None);
    row("gate", &inside.gate(), None);
    row("record iteration", &inside.record_iteration(), None);
    row("add dependency, any direction", &inside.add_dependency_anywhere(), None);
    if shape.packets > 5 * data::HUB {
        row("close a blocker of 1,000", &inside.close_hub(), None);
    }
}

impl Inside<'_> {
    fn run(&mut self, operation: &impl Operation) {
        self.engine.run(operation, &data::caller()).map(drop).unwrap();
    }

    /// Takes the times of ours and of the bare program in turn, a round of runs each, so that both meet the file in
    /// the same state.
    fn in_turn(
        &mut self,
        mut ours: impl FnMut(&mut Self, &mut Times, usize),
        mut bare: impl FnMut(&mut Connection, &mut Times, usize),
    ) -> [Times; 2] {
        let (mut times, mut conn) = ([Times::default(), Times::default()], bare::open(self.db));
        for round in 0..ROUNDS {
            let numbers = || (round * RUNS / ROUNDS)..((round + 1) * RUNS / ROUNDS);
            numbers().for_each(|number| ours(self, &mut times[0], number));
            numbers().for_each(|number| bare(&mut conn, &mut times[1], number));
        }
        times
    }

    fn ready(&mut self) -> [Times; 2] {
        let query = QueryReady { filter: FilterParams::default() };
        let ours = |this: &mut Self, times: &mut Times, _| {
            times.take(|| {
                let answered = this.engine.query(&query, &data::caller()).unwrap();
                assert_eq!(answered.output.ready_wps.len(), 20);
                this.engine.log_query(&answered.record).unwrap();
            });
        };
        self.in_turn(ours, |conn, times, _| assert!(times.take(|| bare::ready(conn)) > 20))
    }

    fn new_id(&self, kind: &str, number: usize) -> WpId {
        format!("WP-1-{kind}-{}-{number}", self.run).parse().unwrap()
    }

    /// The packet that the bare program also makes.
    fn packet(&self, number: usize) -> CreateWp {
        let (_, title, description) = bare::packet(number);
        CreateWp {
            title: title.parse().unwrap(),
            description: description.parse().unwrap(),
            labels: ["bench".parse().unwrap(), "stream".parse().unwrap()].into(),
            ..testing::packet(self.new_id("New", number).as_str())
        }
    }

    fn create(&mut self) -> [Times; 2] {
        let first = self.run as usize * 1_000;
        let ours = |this: &mut Self, times: &mut Times, number| {
            let packet = this.packet(number);
            times.take(|| this.run(&packet));
        };
        self.in_turn(ours, |conn, times, number| {
            times.take(|| bare::write(conn, |txn| bare::create(txn, first + number)));
        })
    }

    fn some_place(&mut self) -> usize {
        self.random.below(self.shape.packets as u64) as usize
    }

    fn update(&mut self) -> Times {
        let mut times = Times::default();
        for number in 0..RUNS {
            let title = Some(format!("Another title {number} of {}", self.run).parse().unwrap());
            let place = self.some_place();
            let updates = WpUpdates { title, ..WpUpdates::default() };
            let update = UpdateWp { updates, ..UpdateWp::new(data::id_at(place)) };
            times.take(|| self.run(&update));
        }
        times
    }

    /// A packet whose work may begin.
    fn ready_packet(&mut self, kind: &str, number: usize) -> WpId {
        let id = self.new_id(kind, number);
        self.run(&testing::packet(id.as_str()));
        self.run(&data::to_status(id.clone(), WpStatus::Ready));
        id
    }

    fn gate(&mut self) -> Times {
        let mut times = Times::default();
        for number in 0..RUNS {
            let id = self.ready_packet("Gate", number);
            times.take(|| self.run(&data::gate(id, Gate::PreWork)));
        }
        times
    }

    fn record_iteration(&mut self) -> Times {
        let mut times = Times::default();
        for number in 0..RUNS / ITERATIONS as usize {
            let wp_id = self.ready_packet("Work", number);
            self.run(&data::gate(wp_id.clone(), Gate::PreWork));
            let mt_id: MtId = "MT-001".parse().unwrap();
            let mut definition = MtDefinition::new(mt_id.clone(), "Do it".parse().unwrap());
            definition.max_iterations = ITERATIONS.try_into().unwrap();
            self.run(&RegisterMts { wp_id: wp_id.clone(), definitions: vec![definition] });
            let model_id: Reference = "bench".parse().unwrap();
            self.run(&StartMt {
                wp_id: wp_id.clone(),
                mt_id: mt_id.clone(),
                model_id: model_id.clone(),
                lora_id: None,
                escalation_level: None,
            });
            for iteration in 1..=ITERATIONS {
                let (wp_id, mt_id, model_id) = (wp_id.clone(), mt_id.clone(), model_id.clone());
                let retry = RecordIteration::new(wp_id, mt_id, iteration, model_id, IterationOutcome::Retry);
                times.take(|| self.run(&retry));
            }
        }
        times
    }

    fn new_edges(&mut self) -> Vec<(usize, usize)> {
        let pairs = std::iter::repeat_with(|| (self.some_place(), self.some_place()));
        let forward = pairs.filter(|(one, other)| one != other);
        forward.map(|(one, other)| (one.min(other), one.max(other))).take(RUNS).collect()
    }

    /// Along the order that the data set was made in.
    fn add_dependency(&mut self) -> [Times; 2] {
        let (edges, others) = (self.new_edges(), self.new_edges());
        let ids = |(from, to): (usize, usize)| (data::id_at(from), data::id_at(to));
        let ours = |this: &mut Self, times: &mut Times, number: usize| {
            let (from, to) = ids(edges[number]);
            times.take(|| this.run(&data::edge(from, to)));
        };
        self.in_turn(ours, |conn, times, number| {
            let (from, to) = ids(others[number]);
            // One that is there already is rare, and no work for either program.
            if !bare::has_dependency(conn, from.as_str(), to.as_str()) {
                let add = |txn: &Transaction<'_>| bare::add_dependency(txn, from.as_str(), to.as_str());
                times.take(|| bare::write(conn, add));
            }
        })
    }

    /// Without regard to any order: many close a cycle and are refused. The others are taken away again, so that the
    /// data set keeps its order.
    fn add_dependency_anywhere(&mut self) -> Times {
        let mut times = Times::default();
        for (from, to) in self.new_edges() {
            let (from, to) = if self.random.below(2) == 0 { (to, from) } else { (from, to) };
            let edge = data::edge(data::id_at(from), data::id_at(to));
            match times.take(|| self.engine.run(&edge, &data::caller())) {
                Ok(done) if done.changed => {
                    self.run(&RemoveDependency { edge: EdgeToRemove::Edge(edge.edge) });
                }
                answer => assert!(matches!(answer, Ok(_) | Err(Error::Cycle { .. }))),
            }
        }
        times
    }

    fn close_hub(&mut self) -> Times {
        let mut times = Times::default();
        for _ in 0..21 {
            times.take(|| self.run(&data::gate(data::hub(), Gate::PostWork)));
            self.run(&data::to_status(data::hub(), WpStatus::Ready));
            self.run(&data::gate(data::hub(), Gate::PreWork));
        }
        times
    }
}
