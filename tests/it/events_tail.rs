//! `locus events tail`: the real binary beside other commands. Every wait is for a condition.

use crate::support::TestEnv;
use serde_json::Value;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// Longer than any machine needs.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running tail; what it says comes line by line.
struct Tail {
    child: Child,
    said: Receiver<String>,
}

impl Drop for Tail {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Tail {
    fn start(env: &TestEnv, more: &[&str]) -> Self {
        let args = ["events", "tail", "-f"].iter().chain(more);
        let mut child = env.command(args).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let (sender, said) = channel();
        // The pipe is closed with the first line that nobody takes.
        std::thread::spawn(move || {
            output.lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
        });
        Self { child, said }
    }

    #[track_caller]
    fn says(&self) -> String {
        self.said.recv_timeout(PATIENCE).expect("the tail says something")
    }

    /// It comes to rest: for a second it isn't woken once.
    #[cfg(target_os = "linux")]
    #[track_caller]
    fn rests(&self) {
        let woken = || {
            let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
            let line = status.lines().find(|line| line.starts_with("voluntary_ctxt_switches"));
            line.unwrap().to_owned()
        };
        let give_up = Instant::now() + PATIENCE;
        loop {
            let before = woken();
            std::thread::sleep(Duration::from_secs(1));
            if woken() == before {
                return;
            }
            assert!(Instant::now() < give_up, "it goes on and on");
        }
    }

    #[track_caller]
    fn ends(&mut self) -> Option<i32> {
        ended(&mut self.child)
    }
}

#[track_caller]
fn ended(child: &mut Child) -> Option<i32> {
    let give_up = Instant::now() + PATIENCE;
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code();
        }
        assert!(Instant::now() < give_up, "it goes on");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn the_newest_events_come_with_the_newest_last() {
    let env = TestEnv::with_packet("in_progress");
    assert_output_snapshot!(env.locus(["events", "tail", "-n", "2"]), @r"
    2       TIME  work_packet_updated        WP-1  by ada
    3       TIME  work_packet_gated          WP-1  by ada
    ");
    assert_output_snapshot!(env.locus(["events", "tail", "--type", "work_packet_created"]), @"1       TIME  work_packet_created        WP-1  by ada");
    assert_output_snapshot!(env.locus(["events", "tail", "-n", "0"]), @"");
    let lines = env.locus(["--json", "events", "tail"]).success();
    assert_eq!(lines.stdout(), env.locus(["events", "export"]).success().stdout());
}

#[test]
fn what_other_processes_write_is_told_as_it_comes() {
    let env = TestEnv::with_packet("stub");
    let tail = Tail::start(&env, &["--json", "-n", "1"]);
    let json = |line: String| -> Value { serde_json::from_str(&line).unwrap() };
    assert_eq!(json(tail.says())["sequence"], 1);
    for number in 2..5 {
        env.locus(["wp", "create", "Next", "--id", &format!("WP-{number}"), "--actor", "bob"]).success();
        let event = json(tail.says());
        assert_eq!((&event["sequence"], &event["actor_id"]), (&number.into(), &"bob".into()));
    }
    #[cfg(target_os = "linux")]
    tail.rests();
    // Reading is no news, and neither is a query's own stream.
    env.locus(["ready"]).success();
    env.locus(["wp", "update", "WP-1", "--status", "ready"]).success();
    assert_eq!(json(tail.says())["type"], "work_packet_updated");
}

#[test]
fn a_burst_comes_whole_and_in_order_through_the_filter() {
    let env = TestEnv::with_packet("stub");
    let tail = Tail::start(&env, &["-n", "0", "--type", "work_packet_created"]);
    let writers: Vec<_> = (0..3)
        .map(|writer| {
            let create = |n: usize| {
                let params = serde_json::json!({ "wp_id": format!("WP-{writer}-{n}"), "title": "x" });
                crate::support::env::job("create_wp", params)
            };
            (0..400).map(create).collect::<Vec<_>>()
        })
        .collect();
    // Nothing tells that the tail listens already but an event it tells of.
    let mut first = 0;
    let begun = loop {
        first += 1;
        env.locus(["wp", "create", "x", "--id", &format!("WP-first-{first}")]).success();
        if let Ok(line) = tail.said.recv_timeout(Duration::from_millis(500)) {
            break line;
        }
    };
    let sequence = |line: &str| line.split_whitespace().next().unwrap().parse::<u64>().unwrap();
    let mut newest = sequence(&begun);
    std::thread::scope(|scope| {
        for jobs in &writers {
            scope.spawn(|| {
                env.jobs(jobs).success();
                env.locus([
                    "wp",
                    "update",
                    jobs[0]["input"]["params"]["wp_id"].as_str().unwrap(),
                    "--priority",
                    "0",
                ])
                .success();
            });
        }
        let mut told = 0;
        while told < 1200 {
            let line = tail.says();
            assert!(line.contains("work_packet_created"), "{line}");
            assert!(sequence(&line) > newest, "{line} after {newest}");
            newest = sequence(&line);
            told += usize::from(!line.contains("WP-first-"));
        }
    });
}

#[test]
fn it_ends_when_nobody_reads_it_any_more() {
    let env = TestEnv::with_packet("stub");
    let mut command = env.command(["events", "tail", "-f"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    output.read_line(&mut String::new()).unwrap();
    // Nothing is written from here on: the closed pipe alone is what ends it.
    drop(output);
    assert_eq!(ended(&mut child), Some(0));
    assert_eq!(std::io::read_to_string(child.stderr.take().unwrap()).unwrap(), "");
}

#[test]
fn a_database_that_goes_away_ends_it() {
    for gone in [".locus/locus.db", ".locus"] {
        let env = TestEnv::with_packet("stub");
        let mut tail = Tail::start(&env, &[]);
        tail.says();
        std::fs::rename(env.path(gone), env.path("elsewhere")).unwrap();
        assert_eq!(tail.ends(), Some(3), "{gone}");
    }
}

#[test]
fn what_is_not_there_or_not_allowed_is_refused_at_once() {
    assert_eq!(Tail::start(&TestEnv::new(), &[]).ends(), Some(3));
    let env = TestEnv::with_packet("stub");
    assert_eq!(Tail::start(&env, &["--type", "nothing"]).ends(), Some(2));
    assert_eq!(Tail::start(&env, &["--since", "someday"]).ends(), Some(2));
    assert_eq!(Tail::start(&env, &["--role", "nobody"]).ends(), Some(2));
    assert_eq!(Tail::start(&env, &["-n", "10001"]).ends(), Some(2));
}
