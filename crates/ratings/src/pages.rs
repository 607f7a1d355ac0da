//! Pages of riders, of everybody, of merchants and of the street, and what they share with the API.

pub mod desk;
pub mod mine;
pub mod public;
pub mod rate;

use access::{Action, Permit, Target};
use contracts::{UnitCard, UnitId};
use kernel::AreaCode;
use web::{Answer, Message, Problem, Signed, Visit};

use crate::{Desk, RateError, ReplyError, figure::Figure, store::releases::Release};

/// A merchant with what is published of it.
pub(crate) struct Shown {
    pub card: UnitCard,
    pub release: Option<Release>,
}

/// The merchants of an area by name, with what is published of them; `part` of a name may be asked
/// for.
pub(crate) async fn shown(visit: &Visit, area: AreaCode, part: &str) -> Answer<Vec<Shown>> {
    let desk = Desk::of(&visit.app)?;
    let part = part.trim().to_lowercase();
    let mut cards = desk.merchants(&area);
    cards
        .retain(|card| card.name_zh.contains(&part) || card.name_en.to_lowercase().contains(&part));
    let read = move |db: &mut storage::Db<'_>| crate::store::releases::standing(db, &area);
    let releases = visit.app.store().read(read).await?;
    let of = |unit: UnitId| releases.iter().find(|release| release.unit == unit).cloned();
    Ok(cards.into_iter().map(|card| Shown { release: of(card.id), card }).collect())
}

/// The permit to rate in one's own name.
pub(crate) fn permit(signed: &Signed) -> Answer<Permit> {
    signed.permit(Action::MerchantRate, &Target::of(signed.actor.person))
}

/// A merchant's name in the reader's language; a general word for one that is gone.
pub(crate) fn unit_name(visit: &Visit, desk: &Desk, unit: UnitId) -> String {
    let card = desk.units.unit(unit);
    card.map_or_else(|| visit.t("rating-merchant").to_owned(), |card| name(visit, &card))
}

pub(crate) fn name(visit: &Visit, card: &UnitCard) -> String {
    card.name(!visit.lang.is_zh()).to_owned()
}

/// A reason in the reader's words; its code when the catalogue dropped it.
pub(crate) fn reason(visit: &Visit, desk: &Desk, code: &str) -> String {
    desk.rules().reason(code).map_or_else(
        || code.to_owned(),
        |it| if visit.lang.is_zh() { it.name.zh.clone() } else { it.name.en.clone() },
    )
}

/// "等餐中位数 18 分钟，10 名以上骑手".
pub(crate) fn told(visit: &Visit, figure: &Figure) -> String {
    let arguments = [("minutes", figure.minutes.into()), ("riders", figure.riders.into())];
    visit.tf("rating-figure", &arguments)
}

/// The main reasons in a sentence; empty without any.
pub(crate) fn reasons(visit: &Visit, desk: &Desk, figure: &Figure) -> String {
    if figure.reasons.is_empty() {
        return String::new();
    }
    let glue = if visit.lang.is_zh() { "、" } else { ", " };
    let named: Vec<String> = figure.reasons.iter().map(|code| reason(visit, desk, code)).collect();
    visit.tf("rating-main-reasons", &[("reasons", named.join(glue).into())])
}

impl From<RateError> for Problem {
    fn from(error: RateError) -> Self {
        match error {
            RateError::NotFound => Self::not_found(),
            RateError::Merchant => Self::forbidden().detail("rating-merchant-post"),
            RateError::Invalid { field, code } => Self::invalid().field(field, Message::key(code)),
            RateError::Vault(error) => error.into(),
            RateError::Store(error) => error.into(),
        }
    }
}

impl From<ReplyError> for Problem {
    fn from(error: ReplyError) -> Self {
        match error {
            ReplyError::NotFound => Self::not_found(),
            ReplyError::Superseded => Self::conflict("reply-superseded"),
            ReplyError::Replied => Self::conflict("reply-there"),
            ReplyError::Invalid { field, code } => Self::invalid().field(field, Message::key(code)),
            ReplyError::Store(error) => error.into(),
        }
    }
}
