//! Micro-tasks taken over from elsewhere: the import's form of `register_mts`. They were laid down while the packet was
//! open, so that it may be closed by now.

use crate::app::ops::{MtsRegistered, RegisterMts};
use crate::app::{Context, Decision, Error, Operation, OperationName};
use crate::ports::ReadTxn;

/// Micro-tasks to adopt, whatever the status of their packet.
#[derive(Debug, Clone, PartialEq)]
pub struct AdoptMts(pub RegisterMts);

impl Operation for AdoptMts {
    const NAME: OperationName = OperationName::RegisterMts;
    type Output = MtsRegistered;

    fn decide(&self, txn: &dyn ReadTxn, cx: &Context<'_>) -> Result<Decision<MtsRegistered>, Error> {
        self.0.register(txn, cx, true)
    }
}
