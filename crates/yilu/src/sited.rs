//! How site plans meet the rest: heat that is kept, places that stand, tasks that are cases.

use access::Reach;
use cases::{decision, store as cases_store};
use contracts::CaseId;
use heatmaps::{ReleaseId, store as heat_store};
use kernel::AreaCode;
use places::store::{self as places_store, Wanted};
use siteplans::{
    Fault,
    port::{Figure, Heat, NewTask, Places, Release, Stand, Standing, Tasks},
};
use storage::{Db, Error, Tx};

/// Protected heat as it is kept.
pub struct Kept;

impl Heat for Kept {
    fn releases(&self, db: &mut Db<'_>) -> Result<Vec<Release>, Error> {
        let held = heat_store::releases(db)?.into_iter();
        let told = held.map(|held| {
            let told = held.guarantee;
            let days = told.period.map(|days| format!(" {}–{}", days.from, days.until));
            Release {
                id: held.id.to_string(),
                name: format!("{}{}", held.source, days.unwrap_or_default()),
                hours: told.hours.hours(),
                digest: told.digest,
                epsilon: told.privacy.map_or_else(String::new, |it| it.epsilon.to_string()),
                k: told.privacy.map_or(0, |it| it.k),
            }
        });
        Ok(told.collect())
    }

    fn figures(&self, db: &mut Db<'_>, release: &str, least: i64) -> Result<Vec<Figure>, Error> {
        let Ok(id) = release.parse::<ReleaseId>() else { return Ok(Vec::new()) };
        let rows = heat_store::figures(db, id, least)?.into_iter();
        let figure = |(cell, hour, occupation, weight)| Figure { cell, hour, occupation, weight };
        Ok(rows.map(figure).collect())
    }
}

/// Places on the map.
pub struct OnTheMap;

/// Places of one kind in a study.
const PLACES_MAX: usize = 20_000;

impl Places for OnTheMap {
    fn of_kinds(
        &self,
        db: &mut Db<'_>,
        area: &AreaCode,
        kinds: &[String],
    ) -> Result<Vec<Stand>, Error> {
        let here = Reach { areas: vec![*area], ..Reach::default() };
        let mut found = Vec::new();
        for kind in kinds {
            let wanted = Wanted { kind: Some(kind.clone()), ..Wanted::default() };
            let places = places_store::within(db, &here, &wanted, PLACES_MAX)?;
            found.extend(places.into_iter().map(|kept| {
                let place = kept.place;
                Stand {
                    code: place.code,
                    name: place.name,
                    kind: place.kind,
                    at: place.at,
                    hours: place.hours,
                }
            }));
        }
        found.sort_by(|one, other| one.code.cmp(&other.code));
        Ok(found)
    }
}

/// Tasks as cases; the closure gives the declarations in force, once there are any.
pub struct AsCases<D>(pub D);

impl<D: Fn() -> Option<cases::Desk> + Send + Sync> Tasks for AsCases<D> {
    fn open(&self, tx: &mut Tx<'_>, new: NewTask) -> Result<(), Fault> {
        let early = || Fault::Store(Error::Busy("the program is still starting".into()));
        let desk = self.0().ok_or_else(early)?;
        let decided = decision::Decided {
            id: new.id,
            owner: new.owner,
            with: Vec::new(),
            area: new.area,
            at: new.title,
            text: new.text,
            due_on: new.due_on,
            private: false,
            source: decision::SITE_PLAN,
        };
        Ok(decision::open(tx, &desk, decided)?)
    }

    fn standing(&self, db: &mut Db<'_>, id: CaseId) -> Result<Option<Standing>, Error> {
        let found = cases_store::find(db, id)?;
        Ok(found.map(|case| Standing {
            state: cases::pages::shared::state::key(case.state).to_owned(),
            number: case.number,
        }))
    }
}
