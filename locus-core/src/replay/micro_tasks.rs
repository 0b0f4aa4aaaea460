//! The micro-tasks of a packet, as its events tell of them. What was registered or recorded first under a key
//! stands; how far a micro-task has come is one register.

use super::{Dispute, DisputeKind, Records, ReplayError, witness};
use crate::domain::{BronzeId, BronzeKey, Iteration, IterationKey, MicroTask, MtId, WpId};
use crate::event::{Event, MicroTasksRegistered, MtIterationCompleted};
use crate::ports::EventRecord;
use std::collections::BTreeMap;

#[derive(Debug, Clone, Default)]
pub(super) struct MicroTaskReplay {
    micro_tasks: BTreeMap<MtId, MicroTask>,
    iterations: BTreeMap<MtId, Vec<Iteration>>,
    disputes: Vec<Dispute>,
}

impl MicroTaskReplay {
    pub(super) fn registered(
        &mut self,
        records: &Records<'_>,
        said: &MicroTasksRegistered,
    ) -> Result<(), ReplayError> {
        for registered in &said.micro_tasks {
            let mt = row(records, registered.bronze_id, &said.wp_id, &registered.mt_id)?;
            witness::registered(records.event, registered, &mt)?;
            match self.micro_tasks.get(&registered.mt_id) {
                None => drop(self.micro_tasks.insert(registered.mt_id.clone(), mt)),
                Some(standing) if standing.definition == mt.definition => {}
                Some(_) => {
                    self.dispute(DisputeKind::MicroTask, records.event, &said.wp_id, &registered.mt_id)
                }
            }
        }
        Ok(())
    }

    /// A micro-task moved to what the record says.
    pub(super) fn moved(
        &mut self,
        records: &Records<'_>,
        event: &Event,
        bronze_id: BronzeId,
        (wp_id, mt_id): (&WpId, &MtId),
    ) -> Result<(), ReplayError> {
        let written = row(records, bronze_id, wp_id, mt_id)?;
        witness::moved(records.event, event, bronze_id, &written)?;
        if !self.is_defined_as(records.event, &written)? {
            self.dispute(DisputeKind::MicroTask, records.event, wp_id, mt_id);
        } else if let Some(standing) = self.micro_tasks.get_mut(mt_id).filter(|mt| mt.bronze_id != bronze_id)
        {
            // Several events of one operation name the same record.
            *standing = MicroTask { version: standing.version + 1, ..written };
        }
        Ok(())
    }

    pub(super) fn recorded(
        &mut self,
        records: &Records<'_>,
        event: &Event,
        said: &MtIterationCompleted,
    ) -> Result<(), ReplayError> {
        let (wp_id, mt_id) = (&said.wp_id, &said.mt_id);
        let key = IterationKey {
            wp_id: wp_id.clone(),
            mt_id: mt_id.clone(),
            escalation_level: said.escalation_level,
            iteration: said.iteration,
        };
        let mut written: Iteration = records.row(said.bronze_id, &BronzeKey::Iteration(key.clone()))?;
        witness::recorded(records.event, said, &written)?;
        written.bronze_id = said.bronze_id;
        // An attempt at what another replica understood by the micro-task proves nothing of the one that stands.
        if self.is_defined_as(records.event, &row(records, said.mt_bronze_id, wp_id, mt_id)?)? {
            let of_mt = self.iterations.entry(mt_id.clone()).or_default();
            if of_mt.iter().any(|standing| standing.key() == key) {
                let key = format!("{mt_id}/{}/{}", said.escalation_level, said.iteration);
                self.dispute(DisputeKind::Iteration, records.event, wp_id, key);
            } else {
                written.ordinal = of_mt.len() as u64 + 1;
                of_mt.push(written);
            }
        }
        self.moved(records, event, said.mt_bronze_id, (wp_id, mt_id))
    }

    /// Whether the micro-task that stands is the one that this one's replica knew.
    fn is_defined_as(&self, record: &EventRecord, written: &MicroTask) -> Result<bool, ReplayError> {
        let mt_id = written.mt_id();
        let standing = self.micro_tasks.get(mt_id).ok_or_else(|| ReplayError::nowhere(record, mt_id))?;
        Ok(standing.definition == written.definition)
    }

    /// Micro-tasks, iterations, and what could not stand.
    pub(super) fn finish(self) -> (Vec<MicroTask>, Vec<Iteration>, Vec<Dispute>) {
        let Self { micro_tasks, iterations, disputes } = self;
        let mut micro_tasks: Vec<_> = micro_tasks.into_values().collect();
        for mt in &mut micro_tasks {
            // Another replica may have gone further at this level: its numbers are not given out again.
            let of_mt = iterations.get(mt.mt_id()).map(Vec::as_slice).unwrap_or_default();
            let at_level = of_mt.iter().filter(|one| one.escalation_level == mt.escalation.current_level);
            let last = at_level.map(|one| one.iteration).max().unwrap_or(0);
            mt.current_iteration = mt.current_iteration.max(last);
        }
        (micro_tasks, iterations.into_values().flatten().collect(), disputes)
    }

    fn dispute(&mut self, kind: DisputeKind, event: &EventRecord, wp_id: &WpId, key: impl ToString) {
        self.disputes.push(Dispute {
            kind,
            wp_id: wp_id.clone(),
            key: key.to_string(),
            replica_id: event.replica_id,
            sequence: event.sequence,
            cycle: Vec::new(),
        });
    }
}

fn row(
    records: &Records<'_>,
    bronze_id: BronzeId,
    wp_id: &WpId,
    mt_id: &MtId,
) -> Result<MicroTask, ReplayError> {
    let key = BronzeKey::MicroTask(wp_id.clone(), mt_id.clone());
    let mt: MicroTask = records.row(bronze_id, &key)?;
    Ok(MicroTask { bronze_id, ..mt })
}
