//! A pass is asked for, and each day's tokens are made of it. Nobody looks at how much somebody
//! worked: who may ask stands in the catalogue, and nothing else is asked.

use access::{
    Field, membership,
    policy::{Action, Permit},
    rate::{self, Rate},
};
use base16ct::lower::encode_string as hex;
use catalogue::{Asker, PassKind};
use contracts::{PersonId, UnitId};
use cwt::{Audience, Claims, Cti, Pass, claims::Class};
use kernel::{AreaCode, Day, Timestamp};
use serde_json::json;
use storage::{Error, Record, Tx};

use crate::{
    card::{Card, CardId, CardName, Mode, Token},
    desk::Desk,
    gate::digest,
    keyring::{self, Ring},
    store::{cards, tokens},
};

/// Under which name what a holder states is sealed.
pub const DETAIL: Field = Field::new("pass-detail");
/// Longest detail, in characters.
pub const DETAIL_MAX: usize = 40;
/// Hours for which a pass without an account is good.
pub(crate) const VISITOR_HOURS: i64 = 24;
/// Visitor passes for one address or gate within an hour.
const VISITORS_PER_ADDRESS: i64 = 60;
const VISITORS_PER_GATE: i64 = 600;
/// Draws of a place in the revocation list before the list is held to be full, and after how many
/// the range doubles.
const DRAWS: u32 = 96;
const DRAWS_PER_DOUBLING: u32 = 24;

/// Why no pass was given.
#[derive(Debug, thiserror::Error)]
pub enum IssueError {
    #[error("there is no such kind of pass, or it is for others")]
    NotFound,
    #[error("{field}: {code}")]
    Invalid { field: &'static str, code: &'static str },
    #[error(transparent)]
    Vault(#[from] access::vault::Error),
    #[error(transparent)]
    Store(#[from] Error),
}

/// A pass as it is asked for.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Code of the kind.
    pub kind: String,
    /// Where it is to open; the whole city when left out.
    pub area: Option<AreaCode>,
    /// What its holder states; empty where the kind asks for nothing.
    pub detail: String,
    /// The firm for whose job it is: the pass ends with the job. The holder's own when left out.
    pub firm: Option<UnitId>,
}

/// Gives a person a pass at once. Whoever holds such a pass gets the one there is, for its full
/// days again.
///
/// # Errors
/// [`IssueError::NotFound`] when the kind is for others.
pub fn issue(
    tx: &mut Tx<'_>,
    desk: &Desk,
    permit: &Permit,
    asked: &Asked,
) -> Result<Card, IssueError> {
    let person = own(permit)?;
    let kind = desk.kind(&asked.kind).ok_or(IssueError::NotFound)?;
    if !may_ask(tx, kind, person)? {
        return Err(IssueError::NotFound);
    }
    give(tx, desk, kind, person, asked)
}

/// The street gives somebody a pass of a kind that a desk gives out.
///
/// # Errors
/// [`IssueError::NotFound`] when the kind is not the desk's.
pub fn issue_for(
    tx: &mut Tx<'_>,
    desk: &Desk,
    permit: &Permit,
    person: PersonId,
    asked: &Asked,
) -> Result<Card, IssueError> {
    let kind = desk.kind(&asked.kind).filter(|kind| kind.is_for(Asker::Desk));
    let kind = kind.ok_or(IssueError::NotFound)?;
    let area = asked.area.unwrap_or_else(|| desk.city());
    if permit.action() != Action::PassIssue || permit.target().area != Some(area) {
        return Err(Error::Refused("a desk's pass needs a permit for its area".into()).into());
    }
    give(tx, desk, kind, person, asked)
}

/// The kinds that a person may ask for, in the catalogue's order.
///
/// # Errors
/// When the store fails.
pub fn askable<'d>(
    db: &mut storage::Db<'_>,
    desk: &'d Desk,
    person: PersonId,
    day: Day,
) -> Result<Vec<&'d PassKind>, Error> {
    let Some(rules) = desk.catalogue.passes() else { return Ok(Vec::new()) };
    let member = is_member(db, person, day)?;
    let fits =
        |kind: &&PassKind| kind.is_for(Asker::Worker) || (member && kind.is_for(Asker::Member));
    Ok(rules.kinds.iter().filter(fits).collect())
}

fn may_ask(tx: &mut Tx<'_>, kind: &PassKind, person: PersonId) -> Result<bool, Error> {
    let day = tx.now().day();
    Ok(kind.is_for(Asker::Worker) || (kind.is_for(Asker::Member) && is_member(tx, person, day)?))
}

fn is_member(db: &mut storage::Db<'_>, person: PersonId, day: Day) -> Result<bool, Error> {
    let posts = membership::memberships_of(db, person, day)?;
    Ok(posts.iter().any(|post| post.role == "member"))
}

fn give(
    tx: &mut Tx<'_>,
    desk: &Desk,
    kind: &PassKind,
    person: PersonId,
    asked: &Asked,
) -> Result<Card, IssueError> {
    let detail = stated(kind, &asked.detail)?;
    let area = asked.area.unwrap_or_else(|| desk.city());
    if !desk.city().contains(&area) {
        return Err(IssueError::Invalid { field: "area", code: "pass-area-wrong" });
    }
    if asked.firm.is_some_and(|firm| desk.units.unit(firm).is_none()) {
        return Err(IssueError::Invalid { field: "firm", code: "pass-firm-unknown" });
    }
    tx.lock(format!("passes:{person}").as_bytes())?;
    let until = tx.now().plus_days(kind.days.into());
    if let Some(held) = cards::held(tx, person, &kind.code, &area, asked.firm)? {
        cards::renew(tx, held.id, until)?;
        return Ok(Card { until, ..held });
    }
    let now = tx.now();
    let card = Card {
        id: tx.id::<CardName>(),
        kind: kind.code.clone(),
        person: Some(person),
        area,
        firm: asked.firm,
        issued_at: now,
        until,
        revoked_at: None,
    };
    let sealed = match detail {
        Some(text) => Some(desk.vault.seal_bytes(tx, person, DETAIL, text.as_bytes())?),
        None => None,
    };
    cards::insert(tx, &card, None, sealed)?;
    crate::erase::arrange(tx)?;
    record(tx, "pass.issue", &card)?;
    Ok(card)
}

/// The answer to a visitor.
#[derive(Debug)]
#[must_use]
pub enum Visitor {
    /// The pass, and the secret by which its holder is known.
    Given(Card, String),
    /// Too many from one place; ask again after so many seconds.
    RetryAfter(i64),
}

/// Gives a pass for 24 hours to somebody without an account, for one gate's area. `from` is the
/// caller's address, which is counted and not kept.
///
/// # Errors
/// [`IssueError::NotFound`] when the city gives out no such passes.
pub fn visit(
    tx: &mut Tx<'_>,
    desk: &Desk,
    area: AreaCode,
    from: &str,
) -> Result<Visitor, IssueError> {
    let rules = desk.rules()?;
    let kind = rules.kinds.iter().find(|kind| kind.is_for(Asker::Visitor));
    let kind = kind.ok_or(IssueError::NotFound)?;
    if !desk.city().contains(&area) {
        return Err(IssueError::Invalid { field: "area", code: "pass-area-wrong" });
    }
    let limits = [
        (desk.vault.pseudonym("visitor address", from), VISITORS_PER_ADDRESS),
        (desk.vault.pseudonym("visitor area", area.as_str()), VISITORS_PER_GATE),
    ];
    for (key, limit) in limits {
        if let Rate::RetryAfter(wait) = rate::hit(tx, key, limit, 3_600)? {
            return Ok(Visitor::RetryAfter(wait));
        }
    }
    let now = tx.now();
    let secret = hex(&tx.moment().bytes::<16>());
    let card = Card {
        id: tx.id::<CardName>(),
        kind: kind.code.clone(),
        person: None,
        area,
        firm: None,
        issued_at: now,
        until: now.plus_hours(VISITOR_HOURS),
        revoked_at: None,
    };
    cards::insert(tx, &card, Some(digest("visitor", &secret)), None)?;
    crate::erase::arrange(tx)?;
    record(tx, "pass.issue", &card)?;
    Ok(Visitor::Given(card, secret))
}

/// The token of a card for a day; makes it when there is none yet. `None` when the card is over or
/// revoked by then.
///
/// # Errors
/// When the revocation list is full, or the key does not sign.
pub fn token_for(
    tx: &mut Tx<'_>,
    desk: &Desk,
    ring: &Ring,
    card: &Card,
    day: Day,
    mode: Mode,
) -> Result<Option<Token>, Error> {
    let span = (day.start(), day.plus(1).start().min(card.until));
    if card.revoked_at.is_some() || span.1 <= span.0 {
        return Ok(None);
    }
    if let Some(known) = tokens::of_day(tx, card.id, day, mode)? {
        return Ok(Some(known));
    }
    draw(tx, desk, ring, card, mode, span)
}

/// A new token of a card, good from one instant to another.
pub(crate) fn draw(
    tx: &mut Tx<'_>,
    desk: &Desk,
    ring: &Ring,
    card: &Card,
    mode: Mode,
    (not_before, expires_at): (Timestamp, Timestamp),
) -> Result<Option<Token>, Error> {
    let Some(kind) = desk.kind(&card.kind) else { return Ok(None) };
    let signed = |why: &dyn std::fmt::Display| Error::Refused(format!("a pass: {why}"));
    let number = match mode {
        Mode::Rotating => kind.class,
        Mode::Paper => match kind.paper {
            Some(number) => number,
            None => return Ok(None),
        },
    };
    let class = u8::try_from(number).map_err(|error| signed(&error))?;
    let audience: Audience = kind.audience.to_string().parse().map_err(|error| signed(&error))?;
    let slots = desk.rules()?.slots;
    for draw in 0..DRAWS {
        let range = u64::from(slots) << (draw / DRAWS_PER_DOUBLING);
        let slot = u32::try_from(tx.moment().below(range)).unwrap_or(0);
        if !tokens::is_free(tx, slot)? {
            continue;
        }
        let claims = Claims {
            issuer: ring.issuer,
            audience,
            expires: expires_at,
            not_before,
            cti: Cti::draw(tx.moment(), slot),
            class: Class::try_from(class).map_err(|error| signed(&error))?,
            area: card.area,
            holder: None,
        };
        let text = Pass::issue(&claims, ring.signer()).map_err(|error| signed(&error))?.text();
        let cti = *claims.cti.as_bytes();
        let day = not_before.day();
        let token = Token { slot, card: card.id, cti, day, not_before, expires_at, text };
        let kid = u16::from_be_bytes(cwt::Signer::kid(ring.signer()).0);
        if tokens::insert(tx, &token, kid, mode)? {
            return Ok(Some(token));
        }
    }
    Err(Error::Refused("the revocation list is full: raise `slots` in passes.toml".into()))
}

/// Today's and tomorrow's tokens of a card, so that a phone without a network at midnight goes on.
///
/// # Errors
/// As [`token_for`].
pub fn tokens_of(tx: &mut Tx<'_>, desk: &Desk, card: &Card) -> Result<Vec<Token>, Error> {
    let ring = keyring::ready(tx, desk)?;
    let today = tx.now().day();
    let mut found = Vec::new();
    for day in [today, today.plus(1)] {
        found.extend(token_for(tx, desk, &ring, card, day, Mode::Rotating)?);
    }
    Ok(found)
}

/// The card of a visitor who shows this secret, while it is good.
///
/// # Errors
/// When the store fails.
pub fn of_visitor(
    db: &mut storage::Db<'_>,
    secret: &str,
    now: Timestamp,
) -> Result<Option<Card>, Error> {
    let card = cards::of_bearer(db, digest("visitor", secret))?;
    Ok(card.filter(|card| card.is_live(now)))
}

/// A person's own card.
///
/// # Errors
/// When the store fails.
pub fn own_card(
    db: &mut storage::Db<'_>,
    person: PersonId,
    id: CardId,
) -> Result<Option<Card>, Error> {
    Ok(cards::find(db, id)?.filter(|card| card.person == Some(person)))
}

pub(crate) fn stated(kind: &PassKind, text: &str) -> Result<Option<String>, IssueError> {
    let text = text.trim();
    match &kind.detail {
        None => Ok(None),
        Some(_) if text.is_empty() || text.chars().count() > DETAIL_MAX => {
            Err(IssueError::Invalid { field: "detail", code: "pass-detail-wrong" })
        }
        Some(_) => Ok(Some(text.to_owned())),
    }
}

/// Whose pass it is: nobody's but the asker's.
pub(crate) fn own(permit: &Permit) -> Result<PersonId, Error> {
    let own = permit.target().person == Some(permit.person());
    if permit.action() == Action::PassHold && own {
        Ok(permit.person())
    } else {
        Err(Error::Refused("a pass needs a permit to hold one of one's own".into()))
    }
}

/// The journal says that a pass of a kind was given or taken back, never whose: the person's id
/// would make the journal a list of who holds what.
pub(crate) fn record(tx: &mut Tx<'_>, action: &str, card: &Card) -> Result<(), Error> {
    let subject = *card.id.as_bytes();
    let detail = json!({ "kind": card.kind });
    tx.record(Record { action, subject_kind: "pass", subject, area: card.area.as_str(), detail })
}
