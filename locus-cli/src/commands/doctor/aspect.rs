//! What the doctor looks at, what a finding there means, and what can be done about it.

use locus_store::FindingKind;

/// One side of a project's health.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aspect {
    /// The pages of the database.
    File,
    /// Rows that belong to others.
    References,
    /// What stands in the rows.
    Values,
    /// What is worked out from other rows.
    Derived,
    /// The search index.
    SearchIndex,
    /// The rows against the log.
    Rows,
    /// The Bronze records.
    Records,
    /// The chain of events.
    Chain,
    /// The board against the database.
    Board,
    /// What the last sync agreed on.
    BoardBase,
    /// What killed commands left.
    Leftovers,
    /// Who may read and write the files.
    Permissions,
}

impl From<FindingKind> for Aspect {
    fn from(kind: FindingKind) -> Self {
        match kind {
            FindingKind::Corrupt => Self::File,
            FindingKind::BrokenReference => Self::References,
            FindingKind::Dangling => Self::BoardBase,
            FindingKind::Unreadable => Self::Values,
            FindingKind::Derived => Self::Derived,
            FindingKind::SearchIndex => Self::SearchIndex,
        }
    }
}

impl Aspect {
    /// All of them, in the order they are told.
    pub(super) const ALL: [Self; 12] = [
        Self::File,
        Self::References,
        Self::Values,
        Self::Derived,
        Self::SearchIndex,
        Self::Rows,
        Self::Records,
        Self::Chain,
        Self::Board,
        Self::BoardBase,
        Self::Leftovers,
        Self::Permissions,
    ];

    /// What it is called.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::References => "references",
            Self::Values => "values",
            Self::Derived => "derived values",
            Self::SearchIndex => "search index",
            Self::Rows => "rows",
            Self::Records => "records",
            Self::Chain => "event chain",
            Self::Board => "board",
            Self::BoardBase => "board base",
            Self::Leftovers => "leftovers",
            Self::Permissions => "permissions",
        }
    }

    /// Whether the store works it out again.
    pub(super) const fn is_derived(self) -> bool {
        matches!(self, Self::Derived | Self::SearchIndex | Self::BoardBase)
    }

    /// Whether `--fix` puts it right.
    pub(super) const fn is_fixable(self) -> bool {
        self.is_derived() || matches!(self, Self::Leftovers | Self::Permissions)
    }

    /// What a finding means.
    pub(super) const fn meaning(self) -> &'static str {
        match self {
            Self::File => {
                "what is stored can't be relied on: parts of it may be lost, and further writes may lose more"
            }
            Self::References => {
                "rows stand there without those they belong to, which are gone or were renamed"
            }
            Self::Values => "commands about these packets fail; what they were is on record",
            Self::Derived => "lists such as `locus ready` and counts may be wrong; nothing is lost",
            Self::SearchIndex => {
                "`locus search` may miss packets, or find them by words that are gone; nothing is lost"
            }
            Self::Rows => "somebody changed the database past Locus: it says one thing, the log another",
            Self::Records => {
                "what was recorded was changed or removed afterwards: what rests on it can't be shown or rebuilt"
            }
            Self::Chain => {
                "events were changed, removed or slipped in afterwards: from there on the log proves nothing"
            }
            Self::Board => "people read one thing on the board, and commands answer another",
            Self::BoardBase => "a sync remembers lines of packets that are not there; no harm comes of it",
            Self::Leftovers => "commands that were killed left them; they are in nobody's way",
            Self::Permissions => "others on this machine can read what is on record, or change it",
        }
    }

    /// What can be done; a log that doesn't hold is nothing to build on.
    pub(super) const fn remedy(self, log_holds: bool) -> &'static str {
        match self {
            Self::File => {
                "stop writing to it and keep it; go on from a backup (--db names one), or build a new database of a \
                 log that was exchanged or exported: `locus events replay LOG --into NEW`"
            }
            Self::References | Self::Values | Self::Rows if log_holds => {
                "`locus events replay` compares database and log; `locus events replay --into NEW` builds a new \
                 database of what the log says"
            }
            Self::References | Self::Values | Self::Rows => {
                "a backup has the rows as they were: --db names it, `locus wp show` reads it"
            }
            Self::Records | Self::Chain => {
                "keep the database, the rows still stand; compare with a backup or an exchanged log \
                 (`locus events verify LOG`), and go on from the one that holds"
            }
            Self::Board => "`locus board diff` shows it, `locus board sync` brings both in step",
            Self::Derived | Self::SearchIndex | Self::BoardBase => "`locus doctor --fix` works it out again",
            Self::Leftovers => "`locus doctor --fix` takes them away",
            Self::Permissions => "`locus doctor --fix` makes them their owner's alone",
        }
    }
}
