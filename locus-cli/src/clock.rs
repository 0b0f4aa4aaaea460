//! The wall clock.

use locus_core::domain::{InvalidValue, Timestamp};
use locus_core::ports::Clock;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// The machine's clock.
#[derive(Debug)]
pub(crate) struct SystemClock {
    began: Instant,
    /// Stands in where the machine's time is no year from 0 to 9999.
    epoch: Timestamp,
}

impl SystemClock {
    /// # Errors
    /// Never in practice: 1970 is a valid moment.
    pub(crate) fn start() -> Result<Self, InvalidValue> {
        Ok(Self { began: Instant::now(), epoch: Timestamp::from_millis(0)? })
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let millis = i64::try_from(since_1970.as_millis()).unwrap_or_default();
        Timestamp::from_millis(millis).unwrap_or(self.epoch)
    }

    fn monotonic_ms(&self) -> f64 {
        self.began.elapsed().as_secs_f64() * 1000.0
    }
}
