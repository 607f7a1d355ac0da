//! A gate: everything it knows, and the order in which it asks.

mod notes;
mod rules;

use std::collections::BTreeMap;

use kernel::Timestamp;

pub use notes::{Note, Notes};
pub use rules::{MissingDayKey, Proof, Rules, StaleList};

use crate::{
    algorithm::PublicKey,
    cbor::Fault,
    claims::{Claims, Class, Cti, Issuer},
    pass::{Form, Scanned, holder_message},
    reason::Reason,
    replay::{Memory, Trace, Weighed},
    revocation::Revocations,
    rotation::{DayKeys, Step},
    sealed::Sealed,
    table::{KeyTable, TrustedKey},
};

/// A gate and all that it needs to decide without a network.
#[derive(Debug, Clone)]
pub struct Gate {
    /// What it lets in, and how strictly.
    pub rules: Rules,
    /// The keys of issuers.
    pub keys: KeyTable,
    /// The keys of the days.
    pub day_keys: DayKeys,
    /// The last list of revoked passes of each issuer.
    revocations: BTreeMap<Issuer, Revocations>,
    memory: Memory,
}

/// A gate's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GateClock {
    /// The time, right to a few seconds.
    Known(Timestamp),
    /// Lost with the power, and no network since: nothing is let in until the clock is set.
    Lost,
}

/// What a gate says to a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Open.
    Accept(Entry),
    /// A good pass, whose code is too early or too late for this gate's clock: scan the next code.
    /// A phone whose clock is off shows one in 30 seconds; a picture never does.
    Again,
    /// Stay closed.
    Refuse(Reason),
}

/// Somebody was let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    pub issuer: Issuer,
    /// The pass's id of the day.
    pub cti: Cti,
    /// The class that it counted as here.
    pub class: Class,
    /// How it was shown.
    pub form: Form,
    /// The step of the code; none for a static pass.
    pub step: Option<Step>,
    /// When the pass is over.
    pub expires: Timestamp,
    /// What a guard should know.
    pub notes: Notes,
}

impl Verdict {
    /// `accept`, `again`, or the reason's code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Accept(_) => "accept",
            Self::Again => "again",
            Self::Refuse(reason) => reason.code(),
        }
    }
    pub const fn is_accepted(&self) -> bool {
        matches!(self, Self::Accept(_))
    }
}

/// A pass that is good as such: signed, in time, in place, not revoked.
struct Good {
    claims: Claims,
    class: Class,
    notes: Notes,
}

impl Gate {
    /// A gate that knows no keys of days and no revocations yet.
    pub fn new(rules: Rules, keys: KeyTable) -> Self {
        let (day_keys, revocations, memory) = Default::default();
        Self { rules, keys, day_keys, revocations, memory }
    }

    /// The list in use of an issuer.
    pub fn revocations(&self, issuer: Issuer) -> Option<&Revocations> {
        self.revocations.get(&issuer)
    }

    /// For applying deltas.
    pub fn revocations_mut(&mut self, issuer: Issuer) -> Option<&mut Revocations> {
        self.revocations.get_mut(&issuer)
    }

    /// Takes over a list, unless it is older than the one in use.
    pub fn take_revocations(
        &mut self,
        list: Revocations,
    ) -> Result<(), crate::revocation::ListError> {
        if let Some(used) = self.revocations.get_mut(&list.issuer) {
            return used.replace(list);
        }
        self.revocations.insert(list.issuer, list);
        Ok(())
    }

    /// How many passes this gate remembers.
    pub fn remembered(&self) -> usize {
        self.memory.len()
    }

    /// Decides, and remembers what it let in.
    pub fn check(&mut self, text: &str, clock: GateClock) -> Verdict {
        self.check_with(text, clock, [0; 8])
    }

    /// The same at a gate that shows a fresh `nonce`, which a pass of mode C has to sign.
    pub fn check_with(&mut self, text: &str, clock: GateClock, nonce: [u8; 8]) -> Verdict {
        let (verdict, seen) = self.judge(text, clock, nonce);
        if let (Some(Seen { issuer, cti, trace, until }), GateClock::Known(now)) = (seen, clock) {
            self.memory.keep(issuer, cti, trace, until, now);
        }
        verdict
    }

    /// Decides, and forgets it.
    pub fn peek(&self, text: &str, clock: GateClock) -> Verdict {
        self.judge(text, clock, [0; 8]).0
    }

    fn judge(&self, text: &str, clock: GateClock, nonce: [u8; 8]) -> (Verdict, Option<Seen>) {
        let refused = |reason| (Verdict::Refuse(reason), None);
        let scanned = match Scanned::read(text) {
            Ok(scanned) => scanned,
            Err(reason) => return refused(reason),
        };
        let good = match self.good(&scanned, clock) {
            Ok(good) => good,
            Err(reason) => return refused(reason),
        };
        let GateClock::Known(now) = clock else { return refused(Reason::Clock) };
        match self.proved(&scanned, &good, now, nonce) {
            Ok((verdict, trace)) => {
                let (issuer, cti) = (good.claims.issuer, good.claims.cti);
                let until = good.claims.expires.plus_seconds(self.rules.skew_seconds);
                (verdict, Some(Seen { issuer, cti, trace, until }))
            }
            Err(reason) => refused(reason),
        }
    }

    /// Everything up to the revocations: what does not depend on the form shown.
    fn good(&self, scanned: &Scanned, clock: GateClock) -> Result<Good, Reason> {
        let sealed = Sealed::read(scanned.cose())?;
        let claims = match Claims::decode(sealed.payload) {
            Err(Fault::Malformed) => return Err(Reason::Format),
            other => other,
        };
        let key = self.signer(&sealed, clock)?;
        let claims = claims.map_err(|_| Reason::Claims)?;
        if claims.issuer != key.issuer {
            return Err(Reason::Issuer);
        }
        if claims.audience != self.rules.audience {
            return Err(Reason::Audience);
        }
        let GateClock::Known(now) = clock else { return Err(Reason::Clock) };
        if now < claims.not_before.plus_seconds(-self.rules.skew_seconds) {
            return Err(Reason::NotYet);
        }
        if now > claims.expires.plus_seconds(self.rules.skew_seconds) {
            return Err(Reason::Expired);
        }
        let mut notes = Notes::default();
        let class = self.scope(&claims, key, &mut notes)?;
        self.revoked(&claims, scanned.form, now, &mut notes)?;
        Ok(Good { claims, class, notes })
    }

    /// The key that signed: known by name, of the algorithm that the header says, and right.
    fn signer(&self, sealed: &Sealed<'_>, clock: GateClock) -> Result<&TrustedKey, Reason> {
        let kid = sealed.kid.ok_or(Reason::Key)?;
        // A gate without a time still tells forged passes from others, and lets in neither.
        let timeless = |key: &&TrustedKey| match clock {
            GateClock::Known(now) => key.counts_at(now, self.rules.skew_seconds),
            GateClock::Lost => true,
        };
        let mut reason = Reason::Key;
        for key in self.keys.named(kid).iter().filter(timeless) {
            if sealed.algorithm != Some(key.key.algorithm()) {
                reason = reason.max(Reason::Algorithm);
            } else if sealed.is_signed_by(&key.key) {
                return Ok(key);
            } else {
                reason = Reason::Signature;
            }
        }
        Err(reason)
    }

    /// The class that the pass counts as at this gate.
    fn scope(&self, claims: &Claims, key: &TrustedKey, notes: &mut Notes) -> Result<Class, Reason> {
        let gate = self.rules.area;
        if !key.areas.iter().any(|area| area.contains(&claims.area)) {
            return Err(Reason::Scope);
        }
        if claims.area.contains(&gate) {
            return Ok(claims.class);
        }
        let guests = key.guests.as_ref().ok_or(Reason::Scope)?;
        if !guests.areas.iter().any(|area| area.contains(&gate)) {
            return Err(Reason::Scope);
        }
        notes.add(Note::Guest);
        Ok(guests.class)
    }

    fn revoked(
        &self,
        claims: &Claims,
        form: Form,
        now: Timestamp,
        notes: &mut Notes,
    ) -> Result<(), Reason> {
        let list = self.revocations.get(&claims.issuer);
        if list.is_some_and(|list| list.is_revoked(claims.cti.index())) {
            return Err(Reason::Revoked);
        }
        let is_current = list.is_some_and(|list| {
            let age = now.seconds_since(list.at);
            age <= self.rules.list_age_max_seconds && now <= list.expires
        });
        if is_current {
            return Ok(());
        }
        if form == Form::Static && self.rules.stale_list == StaleList::RefuseStatic {
            return Err(Reason::StaleList);
        }
        notes.add(Note::StaleList);
        Ok(())
    }

    /// Whether whoever shows the pass has it now: form, code, replay.
    fn proved(
        &self,
        scanned: &Scanned,
        good: &Good,
        now: Timestamp,
        nonce: [u8; 8],
    ) -> Result<(Verdict, Trace), Reason> {
        let Good { claims, class, notes } = good;
        let wanted = self.rules.proof(*class).ok_or(Reason::Scope)?;
        if scanned.form < wanted.least_form() {
            return Err(Reason::Static);
        }
        let mut notes = *notes;
        let mut trace = self.memory.trace(claims.issuer, claims.cti);
        let step = match scanned.proof() {
            Some((step, proof)) => {
                let shown = self.code(scanned.form, claims, step, proof, nonce)?;
                // Whoever cuts a changing code off can also make one up: where the gate cannot
                // tell, a class that has to show one stays outside.
                if shown.is_none() && wanted > Proof::Picture {
                    return Err(Reason::DayKey);
                }
                shown
            }
            None => None,
        };
        if let Some(step) = step {
            match trace.weigh(step, Step::at(now), now) {
                Weighed::Fresh(false) => {}
                Weighed::Fresh(true) => notes.add(Note::PhoneClock),
                Weighed::Wait => return Ok((Verdict::Again, trace)),
                Weighed::Used => return Err(Reason::Replay),
                Weighed::Far => return Err(Reason::Step),
            }
        } else {
            if !trace.pass(now, self.rules.again_seconds) {
                return Err(Reason::Replay);
            }
            let is_static = scanned.form == Form::Static;
            notes.add(if is_static { Note::Static } else { Note::Unproved });
        }
        let Claims { issuer, cti, expires, .. } = *claims;
        let (class, form) = (*class, scanned.form);
        let entry = Entry { issuer, cti, class, form, step, expires, notes };
        Ok((Verdict::Accept(entry), trace))
    }

    /// The step, if its code or signature is right; none when the gate cannot tell and need not.
    fn code(
        &self,
        form: Form,
        claims: &Claims,
        step: Step,
        proof: &[u8],
        nonce: [u8; 8],
    ) -> Result<Option<Step>, Reason> {
        if form == Form::Holder {
            let point = claims.holder.as_ref().ok_or(Reason::Code)?;
            let key = PublicKey::of_holder(point).ok_or(Reason::Claims)?;
            let is_right = key.accepts(&holder_message(claims, step, nonce), proof);
            return if is_right { Ok(Some(step)) } else { Err(Reason::Code) };
        }
        let code = proof.try_into().map_err(|_| Reason::Format)?;
        let Some(day_key) = self.day_keys.of(claims) else {
            return match self.rules.missing_day_key {
                MissingDayKey::Flag => Ok(None),
                MissingDayKey::Refuse => Err(Reason::DayKey),
            };
        };
        let is_right = day_key.pass_key(claims.cti).accepts(step, code);
        if is_right { Ok(Some(step)) } else { Err(Reason::Code) }
    }
}

/// What is to be remembered of a pass.
struct Seen {
    issuer: Issuer,
    cti: Cti,
    trace: Trace,
    until: Timestamp,
}
