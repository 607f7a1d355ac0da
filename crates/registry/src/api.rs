//! The same for programs.

pub(crate) mod links;

use access::{Action, reach};
use axum::{Json, extract::Path};
use kernel::{Day, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Answer, ApiJson, Problem, Signed};

use crate::{
    Desk, Fault, day_of, feed, own,
    roster::{self, Asked, Only},
    search::{self, Shown, Wanted},
    source,
    term::{self, Job, Term},
};

/// Jobs of one roster in an answer, at the most.
const ROSTER_MAX: usize = 200_000;

/// A source and how fresh it is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SourceOut {
    code: String,
    name: String,
    /// `roster`, `register` or `survey`.
    kind: String,
    area: String,
    /// The unit that keeps it.
    owner: String,
    /// The newest day of which it has told.
    last: Option<String>,
    /// Every so many days a file is due.
    every_days: Option<i64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Sources {
    items: Vec<SourceOut>,
}

/// The sources within reach.
#[utoipa::path(get, path = "/api/v1/registry/sources", operation_id = "registry_sources",
    tag = "registry", responses((status = 200, body = Sources)))]
pub(crate) async fn sources(signed: Signed) -> Answer<Json<Sources>> {
    let within = reach(&signed.actor, Action::RegistryRead);
    let english = !signed.lang.is_zh();
    let read = signed.app.store().read(move |db| {
        let mut items = Vec::new();
        for source in source::all(db)? {
            let units: Vec<_> = std::iter::once(source.owner).chain(source.firm).collect();
            if !within.holds(Some(&source.area), &units, None) {
                continue;
            }
            let last = feed::last(db, source.number)?;
            items.push(SourceOut {
                name: source.name(english).to_owned(),
                kind: source.kind.as_str().to_owned(),
                area: source.area.to_string(),
                owner: source.owner.to_string(),
                last: last.map(|last| day_of(last).to_string()),
                every_days: source.rhythm.map(|rhythm| rhythm.every_days),
                code: source.code,
            });
        }
        Ok::<_, storage::Error>(items)
    });
    Ok(Json(Sources { items: read.await? }))
}

/// A job somebody holds: platform, partner and site as the source calls them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JobOut {
    occupation: Option<String>,
    industry: Option<String>,
    platform: Option<String>,
    partner: Option<String>,
    site: Option<String>,
    /// `employment`, `service`, `contracting`, `dispatch`, `franchise`, `lease`, `crowdsourcing` or
    /// `self-employed`.
    relation: Option<String>,
    written_contract: Option<bool>,
    area: Option<String>,
    since: String,
}

fn job_out(job: &Job, since: i64) -> JobOut {
    let name = |party: &Option<term::Party>| party.as_ref().map(|party| party.name.clone());
    JobOut {
        occupation: job.occupation.clone(),
        industry: job.industry.clone(),
        platform: name(&job.platform),
        partner: name(&job.partner),
        site: name(&job.site),
        relation: job.relation.map(|relation| relation.as_str().to_owned()),
        written_contract: job.contract,
        area: job.area.map(|area| area.to_string()),
        since: day_of(since).to_string(),
    }
}

/// Somebody on a roster, without name and number.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OnRosterOut {
    record: String,
    jobs: Vec<JobOut>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RosterOut {
    true_on: String,
    known_on: String,
    people: usize,
    jobs: usize,
    items: Vec<OnRosterOut>,
}

/// Who was on a source's roster on a day, as it was known on another; names are not in it.
#[utoipa::path(get, path = "/api/v1/registry/sources/{code}/roster", operation_id = "registry_roster",
    tag = "registry",
    params(("code" = String, Path), ("true" = Option<String>, Query), ("known" = Option<String>, Query)),
    responses((status = 200, body = RosterOut)))]
pub(crate) async fn roster(signed: Signed, Path(code): Path<String>) -> Answer<Json<RosterOut>> {
    let today = signed.moment.now().day();
    let day = |name: &'static str| match signed.query.get(name) {
        None => Ok(today),
        Some(text) => text
            .parse::<Day>()
            .map_err(|_| Problem::invalid().field(name, "registry-import-day-wrong")),
    };
    let (on, known) = (day("true")?, day("known")?);
    let known_at = Timestamp::from_micros(known.plus(1).start().micros() - 1);
    let actor = signed.actor.clone();
    let read = signed.app.store().read(move |db| {
        let source = source::by_code(db, &code)?.ok_or(Fault::NotFound)?;
        Desk::permit(&actor, Action::RegistryRead, &source)?;
        let asked = Asked { source: source.number, true_on: on, known_at };
        Ok::<_, Fault>(roster::roster(db, asked, Only::default())?)
    });
    let found = read.await?;
    let jobs = found.people.iter().map(|one| one.state.jobs.len()).sum();
    let items = found.people.iter().take(ROSTER_MAX).map(|one| OnRosterOut {
        record: one.record.to_string(),
        jobs: one
            .state
            .jobs
            .iter()
            .filter_map(|(job, held)| Some(job_out(found.job(*job)?, held.day)))
            .collect(),
    });
    Ok(Json(RosterOut {
        true_on: on.to_string(),
        known_on: known.to_string(),
        people: found.people.len(),
        jobs,
        items: items.collect(),
    }))
}

/// Whom to look for, and why.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SearchIn {
    /// A phone or an identity number.
    wanted: String,
    /// 4 to 200 characters; the person may read it.
    purpose: String,
}

/// A record: masked numbers, what holds today, from which source.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RecordOut {
    record: String,
    source: String,
    basis: String,
    name: String,
    phone: String,
    identity: String,
    jobs: Vec<JobOut>,
    home: Option<String>,
    residence: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Records {
    items: Vec<RecordOut>,
}

fn record_out(db: &mut storage::Db<'_>, shown: Shown) -> Result<RecordOut, Fault> {
    let places = shown.state.places.iter().flatten().map(|held| held.what);
    let wanted: Vec<i64> = shown.state.jobs.keys().copied().chain(places).collect();
    let terms = term::some(db, wanted)?;
    let jobs = shown.state.jobs.iter().filter_map(|(job, held)| match terms.get(job) {
        Some(Term::Job(job)) => Some(job_out(job, held.day)),
        _ => None,
    });
    let area = |place: usize| match shown.state.places[place].and_then(|held| terms.get(&held.what))
    {
        Some(Term::Area(area)) => Some(area.to_string()),
        _ => None,
    };
    Ok(RecordOut {
        jobs: jobs.collect(),
        home: area(0),
        residence: area(1),
        record: shown.record.to_string(),
        name: shown.personal.name.clone(),
        phone: shown.personal.masked_phone(),
        identity: shown.personal.masked_identity(),
        source: shown.source.code,
        basis: shown.source.basis,
    })
}

/// Find somebody in the sources within reach; every record found is a look that the person can see.
#[utoipa::path(post, path = "/api/v1/registry/search", operation_id = "registry_search",
    tag = "registry", request_body = SearchIn, responses((status = 200, body = Records)))]
pub(crate) async fn find(signed: Signed, body: ApiJson<SearchIn>) -> Answer<Json<Records>> {
    let desk = Desk::of(&signed.app)?;
    let (sent, actor, today) = (body.value, signed.actor.clone(), signed.moment.now().day());
    let stamp = signed.actor.stamp(signed.moment.clone(), "registry-search");
    let write = signed.app.store().write(stamp, move |tx| {
        let wanted = Wanted::read(&sent.wanted, today)?;
        let found = search::find(tx, &desk, &actor, &wanted, &sent.purpose)?;
        found.into_iter().map(|shown| record_out(tx, shown)).collect::<Result<Vec<_>, Fault>>()
    });
    Ok(Json(Records { items: write.await? }))
}

/// What is known of the worker who asks.
#[utoipa::path(get, path = "/api/v1/me/records", operation_id = "registry_own", tag = "registry",
    responses((status = 200, body = Records)))]
pub(crate) async fn own(signed: Signed) -> Answer<Json<Records>> {
    let desk = Desk::of(&signed.app)?;
    let person = signed.actor.person;
    let read = signed.app.store().read(move |db| {
        let known = own::known_of(db, &desk, person)?;
        known.into_iter().map(|own| record_out(db, own.shown)).collect::<Result<Vec<_>, Fault>>()
    });
    Ok(Json(Records { items: read.await? }))
}
