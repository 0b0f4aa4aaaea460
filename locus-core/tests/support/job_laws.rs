//! What must hold of any bytes as jobs. A property test and the fuzzer hold lines against it.

use locus_core::app::{Caller, Engine};
use locus_core::domain::Role;
use locus_core::job::{JobLine, JobRunner};
use locus_core::memory::MemoryStore;
use locus_core::ports::{Board, BoardFailure, Boards, EventFile, EventFiles, EventQuery};
use locus_core::testing::{self, EventList, REPLICA};
use locus_fr::{FlightRecorder, Verifier, to_line};
use serde_json::Value;

/// Jobs that lead to a packet in progress with a running micro-task, and to another one that waits for it. They are
/// what the lines under test meet, and what they are made of.
pub(crate) const LIFE: &str = include_str!("life.jsonl");

/// Nothing here touches a disk: there is no board, and one file of events is a list.
#[derive(Debug, Default)]
struct NoDisk(EventList);

impl Boards for NoDisk {
    fn open(&self, _path: Option<&str>) -> Result<Box<dyn Board>, BoardFailure> {
        Err(BoardFailure::Missing { path: "nowhere".into() })
    }
}

impl EventFiles for NoDisk {
    fn event_file(&self, _path: &str) -> Box<dyn EventFile> {
        Box::new(self.0.clone())
    }
}

struct Bench {
    engine: Engine,
    process: Caller,
    disk: NoDisk,
}

impl Bench {
    fn new() -> Self {
        let engine = testing::engine(Box::new(MemoryStore::new(REPLICA)), Box::new(FlightRecorder));
        let mut bench = Self { engine, process: testing::caller(Role::Operator), disk: NoDisk::default() };
        for line in LIFE.lines() {
            let answer = bench.answer(line.as_bytes());
            assert_eq!(answer["success"], true, "{line}: {answer}");
        }
        bench
    }

    fn head(&mut self) -> u64 {
        self.engine.view(|txn| Ok(txn.chain_head()?.sequence)).unwrap()
    }

    /// One line of JSON that says what happened, and the log says the same.
    fn answer(&mut self, line: &[u8]) -> Value {
        let before = self.head();
        let outcome = JobRunner::new(&mut self.engine, &self.process, &self.disk, &self.disk)
            .answer(&JobLine::Whole(line.to_vec()));
        assert!(!outcome.line.contains('\n'));
        let answer: Value = serde_json::from_str(&outcome.line).unwrap();
        let written = self.head() - before;
        if answer["success"] == true {
            let changed = answer["changed"] == true && answer["replayed"] != true;
            assert_eq!(changed, written > 0, "{answer}");
        } else {
            assert_eq!(written, 0, "a refusal writes no event: {answer}");
            let code = answer["error"]["code"].as_str().unwrap();
            // Neither is wrong with a sound store, whatever a job asks for.
            assert!(!["LOCUS-STORE", "HSK-400-INVALID-EVENT"].contains(&code), "{answer}");
            assert!(!answer["error"]["message"].as_str().unwrap().is_empty());
        }
        answer
    }

    fn assert_chain_holds(&mut self) {
        let query = EventQuery { limit: 10_000, ..EventQuery::default() };
        let mut verifier = Verifier::new();
        for record in self.engine.view(|txn| Ok(txn.events(&query)?)).unwrap() {
            verifier.feed(to_line(&record)).unwrap();
        }
    }
}

/// Whether a job is one of those that do something each time: a note is another note, a renewed lease ends later.
fn adds_each_time(line: &[u8]) -> bool {
    let job: Value = serde_json::from_slice(line).unwrap_or_default();
    let params = &job["input"]["params"];
    ["note", "claim", "lease_ms"].iter().any(|key| params.get(key).is_some())
}

/// Each line is answered; said again, it changes nothing more.
pub(crate) fn hold(lines: &[u8]) {
    let mut bench = Bench::new();
    for line in lines.split(|byte| *byte == b'\n').take(8) {
        let first = bench.answer(line);
        let again = bench.answer(line);
        assert!(
            again["changed"] != true || again["replayed"] == true || adds_each_time(line),
            "{first} {again}"
        );
        if first["success"] == false {
            assert_eq!(first["error"], again["error"], "a refusal leaves nothing behind");
        }
    }
    bench.assert_chain_holds();
}
