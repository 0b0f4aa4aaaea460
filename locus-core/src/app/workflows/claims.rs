//! Claims: what is to be looked at before `update_wp` takes, keeps or gives back a packet is looked at in the
//! transaction that it writes in, so that of many who ask at once each gets a true answer.

use crate::app::ops::{FilterParams, UpdateWp, lookup};
use crate::app::params::{Fields, FromParams};
use crate::app::{Caller, Conflict, Done, Engine, Error, OperationName, WpWritten};
use crate::domain::{Timestamp, WorkPacket, WpId};
use crate::ports::{ReadTxn, Wait};

/// Takes the first ready packet that nobody has.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ClaimReady {
    /// Which packets, in which order; the page is not looked at.
    pub filter: FilterParams,
    /// How long the claim holds, in milliseconds; for good if not given.
    pub lease_ms: Option<u64>,
}

/// Has the claim of whoever has a packet end at another time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenewClaim {
    /// The packet.
    pub wp_id: WpId,
    /// How long the claim holds from now on, in milliseconds; if not given, half an hour, and no shorter than it did.
    pub lease_ms: Option<u64>,
    /// The version the packet must have.
    pub expected_version: Option<u64>,
}

/// Gives a packet back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseClaim {
    /// The packet.
    pub wp_id: WpId,
    /// The version the packet must have.
    pub expected_version: Option<u64>,
}

impl FromParams for ClaimReady {
    fn from_params(params: &mut Fields<'_>) -> Result<Self, Error> {
        let filter = FilterParams::from_params(params)?;
        Ok(Self { filter, lease_ms: UpdateWp::lease_ms(params)? })
    }
}

impl FromParams for RenewClaim {
    fn from_params(params: &mut Fields<'_>) -> Result<Self, Error> {
        Ok(Self {
            wp_id: params.required("wp_id")?,
            lease_ms: UpdateWp::lease_ms(params)?,
            expected_version: params.optional("expected_version")?,
        })
    }
}

impl FromParams for ReleaseClaim {
    fn from_params(params: &mut Fields<'_>) -> Result<Self, Error> {
        Ok(Self { wp_id: params.required("wp_id")?, expected_version: params.optional("expected_version")? })
    }
}

/// How long a claim is renewed for where nothing is said, in milliseconds.
const HALF_AN_HOUR: u64 = 30 * 60 * 1000;

/// How many ready packets are looked at at once.
const PAGE: u32 = 100;

impl ClaimReady {
    /// Takes it. A packet of the caller's own is not free either: who asks twice gets two packets.
    ///
    /// # Errors
    /// `LOCUS-NOT-FOUND` if none is free; a missing capability, or a failure of the store.
    pub fn run(&self, engine: &mut Engine, caller: &Caller) -> Result<Done<WpWritten>, Error> {
        caller.check(OperationName::QueryReady)?;
        let mut unit = engine.begin(Wait::Default)?;
        let now = unit.now(&unit.txn().chain_head()?);
        let wp_id = self.first_free(unit.txn(), caller, now)?;
        let request = UpdateWp { claim: true, lease_ms: self.lease_ms, ..UpdateWp::new(wp_id) };
        let done = unit.run(&request, caller)?;
        unit.commit()?;
        Ok(done)
    }

    fn first_free(&self, txn: &dyn ReadTxn, caller: &Caller, now: Timestamp) -> Result<WpId, Error> {
        let mut filter = self.filter.clone().with_page(PAGE, 0).filter(caller);
        loop {
            let page = txn.ready(&filter)?;
            let seen = page.items.len();
            if let Some(wp) = page.items.into_iter().find(|wp| wp.is_free(now)) {
                return Ok(wp.wp_id);
            }
            if seen < PAGE as usize {
                return Err(Error::NothingFree {
                    ready: page.total_count,
                    narrowed: !self.filter.applied().is_empty(),
                });
            }
            filter.offset += u64::from(PAGE);
        }
    }
}

impl RenewClaim {
    /// Renews it. A lease that has run out is renewed as well, as long as nobody else took the packet.
    ///
    /// # Errors
    /// `LOCUS-CONFLICT` if somebody else has the packet or nobody, or it has another version; what `update_wp` refuses.
    pub fn run(&self, engine: &mut Engine, caller: &Caller) -> Result<Done<WpWritten>, Error> {
        run_on(engine, caller, (&self.wp_id, self.expected_version), |wp, now| {
            if wp.assignee.is_none() {
                return Err(Conflict::Unclaimed { wp_id: wp.wp_id.clone() });
            }
            held_by_nobody_but(caller, wp, now)?;
            // A claim that holds for longer, or for good, is left as it is.
            let ends_sooner = wp.lease.as_ref().is_some_and(|lease| lease.until.since(now) < HALF_AN_HOUR);
            let lease_ms = self.lease_ms.or(ends_sooner.then_some(HALF_AN_HOUR));
            Ok(UpdateWp { claim: true, lease_ms, ..UpdateWp::new(wp.wp_id.clone()) })
        })
    }
}

impl ReleaseClaim {
    /// Releases it; what nobody has stays as it is.
    ///
    /// # Errors
    /// `LOCUS-CONFLICT` if somebody else has the packet, or it has another version; what `update_wp` refuses.
    pub fn run(&self, engine: &mut Engine, caller: &Caller) -> Result<Done<WpWritten>, Error> {
        run_on(engine, caller, (&self.wp_id, self.expected_version), |wp, now| {
            held_by_nobody_but(caller, wp, now)?;
            let mut request = UpdateWp::new(wp.wp_id.clone());
            request.updates.assignee = Some(None);
            Ok(request)
        })
    }
}

/// Whose claim has run out has the packet no longer.
fn held_by_nobody_but(caller: &Caller, wp: &WorkPacket, now: Timestamp) -> Result<(), Conflict> {
    match &wp.assignee {
        Some(by) if *by != caller.actor.id && wp.is_free(now) => {
            Err(Conflict::Unclaimed { wp_id: wp.wp_id.clone() })
        }
        Some(by) if *by != caller.actor.id => Err(Conflict::claimed(wp, by)),
        _ => Ok(()),
    }
}

/// Runs the update that a packet, as it is then, calls for.
fn run_on(
    engine: &mut Engine,
    caller: &Caller,
    (wp_id, expected_version): (&WpId, Option<u64>),
    request: impl FnOnce(&WorkPacket, Timestamp) -> Result<UpdateWp, Conflict>,
) -> Result<Done<WpWritten>, Error> {
    caller.check(OperationName::UpdateWp)?;
    let mut unit = engine.begin(Wait::Default)?;
    let wp = lookup::packet(unit.txn(), wp_id)?;
    lookup::expect_version(&wp, expected_version)?;
    let now = unit.now(&unit.txn().chain_head()?);
    let done = unit.run(&request(&wp, now)?, caller)?;
    if done.changed {
        unit.commit()?;
    }
    Ok(done)
}
