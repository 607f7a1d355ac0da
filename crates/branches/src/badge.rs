//! Showing that one is a member (亮身份、亮承诺): of one's own accord, each thing by a consent of its
//! own, and taken back at once. A tag on a vehicle opens a page; it shows what was agreed to and no
//! more. Membership is nobody else's to tell, so only members make badges, and only of themselves.

mod store;

use access::{Action, Actor, Target};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use contracts::{PersonId, UnitId};
use kernel::{Id, Timestamp};
use serde_json::json;
use storage::{Db, Record, Tx};

use crate::{
    Desk, Fault, MemberId,
    fault::text,
    member::{Member, store as members},
    people,
};

/// The name of badge ids.
pub enum BadgeName {}
pub type BadgeId = Id<BadgeName>;

/// Longest pledge and longest name, in characters.
pub const PLEDGE_MAX: usize = 100;
pub const NAME_MAX: usize = 20;

/// What a consent is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// Whoever scans may know that this is a Party member; without it there is no badge.
    Membership,
    Pledge,
    Name,
    Branch,
}

impl Purpose {
    pub const ALL: [Self; 4] = [Self::Membership, Self::Pledge, Self::Name, Self::Branch];

    /// The word by which it is stored, and the last part of the words' key.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Membership => "membership",
            Self::Pledge => "pledge",
            Self::Name => "name",
            Self::Branch => "branch",
        }
    }
}

/// What a member wants to be shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wish {
    /// That this is a member: the consent without which nothing is shown.
    pub membership: bool,
    /// The words of the promise, if it shall be shown.
    pub pledge: Option<String>,
    /// The name by which the member wants to be called, if it shall be shown.
    pub name: Option<String>,
    /// Whether the branch is shown.
    pub branch: bool,
}

impl Wish {
    /// What the form sends for it.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let mut fields = Vec::new();
        if self.membership {
            fields.push(("membership", "1".to_owned()));
        }
        for (name, words) in [("pledge", &self.pledge), ("name", &self.name)] {
            if let Some(words) = words {
                fields.extend([("also", name.to_owned()), (name, words.clone())]);
            }
        }
        if self.branch {
            fields.push(("also", "branch".to_owned()));
        }
        fields
    }

    /// The same without one purpose.
    fn without(&self, purpose: Purpose) -> Self {
        let mut rest = self.clone();
        match purpose {
            Purpose::Membership => rest = Self::default(),
            Purpose::Pledge => rest.pledge = None,
            Purpose::Name => rest.name = None,
            Purpose::Branch => rest.branch = false,
        }
        rest
    }
}

/// A consent that stands, with what is left of the wish without it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    pub purpose: Purpose,
    pub since: Timestamp,
    pub rest: Wish,
}

/// A badge as its member sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Badge {
    pub id: BadgeId,
    /// Opens the public page: what the tag on the vehicle holds.
    pub token: String,
    pub wish: Wish,
    pub made_at: Timestamp,
}

/// What somebody who scans sees: a member, and what the member chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub pledge: Option<String>,
    pub name: Option<String>,
    pub branch: Option<UnitId>,
}

/// Shows a badge, or changes what the own badge shows. The tag stays the same until it is withdrawn.
///
/// # Errors
/// [`Fault::Conflict`] for somebody who is no member; [`Fault::Invalid`] of a field.
pub fn show(tx: &mut Tx<'_>, desk: &Desk, actor: &Actor, wish: &Wish) -> Result<Badge, Fault> {
    let member = own_member(tx, desk, actor)?.ok_or(Fault::Conflict("branches-badge-members"))?;
    if !wish.membership {
        return Err(Fault::invalid("membership", "branches-badge-consent"));
    }
    let limited = |field, typed: &Option<String>, max| {
        typed.as_ref().map(|typed| text(field, typed, 2, max)).transpose()
    };
    let wish = Wish {
        membership: true,
        pledge: limited("pledge", &wish.pledge, PLEDGE_MAX)?,
        name: limited("name", &wish.name, NAME_MAX)?,
        branch: wish.branch,
    };
    tx.lock(format!("branches-badge:{member}").as_bytes())?;
    let (id, token) = if let Some(known) = store::of_member(tx, member)? {
        (known.id, known.token)
    } else {
        let new = (tx.id(), URL_SAFE_NO_PAD.encode(tx.moment().bytes::<16>()));
        store::insert(tx, new.0, member, &new.1)?;
        new
    };
    let pledge = people::seal(tx, desk, member, wish.pledge.as_deref().unwrap_or_default())?;
    let name = people::seal(tx, desk, member, wish.name.as_deref().unwrap_or_default())?;
    store::texts(tx, id, pledge, name)?;
    let agreed = [wish.membership, wish.pledge.is_some(), wish.name.is_some(), wish.branch];
    for (purpose, agreed) in Purpose::ALL.into_iter().zip(agreed) {
        store::consent(tx, id, purpose, agreed)?;
    }
    record(tx, member, "badge.show")?;
    let made_at = tx.now();
    Ok(Badge { id, token, wish, made_at })
}

/// Takes the own badge back: its tag opens nothing from this transaction on, its words are gone, and
/// a later badge has another tag. Whoever shows none is answered alike.
///
/// # Errors
/// When the store fails.
pub fn withdraw(tx: &mut Tx<'_>, desk: &Desk, actor: &Actor) -> Result<(), Fault> {
    access::permit(actor, Action::MembershipOwn, &Target::of(actor.person))?;
    let Some(member) = people::find(tx, desk, actor.person)? else { return Ok(()) };
    tx.lock(format!("branches-badge:{member}").as_bytes())?;
    let Some(known) = store::of_member(tx, member)? else { return Ok(()) };
    for purpose in Purpose::ALL {
        store::consent(tx, known.id, purpose, false)?;
    }
    store::withdraw(tx, known.id)?;
    record(tx, member, "badge.withdraw")?;
    Ok(())
}

/// The own badge, if one is shown. `None` also for whoever is no member.
///
/// # Errors
/// When the store fails.
pub fn own(db: &mut Db<'_>, desk: &Desk, actor: &Actor) -> Result<Option<Badge>, Fault> {
    let Some(member) = own_member(db, desk, actor)? else { return Ok(None) };
    shown_by(db, desk, member)
}

/// What somebody agreed to with the own badge, and since when. The caller answers for who may know.
///
/// # Errors
/// When the store fails.
pub fn given(db: &mut Db<'_>, desk: &Desk, person: PersonId) -> Result<Vec<Given>, Fault> {
    let Some(member) = people::find(db, desk, person)? else { return Ok(Vec::new()) };
    let Some(badge) = shown_by(db, desk, member)? else { return Ok(Vec::new()) };
    let agreed = store::agreed_since(db, badge.id)?;
    let given = agreed.into_iter().map(|(purpose, since)| Given {
        purpose,
        since,
        rest: badge.wish.without(purpose),
    });
    Ok(given.collect())
}

fn shown_by(db: &mut Db<'_>, desk: &Desk, member: MemberId) -> Result<Option<Badge>, Fault> {
    let Some(kept) = store::of_member(db, member)? else { return Ok(None) };
    let agreed = store::agreed(db, kept.id)?;
    let mut words = |sealed: Option<Vec<u8>>, purpose| {
        let words = people::open(db, desk, member, sealed.as_deref())?;
        Ok::<_, Fault>(Some(words).filter(|words| agreed.contains(&purpose) && !words.is_empty()))
    };
    let (pledge, name) = (words(kept.pledge, Purpose::Pledge)?, words(kept.name, Purpose::Name)?);
    let membership = agreed.contains(&Purpose::Membership);
    let branch = agreed.contains(&Purpose::Branch);
    let wish = Wish { membership, pledge, name, branch };
    Ok(Some(Badge { id: kept.id, token: kept.token, wish, made_at: kept.made_at }))
}

/// Whether the actor is a member, who could show a badge.
///
/// # Errors
/// When the store fails.
pub fn is_member(db: &mut Db<'_>, desk: &Desk, actor: &Actor) -> Result<bool, Fault> {
    Ok(own_member(db, desk, actor)?.is_some())
}

/// What a tag shows; nothing when it was withdrawn, when its member is no member any more, or when
/// the member was erased.
///
/// # Errors
/// When the store fails.
pub fn scanned(db: &mut Db<'_>, desk: &Desk, token: &str) -> Result<Option<Shown>, Fault> {
    let Some(kept) = store::of_token(db, token)? else { return Ok(None) };
    let agreed = store::agreed(db, kept.id)?;
    let member = members::find(db, kept.member)?.filter(is_shown);
    let known = people::person(db, desk, kept.member)?.is_some();
    let Some(member) = member.filter(|_| known && agreed.contains(&Purpose::Membership)) else {
        return Ok(None);
    };
    let mut words = |sealed: Option<Vec<u8>>, purpose| {
        let words = people::open(db, desk, kept.member, sealed.as_deref())?;
        Ok::<_, Fault>(Some(words).filter(|words| agreed.contains(&purpose) && !words.is_empty()))
    };
    Ok(Some(Shown {
        pledge: words(kept.pledge, Purpose::Pledge)?,
        name: words(kept.name, Purpose::Name)?,
        branch: member.standing.takes_part_in().filter(|_| agreed.contains(&Purpose::Branch)),
    }))
}

/// The pseudonym of an actor who is a member and asks about themselves.
fn own_member(db: &mut Db<'_>, desk: &Desk, actor: &Actor) -> Result<Option<MemberId>, Fault> {
    access::permit(actor, Action::MembershipOwn, &Target::of(actor.person))?;
    let Some(id) = people::find(db, desk, actor.person)? else { return Ok(None) };
    let member = members::find(db, id)?.filter(is_shown);
    Ok(member.map(|member| member.id))
}

/// A member with a seat: whoever is one no more has none.
fn is_shown(member: &Member) -> bool {
    member.standing.is_member() && member.standing.takes_part_in().is_some()
}

/// The journal names the pseudonym, and nothing of what is shown.
fn record(tx: &mut Tx<'_>, member: MemberId, action: &str) -> Result<(), storage::Error> {
    tx.record(Record {
        action,
        subject_kind: "pseudonym",
        subject: *member.as_bytes(),
        area: "",
        detail: json!({}),
    })
}
