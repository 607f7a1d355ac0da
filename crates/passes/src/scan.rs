//! What gates upload once they are online again: entries without who, reads for the holder, codes
//! that were used at two gates, redemptions.

use base16ct::lower::encode_string as hex;
use kernel::Timestamp;
use storage::{Error, Tx};

use crate::{
    bearer,
    card::{Card, EntryId, OfferId},
    desk::Desk,
    gate::Gate,
    offer,
    read::{self, Read, What},
    store::{cards, entries, flags, offers, stops, tokens},
    travel,
};

/// Scans in one upload.
pub const SCANS_MAX: usize = 500;
/// Seconds by which a gate's clock may be ahead of ours.
const AHEAD_SECONDS: i64 = 600;
/// Longest name of a verdict.
const VERDICT_MAX: usize = 32;

/// One scan as a gate tells it.
#[derive(Debug, Clone)]
pub struct Scan {
    /// Made by the device, so that uploading twice counts once.
    pub id: EntryId,
    pub at: Timestamp,
    /// `accept` or the code of a refusal.
    pub verdict: String,
    /// `code`, `paper` or `typed`.
    pub way: String,
    /// Class number; 0 where nothing could be read.
    pub class: u32,
    /// Short name of the city that issued the pass; empty where nothing could be read.
    pub issuer: String,
    /// The token's id, when it was read.
    pub cti: Option<[u8; 8]>,
    /// Its place in the revocation list.
    pub slot: Option<u32>,
    /// The step of the code that was accepted.
    pub step: Option<u32>,
    /// The offer that was taken.
    pub offer: Option<OfferId>,
}

/// What became of an upload.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Uploaded {
    /// New ones.
    pub taken: usize,
    /// Uploaded before.
    pub known: usize,
    /// Older than entries are kept for, or from the future: dropped.
    pub dropped: usize,
    /// Passes that were at another gate too, with the same code or faster than anybody rides.
    pub replays: usize,
    /// Redemptions over their limit.
    pub over: usize,
}

/// Takes scans in.
///
/// # Errors
/// When the store fails.
pub fn upload(
    tx: &mut Tx<'_>,
    desk: &Desk,
    gate: &Gate,
    scans: &[Scan],
) -> Result<Uploaded, Error> {
    let rules = desk.rules()?;
    let (now, own) = (tx.now(), desk.issuer()?.to_string());
    let oldest = now.plus_hours(-i64::from(rules.upload_hours));
    let mut told = Uploaded::default();
    for scan in scans.iter().take(SCANS_MAX) {
        let late = scan.at < oldest || scan.at > now.plus_seconds(AHEAD_SECONDS);
        if late || !is_sound(scan) {
            told.dropped += 1;
            continue;
        }
        if !entries::insert(tx, &entry(gate, scan))? {
            told.known += 1;
            continue;
        }
        told.taken += 1;
        if scan.verdict != "accept" {
            continue;
        }
        let card = if scan.issuer == own { card_of(tx, scan)? } else { None };
        told.replays += usize::from(travel::check(tx, desk, gate, scan, card.as_ref())?);
        if let Some(card) = card {
            let what = What::Checked;
            let read = Read { gate: gate.id, at_seconds: scan.at.seconds(), what };
            read::keep(tx, desk, scan.id, &card, &read)?;
            told.over += usize::from(redeem(tx, gate, scan, &card)?);
        }
    }
    if told.taken > 0 {
        crate::erase::arrange(tx)?;
    }
    Ok(told)
}

fn is_sound(scan: &Scan) -> bool {
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    plain(&scan.verdict)
        && (1..=VERDICT_MAX).contains(&scan.verdict.len())
        && ["code", "paper", "typed"].contains(&scan.way.as_str())
        && scan.class < 256
}

fn entry(gate: &Gate, scan: &Scan) -> entries::Entry {
    entries::Entry {
        id: scan.id,
        gate: gate.id,
        at: scan.at,
        class: scan.class.into(),
        verdict: scan.verdict.clone(),
        way: scan.way.clone(),
    }
}

/// The card whose token was read. A device cannot name a card: it must have read its token's id, or
/// a typed code whose place is taken.
pub(crate) fn card_of(tx: &mut Tx<'_>, scan: &Scan) -> Result<Option<Card>, Error> {
    let token = match (scan.cti, scan.slot) {
        (Some(cti), _) => tokens::of_cti(tx, cti)?,
        (None, Some(slot)) => tokens::of_slot(tx, slot)?,
        (None, None) => None,
    };
    let token = token.filter(|token| scan.at >= token.not_before.plus_hours(-1));
    Ok(match token {
        Some(token) => cards::find(tx, token.card)?,
        None => None,
    })
}

fn redeem(tx: &mut Tx<'_>, gate: &Gate, scan: &Scan, card: &Card) -> Result<bool, Error> {
    let Some(id) = scan.offer else { return Ok(false) };
    let Some(offer) = offers::find(tx, id)?.filter(|offer| offer.gate == gate.id) else {
        return Ok(false);
    };
    // A counter that was offline when its merchant lost the label gave nothing on the card's account.
    if stops::since(tx, gate.place)?.is_some_and(|since| scan.at >= since) {
        return Ok(false);
    }
    offer::redeemed(tx, &offer, scan.id.cast(), card.id, scan.at)
}

/// What a guard may see of a pass that was just read, while online. The holder is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    /// Code of the kind.
    pub kind: String,
    /// Five letters that also stand on the holder's phone.
    pub short: String,
    /// What the holder states, such as a number plate.
    pub detail: Option<String>,
    /// The photo's name in the file store, if the holder agreed to show one.
    pub photo: Option<String>,
    /// Whether the pass was revoked meanwhile.
    pub revoked: bool,
    /// Whether it was in two places of late.
    pub doubled: bool,
}

/// Looks a pass up for a guard: photo, short code, detail; never a name or a telephone number.
///
/// # Errors
/// When the store fails.
pub fn look(
    tx: &mut Tx<'_>,
    desk: &Desk,
    gate: &Gate,
    id: EntryId,
    cti: Option<[u8; 8]>,
    slot: Option<u32>,
) -> Result<Option<Looked>, Error> {
    let now = tx.now();
    let asked = Scan {
        id,
        at: now,
        verdict: "accept".into(),
        way: "code".into(),
        class: 0,
        issuer: String::new(),
        cti,
        slot,
        step: None,
        offer: None,
    };
    let Some(card) = card_of(tx, &asked)? else { return Ok(None) };
    let token = match (cti, slot) {
        (Some(cti), _) => tokens::of_cti(tx, cti)?,
        (None, Some(slot)) => tokens::of_slot(tx, slot)?,
        (None, None) => None,
    };
    // A gate sees passes that open it, and nobody else's.
    let own = desk.kind(&card.kind).is_some_and(|kind| kind.audience.to_string() == gate.audience);
    let Some(token) = token.filter(|_| own && card.area.contains(&gate.area)) else {
        return Ok(None);
    };
    let (detail, photo) = match card.person {
        Some(person) => {
            let sealed = cards::detail(tx, card.id)?;
            let open = |sealed: Vec<u8>| {
                let text = desk.vault.open_bytes(tx, person, crate::issue::DETAIL, &sealed).ok()?;
                String::from_utf8(text.to_vec()).ok()
            };
            (sealed.and_then(open), cards::photo(tx, person)?)
        }
        None => (bearer::detail(tx, desk, &card)?, None),
    };
    let read = Read { gate: gate.id, at_seconds: now.seconds(), what: What::Looked };
    read::keep(tx, desk, id, &card, &read)?;
    Ok(Some(Looked {
        kind: card.kind.clone(),
        short: crate::spoken::short(token.slot),
        detail,
        photo,
        revoked: card.revoked_at.is_some(),
        doubled: flags::of_card(tx, card.id)?.is_some(),
    }))
}

/// The token's id out of 16 hexadecimal figures.
pub fn cti_of(text: &str) -> Option<[u8; 8]> {
    let cti: cwt::Cti = text.parse().ok()?;
    debug_assert_eq!(hex(cti.as_bytes()), text.to_lowercase());
    Some(*cti.as_bytes())
}
