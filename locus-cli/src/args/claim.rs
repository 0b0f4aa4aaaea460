//! `locus claim`, `locus renew`, `locus release`, `locus ready`.

use crate::args::Paged;
use clap::Args;

/// A claim.
#[derive(Debug, Args)]
pub(crate) struct Claim {
    #[command(flatten)]
    pub(crate) of: Claimed,
    /// How long the claim holds, such as 45s, 30m, 1h 30m or 2d; for good if not given
    #[arg(long = "for", value_name = "TIME")]
    pub(crate) lease: Option<String>,
}

/// A claim that is to go on.
#[derive(Debug, Args)]
pub(crate) struct Renew {
    #[command(flatten)]
    pub(crate) of: Claimed,
    /// How long the claim holds from now on, such as 45s, 30m, 1h 30m or 2d; 30m if not given, and no shorter than it did
    #[arg(long = "for", value_name = "TIME")]
    pub(crate) lease: Option<String>,
}

/// What is claimed.
#[derive(Debug, Args)]
pub(crate) struct Claimed {
    /// The packet, such as WP-1-Add-A-Login-v1, in full
    #[arg(value_name = "WP")]
    pub(crate) wp_id: String,
    /// Refuse if the packet is at another version
    #[arg(long, value_name = "N")]
    pub(crate) expected_version: Option<u64>,
}

/// What can be worked on.
#[derive(Debug, Args)]
pub(crate) struct Ready {
    /// With --explain: only this packet, ready or not
    #[arg(value_name = "WP", requires = "explain", conflicts_with = "Filters")]
    pub(crate) wp_id: Option<String>,
    /// Say why each packet stands where it does and what it unblocks; or why WP isn't ready, and what would free it
    #[arg(long, conflicts_with = "claim")]
    pub(crate) explain: bool,
    #[command(flatten)]
    pub(crate) packets: Paged,
    /// Take the first one that nobody has; exit code 3 if there is none
    #[arg(long, conflicts_with_all = ["limit", "offset"])]
    pub(crate) claim: bool,
    /// How long the claim holds, such as 45s, 30m, 1h 30m or 2d; for good if not given
    #[arg(long = "for", value_name = "TIME", requires = "claim")]
    pub(crate) lease: Option<String>,
}
