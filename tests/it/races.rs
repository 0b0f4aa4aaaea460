//! Many processes at one database. `LOCUS_RACES=full` runs as many as are asked of a release.

use crate::support::env::job;
use crate::support::{JobStream, TestEnv};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs::File;
use std::sync::Barrier;
use std::thread;

const PROCESSES: usize = 8;

/// A number of repetitions: many in a full run.
pub(crate) fn times(few: usize, full: usize) -> usize {
    if std::env::var_os("LOCUS_RACES").is_some_and(|value| value == "full") { full } else { few }
}

/// A write, as a job and as a command.
struct Write {
    operation: &'static str,
    params: Value,
    args: Vec<String>,
}

/// How many writes a packet's life takes.
const LIFE: usize = 10;

fn shared(worker: usize) -> String {
    format!("WP-shared-{worker}")
}

/// A worker's writes: lives of packets of its own, and on what all share.
fn write(worker: usize, number: usize) -> Write {
    let id = format!("WP-{worker}-{}", number / LIFE);
    let note = format!("{worker} {number}");
    let target = shared((worker + 1) % PROCESSES);
    let (operation, params, args): (_, _, Vec<&str>) = match number % LIFE {
        0 => (
            "create_wp",
            json!({ "wp_id": id, "title": "A life" }),
            vec!["wp", "create", "A life", "--id", &id],
        ),
        1 => (
            "update_wp",
            json!({ "wp_id": id, "updates": { "status": "ready" } }),
            vec!["wp", "update", &id, "--status", "ready"],
        ),
        2 => (
            "gate_wp",
            json!({ "wp_id": id, "gate": "pre_work", "result": "pass" }),
            vec!["wp", "gate", &id, "pre-work", "pass"],
        ),
        3 => (
            "register_mts",
            json!({ "wp_id": id, "mt_definitions": [{ "mt_id": "MT-001", "name": "one" }] }),
            vec!["mt", "register", &id, "mts.json"],
        ),
        4 => (
            "start_mt",
            json!({ "wp_id": id, "mt_id": "MT-001", "model_id": "m" }),
            vec!["mt", "start", &id, "MT-001", "--model", "m"],
        ),
        5 => (
            "record_iteration",
            json!({ "wp_id": id, "mt_id": "MT-001", "iteration": 1, "model_id": "m", "outcome": "SUCCESS" }),
            vec!["mt", "record", &id, "MT-001", "SUCCESS", "--iteration", "1", "--model", "m"],
        ),
        6 => {
            ("complete_mt", json!({ "wp_id": id, "mt_id": "MT-001" }), vec!["mt", "complete", &id, "MT-001"])
        }
        7 => (
            "add_dependency",
            json!({ "from_wp_id": id, "to_wp_id": target, "type": "blocks" }),
            vec!["dep", "add", &id, "blocks", &target],
        ),
        8 => ("update_wp", json!({ "wp_id": target, "note": note }), vec!["wp", "note", &target, &note]),
        _ => (
            "update_wp",
            json!({ "wp_id": id, "updates": { "title": note } }),
            vec!["wp", "update", &id, "--title", &note],
        ),
    };
    Write { operation, params, args: args.into_iter().map(str::to_owned).collect() }
}

/// Raises the number in WP-counter, if nobody else does between looking and writing. Answers whether it did.
fn count_up(stream: &mut JobStream) -> bool {
    let seen = stream.ask(&job("get_wp_status", json!({ "wp_id": "WP-counter" })))["data"]["wp"].take();
    let number = seen["metadata"]["number"].as_u64().unwrap() + 1;
    let raised = json!({
        "wp_id": "WP-counter", "updates": { "metadata": { "number": number } }, "expected_version": seen["version"],
    });
    let answer = stream.ask(&job("update_wp", raised));
    if answer["success"] == false {
        assert_eq!(answer["error"]["code"], "LOCUS-CONFLICT", "{answer}");
    }
    answer["success"] == true
}

/// Does all of a worker's writes, some of them as commands. Answers the events told of, and how often it counted up.
fn work(env: &TestEnv, worker: usize, writes: usize, start: &Barrier) -> (usize, u64) {
    let mut stream = JobStream::open(env);
    start.wait();
    let (mut events, mut counted) = (0, 0);
    for number in 0..writes {
        let write = write(worker, number);
        let answer = if (worker + number).is_multiple_of(3) {
            let args = ["--json", "--no-sync"].into_iter().chain(write.args.iter().map(String::as_str));
            env.locus(args).success().json()
        } else {
            stream.ask(&job(write.operation, write.params))
        };
        assert_eq!((&answer["success"], &answer["changed"]), (&json!(true), &json!(true)), "{answer}");
        events += answer["events_emitted"].as_array().unwrap().len();
        if number.is_multiple_of(5) && count_up(&mut stream) {
            counted += 1;
            events += 1;
        }
    }
    (events, counted)
}

/// The database and its log are sound, and nothing is missing between the first event and the last.
#[track_caller]
pub(crate) fn assert_sound(env: &TestEnv) -> usize {
    env.locus(["doctor"]).success();
    env.locus(["events", "verify"]).success();
    let export = env.locus(["events", "export"]).success();
    for (index, line) in export.stdout().lines().enumerate() {
        let event: Value = serde_json::from_str(line).unwrap();
        assert_eq!(event["sequence"], index + 1);
    }
    export.stdout().lines().count()
}

/// Everything of a worker's that was acknowledged is there.
fn assert_written(stream: &mut JobStream, worker: usize, writes: usize) {
    let mut ask = |id: &str| stream.ask(&job("get_wp_status", json!({ "wp_id": id })))["data"].take();
    for life in 0..writes / LIFE {
        let id = format!("WP-{worker}-{life}");
        let data = ask(&id);
        assert_eq!(data["wp"]["status"], "in_progress", "{data}");
        assert_eq!(data["wp"]["version"], 4, "{data}");
        assert_eq!(data["wp"]["title"], format!("{worker} {}", life * LIFE + 9));
        assert_eq!(data["micro_tasks"][0]["status"], "completed");
        assert_eq!(data["micro_tasks"][0]["current_iteration"], 1);
        assert_eq!(data["dependencies"]["outgoing"].as_array().unwrap().len(), 1, "{data}");
    }
    let target = ask(&shared((worker + 1) % PROCESSES));
    let notes = target["wp"]["notes"].as_array().unwrap().iter().map(|note| note["content"].clone());
    let told = (0..writes / LIFE).map(|life| json!(format!("{worker} {}", life * LIFE + 8)));
    assert_eq!(notes.collect::<Vec<_>>(), told.collect::<Vec<_>>());
}

#[test]
fn of_what_many_processes_write_at_once_nothing_is_lost() {
    let env = TestEnv::project();
    env.write("mts.json", r#"[{"mt_id":"MT-001","name":"one"}]"#);
    let mut first = JobStream::open(&env);
    for worker in 0..PROCESSES {
        first.ask(&job("create_wp", json!({ "wp_id": shared(worker), "title": "All's" })));
    }
    first.ask(&job("create_wp", json!({ "wp_id": "WP-counter", "title": "x", "metadata": { "number": 0 } })));
    let (writes, start) = (times(20, 500), Barrier::new(PROCESSES));
    let done: Vec<_> = thread::scope(|scope| {
        let workers: Vec<_> = (0..PROCESSES)
            .map(|worker| {
                let (env, start) = (&env, &start);
                scope.spawn(move || work(env, worker, writes, start))
            })
            .collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).collect()
    });
    for worker in 0..PROCESSES {
        assert_written(&mut first, worker, writes);
    }
    let counter = first.ask(&job("get_wp_status", json!({ "wp_id": "WP-counter" })))["data"]["wp"].take();
    let counted: u64 = done.iter().map(|(_, counted)| counted).sum();
    assert_eq!(counter["metadata"]["number"], counted, "no update was lost");
    let events: usize = done.iter().map(|(events, _)| events).sum();
    assert_eq!(
        assert_sound(&env),
        PROCESSES + 1 + events,
        "each event that was told of is there, and no other"
    );
}

/// Claims a packet through a stream of jobs, or by a command if there is none.
fn claim(env: &TestEnv, id: &str, me: &str, stream: Option<&mut JobStream>, start: &Barrier) -> Value {
    start.wait();
    let Some(stream) = stream else {
        let output = env.locus(["--json", "--actor", me, "claim", id]);
        return if output.code() == 0 { output.json() } else { output.exits(5).error() };
    };
    let mut claim = job("update_wp", json!({ "wp_id": id, "claim": true }));
    claim["actor"] = json!({ "kind": "agent", "id": me });
    stream.ask(&claim)
}

#[test]
fn of_many_who_claim_at_once_one_wins() {
    let env = TestEnv::project();
    let rounds = times(4, 200);
    let packets: Vec<_> = (0..rounds)
        .map(|round| job("create_wp", json!({ "wp_id": format!("WP-{round}"), "title": "x" })))
        .collect();
    env.jobs(&packets).success();
    let mut streams: Vec<_> =
        (0..PROCESSES).map(|worker| worker.is_multiple_of(2).then(|| JobStream::open(&env))).collect();
    for round in 0..rounds {
        let id = format!("WP-{round}");
        let start = Barrier::new(PROCESSES);
        let answers: Vec<_> = thread::scope(|scope| {
            let claim = |(worker, stream)| {
                let (env, id, start) = (&env, &id, &start);
                scope.spawn(move || claim(env, id, &format!("worker-{worker}"), stream, start))
            };
            let claimers: Vec<_> = streams.iter_mut().map(Option::as_mut).enumerate().map(claim).collect();
            claimers.into_iter().map(|claimer| claimer.join().unwrap()).collect()
        });
        let winners: Vec<_> = answers.iter().filter(|answer| answer["success"] == true).collect();
        assert_eq!(winners.len(), 1, "{answers:?}");
        for refused in answers.iter().filter(|answer| answer["success"] == false) {
            assert_eq!(refused["error"]["code"], "LOCUS-CONFLICT", "{refused}");
            assert_eq!(refused["error"]["details"]["assignee"], winners[0]["data"]["wp"]["assignee"]);
        }
    }
    assert_eq!(assert_sound(&env), 2 * rounds, "who lost wrote nothing");
}

#[test]
fn racing_ready_claims_never_share_a_packet() {
    let env = TestEnv::project();
    let packets = times(20, 400);
    let jobs = (0..packets).flat_map(|number| {
        let id = format!("WP-{number}");
        let ready = json!({ "wp_id": id, "updates": { "status": "ready" } });
        [job("create_wp", json!({ "wp_id": id, "title": "x" })), job("update_wp", ready)]
    });
    env.jobs(&jobs.collect::<Vec<_>>()).success();
    let start = Barrier::new(PROCESSES);
    // They all go by the same name, as agents of one login do.
    let claim = || {
        start.wait();
        let mut mine = Vec::new();
        loop {
            let output = env.locus(["--json", "ready", "--claim", "--for", "1h"]);
            if output.code() != 0 {
                let error = output.exits(3).error();
                assert_eq!(error["error"]["details"]["ready"], packets, "{error}");
                return mine;
            }
            mine.push(output.json()["data"]["wp"]["wp_id"].as_str().unwrap().to_owned());
        }
    };
    let taken: Vec<_> = thread::scope(|scope| {
        let workers: Vec<_> = (0..PROCESSES).map(|_| scope.spawn(claim)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    assert_eq!(taken.len(), packets);
    assert_eq!(taken.into_iter().collect::<BTreeSet<_>>().len(), packets, "each got another");
    assert_sound(&env);
}

/// A project in which nobody waits longer than this.
fn impatient(wait_ms: u64) -> TestEnv {
    let env = TestEnv::with_packet("ready");
    env.write(".locus/config.toml", format!("busy_timeout_ms = {wait_ms}\n"));
    env
}

fn database(env: &TestEnv) -> rusqlite::Connection {
    rusqlite::Connection::open(env.path(".locus/locus.db")).unwrap()
}

#[test]
fn a_reader_neither_waits_for_a_writer_nor_holds_one_up() {
    let env = impatient(0);
    let writer = database(&env);
    writer.execute_batch("BEGIN IMMEDIATE; UPDATE work_packets SET title = 'unfinished'").unwrap();
    for read in
        [&["ready"][..], &["wp", "show", "WP-1"], &["status"], &["events", "verify"], &["search", "First"]]
    {
        let output = env.locus(read).success();
        assert!(!output.stdout().contains("unfinished"), "{}", output.stdout());
    }
    drop(writer);
    let reader = database(&env);
    let title =
        || reader.query_row("SELECT title FROM work_packets", [], |row| row.get::<_, String>(0)).unwrap();
    reader.execute_batch("BEGIN").unwrap();
    assert_eq!(title(), "First");
    env.locus(["wp", "update", "WP-1", "--title", "Second"]).success();
    assert_eq!(title(), "First", "it goes on seeing one moment");
    reader.execute_batch("COMMIT").unwrap();
    assert_eq!(title(), "Second");
}

#[test]
fn a_held_lock_ends_in_one_error_that_names_the_wait() {
    let env = impatient(60);
    let holder = database(&env);
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = env.locus(["--json", "claim", "WP-1"]).exits(1).error()["error"].take();
    assert_eq!(error["code"], "LOCUS-BUSY");
    let waited = error["details"]["waited_ms"].as_u64().unwrap();
    assert!((60..5000).contains(&waited), "{error}");
    assert_eq!(
        error["message"],
        format!("another process is writing to the database; waited {waited} ms for it")
    );
    assert_eq!(env.locus(["wp", "note", "WP-1", "x"]).code(), 1);
    holder.execute_batch("ROLLBACK").unwrap();
    env.locus(["claim", "WP-1"]).success();
}

#[test]
fn a_job_waits_no_longer_than_its_budget() {
    let env = impatient(600_000);
    let holder = database(&env);
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut hurried = job("update_wp", json!({ "wp_id": "WP-1", "claim": true }));
    hurried["input"]["budget"] = json!({ "max_duration_ms": 40 });
    let results = env.jobs(&[hurried]).exits(1).results();
    assert_eq!(results[0]["error"]["code"], "LOCUS-BUSY");
    let waited = results[0]["error"]["details"]["waited_ms"].as_u64().unwrap();
    assert!((40..60_000).contains(&waited), "{waited}");
}

#[test]
fn a_board_that_another_process_holds_is_busy_too() {
    let env = TestEnv::new();
    env.write("TASK_BOARD.md", "# B\n\n## Ready for Dev\n- **[WP-9]** - [READY_FOR_DEV]\n");
    env.locus(["init", "--board", "TASK_BOARD.md"]).success();
    env.write(".locus/config.toml", "board = \"TASK_BOARD.md\"\nbusy_timeout_ms = 30\n");
    env.locus(["board", "sync"]).success();
    let lock = std::fs::read_dir(env.path(".locus")).unwrap().map(|entry| entry.unwrap().path());
    let lock = lock.into_iter().find(|path| path.extension().is_some_and(|end| end == "lock")).unwrap();
    let held = File::options().write(true).open(lock).unwrap();
    held.lock().unwrap();
    let error = env.locus(["--json", "board", "sync"]).exits(1).error()["error"].take();
    assert_eq!(error["code"], "LOCUS-BUSY");
    assert!(error["details"]["waited_ms"].as_u64().unwrap() >= 30, "{error}");
    drop(held);
    env.locus(["board", "sync"]).success();
}
