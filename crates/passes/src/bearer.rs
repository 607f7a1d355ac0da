//! Passes that a desk gives to somebody without an account: a day visitor, a vehicle, a certificate.
//! Whoever holds the paper holds the pass; what stands on it is sealed and erased with it.

use access::policy::{Action, Permit};
use catalogue::{Asker, PassKind};
use storage::{Db, Error, Tx};

use crate::{
    card::{Card, CardId, Mode, Token},
    desk::Desk,
    issue::{self, Asked, IssueError, VISITOR_HOURS, record, stated},
    keyring,
    store::{cards, tokens},
};

/// The kinds that a desk gives out on paper, in the catalogue's order.
pub fn kinds(desk: &Desk) -> Vec<&PassKind> {
    let Some(rules) = desk.catalogue.passes() else { return Vec::new() };
    let fits = |kind: &&PassKind| kind.is_for(Asker::Desk) && kind.paper.is_some();
    rules.kinds.iter().filter(fits).collect()
}

/// Gives a pass out and makes the token that is printed. `id` is made with the form, so that sending
/// it twice makes one pass.
///
/// # Errors
/// [`IssueError::NotFound`] when the kind is not the desk's.
pub fn issue(
    tx: &mut Tx<'_>,
    desk: &Desk,
    permit: &Permit,
    id: CardId,
    asked: &Asked,
) -> Result<Card, IssueError> {
    let kind = kinds(desk).into_iter().find(|kind| kind.code == asked.kind);
    let kind = kind.ok_or(IssueError::NotFound)?;
    let area = asked.area.unwrap_or_else(|| desk.city());
    if !desk.city().contains(&area) {
        return Err(IssueError::Invalid { field: "area", code: "pass-area-wrong" });
    }
    covers(permit, area)?;
    if let Some(known) = cards::find(tx, id)? {
        let again = cards::of_desk(tx, id)?.filter(|card| card.area == area);
        return again.filter(|_| known.kind == kind.code).ok_or(IssueError::NotFound);
    }
    let detail = stated(kind, &asked.detail)?;
    let now = tx.now();
    let until = if kind.is_for(Asker::Visitor) {
        now.plus_hours(VISITOR_HOURS)
    } else {
        now.plus_days(kind.days.into())
    };
    let (code, revoked_at) = (kind.code.clone(), None);
    let (person, firm, issued_at) = (None, None, now);
    let card = Card { id, kind: code, person, area, firm, issued_at, until, revoked_at };
    let sealed = match detail {
        Some(text) => {
            let sealed = desk.vault.seal_for_store(tx.moment(), &context(id), &text);
            Some(sealed.map_err(|error| Error::Refused(error.to_string()))?)
        }
        None => None,
    };
    cards::insert(tx, &card, None, sealed)?;
    crate::erase::arrange(tx)?;
    record(tx, "pass.issue", &card)?;
    print(tx, desk, &card)?;
    Ok(card)
}

/// The token to be printed: the one there is while it is good, else a new one. `None` when the pass
/// is over or revoked.
///
/// # Errors
/// When the revocation list is full, or the key does not sign.
pub fn print(tx: &mut Tx<'_>, desk: &Desk, card: &Card) -> Result<Option<Token>, Error> {
    let now = tx.now();
    let Some(kind) = desk.kind(&card.kind).filter(|_| card.is_live(now)) else { return Ok(None) };
    if let Some(known) = tokens::printed(tx, card.id, now)? {
        return Ok(Some(known));
    }
    let ring = keyring::ready(tx, desk)?;
    let until = now.plus_days(kind.paper_days.into()).min(card.until);
    issue::draw(tx, desk, &ring, card, Mode::Paper, (now, until))
}

/// What the desk wrote on a pass.
///
/// # Errors
/// When it was sealed under another master key.
pub fn detail(db: &mut Db<'_>, desk: &Desk, card: &Card) -> Result<Option<String>, Error> {
    let Some(sealed) = cards::detail(db, card.id)? else { return Ok(None) };
    let text = desk.vault.open_for_store(&context(card.id), &sealed);
    let text = text.map_err(|error| Error::Corrupt(format!("a pass's detail: {error}")))?;
    Ok(Some(text.to_string()))
}

fn context(id: CardId) -> String {
    format!("passes detail {id}")
}

fn covers(permit: &Permit, area: kernel::AreaCode) -> Result<(), Error> {
    if permit.action() == Action::PassIssue && permit.target().area == Some(area) {
        Ok(())
    } else {
        Err(Error::Refused("a desk's pass needs a permit for its area".into()))
    }
}
