//! A project that is written out and taken up again is the same in every repository.

use super::walk::{Dice, step};
use super::{Reference, operator};
use crate::app::workflows::{
    Imported, SyncDirection, SyncEvents, differences, export_project, import_project,
};
use crate::app::{Engine, Error};
use crate::domain::board::BoardBase;
use crate::domain::canonical::Hash;
use crate::domain::{EdgeKey, OpId, WpId};
use crate::ports::{BoardState, ExportLine, JobResult, Wait};
use crate::testing::EventList;
use serde_json::json;
use std::collections::BTreeSet;
use uuid::Uuid;

fn exported(engine: &mut Engine) -> Vec<ExportLine> {
    let mut lines = Vec::new();
    let written = engine.read_log(|log| {
        export_project(log, &mut |line| {
            lines.push(line.clone());
            Ok(())
        })
    });
    written.unwrap();
    lines
}

fn imported(engine: &mut Engine, lines: &[ExportLine]) -> Result<Imported, Error> {
    import(engine, lines, false)
}

fn import(engine: &mut Engine, lines: &[ExportLine], dry_run: bool) -> Result<Imported, Error> {
    let mut lines = (1..).zip(lines.iter().cloned()).map(Ok);
    import_project(engine, "list", &mut lines, &operator(), dry_run)
}

/// All edges, two at a time.
fn edges(engine: &mut Engine) -> BTreeSet<EdgeKey> {
    let all = engine.view(|txn| {
        let mut found: Vec<EdgeKey> = Vec::new();
        loop {
            let page = txn.edges(found.last(), 2)?;
            if page.is_empty() {
                return Ok(found);
            }
            found.extend(page);
        }
    });
    let all = all.unwrap();
    let set: BTreeSet<_> = all.iter().cloned().collect();
    assert_eq!(set.len(), all.len(), "none comes twice");
    set
}

/// What no event tells.
fn remember(engine: &mut Engine) {
    let mut unit = engine.begin(Wait::Default).unwrap();
    let packets: Vec<WpId> = unit
        .txn()
        .list(&crate::domain::Filter::default())
        .unwrap()
        .items
        .into_iter()
        .map(|wp| wp.wp_id)
        .collect();
    assert!(packets.len() > 1);
    for wp_id in packets {
        let binding = json!({
            "spec_id": "s", "task_board_id": "t", "work_packet_id": wp_id, "refinement_ref": "r", "mode": "GOV_LIGHT",
            "workflow_context": "w", "capability_registry_version": "1"
        });
        let status = unit.txn().packet(&wp_id).unwrap().unwrap().status;
        let txn = unit.txn_mut();
        txn.put_binding(&serde_json::from_value(binding).unwrap()).unwrap();
        txn.put_board_base(&BoardBase { wp_id, status, lines: Vec::new() }).unwrap();
    }
    for (number, clean) in [(1, true), (2, false), (1, false)] {
        let state = BoardState { hash: Some(Hash::of(number.to_string())), words: None, sequence: 0, clean };
        unit.txn_mut().put_board_state(&state).unwrap();
        let op_id = OpId::new(Uuid::from_u128(number));
        if unit.txn().job_result(op_id).unwrap().is_none() {
            let created_at = "2026-01-01T00:00:00Z".parse().unwrap();
            let result = JobResult { op_id, request_hash: Hash::of("r"), created_at, answer: "{}".into() };
            unit.txn_mut().put_job_result(&result).unwrap();
        }
    }
    unit.commit().unwrap();
}

/// An export of two replicas that met at times rebuilds an empty repository, which exports the same; once more it is
/// nothing new, and what happened since comes in behind it.
pub fn an_export_rebuilds_an_empty_repository(make: &dyn Fn() -> Engine, reference: Reference<'_>) {
    let (mut one, mut its_twin, mut other, mut other_twin) =
        (reference(1), reference(1), reference(2), reference(2));
    let mut dice = Dice::new(11);
    for _ in 0..12 {
        for _ in 0..8 {
            step(&mut dice, &mut one, &mut its_twin);
            step(&mut dice, &mut other, &mut other_twin);
        }
        let file = EventList::default();
        for (engine, direction) in [(&mut other, SyncDirection::Export), (&mut one, SyncDirection::Import)] {
            SyncEvents { direction, path: "list".into() }.run(engine, &file, &operator()).unwrap();
        }
        // The twin only keeps in step so that the walk may go on.
        let file = EventList::default();
        for (engine, direction) in
            [(&mut other_twin, SyncDirection::Export), (&mut its_twin, SyncDirection::Import)]
        {
            SyncEvents { direction, path: "list".into() }.run(engine, &file, &operator()).unwrap();
        }
    }
    remember(&mut one);
    remember(&mut its_twin);
    let lines = exported(&mut one);
    let mut subject = make();
    let would = import(&mut subject, &lines, true).unwrap();
    assert_eq!((would.events > 20, exported(&mut subject).len()), (true, 2));
    let told = imported(&mut subject, &lines).unwrap();
    assert_eq!((told.told.len(), told.skipped, told.events > 20), (0, 0, true));
    assert_eq!(exported(&mut subject), lines);
    let found = subject.view(|here| one.view(|there| differences(here, there))).unwrap();
    assert_eq!(found, []);
    assert_eq!(edges(&mut subject), edges(&mut one));
    assert!(!imported(&mut subject, &lines).unwrap().changed());
    for _ in 0..8 {
        step(&mut dice, &mut one, &mut its_twin);
    }
    let later = imported(&mut subject, &exported(&mut one)).unwrap();
    assert_eq!(later.skipped, told.events);
    let found = subject.view(|here| one.view(|there| differences(here, there))).unwrap();
    assert_eq!(found, []);
    let cut_short = lines.split_last().map(|(_, lines)| lines).unwrap_or_default();
    let mut empty = make();
    assert!(matches!(imported(&mut empty, cut_short), Err(Error::EventFile(_))));
    assert_eq!(exported(&mut empty).len(), 2);
}
