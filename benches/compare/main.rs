//! Commands and operations on data sets of growing size and density, against a bare rusqlite program that writes the
//! same rows into the same tables with the same durability, in the same run. `benches/compare.sh` runs all of it.
//!
//! `cargo bench -p locus-cli --bench compare -- --dir FOLDER --sets 0x0,1000x5,10000x0.5 [--whole N] [--inside] [--load N]`
#![expect(clippy::print_stdout, reason = "a bench reports")]
#![expect(clippy::unwrap_used, reason = "a bench that can't go on has failed")]
#![expect(clippy::cast_possible_truncation, reason = "the numbers of a bench are small")]

mod bare;
mod data;
mod inside;
mod loads;
mod report;
mod whole;

use data::Shape;
use report::Table;
use std::path::PathBuf;

fn option(name: &str) -> Option<String> {
    let mut args = std::env::args().skip_while(|arg| arg != name);
    args.next().and_then(|_| args.next())
}

fn number(name: &str) -> Option<usize> {
    option(name).map(|text| text.parse().unwrap())
}

fn shapes() -> Vec<Shape> {
    let sets = option("--sets").unwrap_or_else(|| "0x0,1000x5,10000x5".into());
    let shape = |set: &str| {
        let (packets, edges) = set.split_once('x').unwrap();
        let edges: f64 = edges.parse().unwrap();
        Shape { packets: packets.parse().unwrap(), edges_of_ten: (edges * 10.0) as usize }
    };
    sets.split(',').map(shape).collect()
}

fn main() {
    let args: Vec<_> = std::env::args().collect();
    if let Some(at) = args.iter().position(|arg| arg == "--bare") {
        return loads::bare_process(args[at + 1].as_ref(), &args[at + 2..]);
    }
    let folder = option("--dir").map_or_else(std::env::temp_dir, PathBuf::from);
    let sets: Vec<_> = shapes().into_iter().map(|shape| (data::set(&folder, shape), shape)).collect();
    if let Some(runs) = number("--whole") {
        let columns = ["command              ", "set", "locus ms", "bare ms", "ratio", "sqlite3 ms", "ratio"];
        let table = Table::new(&format!("Whole processes, medians of {runs}"), &columns);
        sets.iter().for_each(|(db, shape)| whole::measure(db, *shape, runs, &table));
    }
    if let Some(runs) = number("--load") {
        let columns = ["jobs committed ", "into a new file           ", "locus ms", "bare ms", "ratio"];
        let table = Table::new(&format!("Loads, whole processes, medians of {runs}"), &columns);
        loads::measure(&folder, runs, &table);
    }
    if args.iter().any(|arg| arg == "--inside") {
        let columns = ["operation              ", "set", "locus ms", "p99 ms", "bare ms", "ratio"];
        let table = Table::new("In one process, medians of 200, one transaction each", &columns);
        for (db, shape) in sets.iter().filter(|(_, shape)| shape.packets > 0) {
            inside::measure(db, *shape, &table);
        }
    }
}
