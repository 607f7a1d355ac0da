//! What a use case refused, as what the reader should know of it.

use std::net::{IpAddr, Ipv4Addr};

use access::code::Requested;
use catalogue::ValueFault;
use kernel::Phone;
use web::{Answer, Message, Problem, Visit};

use crate::{
    act::ActError,
    chain::filing::FileError,
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

impl From<FileError> for Problem {
    fn from(error: FileError) -> Self {
        match error {
            FileError::Report(error) => error.into(),
            FileError::Act(error) => error.into(),
        }
    }
}

/// A mobile number, or what is wrong with it.
///
/// # Errors
/// 422 naming the field `phone`.
pub fn phone(typed: &str) -> Answer<Phone> {
    Phone::parse(typed).map_err(|_| Problem::invalid().field("phone", "chain-phone"))
}

/// A code sent, or how long to wait for the next.
///
/// # Errors
/// 429 while too many were asked for.
pub fn sent(requested: Requested) -> Answer<i64> {
    match requested {
        Requested::Sent { life_seconds } => Ok(life_seconds),
        Requested::RetryAfter(seconds) => {
            Err(Problem::too_many(u64::try_from(seconds.max(1)).unwrap_or(1)))
        }
    }
}

/// Where a request came from, as limits count it.
pub fn address(visit: &Visit) -> IpAddr {
    visit.client_ip.0.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
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
