//! The in-memory repository passes the suite every repository must pass.

use locus_core::memory::MemoryStore;
use locus_core::testing::REPLICA;
use locus_fr::FlightRecorder;

locus_core::store_conformance!(Box::new(MemoryStore::new(REPLICA)), Box::new(FlightRecorder));
