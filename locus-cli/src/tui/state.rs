//! What is on the screen. Nothing here reads, writes or draws.

use super::card::Card;
use super::message::{Board, Dossier, Look, Part, Refusal, Request, Window};
use super::moves::Menu;
use super::prompt::Prompt;
use locus_core::domain::query::Expression;
use locus_core::domain::{WpId, WpStatus};
use locus_core::ports::StatusCounts;

/// The narrowest column that says something, in cells.
const COLUMN: u16 = 26;

/// Lines of a card.
pub(super) const CARD: u16 = 2;

/// Lines of the screen that are no cards and no text: the project, the headings or tabs with their rule, the keys.
pub(super) const FRAME: u16 = 4;

/// The smallest part of a column that is worth reading.
const LEAST_PART: u32 = 30;

/// A column: the packets of one status.
#[derive(Debug)]
pub(super) struct Column {
    /// Which.
    pub(super) status: WpStatus,
    /// How many packets it has, as far as that is known.
    pub(super) total: Option<u64>,
    /// The number of the first card that is read, from 0.
    pub(super) from: u64,
    /// The cards that are read.
    pub(super) cards: Vec<Card>,
    /// The number of the selected card.
    pub(super) selected: u64,
    /// The number of the first card shown.
    pub(super) top: u64,
    /// The selected packet, where it is read: it stays selected wherever it goes in its column.
    anchor: Option<WpId>,
    /// The part that was asked for last, and the state of things it shows.
    asked: Option<(Window, u64)>,
}

impl Column {
    const fn new(status: WpStatus) -> Self {
        Self {
            status,
            total: None,
            from: 0,
            cards: Vec::new(),
            selected: 0,
            top: 0,
            anchor: None,
            asked: None,
        }
    }

    /// The card of a number, if it is read.
    pub(super) fn card(&self, number: u64) -> Option<&Card> {
        let index = usize::try_from(number.checked_sub(self.from)?).ok()?;
        self.cards.get(index)
    }

    /// Selects a card and brings it into view.
    pub(super) fn select(&mut self, number: u64, rows: u64) {
        let last = self.total.unwrap_or(0).saturating_sub(1);
        self.selected = number.min(last);
        self.anchor = self.card(self.selected).map(|card| card.wp.wp_id.clone());
        let lowest = (self.selected + 1).saturating_sub(rows);
        self.top = self.top.clamp(lowest, self.selected);
    }

    fn find(&self, wp_id: &WpId) -> Option<u64> {
        let index = self.cards.iter().position(|card| card.wp.wp_id == *wp_id)?;
        Some(self.from + index as u64)
    }

    /// The part to be read: what is shown and as much on both sides of it, if that isn't what was asked for last.
    fn missing(&self, rows: u64, generation: u64) -> Option<Window> {
        let wanted = self.top..self.top + rows;
        let covered = self.asked.is_some_and(|(window, at)| {
            at >= generation
                && window.from <= wanted.start
                && window.from + u64::from(window.limit) >= wanted.end
        });
        let limit = u32::try_from(rows * 3).unwrap_or(u32::MAX).max(LEAST_PART);
        let from = self.top.saturating_sub(rows);
        (!covered).then_some(Window { status: self.status, from, limit })
    }
}

/// What is said at the foot of the screen, until the next key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Notice {
    /// Something went well.
    Said(String),
    /// Something is refused.
    Refused(Refusal),
}

/// What lies over the board.
#[derive(Debug)]
pub(super) enum Dialog {
    /// The keys.
    Help,
    /// The moves that a packet may make.
    Menu(Menu),
    /// A text is asked for.
    Prompt(Prompt),
    /// Whether an undo is meant.
    Undo(String),
}

/// An opened packet.
#[derive(Debug)]
pub(super) struct Opened {
    /// Which.
    pub(super) wp_id: WpId,
    /// What is known of it, once it is read.
    pub(super) dossier: Option<Box<Dossier>>,
    /// The tab shown.
    pub(super) tab: usize,
    /// Lines passed over; drawing stops at the last one.
    pub(super) scrolled: usize,
    /// The state of things that was asked for.
    asked: Option<u64>,
}

/// How it came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Somebody has seen enough.
    Quit,
    /// The process was told to end.
    Signal(i32),
    /// It can't go on.
    Lost(&'static str),
}

/// All of it.
#[derive(Debug)]
pub(super) struct State {
    /// The project, and who is looking at it.
    pub(super) heading: String,
    /// The terminal, in cells.
    pub(super) width: u16,
    pub(super) height: u16,
    /// The columns that can be shown, in order.
    pub(super) columns: Vec<Column>,
    /// The column with the selection.
    pub(super) focus: usize,
    /// The first column shown.
    pub(super) first: usize,
    /// Which packets are shown.
    pub(super) filter: Expression,
    /// How the board's file stands to the database.
    pub(super) board: Board,
    /// The opened packet.
    pub(super) opened: Option<Opened>,
    /// What lies over it.
    pub(super) dialog: Option<Dialog>,
    /// What is said at the foot.
    pub(super) notice: Option<Notice>,
    /// What is being done, and the text it was made of, which is asked for again if it is refused.
    pub(super) busy: Option<(&'static str, Option<Prompt>)>,
    /// Whether changes elsewhere are heard of.
    pub(super) is_live: bool,
    /// Whether it is over, and how.
    pub(super) over: Option<End>,
    /// The state of things: whatever may have changed it gives it another number.
    generation: u64,
    /// Parts of earlier states are not shown any more: they are of another filter.
    oldest: u64,
    looking: Option<Look>,
    compared: Option<u64>,
    /// The packet that the eye is to follow when it is read next.
    follow: Option<(WpId, WpStatus)>,
}

/// The columns in the order of the work; those given up come last, and only when asked for.
const ORDER: [WpStatus; 6] = [
    WpStatus::Stub,
    WpStatus::Ready,
    WpStatus::InProgress,
    WpStatus::Blocked,
    WpStatus::Gated,
    WpStatus::Done,
];

impl State {
    pub(super) fn new(heading: String, width: u16, height: u16) -> Self {
        Self {
            heading,
            width,
            height,
            columns: ORDER.map(Column::new).into(),
            // What can be worked on now.
            focus: 1,
            first: 0,
            filter: Expression::EVERYTHING,
            board: Board::Unknown,
            opened: None,
            dialog: None,
            notice: None,
            busy: None,
            is_live: true,
            over: None,
            generation: 1,
            oldest: 0,
            looking: None,
            compared: None,
            follow: None,
        }
    }

    /// How many columns there is room for.
    pub(super) fn columns_shown(&self) -> usize {
        usize::from(self.width / COLUMN).clamp(1, self.columns.len())
    }

    /// How many cards of a column there is room for.
    pub(super) fn rows(&self) -> u64 {
        u64::from((self.height.saturating_sub(FRAME) / CARD).max(1))
    }

    /// The columns shown, with their numbers.
    pub(super) fn shown(&self) -> impl Iterator<Item = (usize, &Column)> {
        self.columns.iter().enumerate().skip(self.first).take(self.columns_shown())
    }

    /// The selected packet.
    pub(super) fn card(&self) -> Option<&Card> {
        let column = self.columns.get(self.focus)?;
        column.card(column.selected)
    }

    /// Goes to a column and brings it into view.
    pub(super) fn go_to(&mut self, column: usize) {
        self.focus = column.min(self.columns.len().saturating_sub(1));
        let (shown, all) = (self.columns_shown(), self.columns.len());
        let lowest = (self.focus + 1).saturating_sub(shown);
        self.first = self.first.clamp(lowest, self.focus).min(all.saturating_sub(shown));
    }

    /// Selects a card of the column in focus.
    pub(super) fn select(&mut self, number: u64) {
        let rows = self.rows();
        if let Some(column) = self.columns.get_mut(self.focus) {
            column.select(number, rows);
        }
    }

    /// Brings everything into view again after something about the room for it changed.
    pub(super) fn settle(&mut self) {
        let rows = self.rows();
        for column in &mut self.columns {
            column.select(column.selected, rows);
        }
        self.go_to(self.focus);
    }

    /// Shows or hides the packets that were given up.
    pub(super) fn toggle_cancelled(&mut self) {
        if self.columns.len() > ORDER.len() {
            self.columns.truncate(ORDER.len());
        } else {
            self.columns.push(Column::new(WpStatus::Cancelled));
        }
        self.settle();
    }

    /// Everything may be different from now on.
    pub(super) const fn outdate(&mut self) {
        self.generation += 1;
    }

    /// Whether no packets are left out.
    pub(super) fn shows_all(&self) -> bool {
        self.filter == Expression::EVERYTHING
    }

    /// Shows other packets.
    pub(super) fn set_filter(&mut self, filter: Expression) {
        self.filter = filter;
        self.outdate();
        self.oldest = self.generation;
        for column in &mut self.columns {
            *column = Column::new(column.status);
        }
    }

    /// Opens a packet.
    pub(super) fn open(&mut self, wp_id: WpId) {
        self.opened = Some(Opened { wp_id, dossier: None, tab: 0, scrolled: 0, asked: None });
    }

    /// Has the eye follow a packet.
    pub(super) fn follow(&mut self, moved: Option<(WpId, WpStatus)>) {
        self.follow = moved;
    }

    /// Takes in how many packets stand where.
    pub(super) fn take_counts(&mut self, counts: &StatusCounts) {
        if self.shows_all() {
            for column in &mut self.columns {
                column.total = Some(counts.of(column.status));
            }
        }
    }

    /// Takes in a part of a column.
    pub(super) fn take_part(&mut self, part: Part) {
        let rows = self.rows();
        if part.generation < self.oldest {
            return;
        }
        let place = self.columns.iter().position(|column| column.status == part.window.status);
        let Some((number, column)) = place.and_then(|at| Some((at, self.columns.get_mut(at)?))) else {
            return;
        };
        let anchor = column.anchor.take();
        (column.total, column.from, column.cards) = (Some(part.total), part.window.from, part.cards);
        let followed = self.follow.as_ref().and_then(|(wp_id, _)| column.find(wp_id));
        let kept = anchor.and_then(|wp_id| column.find(&wp_id));
        column.select(followed.or(kept).unwrap_or(column.selected), rows);
        if followed.is_some() {
            self.follow = None;
            self.go_to(number);
        }
    }

    /// A look is over. What could not be read is not asked for again before something changes.
    pub(super) fn end_look(&mut self) {
        let Some(look) = self.looking.take() else { return };
        for window in look.windows {
            if let Some(column) = self.columns.iter_mut().find(|column| column.status == window.status) {
                column.asked = Some((window, look.generation));
            }
        }
        if self.follow.as_ref().is_some_and(|_| look.generation >= self.generation) {
            self.follow = None;
        }
    }

    /// Takes in all about a packet, if it is still the one that is open.
    pub(super) fn take_dossier(&mut self, dossier: Box<Dossier>) {
        if let Some(opened) = self.opened.as_mut().filter(|opened| opened.wp_id == dossier.wp_id) {
            opened.dossier = Some(dossier);
        }
    }

    /// What has to be read for the screen to be true.
    pub(super) fn missing(&mut self) -> Vec<Request> {
        let mut requests = Vec::new();
        if let Some(opened) = self.opened.as_mut().filter(|opened| opened.asked < Some(self.generation)) {
            opened.asked = Some(self.generation);
            requests.push(Request::Open(opened.wp_id.clone()));
        }
        if self.looking.is_some() {
            return requests;
        }
        let windows = self.missing_windows();
        if !windows.is_empty() {
            let look = Look { generation: self.generation, filter: self.filter.clone(), windows };
            self.looking = Some(look.clone());
            requests.push(Request::Look(look));
        } else if self.compared < Some(self.generation) {
            self.compared = Some(self.generation);
            requests.push(Request::Compare);
        }
        requests
    }

    fn missing_windows(&self) -> Vec<Window> {
        let (rows, followed) = (self.rows(), self.follow.as_ref().map(|(_, status)| *status));
        let shown = self.first..self.first + self.columns_shown();
        let columns = self.columns.iter().enumerate();
        let wanted = columns
            .filter(|(number, column)| shown.contains(number) || followed == Some(column.status))
            .map(|(_, column)| column);
        wanted.filter_map(|column| column.missing(rows, self.generation)).collect()
    }
}
