//! The dialects that come with Locus, as words: task-board.md §2.

use crate::entry::LineForm;
use crate::words::{SectionWord, TokenWord, Words};
use locus_core::domain::WpStatus::{self, Blocked, Cancelled, Done, Gated, InProgress, Ready, Stub};
use serde::Deserialize;

/// A vocabulary that needs no words of one's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    /// Handshake's own: `- **[WP-1]** - [READY_FOR_DEV]` below `## Ready for Dev`.
    #[default]
    Handshake,
    /// A task list: `- [ ] **[WP-1]** text` below `## Todo`. The section decides, and a box says what changed: ticked
    /// since the last sync the packet is done, unticked it is again what its section says. Below Cancelled a tick
    /// means cancelled. A mark that is none of the words says nothing.
    Plain,
}

impl Dialect {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Handshake, Self::Plain];

    pub(crate) fn words(self) -> Words {
        match self {
            Self::Handshake => {
                Words { sections: handshake_sections(), tokens: handshake_tokens(), lines: LineForm::Token }
            }
            Self::Plain => {
                Words { sections: plain_sections(), tokens: vec![ticked()], lines: LineForm::Checkbox }
            }
        }
    }
}

/// The token of a plain checkbox.
pub(crate) fn ticked() -> TokenWord {
    TokenWord { token: "x".into(), status: Done, overrides_section: false, failed: false, closed: true }
}

fn sections(words: [(&str, WpStatus); 7]) -> Vec<SectionWord> {
    words.map(|(heading, status)| SectionWord { heading: heading.into(), status }).into()
}

fn handshake_sections() -> Vec<SectionWord> {
    sections([
        ("Stub Backlog (Not Activated)", Stub),
        ("Ready for Dev", Ready),
        ("In Progress", InProgress),
        ("Blocked", Blocked),
        ("Gated", Gated),
        ("Done", Done),
        ("Superseded (Archive)", Cancelled),
    ])
}

fn plain_sections() -> Vec<SectionWord> {
    sections([
        ("Backlog", Stub),
        ("Todo", Ready),
        ("Doing", InProgress),
        ("Blocked", Blocked),
        ("Review", Gated),
        ("Done", Done),
        ("Cancelled", Cancelled),
    ])
}

fn handshake_tokens() -> Vec<TokenWord> {
    let token = |(token, status): (&str, WpStatus)| {
        let failed = token == "FAIL";
        let overrides_section = failed || status == Cancelled;
        TokenWord { token: token.into(), status, overrides_section, failed, closed: false }
    };
    let tokens = [
        ("STUB", Stub),
        ("READY_FOR_DEV", Ready),
        ("READY FOR DEV", Ready),
        ("READY", Ready),
        ("IN_PROGRESS", InProgress),
        ("ACTIVE", InProgress),
        ("BLOCKED", Blocked),
        ("GATED", Gated),
        ("FAIL", Gated),
        ("VALIDATED", Done),
        ("DONE", Done),
        ("OUTDATED_ONLY", Done),
        ("MERGE_PENDING", Done),
        ("SUPERSEDED", Cancelled),
        ("SUPERSEDED by *", Cancelled),
        ("CANCELLED", Cancelled),
        ("ABANDONED", Cancelled),
    ];
    tokens.map(token).into()
}
