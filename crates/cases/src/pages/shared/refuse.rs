//! What a use case refused, as what the reader should know of it.

use catalogue::ValueFault;
use web::{Message, Problem};

use crate::{
    act::ActError,
    report::{Fault, ReportError},
};

impl From<ActError> for Problem {
    fn from(error: ActError) -> Self {
        match error {
            ActError::NotFound => Self::not_found(),
            ActError::Denied(denied) => denied.into(),
            ActError::Refused(refusal) => Self::conflict(refusal.code()),
            ActError::Stale { .. } => Self::conflict("case-stale"),
            ActError::Invalid { field, code } => Self::invalid().field(field, Message::key(code)),
            ActError::Store(error) => error.into(),
        }
    }
}

impl From<ReportError> for Problem {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::Invalid(faults) => faults
                .iter()
                .fold(Self::invalid(), |it, fault| it.field(fault.field.clone(), message(fault))),
            ReportError::IdTaken => Self::conflict("case-id-taken"),
            ReportError::Store(error) => error.into(),
        }
    }
}

/// What to tell beside the field.
pub fn message(fault: &Fault) -> Message {
    let (key, max) = match fault.value {
        None => (fault.code, None),
        Some(ValueFault::Required) => ("value-required", None),
        Some(ValueFault::NoSuchField) => ("value-no-such-field", None),
        Some(ValueFault::TooLong { max }) => ("value-too-long", Some(max)),
        Some(ValueFault::NotANumber) => ("value-not-a-number", None),
        Some(ValueFault::TooLarge { max }) => ("value-too-large", Some(max)),
        Some(ValueFault::NotADay) => ("value-not-a-day", None),
        Some(ValueFault::NotAChoice) => ("value-not-a-choice", None),
        Some(ValueFault::NotAPhone) => ("value-not-a-phone", None),
        Some(ValueFault::NotYesNo) => ("value-not-yes-no", None),
    };
    let message = Message::key(key);
    match max {
        Some(max) => message.arg("max", i64::try_from(max).unwrap_or(i64::MAX)),
        None => message,
    }
}
