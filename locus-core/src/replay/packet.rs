//! One packet with all that hangs on it, as its events tell of it.

use super::micro_tasks::MicroTaskReplay;
use super::{Dispute, Reader, Records, ReplayError, registers, witness};
use crate::domain::{BronzeId, BronzeKey, PacketState, Source, VectorClock, WorkNote, WorkPacket, WpId};
use crate::event::{Event, WorkPacketCreated, WrittenNote};
use crate::ports::{EventRecord, LoggedEvent};

/// A packet at some point of its history.
#[derive(Debug, Clone, Default)]
pub struct PacketReplay {
    wp: Option<WorkPacket>,
    /// Whether all that is known of its origin is a line of a board.
    adopted: bool,
    notes: Vec<WorkNote>,
    micro_tasks: MicroTaskReplay,
}

impl PacketReplay {
    /// Takes the next event about the packet, in the common order.
    ///
    /// # Errors
    /// If a record it names is missing or says something else, or it is about what never came to be.
    pub fn take(
        &mut self,
        reader: Reader<'_>,
        record: &EventRecord,
        event: &Event,
    ) -> Result<(), ReplayError> {
        // Edges are replayed on their own.
        if matches!(event, Event::DependencyAdded(_) | Event::DependencyRemoved(_)) {
            return Ok(());
        }
        let records = &reader.records(record, event)?;
        match event {
            Event::WorkPacketCreated(said) => {
                let written = row(records, said.bronze_id, &said.wp_id)?;
                witness::created(record, said, &written)?;
                self.created(record, said, written);
                Ok(())
            }
            Event::WorkPacketUpdated(said) => {
                let written = row(records, said.bronze_id, &said.wp_id)?;
                witness::changed(record, said.bronze_id, &said.changes, &written)?;
                registers::updated(self.standing(record)?, &said.changes, &written);
                self.written(records, said.bronze_id, &said.notes)
            }
            Event::WorkPacketGated(said) => {
                let written = row(records, said.bronze_id, &said.wp_id)?;
                witness::gated(record, said, &written)?;
                registers::lifecycle(self.standing(record)?, &written);
                self.written(records, said.bronze_id, &[])
            }
            Event::WorkPacketCompleted(said) => {
                let written = row(records, said.bronze_id, &said.wp_id)?;
                witness::completed(record, said, &written)?;
                registers::lifecycle(self.standing(record)?, &written);
                self.written(records, said.bronze_id, &said.notes)
            }
            Event::WorkPacketDeleted(said) => {
                let written = row(records, said.bronze_id, &said.wp_id)?;
                witness::deleted(record, said, &written)?;
                let tombstone = &mut self.standing(record)?.tombstone;
                *tombstone = tombstone.take().or(written.tombstone);
                self.written(records, said.bronze_id, &[])
            }
            of_micro_task => self.take_mt(records, of_micro_task),
        }
    }

    /// A line of a board says less of a packet than whoever made it: what is adopted from a board never takes the
    /// place of what is known, and yields to it.
    fn created(&mut self, record: &EventRecord, said: &WorkPacketCreated, written: WorkPacket) {
        let adopted = said.source == Source::TaskBoardSync;
        let Some(wp) = &mut self.wp else {
            let mut vector_clock = VectorClock::new();
            vector_clock.observe(record.replica_id, record.sequence);
            self.wp = Some(WorkPacket { version: 1, vector_clock, ..written });
            self.adopted = adopted;
            return;
        };
        if !adopted {
            let birth = (written.created_at, written.reporter.clone());
            registers::created_again(wp, written);
            if self.adopted {
                (wp.created_at, wp.reporter) = birth;
            }
            self.adopted = false;
        }
        next_version(wp, record, said.bronze_id);
    }

    fn take_mt(&mut self, records: &Records<'_>, event: &Event) -> Result<(), ReplayError> {
        let mts = &mut self.micro_tasks;
        match event {
            Event::MicroTasksRegistered(said) => mts.registered(records, said),
            Event::MtIterationCompleted(said) => mts.recorded(records, event, said),
            Event::MtStarted(said) => mts.moved(records, event, said.bronze_id, (&said.wp_id, &said.mt_id)),
            Event::MtCompleted(said) => mts.moved(records, event, said.bronze_id, (&said.wp_id, &said.mt_id)),
            Event::MtEscalated(said) => mts.moved(records, event, said.bronze_id, (&said.wp_id, &said.mt_id)),
            Event::MtFailed(said) => mts.moved(records, event, said.bronze_id, (&said.wp_id, &said.mt_id)),
            // Boards, syncs and queries change no row of a packet.
            _ => Ok(()),
        }
    }

    /// The packet's own row as it is by now.
    #[must_use]
    pub const fn work_packet(&self) -> Option<&WorkPacket> {
        self.wp.as_ref()
    }

    /// How many notes it has by now.
    #[must_use]
    pub fn notes(&self) -> &[WorkNote] {
        &self.notes
    }

    /// The packet with all that hangs on it, and what could not stand; none if no event brought it into being.
    #[must_use]
    pub fn finish(self) -> Option<(PacketState, Vec<Dispute>)> {
        let (micro_tasks, iterations, disputes) = self.micro_tasks.finish();
        let state = PacketState { wp: self.wp?, notes: self.notes, micro_tasks, iterations };
        Some((state, disputes))
    }

    fn standing(&mut self, record: &EventRecord) -> Result<&mut WorkPacket, ReplayError> {
        self.wp.as_mut().ok_or_else(|| ReplayError::nowhere(record, "a packet"))
    }

    fn written(
        &mut self,
        records: &Records<'_>,
        bronze_id: BronzeId,
        notes: &[WrittenNote],
    ) -> Result<(), ReplayError> {
        let event = records.event;
        next_version(self.standing(event)?, event, bronze_id);
        for said in notes {
            let note: WorkNote = records.row(said.bronze_id, &BronzeKey::Note(said.note_id))?;
            witness::noted(event, said, &note)?;
            self.notes.push(WorkNote { bronze_id: said.bronze_id, ..note });
        }
        Ok(())
    }
}

/// A packet's version is the number of its events.
fn next_version(wp: &mut WorkPacket, record: &EventRecord, bronze_id: BronzeId) {
    wp.version += 1;
    wp.updated_at = wp.updated_at.max(record.context.timestamp);
    wp.bronze_id = bronze_id;
    wp.vector_clock.observe(record.replica_id, record.sequence);
}

fn row(records: &Records<'_>, bronze_id: BronzeId, wp_id: &WpId) -> Result<WorkPacket, ReplayError> {
    let wp: WorkPacket = records.row(bronze_id, &BronzeKey::WorkPacket(wp_id.clone()))?;
    Ok(WorkPacket { bronze_id, ..wp })
}

/// A packet as all known events about it make it; none if there are none.
///
/// # Errors
/// As [`PacketReplay::take`].
pub fn replay_packet(
    reader: Reader<'_>,
    id: &WpId,
) -> Result<Option<(PacketState, Vec<Dispute>)>, ReplayError> {
    let mut replay = PacketReplay::default();
    for LoggedEvent { record, .. } in reader.txn.packet_log(id)? {
        replay.take(reader, &record, &reader.event(&record)?)?;
    }
    Ok(replay.finish())
}
