//! What a phone keeps to show a pass for two days without a network.

use base16ct::lower::encode_string as hex;
use kernel::Timestamp;
use serde::Serialize;
use storage::{Error, Tx};
use utoipa::ToSchema;

use crate::{
    card::{Card, CardId},
    desk::Desk,
    issue, keyring,
    spoken::SpokenKey,
};

/// A pass as the phone keeps it. Times are seconds since 1970.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ShownPass)]
pub struct Shown {
    #[schema(value_type = String, format = "uuid")]
    pub id: CardId,
    /// Code of the kind.
    pub kind: String,
    pub name_zh: String,
    pub name_en: String,
    /// The right's end.
    pub until: i64,
    /// Today's and tomorrow's tokens.
    pub days: Vec<ShownDay>,
}

/// A day's token with the keys that make its changing codes.
#[derive(Debug, Serialize, ToSchema)]
pub struct ShownDay {
    pub from: i64,
    pub until: i64,
    /// `Y1:…`; a phone shows it as `Y2:…` with the code of the moment.
    pub token: String,
    /// Key of the changing code, in hexadecimal figures.
    pub key: String,
    /// Key of the short code that can be typed, in hexadecimal figures.
    pub spoken: String,
    /// Place in the revocation list: the first half of the short code.
    pub slot: u32,
}

/// Everything a phone needs, with the server's time to correct its clock by.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ShownPasses)]
pub struct ShownAll {
    pub server_seconds: i64,
    pub passes: Vec<Shown>,
}

/// Makes the tokens of these cards that are missing.
///
/// # Errors
/// When a token cannot be signed.
pub fn of(tx: &mut Tx<'_>, desk: &Desk, cards: &[Card]) -> Result<ShownAll, Error> {
    let mut passes = Vec::new();
    for card in cards {
        passes.extend(one(tx, desk, card)?);
    }
    Ok(ShownAll { server_seconds: tx.now().seconds(), passes })
}

fn one(tx: &mut Tx<'_>, desk: &Desk, card: &Card) -> Result<Option<Shown>, Error> {
    let Some(kind) = desk.kind(&card.kind) else { return Ok(None) };
    let class = u8::try_from(kind.class).unwrap_or(0);
    let ring = keyring::ready(tx, desk)?;
    let mut days = Vec::new();
    for token in issue::tokens_of(tx, desk, card)? {
        let day_key = ring.root.day_key(card.area, token.day);
        let pass_key = day_key.pass_key(cwt::Cti::from_bytes(token.cti));
        days.push(ShownDay {
            from: token.not_before.seconds(),
            until: token.expires_at.seconds(),
            token: token.text,
            key: hex(pass_key.as_bytes()),
            spoken: hex(SpokenKey::new(&day_key, token.slot, class).as_bytes()),
            slot: token.slot,
        });
    }
    let until: Timestamp = card.until;
    Ok(Some(Shown {
        id: card.id,
        kind: card.kind.clone(),
        name_zh: kind.name.zh.clone(),
        name_en: kind.name.en.clone(),
        until: until.seconds(),
        days,
    }))
}
