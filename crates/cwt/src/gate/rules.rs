//! What a gate lets in, and how strictly it asks.

use kernel::AreaCode;

use crate::{
    claims::{Audience, Class},
    pass::Form,
};

/// What somebody has to show; more is always welcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Proof {
    /// The pass alone, also on paper (mode A): the guard compares the face or the plate.
    Picture,
    /// A code that changes every 30 seconds (mode B).
    Rotating,
    /// A signature of the holder's own key (mode C).
    Holder,
}

impl Proof {
    pub(crate) const fn least_form(self) -> Form {
        match self {
            Self::Picture => Form::Static,
            Self::Rotating => Form::Rotating,
            Self::Holder => Form::Holder,
        }
    }
}

/// What happens while the list of revoked passes is too old.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum StaleList {
    /// Everybody with a good pass is let in, with a remark.
    #[default]
    Flag,
    /// Static passes are refused; changing codes are let in with a remark.
    RefuseStatic,
}

/// What happens to a changing code when the gate has no key of the day for it and a picture would do
/// for its class. A class that has to show a changing code is always refused then.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum MissingDayKey {
    /// It counts as a static pass, with a remark.
    #[default]
    Flag,
    /// It is refused.
    Refuse,
}

/// A gate's rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// What passes must be meant for.
    pub audience: Audience,
    /// Where the gate is.
    pub area: AreaCode,
    /// By how many seconds validity is stretched at both ends, because clocks differ.
    pub skew_seconds: i64,
    /// Up to which age a list of revoked passes is current, in seconds.
    pub list_age_max_seconds: i64,
    pub stale_list: StaleList,
    pub missing_day_key: MissingDayKey,
    /// For how many seconds a static pass that was let in is refused when it comes again.
    pub again_seconds: i64,
    classes: [Option<Proof>; 24],
}

impl Rules {
    /// Rules that take no class yet: 60 s of skew, lists up to 24 h old, 30 s between two showings
    /// of one static pass.
    pub const fn new(audience: Audience, area: AreaCode) -> Self {
        Self {
            audience,
            area,
            skew_seconds: 60,
            list_age_max_seconds: 86_400,
            stale_list: StaleList::Flag,
            missing_day_key: MissingDayKey::Flag,
            again_seconds: 30,
            classes: [None; 24],
        }
    }

    /// Lets in passes of one class.
    #[must_use]
    pub fn taking(mut self, class: Class, proof: Proof) -> Self {
        if let Some(slot) = self.classes.get_mut(usize::from(class.number())) {
            *slot = Some(proof);
        }
        self
    }

    /// Lets in passes of every class.
    #[must_use]
    pub const fn taking_all(mut self, proof: Proof) -> Self {
        self.classes = [Some(proof); 24];
        self
    }

    /// What a pass of this class has to show; none when the class is not let in.
    pub fn proof(&self, class: Class) -> Option<Proof> {
        self.classes.get(usize::from(class.number())).copied().flatten()
    }
}
