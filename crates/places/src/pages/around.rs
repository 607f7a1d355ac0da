//! A street and its places (暖心街区): each names the other on its page.

use nearby::Set;
use storage::{Db, Error};
use ui::{
    SafeHtml, Tone,
    list::{Card, Cards, Tag},
    panel::{Button, Panel, Text},
};
use web::{Answer, Visit};

use super::{confirmed, href, named, show::Seen, told};
use crate::{
    Desk,
    place::Place,
    store::{self, Kept},
};

/// Places of one street that are listed.
pub(crate) const MEMBERS_MAX: usize = 300;

/// What a place belongs to, and what belongs to it.
#[derive(Default)]
pub(super) struct Around {
    street: Option<Place>,
    /// `None` for what is no street.
    members: Option<Vec<Kept>>,
}

impl Around {
    pub fn read(db: &mut Db<'_>, part_of: &str, street: Option<&str>) -> Result<Self, Error> {
        let found = if part_of.is_empty() { None } else { store::of_code(db, part_of)? };
        let found = found.map(|kept| kept.place).filter(Place::is_kept);
        let members = street.map(|code| store::members(db, code, MEMBERS_MAX)).transpose()?;
        Ok(Self { street: found, members })
    }

    /// The way to its street, and its own places with whether they are open now.
    pub fn parts(self, visit: &Visit, desk: &Desk) -> Answer<SafeHtml> {
        let mut parts = SafeHtml::default();
        if let Some(street) = self.street {
            let label = visit.tf("places-on-street", &[("name", street.name.as_str().into())]);
            parts = parts.and(Button::new(label, href(&street.code)).outline());
        }
        let Some(members) = self.members else { return Ok(parts) };
        let title = visit.tf("places-members", &[("n", members.len().into())]);
        if members.is_empty() {
            let none = Text::meta(visit.t("places-members-none"));
            return Ok(parts.and(Panel::new(title, none)));
        }
        let cards = members.into_iter().map(|kept| card(visit, desk, kept));
        let cards = cards.collect::<Answer<Vec<Card>>>()?;
        Ok(parts.and(Panel::new(title, Cards(cards))))
    }
}

fn card(visit: &Visit, desk: &Desk, kept: Kept) -> Answer<Card> {
    let seen = Seen::of(visit, kept, Set::ALL)?;
    let place = &seen.kept.place;
    let (tone, state) = told(visit, seen.word);
    let tone = if seen.word.tells_open() { Tone::Good } else { tone };
    let mut card = Card::new(place.name.clone(), href(&place.code)).tag(Tag::new(tone, state));
    if let Some(kind) = desk.rules().kind(&place.kind) {
        card = card.meta(named(visit.lang, &kind.name));
    }
    let last = confirmed(visit, seen.kept.belief.confirmed_at());
    Ok(last.into_iter().fold(card, Card::meta))
}
