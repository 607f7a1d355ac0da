//! What the domains tell people of their rights: what would be lost with their data, what they agreed
//! to, and which files nothing needs any more.

use std::sync::Arc;

use contracts::PersonId;
use people::port::{Consent, Consents, Warning, Warnings, Withdrawal};
use storage::{Db, Error, Store, files::Forgotten};
use web::App;

/// What somebody should know before they are erased.
pub fn warnings() -> Warnings {
    Warnings(vec![Arc::new(points), Arc::new(going_on)])
}

fn points(db: &mut Db<'_>, person: PersonId) -> Result<Vec<Warning>, Error> {
    let n = ledger::statement::balance_of(db, person)?.available();
    Ok(vec![Warning { code: "points", n, list: Vec::new() }])
}

fn going_on(db: &mut Db<'_>, person: PersonId) -> Result<Vec<Warning>, Error> {
    let told = cases::erased::goes_on(db, person)?;
    let all = [("cases", told.open), ("money", told.money), ("matters", told.matters)];
    let some = all.into_iter().filter(|(_, list)| !list.is_empty());
    Ok(some
        .map(|(code, list)| Warning { code, n: kernel::count::to_i64(list.len()), list })
        .collect())
}

/// Every consent that can be given here. `app` is `None` while the program starts.
pub fn consents(app: impl Fn() -> Option<App> + Clone + Send + Sync + 'static) -> Consents {
    let known = app.clone();
    let branches = move || branches::Desk::of(&known()?).ok();
    let asked = branches.clone();
    Consents(vec![
        Arc::new(contacts),
        Arc::new(photo),
        Arc::new(move |db, person| looking(db, person, app().as_ref())),
        Arc::new(move |db, person| match branches() {
            Some(desk) => badge(db, &desk, person),
            None => Ok(Vec::new()),
        }),
        Arc::new(move |db, person| match asked() {
            Some(desk) => claims(db, &desk, person),
            None => Ok(Vec::new()),
        }),
    ])
}

/// Firms that may see name and phone in a case.
fn contacts(db: &mut Db<'_>, person: PersonId) -> Result<Vec<Consent>, Error> {
    let shared = cases::contact::shared_by(db, person)?;
    let given = shared.into_iter().map(|one| Consent {
        purpose: "contact",
        about: one.number,
        to: Some(one.with),
        since: one.since,
        withdrawal: Withdrawal::at(format!("/cases/{}/hide-contact", one.case)),
    });
    Ok(given.collect())
}

/// The photo that guards see.
fn photo(db: &mut Db<'_>, person: PersonId) -> Result<Vec<Consent>, Error> {
    let since = passes::store::cards::photo_agreed(db, person)?;
    let given = since.map(|since| Consent {
        purpose: "photo",
        about: String::new(),
        to: None,
        since,
        withdrawal: Withdrawal::at("/passes/photo/remove"),
    });
    Ok(given.into_iter().collect())
}

/// Being asked to look at other people's cases on the spot.
fn looking(db: &mut Db<'_>, person: PersonId, app: Option<&App>) -> Result<Vec<Consent>, Error> {
    let Some((area, since)) = cases::checks::store::volunteering(db, person)? else {
        return Ok(Vec::new());
    };
    let named = app.and_then(|app| app.areas().name(&area).map(str::to_owned));
    Ok(vec![Consent {
        purpose: "looking",
        about: named.unwrap_or_else(|| area.to_string()),
        to: None,
        since,
        withdrawal: Withdrawal::at("/checks/volunteer/end"),
    }])
}

/// What a badge on the vehicle shows, purpose by purpose.
fn badge(db: &mut Db<'_>, desk: &branches::Desk, person: PersonId) -> Result<Vec<Consent>, Error> {
    use branches::badge::Purpose;
    let given = branches::badge::given(db, desk, person)?.into_iter().map(|one| {
        let (purpose, action) = match one.purpose {
            Purpose::Membership => ("badge-membership", "/badge/withdraw"),
            Purpose::Pledge => ("badge-pledge", "/badge"),
            Purpose::Name => ("badge-name", "/badge"),
            Purpose::Branch => ("badge-branch", "/badge"),
        };
        let withdrawal = Withdrawal { action: action.into(), fields: one.rest.fields() };
        Consent { purpose, about: String::new(), to: None, since: one.since, withdrawal }
    });
    Ok(given.collect())
}

/// Who was allowed to hand in that somebody is a Party member.
fn claims(db: &mut Db<'_>, desk: &branches::Desk, person: PersonId) -> Result<Vec<Consent>, Error> {
    let given = branches::claim::allowed(db, desk, person)?.into_iter().map(|one| Consent {
        purpose: "membership",
        about: String::new(),
        to: Some(one.unit),
        since: one.since,
        withdrawal: Withdrawal::at("/branch/claim/withdraw"),
    });
    Ok(given.collect())
}

/// Removes a file that was somebody's, unless something still needs the same bytes.
pub async fn forget_file(store: &Store, payload: &str) -> Result<(), String> {
    let forgotten: Forgotten = serde_json::from_str(payload).map_err(|error| error.to_string())?;
    let (name, person) = (forgotten.name.clone(), forgotten.person);
    let needed = store.read(move |db| is_needed(db, &name, person)).await;
    if needed.map_err(|error| error.to_string())? {
        return Ok(());
    }
    store.files().remove(&forgotten.name).await.map_err(|error| error.to_string())
}

fn is_needed(db: &mut Db<'_>, name: &str, person: PersonId) -> Result<bool, Error> {
    Ok(passes::store::cards::is_photo(db, name)?
        || places::store::photos::is_photo(db, name)?
        || cases::erased::needs_file(db, name, person)?)
}
