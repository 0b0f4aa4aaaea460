//! What comes in from other replicas makes the same rows in every repository.

use super::walk::{Dice, row_faults, step};
use super::{Reference, operator};
use crate::app::Engine;
use crate::app::workflows::{EventsSynced, SyncDirection, SyncEvents, differences};
use crate::testing::EventList;

fn exchange(engine: &mut Engine, direction: SyncDirection, file: &EventList) -> EventsSynced {
    let sync = SyncEvents { direction, path: "list".into() };
    sync.run(engine, file, &operator()).unwrap()
}

/// A random walk of two replicas that meet at times: rows, lists, counts, clocks and what is told of an import are
/// those of the reference.
pub fn events_of_another_replica_come_in_as_in_memory(make: &dyn Fn() -> Engine, reference: Reference<'_>) {
    let (mut subject, mut memory) = (make(), reference(0));
    // The other replica is walked by two as well, so that the same steps serve.
    let (mut elsewhere, mut its_twin) = (reference(1), reference(1));
    let mut dice = Dice::new(7);
    for round in 0..60 {
        for _ in 0..8 {
            match dice.roll(2) {
                0 => step(&mut dice, &mut subject, &mut memory),
                _ => step(&mut dice, &mut elsewhere, &mut its_twin),
            }
        }
        let (here, there) = (EventList::default(), EventList::default());
        let exported = exchange(&mut subject, SyncDirection::Export, &here);
        assert_eq!(exported, exchange(&mut memory, SyncDirection::Export, &EventList::default()));
        exchange(&mut elsewhere, SyncDirection::Export, &there);
        exchange(&mut its_twin, SyncDirection::Export, &EventList::default());
        if round % 3 == 0 {
            exchange(&mut elsewhere, SyncDirection::Import, &here);
            exchange(&mut its_twin, SyncDirection::Import, &here);
        }
        let told = exchange(&mut subject, SyncDirection::Import, &there);
        assert_eq!(told, exchange(&mut memory, SyncDirection::Import, &there));
        let found = subject.view(|one| memory.view(|other| differences(one, other))).unwrap();
        assert_eq!(found, []);
        let heads = |engine: &mut Engine| {
            engine.view(|txn| Ok((txn.chain_head()?, txn.replica_heads()?, txn.edge_log()?))).unwrap()
        };
        assert_eq!(heads(&mut subject), heads(&mut memory));
        let changed =
            |engine: &mut Engine| engine.view(|txn| Ok(txn.packets_changed_since(round * 3)?)).unwrap();
        assert_eq!(changed(&mut subject), changed(&mut memory));
        assert_eq!(row_faults(&mut subject), []);
    }
}
