//! The sign-in desk, made for a phone: the code that people type, a box for what a scanner reads, a
//! telephone number for whoever has neither, the list with a tap for each.

use access::Actor;
use axum::extract::Path;
use contracts::PersonId;
use storage::Tx;
use ui::{
    Field, Form as Shown, SafeHtml, Tone,
    list::{Card, Tag},
    panel::{Button, Notice, Panel, Text},
};
use web::{Answer, Form, PathId, Problem, Signed};

use super::{Any, done, get, keep, one::id_of, parts};
use crate::{
    Desk, Fault, GatheringId,
    device::{self, Scan, Sheet},
    gathering::{Gathering, Stage},
    shown, signin, store,
};

/// Names on one page.
const LIST_MAX: usize = 400;

/// `GET /desk/gatherings/{id}/door`
pub async fn show(signed: Signed, PathId(id): PathId<GatheringId>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let (gathering, _) = keep::held(&signed, &desk, id).await?;
    let now = signed.moment.now();
    let mut people: Vec<PersonId> = store::people::folded(&gathering).into_iter().collect();
    people.truncate(LIST_MAX);
    let (asked, consulted) = (people.clone(), desk.clone());
    let read = signed.app.store().read(move |db| {
        let code = shown::of(db, &consulted, id)?.code(now);
        let masked = consulted.vault.masked_many(db, &asked);
        Ok::<_, storage::Error>((code, masked))
    });
    let (code, masked) = read.await?;
    let masked = masked?;
    let mut shell = parts::phone(&signed, signed.t("gathering-door"))
        .back(format!("/desk/gatherings/{id}"))
        .body(Text::new(&gathering.title));
    let open = gathering.sitting_at(now).is_some();
    if !open || matches!(gathering.stage, Stage::CalledOff | Stage::Settled) {
        shell = shell.body(Notice::new(Tone::Warn, signed.t("gathering-door-shut")));
    } else {
        shell = shell.body(Panel::new(signed.t("gathering-show-code"), code_part(&signed, &code)));
        shell = shell.body(Panel::new(signed.t("gathering-scan"), scan_forms(&signed, id)));
    }
    let there = signed.tf("gathering-there", &[("people", gathering.attended().into())]);
    shell = shell.body(Text::new(there));
    let mut list = SafeHtml::default();
    for person in people {
        let name = masked.get(&person).and_then(|masked| masked.name.clone());
        let name = name.unwrap_or_else(|| signed.t("gathering-no-name").to_owned());
        list = list.and(row(&signed, id, &gathering, person, name, open));
    }
    if !list.is_empty() {
        shell = shell.body(Panel::new(signed.t("gathering-list"), list));
    }
    let offline = SafeHtml::from_safe(Text::new(signed.t("gathering-sheet-lead"))).and(
        Shown::post(signed.lang, format!("/desk/gatherings/{id}/sheet"))
            .field(
                Field::long_text("sheet", signed.t("gathering-sheet"))
                    .hint(signed.t("gathering-sheet-hint")),
            )
            .submit(signed.t("gathering-sheet-hand-in")),
    );
    Ok(signed.page(&shell.body(Panel::new(signed.t("gathering-offline"), offline))))
}

fn code_part(signed: &Signed, code: &str) -> SafeHtml {
    let (first, second) = code.split_at_checked(4).unwrap_or((code, ""));
    SafeHtml::from_safe(Text::new(format!("{first} {second}")))
        .and(Text::meta(signed.t("gathering-show-code-hint")))
        .and(Button::new(signed.t("gathering-show-code-next"), signed.query.href()).outline())
}

fn scan_forms(signed: &Signed, id: GatheringId) -> SafeHtml {
    let post = |what: &str| Shown::post(signed.lang, format!("/desk/gatherings/{id}/{what}"));
    let pass = post("pass")
        .field(
            Field::text("pass", signed.t("gathering-pass"))
                .hint(signed.t("gathering-pass-hint"))
                .autocomplete("off"),
        )
        .submit(signed.t("gathering-sign-in-pass"));
    let phone = post("phone")
        .field(Field::phone("phone", signed.t("gathering-phone")))
        .submit(signed.t("gathering-sign-in-phone"));
    SafeHtml::from_safe(pass).and(phone)
}

fn row(
    signed: &Signed,
    id: GatheringId,
    gathering: &Gathering,
    person: PersonId,
    name: String,
    open: bool,
) -> Card {
    let card = Card::new(name, "");
    let card = match gathering.waiting(person) {
        Some(_) => card.tag(Tag::new(Tone::Warn, signed.t("gathering-waits"))),
        None => card,
    };
    let now = gathering.sitting_at(signed.moment.now());
    let there = gathering.present.get(&person);
    let here = there.is_some_and(|sittings| now.is_some_and(|now| sittings.contains_key(&now)));
    if here || (!open && there.is_some()) {
        card.tag(Tag::new(Tone::Good, signed.t("gathering-is-there")))
    } else if open {
        let path = format!("/desk/gatherings/{id}/people/{person}");
        card.body(Shown::post(signed.lang, path).submit(signed.t("gathering-tick")).inline())
    } else {
        card
    }
}

async fn act_at_door<T: Send + 'static>(
    signed: Signed,
    id: GatheringId,
    key: &'static str,
    work: impl FnOnce(&mut Tx<'_>, &Desk, &Actor) -> Result<T, Fault> + Send + 'static,
) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let actor = signed.actor.clone();
    let stamp = signed.actor.stamp(signed.moment.clone(), "gathering-door");
    let write = move |tx: &mut Tx<'_>| work(tx, &desk, &actor);
    let outcome = signed.app.store().write(stamp, write).await;
    done(format!("/desk/gatherings/{id}/door"), key, outcome)
}

/// `POST /desk/gatherings/{id}/pass`
pub async fn pass(signed: Signed, PathId(id): PathId<GatheringId>, form: Form<Any>) -> Answer {
    let text = get(&form.raw, "pass").trim().to_owned();
    let work =
        move |tx: &mut Tx<'_>, desk: &Desk, by: &Actor| signin::by_pass(tx, desk, by, id, &text);
    act_at_door(signed, id, "gathering-signed-in-now", work).await
}

/// `POST /desk/gatherings/{id}/phone`
pub async fn phone(signed: Signed, PathId(id): PathId<GatheringId>, form: Form<Any>) -> Answer {
    let phone = get(&form.raw, "phone").to_owned();
    let work =
        move |tx: &mut Tx<'_>, desk: &Desk, by: &Actor| signin::by_hand(tx, desk, by, id, &phone);
    act_at_door(signed, id, "gathering-signed-in-now", work).await
}

/// `POST /desk/gatherings/{id}/people/{person}`
pub async fn tick(signed: Signed, Path((id, person)): Path<(String, String)>) -> Answer {
    let id = id_of(&id)?;
    let person: PersonId = person.parse().map_err(|_| Problem::not_found())?;
    let work =
        move |tx: &mut Tx<'_>, desk: &Desk, by: &Actor| signin::by_list(tx, desk, by, id, person);
    act_at_door(signed, id, "gathering-signed-in-now", work).await
}

/// `POST /desk/gatherings/{id}/sheet`: what a device kept, pasted or sent as it wrote it.
pub async fn sheet(signed: Signed, PathId(id): PathId<GatheringId>, form: Form<Any>) -> Answer {
    let sheet = read_sheet(id, get(&form.raw, "sheet"));
    let sheet = sheet.ok_or(Fault::invalid("sheet", "gathering-sheet-form"))?;
    let work =
        move |tx: &mut Tx<'_>, desk: &Desk, by: &Actor| device::hand_in(tx, desk, by, &sheet);
    act_at_door(signed, id, "gathering-sheet-taken", work).await
}

/// The lines that are signed (see [`device`]), and the signature as the last.
fn read_sheet(id: GatheringId, text: &str) -> Option<Sheet> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    (lines.next()? == "yilu sheet 1").then_some(())?;
    let device = lines.next()?.parse().ok()?;
    let gathering: GatheringId = lines.next()?.parse().ok()?;
    let mut rest: Vec<&str> = lines.collect();
    let signature = rest.pop()?.to_owned();
    let scan = |line: &&str| {
        let mut words = line.splitn(3, ' ');
        let (id, at) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        let text = words.next()?.to_owned();
        Some(Scan { id, at: kernel::Timestamp::from_seconds(at), text })
    };
    let scans = rest.iter().map(scan).collect::<Option<Vec<_>>>()?;
    (gathering == id).then_some(Sheet { device, gathering, scans, signature })
}
