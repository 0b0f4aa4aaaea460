//! What every repository must do, as cases that run on any [`Store`](crate::ports::Store).
//!
//! Stamp them into a test module with [`store_conformance!`](crate::store_conformance). Each case gets an engine
//! on a fresh repository and panics where the repository does not hold.
#![expect(clippy::unwrap_used, reason = "a case that can't go on has failed")]

mod graph;
mod lists;
mod log;
mod queries;
mod replicas;
mod rows;
mod transfer;
mod walk;

pub use graph::{edges_are_listed_by_type_and_far_end, readiness_follows_every_move};
pub use lists::{filters_agree_with_the_definition, pages_count_everything, search_follows_every_write};
pub use log::{
    bronze_tells_the_whole_history, diagnostics_come_newest_first, events_are_gapless_and_found_by_filter,
    job_results_are_kept_thirty_days, queries_are_numbered_and_read_page_by_page,
    the_chain_takes_only_what_follows, the_log_of_edges_is_found_from_both_ends,
};
pub use queries::{all_numbers_agree, queries_agree_with_the_definition};
pub use replicas::events_of_another_replica_come_in_as_in_memory;
pub use rows::{
    a_dropped_unit_leaves_no_trace, a_unit_sees_its_own_writes, every_row_is_read_as_it_was_written,
};
pub use transfer::an_export_rebuilds_an_empty_repository;
pub use walk::random_steps_agree_with_memory;

use crate::app::{Caller, Engine, Operation};

/// Makes the replica with this number in memory; 0 is the one under test.
type Reference<'a> = &'a dyn Fn(u32) -> Engine;

use crate::domain::Role;
use crate::testing::caller;

/// The caller of all cases: an operator.
fn operator() -> Caller {
    caller(Role::Operator)
}

/// Runs an operation that must succeed.
fn run<O: Operation>(engine: &mut Engine, operation: &O) -> O::Output {
    engine.run(operation, &operator()).unwrap().output
}

/// Stamps the conformance suite of the repository ports into the current module.
///
/// `$store` makes a fresh, empty `Box<dyn Store>`, `$recorder` a `Box<dyn Recorder>`.
#[macro_export]
macro_rules! store_conformance {
    ($store:expr, $recorder:expr) => {
        $crate::store_conformance! { @cases $store, $recorder;
            a_dropped_unit_leaves_no_trace
            a_unit_sees_its_own_writes
            every_row_is_read_as_it_was_written
            edges_are_listed_by_type_and_far_end
            readiness_follows_every_move
            filters_agree_with_the_definition
            pages_count_everything
            queries_agree_with_the_definition
            all_numbers_agree
            search_follows_every_write
            bronze_tells_the_whole_history
            diagnostics_come_newest_first
            events_are_gapless_and_found_by_filter
            job_results_are_kept_thirty_days
            queries_are_numbered_and_read_page_by_page
            the_chain_takes_only_what_follows
            the_log_of_edges_is_found_from_both_ends
            random_steps_agree_with_memory
            events_of_another_replica_come_in_as_in_memory
            an_export_rebuilds_an_empty_repository
        }
    };
    (@cases $store:expr, $recorder:expr; $($case:ident)+) => {
        $(
            #[test]
            fn $case() {
                let make = || $crate::testing::engine($store, $recorder);
                let reference = |number| $crate::testing::replica(number, $recorder);
                $crate::testing::conformance::$case(&make, &reference);
            }
        )+
    };
}
