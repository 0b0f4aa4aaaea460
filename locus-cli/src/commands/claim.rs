//! `locus claim`, `locus renew`, `locus release`, `locus ready --claim`.

use crate::args::{Claim, Claimed, Ready, Renew};
use crate::asked;
use crate::error::CliError;
use crate::exit::Exit;
use crate::params::{Params, lease_of};
use crate::render::{Style, moment, packet_lines};
use crate::session::Session;
use crate::wire::Need;
use locus_core::app::ops::UpdateWp;
use locus_core::app::workflows::{ClaimReady, ReleaseClaim, RenewClaim};
use locus_core::app::{Done, WpWritten};

pub(super) fn run(session: &mut Session<'_>, args: &Claim) -> Result<Exit, CliError> {
    let lease = args.lease.as_deref().map(lease_of).transpose()?;
    let params = of(&args.of).with("claim", Some(true)).with("lease_ms", lease);
    session.mutate::<UpdateWp>(&params, claimed)
}

pub(super) fn renew(session: &mut Session<'_>, args: &Renew) -> Result<Exit, CliError> {
    let lease = args.lease.as_deref().map(lease_of).transpose()?;
    let params = of(&args.of).with("lease_ms", lease);
    let renewal: RenewClaim = params.request()?;
    session.mutate_by(Need::Create, |engine, caller| renewal.run(engine, caller), claimed)
}

pub(super) fn release(session: &mut Session<'_>, args: &Claimed) -> Result<Exit, CliError> {
    let release: ReleaseClaim = of(args).request()?;
    session.mutate_by(
        Need::Create,
        |engine, caller| release.run(engine, caller),
        |done, style| packet_lines("released", &done.output.wp.wp, done.changed, style),
    )
}

/// Takes the first ready packet that is free.
pub(super) fn first_ready(session: &mut Session<'_>, args: &Ready) -> Result<Exit, CliError> {
    let lease = args.lease.as_deref().map(lease_of).transpose()?;
    let mut claim: ClaimReady = args.packets.params().with("lease_ms", lease).request()?;
    claim.filter = asked::narrow(session, claim.filter, &args.packets.filters, &[])?;
    session.mutate_by(Need::Existing, |engine, caller| claim.run(engine, caller), claimed)
}

fn of(claimed: &Claimed) -> Params {
    Params::of("wp_id", claimed.wp_id.as_str()).with("expected_version", claimed.expected_version)
}

fn claimed(done: &Done<WpWritten>, style: Style) -> String {
    let wp = &done.output.wp.wp;
    let until = wp.lease.as_ref().map(|lease| format!(" until {}", moment(lease.until)));
    packet_lines(&format!("claimed{}", until.unwrap_or_default()), wp, done.changed, style)
}
