//! Why a pass is refused: a closed list, each with a code that never changes.

/// Why a gate refuses, in the order in which a gate asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Not a pass at all: prefix, length, base45, CBOR that is not strict, a pass altered outside
    /// its signature.
    Format,
    /// The pass demands something that this gate does not understand (RFC 9052, `crit`).
    Critical,
    /// Signed with a key that is not in this gate's table, or not at this time.
    Key,
    /// Its algorithm is not the one that the key has.
    Algorithm,
    /// Forged or altered.
    Signature,
    /// A claim is missing, or is not what a pass may say.
    Claims,
    /// It names another issuer than the key's, or an area that this issuer has no say in.
    Issuer,
    /// Meant for something else than a gate: a check-in code, a warm card.
    Audience,
    /// The gate has lost its clock and cannot tell whether anything is still good.
    Clock,
    /// Not good yet.
    NotYet,
    /// No longer good.
    Expired,
    /// For another area, or of a class that this gate does not take.
    Scope,
    /// Taken back by its issuer.
    Revoked,
    /// The list of revoked passes is too old for a pass that cannot be proved otherwise.
    StaleList,
    /// A picture of a pass where a code is asked for that changes.
    Static,
    /// There is no key of the day, and this gate insists on one.
    DayKey,
    /// The code of another time: a screenshot, or a clock that is far off.
    Step,
    /// The code does not belong to this pass.
    Code,
    /// This code, or a later one, was used here already.
    Replay,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 19] = [
        Self::Format,
        Self::Critical,
        Self::Key,
        Self::Algorithm,
        Self::Signature,
        Self::Claims,
        Self::Issuer,
        Self::Audience,
        Self::Clock,
        Self::NotYet,
        Self::Expired,
        Self::Scope,
        Self::Revoked,
        Self::StaleList,
        Self::Static,
        Self::DayKey,
        Self::Step,
        Self::Code,
        Self::Replay,
    ];

    /// The stable code, the same in every implementation and in the shared vectors.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Format => "reject_format",
            Self::Critical => "reject_crit",
            Self::Key => "reject_kid",
            Self::Algorithm => "reject_alg",
            Self::Signature => "reject_signature",
            Self::Claims => "reject_claims",
            Self::Issuer => "reject_issuer",
            Self::Audience => "reject_aud",
            Self::Clock => "reject_clock",
            Self::NotYet => "reject_not_yet",
            Self::Expired => "reject_expired",
            Self::Scope => "reject_scope",
            Self::Revoked => "reject_revoked",
            Self::StaleList => "reject_stale_list",
            Self::Static => "reject_static",
            Self::DayKey => "reject_day_key",
            Self::Step => "reject_step",
            Self::Code => "reject_code",
            Self::Replay => "reject_replay",
        }
    }

    /// The reason of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.code())
    }
}
