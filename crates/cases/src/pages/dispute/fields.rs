//! The questions of each form, filled in with what is known.

use kernel::money::yuan;
use ui::{Field, form::Pick};

use super::act::Act;
use crate::{
    case::Case,
    handle::REASON_MAX,
    mediation::acts,
    money::{
        claim,
        evidence::{LABEL_MAX, TEXT_MAX},
        fact::{How, Kind},
        provinces,
        rules::INSTALMENTS_MAX,
        sight,
    },
    pages::shared::{
        Names,
        money::{how_key, kind_key},
    },
};

/// Rows of a plan that a form begins with.
pub const ROWS: usize = 6;

/// The fields of an act.
pub fn fields(names: Names<'_>, case: &Case, act: Act, rows: usize) -> Vec<Field> {
    let form = Questions { names, case };
    match act {
        Act::Claim => form.claim(),
        Act::Evidence => form.evidence(),
        Act::Strike | Act::Return => vec![form.reason("money-reason")],
        Act::Plan => {
            let mut all = rows_of_plan(names, rows);
            all.push(form.long("note", "money-plan-note").optional());
            all
        }
        Act::Payment => form.payment(),
        Act::Open => form.open(),
        Act::Session => form.session(),
        Act::Agree => {
            let max = characters(acts::TEXT_MAX);
            let text = Field::long_text("text", names.t("mediation-text")).max_length(max);
            let hint = names.t("mediation-text-hint");
            [text.hint(hint)].into_iter().chain(rows_of_plan(names, rows)).collect()
        }
        Act::Check => vec![
            form.yes_no("kept", "mediation-kept", ["mediation-kept-yes", "mediation-kept-no"]),
            form.long("note", "mediation-note").optional(),
        ],
        Act::End => vec![
            Field::text("to", names.t("mediation-to"))
                .hint(names.t("mediation-to-hint"))
                .max_length(characters(claim::NAME_MAX))
                .optional(),
            form.reason("mediation-end-reason"),
        ],
    }
}

fn characters(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Day and amount, row by row: works on any browser without a script.
fn rows_of_plan(names: Names<'_>, rows: usize) -> Vec<Field> {
    let mut all = Vec::new();
    for number in 1..=rows.min(INSTALMENTS_MAX) {
        let label = |key| names.tf(key, &[("n", number.to_string().into())]);
        all.push(Field::date(format!("day-{number}"), label("money-plan-day")).optional());
        all.push(Field::money(format!("amount-{number}"), label("money-plan-amount")).optional());
    }
    all
}

struct Questions<'a> {
    names: Names<'a>,
    case: &'a Case,
}

impl Questions<'_> {
    fn long(&self, name: &str, key: &'static str) -> Field {
        Field::long_text(name, self.names.visit.t(key)).max_length(characters(REASON_MAX))
    }
    fn reason(&self, key: &'static str) -> Field {
        self.long("reason", key)
    }
    fn today(&self) -> String {
        self.names.now().day().to_string()
    }
    fn yes_no(&self, name: &str, key: &'static str, labels: [&'static str; 2]) -> Field {
        let picks = [("yes", labels[0]), ("no", labels[1])]
            .map(|(value, label)| Pick::new(value, self.names.visit.t(label)));
        Field::choice(name, self.names.visit.t(key), picks.into())
    }

    fn claim(&self) -> Vec<Field> {
        let t = |key: &'static str| self.names.visit.t(key);
        let claim = claim::standing(self.names.desk, self.case);
        let chinese = self.names.lang().is_zh();
        let province = |name: &'static str, key, chosen: Option<kernel::AreaCode>| {
            let mut picks = vec![Pick::new("", t("money-choose-none"))];
            let all = provinces::ALL
                .iter()
                .map(|(code, zh, en)| Pick::new(*code, if chinese { *zh } else { *en }));
            picks.extend(all);
            let field = Field::select(name, t(key), picks).optional();
            chosen.map_or(field.clone(), |code| field.value(code.to_string()))
        };
        let amount = Field::money("amount", t("money-amount"));
        let since = Field::date("since", t("money-since")).hint(t("money-since-hint")).optional();
        vec![
            if claim.amount > 0 { amount.value(yuan(claim.amount)) } else { amount },
            Field::text("counterparty", t("money-counterparty"))
                .max_length(characters(claim::NAME_MAX))
                .value(claim.counterparty),
            Field::text("number", t("money-number"))
                .max_length(characters(claim::NUMBER_MAX))
                .value(claim.number)
                .optional(),
            province("from", "money-from", claim.from),
            province("to", "money-to", claim.to),
            claim.since.map_or(since.clone(), |day| since.value(day.to_string())),
            self.reason("money-claim-reason").optional(),
        ]
    }

    fn evidence(&self) -> Vec<Field> {
        let t = |key: &'static str| self.names.visit.t(key);
        let kinds = Kind::ALL.iter().map(|kind| Pick::new(kind.as_str(), t(kind_key(*kind))));
        let photos = self.names.visit.app.catalogue().city().photo.count_max;
        vec![
            Field::choice("kind", t("money-kind"), kinds.collect()),
            Field::text("label", t("money-label"))
                .hint(t("money-label-hint"))
                .max_length(characters(LABEL_MAX)),
            Field::date("made", t("money-made")).optional(),
            Field::photos("photos", t("money-photos"), u8::try_from(photos).unwrap_or(6))
                .hint(t("money-photos-hint"))
                .optional(),
            Field::file("pdf", t("money-pdf"), "application/pdf")
                .hint(t("money-pdf-hint"))
                .optional(),
            Field::long_text("text", t("money-text"))
                .hint(t("money-text-hint"))
                .max_length(characters(TEXT_MAX))
                .optional(),
        ]
    }

    fn payment(&self) -> Vec<Field> {
        let t = |key: &'static str| self.names.visit.t(key);
        let hows = How::ALL.iter().map(|how| Pick::new(how.as_str(), t(how_key(*how))));
        let mut all = vec![
            Field::money("amount", t("money-paid-amount")),
            Field::date("day", t("money-paid-day")).value(self.today()),
            Field::choice("how", t("money-how"), hows.collect()),
        ];
        all.extend(self.shown_by());
        all.push(self.reason("money-more-reason").hint(t("money-more-hint")).optional());
        all
    }

    /// Which piece of evidence shows a payment; for those who may see the evidence.
    fn shown_by(&self) -> Option<Field> {
        let actor = self.names.visit.actor.as_ref()?;
        sight::evidence(self.names.desk, actor, self.case).ok()?;
        let kit = self.case.money.as_ref()?;
        let standing = kit.evidence.iter().filter(|evidence| evidence.struck.is_none());
        let mut picks = vec![Pick::new("", self.names.visit.t("money-choose-none"))];
        picks.extend(standing.map(|evidence| {
            let item = &evidence.item;
            Pick::new(item.number.to_string(), format!("{} {}", item.number, item.label))
        }));
        let label = self.names.visit.t("money-paid-evidence");
        (picks.len() > 1).then(|| Field::select("evidence", label, picks).optional())
    }

    fn open(&self) -> Vec<Field> {
        let t = |key: &'static str| self.names.visit.t(key);
        let desk = self.names.desk;
        let claim = claim::standing(desk, self.case);
        let mut picks = vec![Pick::new("", t("mediation-own-unit"))];
        let units = desk.units.candidates(&self.case.area).into_iter();
        let units = units.filter(|card| acts::may_mediate(desk, self.case, card.id));
        let english = !self.names.lang().is_zh();
        picks.extend(units.map(|card| Pick::new(card.id.to_string(), card.name(english))));
        let known = claim.since.unwrap_or_else(|| self.case.created_at.day());
        vec![
            Field::select("mediator", t("mediation-mediator"), picks).optional(),
            Field::long_text("parties", t("mediation-parties"))
                .hint(t("mediation-parties-hint"))
                .value(claim.counterparty),
            Field::date("known", t("mediation-known"))
                .hint(t("mediation-known-hint"))
                .value(known.to_string()),
        ]
    }

    fn session(&self) -> Vec<Field> {
        let t = |key: &'static str| self.names.visit.t(key);
        vec![
            Field::date("day", t("mediation-day")).value(self.today()),
            Field::text("time", t("mediation-time")).placeholder("14:30").max_length(5),
            Field::text("place", t("mediation-place"))
                .hint(t("mediation-place-hint"))
                .max_length(characters(claim::NAME_MAX))
                .optional(),
            self.yes_no("held", "mediation-held", ["mediation-held-yes", "mediation-held-no"]),
            Field::number("minutes", t("mediation-minutes")).optional(),
            self.long("note", "mediation-note").optional(),
        ]
    }
}
