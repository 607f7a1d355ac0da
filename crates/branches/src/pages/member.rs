//! One member: what is known, from whom, since when; as true on one day, as known on another.

use access::Action;
use kernel::{Day, Timestamp};
use ui::{
    Density, Field, Form as Shown, SafeHtml,
    list::{Column, Row, Table},
    panel::{Panel, Text},
};
use web::{Answer, Form, PathId, Problem, Signed};

use super::{
    Any, act, branch_picks, day, day_of, get, link_name, link_of, links, stage_name, stage_of,
    unit_name, unit_of, within,
};
use crate::{
    Desk, Fault, MemberId,
    member::{
        Fact, Leaving, Source, Standing, What,
        admit::{advance, leave},
        fold,
        state::Told,
        store,
    },
    pairing::service_number,
    people,
    transfer::step::{self, NewTransfer},
};

/// `GET /desk/members/{id}?true=2026-05-01&known=2026-06-01`
pub async fn show(signed: Signed, PathId(id): PathId<MemberId>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let consulted = desk.clone();
    let read = signed.app.store().read(move |db| {
        let Some(member) = store::find(db, id)? else { return Ok(None) };
        let facts = store::facts(db, id)?;
        let person = people::person(db, &consulted, id)?;
        let masked = match person {
            Some(person) => consulted.vault.masked(db, person)?,
            None => access::Masked::default(),
        };
        Ok::<_, Fault>(Some((member, facts, masked)))
    });
    let (member, facts, masked) = read.await?.ok_or_else(Problem::not_found)?;
    let seats = [member.standing.home, member.standing.floating].into_iter().flatten();
    // Whoever had the member last may still look: without a seat nobody else could place them.
    let last = facts.iter().rev().find_map(|fact| match fact.what {
        What::Joined { branch, .. } => Some(branch),
        _ => None,
    });
    let mut branches = seats.map(|seat| seat.branch).chain(last);
    let may = branches.any(|branch| {
        access::permit(&signed.actor, Action::MemberRead, &desk.target(branch)).is_ok()
    });
    if !may {
        return Err(Problem::not_found());
    }
    let today = signed.moment.now().day();
    let asked = |name: &str| signed.query.get(name).and_then(|text| text.parse::<Day>().ok());
    let (on, known) = (asked("true").unwrap_or(today), asked("known").unwrap_or(today));
    let until = Timestamp::from_micros(known.plus(1).start().micros() - 1);
    let standing = fold(&facts, on, until);
    let name = masked.name.unwrap_or_else(|| format!("#{}", service_number(id)));
    let when = Shown::get(signed.lang, format!("/desk/members/{id}"))
        .field(Field::date("true", signed.t("branches-true-on")).value(on.to_string()))
        .field(Field::date("known", signed.t("branches-known-on")).value(known.to_string()))
        .submit(signed.t("branches-show"));
    let shell = signed
        .shell(Density::Desk, name)
        .back("/desk/branches")
        .body(when)
        .body(standing_panel(&signed, &desk, &standing))
        .body(history(&signed, &desk, &facts))
        .body(forms(&signed, &desk, id));
    Ok(signed.page(&shell))
}

fn standing_panel(signed: &Signed, desk: &Desk, standing: &Standing) -> Panel {
    let seat = |key: &str, seat: Option<crate::member::Seat>| {
        let said = seat.map_or_else(
            || signed.t("branches-none-known").to_owned(),
            |seat| {
                let since = day(signed, seat.from);
                format!("{} · {since}", unit_name(signed, desk, seat.branch))
            },
        );
        Text::new(format!("{}：{said}", signed.t(key)))
    };
    let mut body = SafeHtml::from_safe(seat("branches-link-home", standing.home))
        .and(seat("branches-link-floating", standing.floating));
    if standing.home_elsewhere {
        body = body.and(Text::meta(signed.t("branches-elsewhere")));
    }
    for (stage, from) in &standing.path {
        let reached = format!("{} · {}", stage_name(signed, *stage), day(signed, *from));
        body = body.and(Text::new(reached));
    }
    Panel::new(signed.t("branches-standing"), body)
}

fn history(signed: &Signed, desk: &Desk, facts: &[Fact]) -> Table {
    let caption = signed.t("branches-facts").to_owned();
    let mut table = Table::new(signed.lang, caption, signed.query.clone())
        .column(Column::new("#").number())
        .column(Column::new(signed.t("branches-fact")).wrap())
        .column(Column::new(signed.t("branches-from")))
        .column(Column::new(signed.t("branches-source")))
        .column(Column::new(signed.t("branches-stated")));
    for fact in facts {
        let source = signed.t(match fact.source {
            Source::Branch => "branches-source-branch",
            Source::Claim => "branches-source-claim",
            Source::Transfer => "branches-source-transfer",
            Source::Plan => "branches-source-plan",
            Source::Import => "branches-source-import",
            Source::Program => "branches-source-program",
        });
        table = table.row(
            Row::new(fact.seq.to_string(), fact.seq.to_string())
                .cell(fact.seq)
                .cell(words(signed, desk, &fact.what))
                .cell(fact.from.to_string())
                .cell(source)
                .cell(fact.stated_at.display_minute()),
        );
    }
    table
}

fn words(signed: &Signed, desk: &Desk, what: &What) -> String {
    match what {
        What::Stage { stage, .. } => stage_name(signed, *stage).to_owned(),
        What::Joined { link, branch } => {
            let place = unit_name(signed, desk, *branch);
            format!("{} → {place}", link_name(signed, *link))
        }
        What::Left { link, .. } => {
            format!("{} · {}", link_name(signed, *link), signed.t("branches-left"))
        }
        What::Elsewhere { .. } => signed.t("branches-elsewhere").to_owned(),
        What::Works(traits) => format!("{} {}", traits.line, traits.shift),
        What::Voided { seq } => signed.tf("branches-voided", &[("seq", (*seq).into())]),
    }
}

fn forms(signed: &Signed, desk: &Desk, id: MemberId) -> SafeHtml {
    let today = signed.moment.now().day().to_string();
    let at = |page: &str| format!("/desk/members/{id}/{page}");
    let around = within(signed, desk, Action::BranchManage);
    if around.is_empty() {
        return SafeHtml::default();
    }
    let near = around.first().map_or(desk.catalogue.city().area, |card| card.area);
    let mut to = around;
    to.extend(desk.branches_near(&near));
    to.sort_by_key(|card| card.id);
    to.dedup_by_key(|card| card.id);
    let stage = Shown::post(signed.lang, at("stage"))
        .field(Field::select("stage", signed.t("branches-stage"), super::stages(signed)))
        .field(Field::date("from", signed.t("branches-from")).value(today.clone()))
        .field(
            Field::text("introducers", signed.t("branches-introducers"))
                .hint(signed.t("branches-introducers-hint"))
                .optional(),
        )
        .field(Field::text("evidence", signed.t("branches-evidence")).max_length(200))
        .submit(signed.t("branches-advance"));
    let transfer = Shown::post(signed.lang, at("transfer"))
        .field(Field::select("link", signed.t("branches-link"), links(signed)))
        .field(Field::select("receiver", signed.t("branches-receiver"), branch_picks(signed, &to)))
        .field(Field::date("effective", signed.t("branches-effective")).value(today.clone()))
        .submit(signed.t("branches-transfer-ask"));
    let leaving = Shown::post(signed.lang, at("leave"))
        .field(Field::select("link", signed.t("branches-link"), links(signed)))
        .field(Field::date("from", signed.t("branches-from")).value(today))
        .submit(signed.t("branches-leave"))
        .dangerous();
    SafeHtml::from_safe(Panel::new(signed.t("branches-advance"), stage))
        .and(Panel::new(signed.t("branches-transfer"), transfer))
        .and(Panel::new(signed.t("branches-leave"), leaving))
}

/// `POST /desk/members/{id}/stage`
pub async fn stage(signed: Signed, PathId(id): PathId<MemberId>, form: Form<Any>) -> Answer {
    let typed = form.raw.clone();
    let back = format!("/desk/members/{id}");
    act(&signed, "member-stage", back, "branches-advanced", move |tx, desk, actor| {
        let introducers = get(&typed, "introducers").split([' ', ',', '，', '、']);
        let introducers: Result<Vec<MemberId>, _> =
            introducers.filter(|text| !text.is_empty()).map(str::parse).collect();
        let introducers =
            introducers.map_err(|_| Fault::invalid("introducers", "branches-two-introducers"))?;
        let told = Told {
            evidence: get(&typed, "evidence"),
            by: Some(actor.person),
            ..Told::program(day_of(&typed, "from")?, Source::Branch)
        };
        advance(tx, desk, actor, id, stage_of(&typed)?, &introducers, &told)
    })
    .await
}

/// `POST /desk/members/{id}/transfer`
pub async fn transfer(signed: Signed, PathId(id): PathId<MemberId>, form: Form<Any>) -> Answer {
    let typed = form.raw.clone();
    let back = format!("/desk/members/{id}");
    act(&signed, "member-transfer", back, "branches-transfer-asked", move |tx, desk, actor| {
        let new = NewTransfer {
            member: id,
            link: link_of(&typed)?,
            receiver: unit_of(&typed, "receiver")?,
            effective: day_of(&typed, "effective")?,
            due_on: None,
        };
        step::ask(tx, desk, actor, new, None)
    })
    .await
}

/// `POST /desk/members/{id}/leave`
pub async fn leaves(signed: Signed, PathId(id): PathId<MemberId>, form: Form<Any>) -> Answer {
    let typed = form.raw.clone();
    act(
        &signed,
        "member-leave",
        "/desk/branches".into(),
        "branches-has-left",
        move |tx, desk, actor| {
            let (link, from) = (link_of(&typed)?, day_of(&typed, "from")?);
            leave(tx, desk, actor, id, link, Leaving::Moved, from)
        },
    )
    .await
}
