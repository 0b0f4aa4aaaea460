//! Where a packet may go from where it is: what the state machine allows, as a menu.

use super::card::Card;
use super::message::Write;
use locus_core::domain::{GateResult, WpId, WpStatus, WpTrigger};

/// Which words a move asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asks {
    /// None.
    Nothing,
    /// What there is to say about a failed gate; may be left out.
    Notes,
    /// Why; may be left out.
    Reason,
    /// Why; the move is refused without it.
    Must,
}

/// A move in a menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Choice {
    /// What asks for it; none closes the packet.
    pub(super) by: Option<WpTrigger>,
    /// Where it leads.
    pub(super) to: WpStatus,
    /// The words it asks for.
    pub(super) asks: Asks,
}

/// The moves of one packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Menu {
    /// The packet.
    pub(super) wp_id: WpId,
    /// Its version on the screen.
    pub(super) version: u64,
    /// Where it stands.
    pub(super) from: WpStatus,
    /// The moves.
    pub(super) choices: Vec<Choice>,
    /// The number of the selected one.
    pub(super) selected: usize,
}

/// What a move by one key comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// It is clear what is meant.
    Act(Write),
    /// Somebody has to choose, or to say something.
    Choose(Menu),
}

const fn asks(from: WpStatus, by: WpTrigger) -> Asks {
    match by {
        WpTrigger::Update(WpStatus::Ready) if from.is_closed() => Asks::Must,
        WpTrigger::Update(WpStatus::Cancelled) => Asks::Reason,
        WpTrigger::Gate(_, GateResult::Fail) => Asks::Notes,
        _ => Asks::Nothing,
    }
}

impl Choice {
    /// The change it stands for.
    pub(super) fn write(&self, wp_id: WpId, version: u64, said: Option<String>) -> Write {
        match self.by {
            Some(by) => Write::Move { wp_id, version, by, said },
            None => Write::Close { wp_id, version },
        }
    }
}

impl Menu {
    /// All moves that a packet may make now.
    pub(super) fn of(card: &Card) -> Self {
        let wp = &card.wp;
        let open = card.micro_tasks.open();
        let (facts, reasoned) = (wp.facts(false, open), wp.facts(true, open));
        let moves = wp.status.allowed(&facts).filter_map(|by| {
            let to = wp.status.after(by, &reasoned).ok()?;
            Some(Choice { by: Some(by), to, asks: asks(wp.status, by) })
        });
        let may_close = wp.status == WpStatus::Done
            && wp.closed_at.is_none()
            && wp.governance.gates.post_work.status.is_open();
        let close = Choice { by: None, to: WpStatus::Done, asks: Asks::Nothing };
        Self {
            wp_id: wp.wp_id.clone(),
            version: wp.version,
            from: wp.status,
            choices: moves.chain(may_close.then_some(close)).collect(),
            selected: 0,
        }
    }

    /// The selected move.
    pub(super) fn choice(&self) -> Option<&Choice> {
        self.choices.get(self.selected)
    }
}

/// A packet's move to another column. A gate is never judged without a look at the menu; a move that isn't allowed is
/// left to the operation to refuse.
pub(super) fn step(card: &Card, to: WpStatus) -> Step {
    let mut menu = Menu::of(card);
    menu.choices.retain(|choice| choice.to == to && choice.by.is_some());
    match menu.choices.as_slice() {
        [] => {
            let (wp_id, version) = (menu.wp_id, menu.version);
            Step::Act(Write::Move { wp_id, version, by: WpTrigger::Update(to), said: None })
        }
        [only @ Choice { by: Some(WpTrigger::Update(_)), asks: Asks::Nothing, .. }] => {
            Step::Act(only.write(menu.wp_id.clone(), menu.version, None))
        }
        _ => Step::Choose(menu),
    }
}
