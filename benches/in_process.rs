//! Single operations in one process, for whoever works on one of them; `benches/compare.sh` measures all of them on larger
//! sets and against a bare program.
//!
//! `cargo bench -p locus-cli --bench in_process [-- NAME]`
#![expect(clippy::unwrap_used, reason = "a bench that can't go on has failed")]

#[path = "compare/data.rs"]
mod data;

use data::{Random, Shape};
use divan::Bencher;
use locus_core::app::ops::{FilterParams, GetWpStatus, QueryReady, Search};
use locus_core::app::{Engine, Query};
use locus_core::testing;
use std::cell::Cell;
use tempfile::TempDir;

const SHAPES: [Shape; 3] = [
    Shape { packets: 1_000, edges_of_ten: 50 },
    Shape { packets: 10_000, edges_of_ten: 5 },
    Shape { packets: 10_000, edges_of_ten: 50 },
];

fn main() {
    divan::main();
}

/// A data set of its own, made anew: it goes with the folder.
fn project(shape: Shape) -> (TempDir, Engine) {
    let folder = tempfile::tempdir().unwrap();
    let engine = data::engine(&data::set(folder.path(), shape));
    (folder, engine)
}

fn query<Q: Query>(bencher: Bencher<'_, '_>, shape: Shape, query: &Q) {
    let (_folder, mut engine) = project(shape);
    bencher.bench_local(|| engine.query(query, &data::caller()).unwrap().output);
}

#[divan::bench(args = SHAPES)]
fn ready(bencher: Bencher<'_, '_>, shape: Shape) {
    query(bencher, shape, &QueryReady { filter: FilterParams::default() });
}

#[divan::bench(args = SHAPES)]
fn wp_status(bencher: Bencher<'_, '_>, shape: Shape) {
    query(bencher, shape, &GetWpStatus { wp_id: data::id_at(shape.packets / 2) });
}

#[divan::bench(args = SHAPES)]
fn search(bencher: Bencher<'_, '_>, shape: Shape) {
    let text = format!("piece {}", shape.packets / 2);
    query(bencher, shape, &Search { query: text.parse().unwrap(), filter: FilterParams::default() });
}

#[divan::bench(args = SHAPES)]
fn create(bencher: Bencher<'_, '_>, shape: Shape) {
    let (_folder, mut engine) = project(shape);
    let number = Cell::new(0);
    let packet = || testing::packet(&format!("WP-1-New-{}", number.replace(number.get() + 1)));
    bencher.with_inputs(packet).bench_local_values(|packet| engine.run(&packet, &data::caller()).unwrap());
}

#[divan::bench(args = SHAPES)]
fn add_dependency(bencher: Bencher<'_, '_>, shape: Shape) {
    let (_folder, mut engine) = project(shape);
    let mut random = Random(7);
    let edge = || {
        let then = 1 + random.below(shape.packets as u64 - 1);
        let first = random.below(then);
        data::edge(data::id_at(first as usize), data::id_at(then as usize))
    };
    bencher.with_inputs(edge).bench_local_values(|edge| engine.run(&edge, &data::caller()).unwrap());
}
