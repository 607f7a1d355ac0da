//! Accepting several cases at once: each is an act of its own, so one that is refused leaves the
//! others accepted, and none half so.

use askama::Template;
use contracts::CaseId;
use futures::future::join_all;
use serde::Deserialize;
use ui::{Density, SafeHtml};
use web::{Answer, Form, Problem, Signed, safe_path};

use super::{INBOX, path, submit::refused};
use crate::{
    act::ActError,
    case::Case,
    handle,
    pages::shared::{self, Names},
    rules::Refusal,
    store,
};

/// How many may be accepted with one press: what a page shows.
const AT_ONCE_MAX: usize = 100;

/// The ticked rows, each an id and how many entries the sender had seen.
#[derive(Deserialize)]
pub struct Ticked {
    #[serde(default)]
    ids: Vec<String>,
    #[serde(default)]
    back: String,
}

#[derive(Template)]
#[template(path = "desk/accepted.html")]
struct Page<'a> {
    names: Names<'a>,
    accepted: Vec<Told>,
    refused: Vec<Told>,
    back: &'a str,
}

/// What became of one of them.
struct Told {
    number: String,
    href: String,
    title: String,
    why: String,
}

/// `POST /inbox/accept`
pub async fn accept(signed: Signed, ticked: Form<Ticked>) -> Answer {
    let wanted: Vec<(CaseId, i64)> =
        ticked.ids.iter().map(|one| read(one)).collect::<Answer<_>>()?;
    if wanted.len() > AT_ONCE_MAX {
        return Err(Problem::bad_request("desk-too-many-ticked"));
    }
    // Handed in together, they share a commit.
    let acts = wanted.iter().map(|(id, seen)| one(&signed, *id, *seen));
    let outcomes = join_all(acts).await;
    let desk = shared::desk(&signed.app)?;
    let names = Names::new(&signed, &desk);
    let (mut accepted, mut refused) = (Vec::new(), Vec::new());
    for ((id, _), outcome) in wanted.iter().zip(outcomes) {
        match outcome? {
            Outcome::Accepted(case) => accepted.push(told(*id, &case, String::new())),
            Outcome::Refused(case, why) => refused.push(told(*id, &case, why.text(names))),
            Outcome::Hidden => refused.push(Told {
                number: String::new(),
                href: String::new(),
                title: String::new(),
                why: names.t("desk-refused-hidden").to_owned(),
            }),
        }
    }
    let back = safe_path(&ticked.back).unwrap_or(INBOX);
    let shell = signed.shell(Density::Desk, title(names, &accepted, &refused)).here(back);
    let shell = shell.back(back).body(SafeHtml::of(&Page { names, accepted, refused, back }));
    Ok(signed.page(&shell))
}

fn read(ticked: &str) -> Answer<(CaseId, i64)> {
    let parts = ticked.split_once('.');
    let read = parts.and_then(|(id, seen)| Some((id.parse().ok()?, seen.parse().ok()?)));
    read.ok_or_else(|| Problem::bad_request("desk-ticked"))
}

enum Outcome {
    Accepted(Box<Case>),
    /// The case as it is.
    Refused(Box<Case>, Why),
    /// Not there, or not for this reader.
    Hidden,
}

enum Why {
    Stale,
    Denied,
    Rule(Refusal),
}

impl Why {
    fn text(&self, names: Names<'_>) -> String {
        match self {
            Self::Stale => names.t("desk-refused-stale").to_owned(),
            Self::Denied => names.t("desk-refused-denied").to_owned(),
            Self::Rule(refusal) => refused(names, *refusal),
        }
    }
}

async fn one(signed: &Signed, id: CaseId, seen: i64) -> Answer<Outcome> {
    let stamp = signed.actor.stamp(signed.moment.clone(), "case-accept");
    let actor = signed.actor.clone();
    let acted =
        signed.app.store().write(stamp, move |tx| handle::accept(tx, &actor, id, Some(seen))).await;
    let why = match acted {
        Ok(case) => return Ok(Outcome::Accepted(Box::new(case))),
        Err(ActError::NotFound) => return Ok(Outcome::Hidden),
        Err(ActError::Stale { .. }) => Why::Stale,
        Err(ActError::Denied(_)) => Why::Denied,
        Err(ActError::Refused(refusal)) => Why::Rule(refusal),
        Err(error) => return Err(error.into()),
    };
    let case = signed.app.store().read(move |db| store::find(db, id)).await?;
    Ok(case.map_or(Outcome::Hidden, |case| Outcome::Refused(Box::new(case), why)))
}

fn told(id: CaseId, case: &Case, why: String) -> Told {
    Told { number: case.number.clone(), href: path(id), title: case.title.clone(), why }
}

fn title(names: Names<'_>, accepted: &[Told], refused: &[Told]) -> String {
    let count = |told: &[Told]| i64::try_from(told.len()).unwrap_or(i64::MAX);
    let (accepted, refused) = (count(accepted), count(refused));
    match (accepted, refused) {
        (0, 0) => names.t("desk-bulk-none").to_owned(),
        (_, 0) => names.tf("desk-bulk-all", &[("n", accepted.into())]),
        _ => names.tf("desk-bulk-some", &[("n", accepted.into()), ("refused", refused.into())]),
    }
}
