//! `/desk/gaps`: every member without a branch, every branch without a reachable contact and what
//! else waits, each with its owner, its day and its age.

use access::Action;
use kernel::Id;
use ui::{
    Density, Tone,
    list::{Cell, Column, Empty, Row, Table, Tag},
    panel::Button,
};
use web::{Answer, Signed};

use super::{day, unit_name, within};
use crate::{
    Desk, MemberId,
    task::{self, Kind},
};

/// The key of the words that name a kind of task.
pub(super) const fn title(kind: Kind) -> &'static str {
    match kind {
        Kind::Verify => "branches-gap-verify",
        Kind::Place => "branches-gap-place",
        Kind::Secretary => "branches-gap-secretary",
        Kind::Health => "branches-gap-health",
        Kind::Told => "branches-gap-told",
        Kind::Contact => "branches-gap-contact",
        Kind::Chart => "branches-gap-chart",
    }
}

/// `GET /desk/gaps?kind=place`
pub async fn list(signed: Signed) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let wanted = signed.query.get("kind").and_then(Kind::read);
    let owners: Vec<_> =
        within(&signed, &desk, Action::BranchRead).into_iter().map(|card| card.id).collect();
    let kinds = wanted.map_or_else(|| Kind::ALL.to_vec(), |kind| vec![kind]);
    let read = signed.app.store().read(move |db| {
        let mut found = Vec::new();
        for kind in kinds {
            found.extend(task::of_owners(db, kind, &owners)?);
        }
        Ok::<_, storage::Error>(found)
    });
    let found = read.await?;
    let heading = signed.t(wanted.map_or("branches-gaps", title)).to_owned();
    let mut shell = signed.shell(Density::Desk, heading.clone()).back("/desk/branches");
    for kind in Kind::ALL {
        let href = format!("/desk/gaps?kind={}", kind.as_str());
        shell = shell.body(Button::new(signed.t(title(kind)), href).outline());
    }
    if found.is_empty() {
        let none = Empty::new(signed.t("branches-gaps-none"), signed.t("branches-gaps-none-text"));
        return Ok(signed.page(&shell.body(none)));
    }
    let today = signed.moment.now().day();
    let mut table = Table::new(signed.lang, heading, signed.query.clone())
        .column(Column::new(signed.t("branches-gap")).wrap())
        .column(Column::new(signed.t("branches-subject")))
        .column(Column::new(signed.t("branches-owner")).wrap())
        .column(Column::new(signed.t("branches-due")))
        .column(Column::new(signed.t("branches-age")).number());
    for open in found {
        let due = day(&signed, open.due_on);
        let due =
            if open.due_on < today { Cell::from(Tag::new(Tone::Bad, due)) } else { due.into() };
        table = table.row(
            Row::new(open.id.to_string(), signed.t(title(open.kind)))
                .cell(signed.t(title(open.kind)))
                .cell(subject(&signed, &desk, &open))
                .cell(unit_name(&signed, &desk, open.owner))
                .cell(due)
                .cell(open.age_days(today)),
        );
    }
    Ok(signed.page(&shell.body(table)))
}

/// A member by number, a branch by name; a claim leads to its page.
fn subject(signed: &Signed, desk: &Desk, open: &task::Task) -> Cell {
    let id: MemberId = Id::from_bytes(open.subject);
    let number = || format!("#{}", crate::pairing::service_number(id));
    match open.kind {
        Kind::Verify => Cell::link(number(), format!("/desk/claims/{id}")),
        Kind::Place => Cell::link(number(), format!("/desk/members/{id}")),
        Kind::Secretary | Kind::Health => {
            let branch = id.cast();
            Cell::link(unit_name(signed, desk, branch), format!("/desk/branches/{branch}"))
        }
        Kind::Chart => {
            let href = format!("/desk/chart-proposals/{id}");
            Cell::link(signed.t("branches-chart-proposal"), href)
        }
        Kind::Told | Kind::Contact => number().into(),
    }
}
