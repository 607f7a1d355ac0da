//! `GET /desk/gates`: gates of one's area or unit, their devices, what happened there without who.

use std::sync::Arc;

use access::{Action, Permit, Target, policy::Columns, reach};
use axum::response::{IntoResponse as _, Response};
use catalogue::Audience;
use contracts::UnitId;
use kernel::{AreaCode, Wgs84};
use serde::Deserialize;
use ui::{
    Density, Field, Form as FormView, SafeHtml, Shell, Tone,
    form::Pick,
    list::{Card as CardView, Cards, Empty, Tag},
    map::{Base, MapPicker},
    panel::{Button, Notice, Panel, Text},
};
use web::{Answer, Form, Message, PathId, Problem, Signed, see_other};

use crate::{
    GateId,
    card::{DeviceId, GateName},
    gate::{self, Gate, NewGate},
    port::Merchants,
    store::{entries, gates as store, offers, stops},
};

/// Gates in the list.
const GATES_MAX: usize = 200;
/// Entries shown.
const ENTRIES_MAX: usize = 30;
const AUDIENCES: [(&str, Audience); 5] = [
    ("gate", Audience::Gate),
    ("meet", Audience::Meet),
    ("warm", Audience::Warm),
    ("tag", Audience::Tag),
    ("cert", Audience::Cert),
];

/// What the form sends.
#[derive(Debug, Clone, Deserialize)]
pub struct Typed {
    id: GateId,
    #[serde(default)]
    name: String,
    #[serde(default)]
    area: String,
    #[serde(default)]
    audience: String,
    #[serde(default)]
    merchant: String,
    #[serde(default)]
    lat: String,
    #[serde(default)]
    lon: String,
}

/// The permit to manage a gate of this area and unit.
fn permit(signed: &Signed, area: AreaCode, unit: UnitId) -> Answer<Permit> {
    signed.permit_or_hide(Action::GateManage, &Target::area(area).with_units([unit]))
}

/// A gate that the asker may manage, with the permit.
pub(super) async fn managed(signed: &Signed, id: GateId) -> Answer<(Gate, Permit)> {
    let found = signed.app.store().read(move |db| store::find(db, id)).await?;
    let gate = found.filter(|gate| gate.closed_at.is_none()).ok_or_else(Problem::not_found)?;
    let permit = permit(signed, gate.area, gate.unit)?;
    Ok((gate, permit))
}

/// `GET /desk/gates`
pub async fn list(signed: Signed) -> Answer<Response> {
    let shell = page(&signed, |form| form).await?;
    Ok(signed.page(&shell))
}

/// `POST /desk/gates`
pub async fn open(signed: Signed, sent: Form<Typed>) -> Answer<Response> {
    match try_open(&signed, &sent).await {
        Ok(gate) => Ok(see_other(format!("/desk/gates/{}", gate.id))
            .flash(Tone::Good, "gates-opened")
            .into_response()),
        Err(problem) if problem.status() == 422 => {
            let errors = problem.errors(signed.app.words(), signed.lang);
            let shell = page(&signed, |form| form.keep(&sent.raw).errors(&errors)).await?;
            Ok(signed.page_again(&shell))
        }
        Err(problem) => Err(problem),
    }
}

async fn try_open(signed: &Signed, typed: &Typed) -> Answer<Gate> {
    let wrong = || Problem::invalid().field("area", Message::key("pass-area-wrong"));
    let area = AreaCode::parse(typed.area.trim()).map_err(|_| wrong())?;
    let audience = AUDIENCES.iter().find(|(name, _)| *name == typed.audience);
    let (_, audience) = audience
        .ok_or_else(|| Problem::invalid().field("audience", Message::key("field-missing")))?;
    if !typed.merchant.trim().is_empty() {
        return open_counter(signed, typed, *audience).await;
    }
    // Whoever manages it runs it: the unit of the post that allows it.
    let posts = signed.actor.memberships.iter();
    let mut permits = posts.filter_map(|post| {
        let target = Target::area(area).with_units([post.unit]);
        Some((access::permit(&signed.actor, Action::GateManage, &target).ok()?, post.unit))
    });
    let (permit, unit) = permits.next().ok_or_else(wrong)?;
    let new = NewGate {
        id: typed.id,
        area,
        unit,
        place: None,
        at: position(typed)?,
        name: typed.name.clone(),
        audience: *audience,
        classes: Vec::new(),
    };
    keep(signed, permit, new).await
}

/// The counter of a merchant on the map: it lies where the merchant does and belongs to its keeper.
async fn open_counter(signed: &Signed, typed: &Typed, audience: Audience) -> Answer<Gate> {
    let unknown = || Problem::invalid().field("merchant", Message::key("gates-merchant-unknown"));
    if audience != Audience::Warm {
        return Err(Problem::invalid().field("merchant", Message::key("gates-merchant-warm")));
    }
    let port = signed.app.get::<Arc<dyn Merchants>>().cloned().ok_or_else(unknown)?;
    let code = typed.merchant.trim().to_owned();
    let found = signed.app.store().read(move |db| port.of_code(db, &code)).await?;
    let merchant = found.ok_or_else(unknown)?;
    let target = Target::area(merchant.area).with_units([merchant.keeper]);
    let permit =
        access::permit(&signed.actor, Action::GateManage, &target).map_err(|_| unknown())?;
    let new = NewGate {
        id: typed.id,
        area: merchant.area,
        unit: merchant.keeper,
        place: Some(merchant.place),
        at: None,
        name: typed.name.clone(),
        audience,
        classes: Vec::new(),
    };
    keep(signed, permit, new).await
}

async fn keep(signed: &Signed, permit: Permit, new: NewGate) -> Answer<Gate> {
    let stamp = permit.stamp(signed.moment.clone(), "gate-open");
    let work = move |tx: &mut storage::Tx<'_>| gate::open(tx, &permit, &new);
    Ok(signed.app.store().write(stamp, work).await?)
}

/// Where the map was tapped; nowhere when it was not.
fn position(typed: &Typed) -> Answer<Option<Wgs84>> {
    let degrees = [&typed.lat, &typed.lon].map(|text| text.trim());
    if degrees == ["", ""] {
        return Ok(None);
    }
    let wrong = || Problem::invalid().field("lat", Message::key("gates-position-wrong"));
    let [Ok(lat), Ok(lon)] = degrees.map(str::parse) else { return Err(wrong()) };
    let at = Wgs84::new(lat, lon).ok().filter(|at| at.in_china());
    at.map(Some).ok_or_else(wrong)
}

async fn page(signed: &Signed, fill: impl FnOnce(FormView) -> FormView) -> Answer<Shell> {
    let columns = Columns { area: Some("area"), unit: Some("unit"), ..Columns::default() };
    let condition = reach(&signed.actor, Action::GateManage).sql(&columns, 1);
    let gates = signed.app.store().read(move |db| store::list(db, condition, GATES_MAX)).await?;
    let mut shell = signed
        .shell(Density::Desk, signed.t("gates-title"))
        .body(Text::new(signed.t("gates-lead")));
    if gates.is_empty() {
        shell = shell.body(Empty::new(signed.t("gates-none"), signed.t("gates-none-text")));
    } else {
        let cards = gates.iter().map(|gate| {
            CardView::new(gate.name.clone(), format!("/desk/gates/{}", gate.id))
                .tag(Tag::new(Tone::Plain, signed.t(&format!("gates-for-{}", gate.audience))))
                .meta(signed.app.areas().full_name(&gate.area))
        });
        shell = shell.body(Cards(cards.collect()));
    }
    let audiences =
        AUDIENCES.map(|(name, _)| Pick::new(name, signed.t(&format!("gates-for-{name}"))));
    let asked = if signed.query.get("merchant").is_some() { "warm" } else { "gate" };
    let area = signed.actor.memberships.first().map_or_else(String::new, |it| it.area.to_string());
    let form = FormView::post(signed.lang, "/desk/gates")
        .field(Field::hidden("id", signed.moment.id::<GateName>().to_string()))
        .field(Field::text("name", signed.t("gates-name")).hint(signed.t("gates-name-hint")))
        .field(Field::text("area", signed.t("gates-area")).value(area))
        .field(Field::choice("audience", signed.t("gates-for"), audiences.into()).value(asked))
        .field(
            Field::text("merchant", signed.t("gates-merchant"))
                .hint(signed.t("gates-merchant-hint"))
                .value(signed.query.get("merchant").unwrap_or_default())
                .optional(),
        )
        .submit(signed.t("gates-open"));
    let picker = MapPicker {
        lang: signed.lang,
        base: signed.app.get::<Base>().cloned().unwrap_or_default(),
        lat_name: "lat".to_owned(),
        lon_name: "lon".to_owned(),
        lat: String::new(),
        lon: String::new(),
    };
    Ok(shell.form(&fill(form).extra(picker)).body(Text::meta(signed.t("gates-position-hint"))))
}

/// `GET /desk/gates/{id}`
pub async fn one(signed: Signed, PathId(id): PathId<GateId>) -> Answer<Response> {
    let (gate, _) = managed(&signed, id).await?;
    let shell = details(&signed, &gate, None).await?;
    Ok(signed.page(&shell))
}

/// `POST /desk/gates/{id}/invite`: shows the one-time code, once.
pub async fn invite(signed: Signed, PathId(id): PathId<GateId>) -> Answer<Response> {
    let (gate, permit) = managed(&signed, id).await?;
    let stamp = permit.stamp(signed.moment.clone(), "gate-invite");
    let work = move |tx: &mut storage::Tx<'_>| gate::invite(tx, &permit, id);
    let code = signed.app.store().write(stamp, work).await?;
    let shell = details(&signed, &gate, Some(&code)).await?;
    Ok(signed.page(&shell))
}

/// `POST /desk/gates/{id}/close`
pub async fn close(signed: Signed, PathId(id): PathId<GateId>) -> Answer<Response> {
    let (_, permit) = managed(&signed, id).await?;
    let stamp = permit.stamp(signed.moment.clone(), "gate-close");
    let work = move |tx: &mut storage::Tx<'_>| gate::close(tx, &permit, id);
    signed.app.store().write(stamp, work).await?;
    Ok(see_other("/desk/gates").flash(Tone::Good, "gates-closed").into_response())
}

/// Which device ends.
#[derive(Debug, Clone, Deserialize)]
pub struct DeviceTyped {
    device: DeviceId,
}

/// `POST /desk/gates/{id}/end-device`
pub async fn end_device(
    signed: Signed,
    PathId(id): PathId<GateId>,
    sent: Form<DeviceTyped>,
) -> Answer<Response> {
    let (_, permit) = managed(&signed, id).await?;
    let device = sent.device;
    let stamp = permit.stamp(signed.moment.clone(), "gate-device-end");
    let work = move |tx: &mut storage::Tx<'_>| gate::end_device(tx, &permit, id, device);
    signed.app.store().write(stamp, work).await?;
    let there = format!("/desk/gates/{id}");
    Ok(see_other(there).flash(Tone::Good, "gates-device-ended").into_response())
}

async fn details(signed: &Signed, gate: &Gate, code: Option<&str>) -> Answer<Shell> {
    let (id, place, today) = (gate.id, gate.place, signed.moment.now().day());
    let read = move |db: &mut storage::Db<'_>| {
        let devices = store::devices(db, id)?;
        let entries = entries::of_gate(db, id, ENTRIES_MAX)?;
        let findings = entries::findings(db, id, ENTRIES_MAX)?;
        let stopped = stops::since(db, place)?.is_some();
        let offers = (offers::standing(db, id, today)?, stopped);
        Ok::<_, storage::Error>((devices, entries, findings, offers))
    };
    let (devices, entries, findings, (offers, stopped)) = signed.app.store().read(read).await?;
    let now = signed.moment.now();
    let when = |at| ui::when::when(signed.lang, at, now);
    let mut shell = signed
        .shell(Density::Desk, gate.name.clone())
        .back("/desk/gates")
        .body(Text::meta(signed.app.areas().full_name(&gate.area)));
    if let Some(code) = code {
        let told = signed.tf("gates-code", &[("code", spaced(code).into())]);
        shell = shell.body(Notice::new(Tone::Good, told));
    }
    let invite = FormView::post(signed.lang, format!("/desk/gates/{id}/invite"));
    shell = shell.body(invite.inline().submit(signed.t("gates-invite")));
    for device in devices {
        let end = FormView::post(signed.lang, format!("/desk/gates/{id}/end-device"))
            .field(Field::hidden("device", device.id.to_string()))
            .inline();
        let seen = signed.tf("gates-device-seen", &[("time", when(device.seen_at).into())]);
        let body = SafeHtml::from_safe(Text::new(seen));
        let end = end.submit(signed.t("gates-device-end"));
        shell = shell.body(Panel::new(signed.t("gates-device"), body.and(&end)));
    }
    if gate.audience == "gate" {
        let poster = format!("/passes/visitor?gate={id}");
        shell = shell.body(Button::new(signed.t("gates-visitor"), poster).outline());
    }
    if stopped {
        shell = shell.body(Notice::new(Tone::Warn, signed.t("offer-stopped")));
    }
    if gate.audience == "warm" {
        shell = super::offers::parts(signed, gate, &offers, shell);
    }
    let found = findings.into_iter().map(|it| {
        CardView::new(signed.t(&format!("gates-found-{}", it.kind)), "")
            .tag(Tag::new(Tone::Warn, when(it.at)))
    });
    let passed = entries.into_iter().map(|entry| {
        let good = entry.verdict == "accept";
        let key = if good { "gate-accept" } else { "gate-refuse" };
        CardView::new(when(entry.at), "")
            .tag(Tag::new(if good { Tone::Good } else { Tone::Bad }, signed.t(key)))
    });
    let close = FormView::post(signed.lang, format!("/desk/gates/{id}/close")).inline();
    Ok(shell
        .body(Cards(found.collect()))
        .body(Panel::new(signed.t("gates-entries"), Cards(passed.collect())))
        .body(Text::meta(signed.t("gates-entries-hint")))
        .body(close.submit(signed.t("gates-close"))))
}

/// Four letters, a space, four letters.
fn spaced(code: &str) -> String {
    match code.split_at_checked(4) {
        Some((first, rest)) => format!("{first} {rest}"),
        None => code.to_owned(),
    }
}
