//! The code that changes every 30 seconds: keys of the day, keys of a pass, steps.
//!
//! `K_day = HKDF-SHA256(K_root, info = area digits || yyyymmdd)`, 32 bytes, no salt;
//! `K_pass = HMAC-SHA256(K_day, cti)[0..16]`;
//! `code = HMAC-SHA256(K_pass, step (4 bytes) || "Y2")[0..8]`.

use std::{collections::HashMap, fmt};

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit as _, Mac as _};
use kernel::{AreaCode, Day, Moment, Timestamp};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroize as _;

use crate::claims::{Claims, Cti, Issuer};

/// How long a code is shown, in seconds.
pub const STEP_SECONDS: i64 = 30;

/// The number of a span of 30 seconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Step(pub u32);

impl Step {
    /// The step at an instant; the first or last one beyond the years 1970 to 6053.
    pub fn at(now: Timestamp) -> Self {
        let number = now.seconds().div_euclid(STEP_SECONDS);
        Self(u32::try_from(number.max(0)).unwrap_or(u32::MAX))
    }
    /// How many steps `self` comes after `other`.
    pub(crate) fn since(self, other: Self) -> i64 {
        i64::from(self.0) - i64::from(other.0)
    }
}

/// A deployment's secret from which every day key is made. It never leaves the server.
#[derive(Clone)]
pub struct RootKey([u8; 32]);

impl RootKey {
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
    pub fn draw(moment: &Moment) -> Self {
        Self(moment.bytes())
    }
    /// The key of passes for `area` whose validity begins on `day`.
    pub fn day_key(&self, area: AreaCode, day: Day) -> DayKey {
        let date = day.to_string().replace('-', "");
        let mut key = [0; 32];
        // HKDF refuses only lengths above 8,160 bytes.
        let info = [area.as_str().as_bytes(), date.as_bytes()];
        if Hkdf::<Sha256>::new(None, &self.0).expand_multi_info(&info, &mut key).is_err() {
            key.zeroize();
        }
        DayKey(key)
    }
    /// The key that the holder of a pass gets with it, once a day.
    pub fn pass_key(&self, claims: &Claims) -> PassKey {
        self.day_key(claims.area, claims.not_before.day()).pass_key(claims.cti)
    }
}

/// The key of one area and day. A gate has those of its areas, yesterday to tomorrow.
#[derive(Clone)]
pub struct DayKey([u8; 32]);

impl DayKey {
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
    /// The key of one pass.
    pub fn pass_key(&self, cti: Cti) -> PassKey {
        let mac = hmac(&self.0, &[cti.as_bytes()]);
        PassKey(first(&mac))
    }
}

/// The key of one pass and day: on the phone of its holder.
#[derive(Clone)]
pub struct PassKey([u8; 16]);

impl PassKey {
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
    /// The code shown during `step`.
    pub fn code(&self, step: Step) -> [u8; 8] {
        first(&hmac(&self.0, &[&step.0.to_be_bytes(), b"Y2"]))
    }
    /// Whether `code` is the one of `step`, in constant time.
    pub fn accepts(&self, step: Step, code: &[u8; 8]) -> bool {
        self.code(step).ct_eq(code).into()
    }
}

/// The day keys that a gate holds.
#[derive(Debug, Clone, Default)]
pub struct DayKeys(HashMap<(Issuer, AreaCode, Day), DayKey>);

impl DayKeys {
    /// Keeps one key: of passes that `issuer` signs for `area`, good from some time of `day`.
    pub fn insert(&mut self, issuer: Issuer, area: AreaCode, day: Day, key: DayKey) {
        self.0.insert((issuer, area, day), key);
    }
    /// Drops the keys of days before `day`.
    pub fn forget_before(&mut self, day: Day) {
        self.0.retain(|(_, _, kept), _| *kept >= day);
    }
    /// The key for a pass.
    pub fn of(&self, claims: &Claims) -> Option<&DayKey> {
        self.0.get(&(claims.issuer, claims.area, claims.not_before.day()))
    }
}

fn hmac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC takes keys of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return [0; 32] };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

fn first<const N: usize>(bytes: &[u8; 32]) -> [u8; N] {
    bytes.first_chunk().copied().unwrap_or([0; N])
}

/// Secrets show their kind only, and are wiped.
macro_rules! hidden {
    ($($name:ident),*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(hidden)"))
            }
        }
        impl Drop for $name {
            fn drop(&mut self) {
                self.0.zeroize();
            }
        }
    )*};
}
hidden!(RootKey, DayKey, PassKey);
