//! What a condition may be about, and the words with a meaning of their own.

use crate::domain::enums::text_enum;
use crate::domain::{Timestamp, WorkPacket};

text_enum! {
    /// What stands before the operator of a condition.
    Field {
        /// A part of the id, any case.
        Id = "id",
        /// One of the seven statuses.
        Status = "status",
        /// 0 to 4.
        Priority = "priority",
        /// The kind of work.
        Type = "type",
        /// The phase.
        Phase = "phase",
        /// The routing.
        Routing = "routing",
        /// Where the gate before work stands.
        PreWork = "pre_work",
        /// Where the gate after work stands.
        PostWork = "post_work",
        /// Who works on it.
        Assignee = "assignee",
        /// Who brought it in.
        Reporter = "reporter",
        /// A label, letter by letter.
        Label = "label",
        /// Words of the title, any case.
        Title = "title",
        /// Words of title or description, any case.
        Text = "text",
        /// A state that is worked out.
        Is = "is",
        /// Something that is there or not.
        Has = "has",
        /// The packets that hold this one up by an edge of their own.
        Blocks = "blocks",
        /// The packets that this one holds up by an edge of its own.
        BlockedBy = "blocked_by",
        /// When it was created.
        Created = "created",
        /// When it was last written.
        Updated = "updated",
        /// When it first came into progress.
        Started = "started",
        /// When it came to done.
        Completed = "completed",
        /// When it was closed.
        Closed = "closed",
        /// When it is due.
        Due = "due",
    }
}

text_enum! {
    /// A moment of a packet.
    TimeField {
        /// When it was created.
        Created = "created",
        /// When it was last written.
        Updated = "updated",
        /// When it first came into progress.
        Started = "started",
        /// When it came to done.
        Completed = "completed",
        /// When it was closed.
        Closed = "closed",
        /// When it is due: the one moment that usually lies ahead.
        Due = "due",
    }
}

impl TimeField {
    /// The moment itself, if the packet has it.
    #[must_use]
    pub const fn of(self, wp: &WorkPacket) -> Option<Timestamp> {
        match self {
            Self::Created => Some(wp.created_at),
            Self::Updated => Some(wp.updated_at),
            Self::Started => wp.started_at,
            Self::Completed => wp.completed_at,
            Self::Closed => wp.closed_at,
            Self::Due => wp.due_at,
        }
    }
}

text_enum! {
    /// What `is:` asks for.
    State {
        /// It can be worked on now: `locus ready` shows it.
        Ready = "ready",
        /// It is held up: `locus blocked` shows it.
        Blocked = "blocked",
        /// It is neither done nor cancelled.
        Open = "open",
        /// Somebody has it, and the lease has not run out.
        Claimed = "claimed",
        /// It is open, and was due before now.
        Overdue = "overdue",
    }
}

text_enum! {
    /// What `has:` asks for.
    Part {
        /// An assignee, whether the lease has run out or not.
        Assignee = "assignee",
        /// A claim with a time.
        Lease = "lease",
        /// At least one label.
        Label = "label",
        /// A description that isn't empty.
        Description = "description",
        /// The path of its own file.
        Packet = "packet",
        /// The moment it first came into progress.
        Started = "started",
        /// The moment it came to done.
        Completed = "completed",
        /// The moment it was closed.
        Closed = "closed",
        /// A moment it is due.
        Due = "due",
    }
}
