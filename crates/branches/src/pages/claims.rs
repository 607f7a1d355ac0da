//! Claims to be looked into: the list, and one with its words.

use access::Action;
use ui::{
    Density, Field, Form as Shown, SafeHtml, Tone,
    list::{Cell, Column, Empty, Row, Table, Tag},
    panel::{Panel, Text},
};
use web::{Answer, Form, PathId, Signed, Visit};

use super::{
    Any, act, area_name, branch_picks, day_of, get, link_of, links, stage_of, stages, unit_name,
    unit_of, within,
};
use crate::{
    Desk, Fault, MemberId,
    claim::{
        State, Voice, Word,
        decide::{self, Finding},
        store,
    },
    pairing::service_number,
    people,
};

const CLAIMS_MAX: usize = 300;

/// A claim's state in one word.
pub(super) fn tag(visit: &Visit, state: State) -> Tag {
    let (tone, key) = match state {
        State::Claimed => (Tone::Plain, "branches-claimed"),
        State::Verified => (Tone::Good, "branches-verified"),
        State::Disputed => (Tone::Warn, "branches-disputed"),
        State::Refuted => (Tone::Bad, "branches-refuted"),
    };
    Tag::new(tone, visit.t(key))
}

/// `GET /desk/claims?state=claimed`
pub async fn list(signed: Signed) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let units: Vec<_> =
        within(&signed, &desk, Action::MemberVerify).into_iter().map(|card| card.id).collect();
    let wanted = signed.query.get("state").and_then(State::read);
    let read = signed.app.store().read(move |db| {
        let states =
            wanted.map_or_else(|| vec![State::Disputed, State::Claimed], |state| vec![state]);
        let mut found = Vec::new();
        for state in states {
            found.extend(store::of_units(db, &units, state, CLAIMS_MAX)?);
        }
        Ok::<_, storage::Error>(found)
    });
    let found = read.await?;
    let shell = signed.shell(Density::Desk, signed.t("branches-claims")).back("/desk/branches");
    if found.is_empty() {
        let none =
            Empty::new(signed.t("branches-claims-none"), signed.t("branches-claims-none-text"));
        return Ok(signed.page(&shell.body(none)));
    }
    let mut table =
        Table::new(signed.lang, signed.t("branches-claims").into(), signed.query.clone())
            .column(Column::new(signed.t("branches-number")))
            .column(Column::new(signed.t("branches-state")))
            .column(Column::new(signed.t("branches-area")))
            .column(Column::new(signed.t("branches-owner")).wrap())
            .column(Column::new(signed.t("branches-stated")));
    for claim in found {
        let number = format!("#{}", service_number(claim.person));
        table = table.row(
            Row::new(claim.person.to_string(), number.clone())
                .cell(Cell::link(number, format!("/desk/claims/{}", claim.person)))
                .cell(tag(&signed, claim.state))
                .cell(area_name(&desk, &claim.area))
                .cell(unit_name(&signed, &desk, claim.unit))
                .cell(claim.made_at.display_minute()),
        );
    }
    Ok(signed.page(&shell.body(table)))
}

/// `GET /desk/claims/{id}`
pub async fn show(signed: Signed, PathId(id): PathId<MemberId>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let (consulted, actor) = (desk.clone(), signed.actor.clone());
    let stamp = signed.actor.stamp(signed.moment.clone(), "claim-look");
    let look = signed.app.store().write(stamp, move |tx| {
        let claim = store::find(tx, id)?.ok_or(Fault::NotFound)?;
        let details = decide::details(tx, &consulted, &actor, &claim)?;
        let words = store::words(tx, id)?;
        let masked = match people::person(tx, &consulted, id)? {
            Some(person) => consulted.vault.masked(tx, person)?,
            None => access::Masked::default(),
        };
        Ok::<_, Fault>((claim, words, details, masked))
    });
    let (claim, words, details, masked) = look.await?;
    let mut body = SafeHtml::from_safe(tag(&signed, claim.state));
    for text in [masked.name, masked.phone, Some(details)].into_iter().flatten() {
        body = body.and(Text::new(text));
    }
    for told in &words {
        let said = word(&signed, &told.word);
        let who = told.unit.map(|unit| unit_name(&signed, &desk, unit)).unwrap_or_default();
        body = body.and(Text::meta(format!("{said} {who} {}", told.stated_at.display_minute())));
    }
    let mut shell = signed
        .shell(Density::Desk, format!("#{}", service_number(id)))
        .back("/desk/claims")
        .body(Panel::new(signed.t("branches-claim"), body));
    if claim.state.is_open() {
        let today = signed.moment.now().day().to_string();
        let own = within(&signed, &desk, Action::MemberVerify);
        let branch = claim.provisional.unwrap_or(claim.unit).to_string();
        let verify = Shown::post(signed.lang, format!("/desk/claims/{id}"))
            .field(Field::hidden("found", "yes"))
            .field(Field::select("stage", signed.t("branches-stage"), stages(&signed)))
            .field(
                Field::select("link", signed.t("branches-link"), links(&signed)).value("floating"),
            )
            .field(
                Field::select("branch", signed.t("branches-branch"), branch_picks(&signed, &own))
                    .value(branch),
            )
            .field(Field::date("from", signed.t("branches-from")).value(today))
            .field(Field::text("evidence", signed.t("branches-evidence")).max_length(200))
            .submit(signed.t("branches-verify"));
        let refute = Shown::post(signed.lang, format!("/desk/claims/{id}"))
            .field(Field::hidden("found", "no"))
            .field(Field::text("evidence", signed.t("branches-reason")).max_length(200))
            .submit(signed.t("branches-refute"))
            .dangerous();
        shell = shell
            .body(Panel::new(signed.t("branches-verify"), verify))
            .body(Panel::new(signed.t("branches-refute"), refute));
    }
    Ok(signed.page(&shell))
}

fn word(visit: &Visit, word: &Word) -> String {
    match word {
        Word::Says { voice, yes } => {
            let voice = visit.t(match voice {
                Voice::Own => "branches-voice-own",
                Voice::Platform => "branches-voice-platform",
                Voice::Street => "branches-voice-street",
                Voice::Compared => "branches-voice-compared",
            });
            let said = visit.t(if *yes { "branches-says-yes" } else { "branches-says-no" });
            format!("{voice}：{said}")
        }
        Word::Verified => visit.t("branches-verified").to_owned(),
        Word::Refuted => visit.t("branches-refuted").to_owned(),
        Word::Withdrawn => visit.t("branches-claim-taken-back").to_owned(),
    }
}

/// `POST /desk/claims/{id}`
pub async fn decide(signed: Signed, PathId(id): PathId<MemberId>, form: Form<Any>) -> Answer {
    let typed = form.raw.clone();
    let back = format!("/desk/claims/{id}");
    act(&signed, "claim-decide", back, "branches-decided-now", move |tx, desk, actor| {
        let evidence = get(&typed, "evidence").to_owned();
        let finding = if get(&typed, "found") == "yes" {
            Finding::Member {
                stage: stage_of(&typed)?,
                link: link_of(&typed)?,
                branch: unit_of(&typed, "branch")?,
                from: day_of(&typed, "from")?,
                evidence,
            }
        } else {
            Finding::None { evidence }
        };
        decide::decide(tx, desk, actor, id, &finding)
    })
    .await
}
