//! What stands: claim, plan, payments, evidence, mediation.

use contracts::CaseId;
use ui::{
    SafeHtml, Tone,
    form::CheckAnswers,
    list::{Column, Kpi, Kpis, Row, Table, Tag},
    panel::{Button, Notice, Panel, Text},
};
use web::Signed;

use super::{act::Act, case_path};
use crate::{
    case::Case,
    mediation::{self, Mediation, limit},
    money::{
        claim::{self, Side},
        kit::{Evidence, Kit, Standing},
        sight,
    },
    pages::shared::{
        Names, mediation as said,
        money::{amount, day, how_key, kind_key, province},
    },
};

/// One case before one reader.
#[derive(Clone, Copy)]
pub struct Sight<'a> {
    pub signed: &'a Signed,
    pub names: Names<'a>,
    pub id: CaseId,
    pub case: &'a Case,
    pub side: Side,
}

impl<'a> Sight<'a> {
    fn t(&self, key: &'a str) -> &'a str {
        self.names.t(key)
    }

    /// The money: empty for a case that is not about any.
    pub fn money(&self) -> SafeHtml {
        if !claim::is_about_money(self.names.desk, self.case) {
            return SafeHtml::default();
        }
        let nothing = Kit::default();
        let kit = self.case.money.as_ref().unwrap_or(&nothing);
        let figures = self.figures(kit).and(self.claim());
        let plan = self.plan(kit).and(self.payments(kit));
        let body = SafeHtml::trusted(r#"<div id="money">"#)
            .and(Panel::new(self.t("money-title"), figures))
            .and(Panel::new(self.t("money-plan-title"), plan));
        body.and(self.evidence(kit)).and(SafeHtml::trusted("</div>"))
    }

    /// What is owed, what has come, what is missing.
    pub fn figures(&self, kit: &Kit) -> SafeHtml {
        let claimed = claim::standing(self.names.desk, self.case).amount;
        let expected = kit.expected(claimed).unwrap_or(0);
        let recovered = kit.recovered();
        let kpis = Kpis(vec![
            Kpi::new(self.t("money-recovered"), amount(recovered)),
            Kpi::new(self.t("money-expected"), amount(expected)),
        ]);
        let late = kit.standings().iter().any(|one| one.is_late(self.names.now()));
        let figures = SafeHtml::from_safe(kpis);
        if late { figures.and(Notice::new(Tone::Bad, self.t("money-late"))) } else { figures }
    }

    fn claim(&self) -> SafeHtml {
        let claim = claim::standing(self.names.desk, self.case);
        let mut list = CheckAnswers::new(self.names.lang())
            .row(self.t("money-amount"), amount(claim.amount))
            .row(self.t("money-counterparty"), self.or_none(&claim.counterparty));
        if !claim.number.is_empty() {
            list = list.row(self.t("money-number"), &claim.number);
        }
        if let (Some(from), Some(to)) = (claim.from, claim.to) {
            let mut way =
                format!("{} → {}", province(self.names, &from), province(self.names, &to));
            if claim.is_cross_province() {
                way.push_str(self.t("money-cross-province"));
            }
            list = list.row(self.t("money-way"), way);
        }
        if let Some(since) = claim.since {
            list = list.row(self.t("money-since"), day(self.names, since));
        }
        SafeHtml::from_safe(list).and(self.limit()).and(self.buttons(&[Act::Claim]))
    }

    fn or_none(&self, text: &str) -> String {
        if text.is_empty() { self.t("money-not-known").to_owned() } else { text.to_owned() }
    }

    /// The last day for arbitration, which nobody here should run past; for those alone who may
    /// know of a mediation, for it moves that day.
    fn limit(&self) -> SafeHtml {
        if !mediation::sight::knows(&self.signed.actor, self.case) {
            return SafeHtml::default();
        }
        match limit::last_day(self.names.desk, self.case) {
            Some(until) => {
                let past = until < self.names.now().day();
                let soon = until <= self.names.now().day().plus(60);
                let tone = if past || soon { Tone::Bad } else { Tone::Warn };
                let said = self.names.tf("money-limit", &[("day", until.to_string().into())]);
                SafeHtml::from_safe(Notice::new(tone, said))
                    .and(Text::meta(self.t("money-limit-note")))
            }
            None => SafeHtml::from_safe(Text::meta(self.t("money-limit-unknown"))),
        }
    }

    fn plan(&self, kit: &Kit) -> SafeHtml {
        if kit.plan.is_empty() {
            let none = SafeHtml::from_safe(Text::meta(self.t("money-plan-none")));
            return none.and(self.buttons(&[Act::Plan]));
        }
        let standings = kit.standings();
        let mut table = self.table("money-plan-title");
        for key in ["money-column-n", "money-column-day"] {
            table = table.column(Column::new(self.t(key)));
        }
        for key in ["money-column-amount", "money-column-paid"] {
            table = table.column(Column::new(self.t(key)).number());
        }
        table = table.column(Column::new(self.t("money-column-standing")));
        let rows = standings.iter().map(|one| {
            Row::new(one.number.to_string(), one.number.to_string())
                .cell(i64::from(one.number))
                .cell(day(self.names, one.due.day))
                .cell(amount(one.due.amount))
                .cell(amount(one.paid))
                .cell(self.standing(one))
        });
        let table = SafeHtml::from_safe(table.rows(rows));
        let note = match kit.plan_note.as_str() {
            "" => SafeHtml::default(),
            note => SafeHtml::from_safe(Text::meta(note)),
        };
        table.and(note).and(self.buttons(&[Act::Plan]))
    }

    fn standing(&self, one: &Standing) -> Tag {
        match (one.is_paid(), one.is_late(self.names.now())) {
            (true, _) => Tag::new(Tone::Good, self.t("money-paid-up")),
            (false, true) => Tag::new(Tone::Bad, self.t("money-unpaid")),
            (false, false) => Tag::new(Tone::Plain, self.t("money-waits")),
        }
    }

    fn table(&self, caption: &'a str) -> Table {
        Table::new(self.names.lang(), self.t(caption).to_owned(), self.signed.query.clone())
    }

    fn payments(&self, kit: &Kit) -> SafeHtml {
        let mut list = CheckAnswers::new(self.names.lang());
        let returns =
            Act::Return.is_offered(self.names.desk, &self.signed.actor, self.case, self.side);
        for (number, received) in (1_u32..).zip(&kit.payments) {
            let payment = &received.payment;
            let mut said =
                format!("{} · {}", amount(payment.amount), self.names.t(how_key(payment.how)));
            let mut add = |text: &str| {
                said.push_str(" · ");
                said.push_str(text);
            };
            if let Some(item) = payment.evidence {
                add(&self.names.tf("money-evidence-n", &[("n", item.to_string().into())]));
            }
            if !payment.reason.is_empty() {
                add(&payment.reason);
            }
            let label = day(self.names, payment.day);
            list = match &received.returned {
                Some(reason) => list.part(label, struck(&said, reason), None),
                None if returns => {
                    let href = self.address(Act::Return, Some(number));
                    list.change(label, said, href)
                }
                None => list.row(label, said),
            };
        }
        let heading = SafeHtml::from_safe(Text::new(self.t("money-payments")));
        let list = if kit.payments.is_empty() {
            SafeHtml::from_safe(Text::meta(self.t("money-payments-none")))
        } else {
            SafeHtml::from_safe(list)
        };
        heading.and(list).and(self.buttons(&[Act::Payment]))
    }

    /// The evidence, for those who may see it; others learn that it is not for them.
    fn evidence(&self, kit: &Kit) -> SafeHtml {
        let title = self.t("money-evidence-title");
        if sight::evidence(self.names.desk, &self.signed.actor, self.case).is_err() {
            let hidden = Text::meta(self.t("money-evidence-hidden"));
            let body = SafeHtml::from_safe(hidden).and(self.buttons(&[Act::Evidence]));
            return SafeHtml::from_safe(Panel::new(title, body));
        }
        let mut list = CheckAnswers::new(self.names.lang());
        for evidence in &kit.evidence {
            list = list.part(
                format!("{} {}", evidence.item.number, self.t(kind_key(evidence.item.kind))),
                self.item(evidence),
                self.strike(evidence),
            );
        }
        let list = if kit.evidence.is_empty() {
            SafeHtml::from_safe(Text::meta(self.t("money-evidence-none")))
        } else {
            SafeHtml::from_safe(list)
        };
        let mut body = list.and(self.buttons(&[Act::Evidence]));
        if sight::export(self.names.desk, &self.signed.actor, self.case).is_ok() {
            let href = format!("/cases/{}/court.zip", self.id);
            body = body
                .and(Button::new(self.t("money-export"), href).outline())
                .and(Text::meta(self.t("money-export-note")));
        }
        SafeHtml::from_safe(Panel::new(title, body))
    }

    fn item(&self, evidence: &Evidence) -> SafeHtml {
        let item = &evidence.item;
        if let Some(reason) = &evidence.struck {
            return struck(&item.label, reason);
        }
        SafeHtml::of(&Item {
            href: format!("/cases/{}/evidence/{}", self.id, item.number),
            label: &item.label,
            made: item.made.map(|made| day(self.names, made)).unwrap_or_default(),
            hash: item.link.get(..12).unwrap_or_default(),
        })
    }

    /// Where it can be withdrawn: by whoever handed it in.
    fn strike(&self, evidence: &Evidence) -> Option<String> {
        let own = match self.side {
            Side::Worker => evidence.by.unit.is_none(),
            Side::Unit => {
                let posts = &self.signed.actor.memberships;
                evidence.by.unit.is_some_and(|unit| posts.iter().any(|post| post.unit == unit))
            }
        };
        let offered =
            Act::Strike.is_offered(self.names.desk, &self.signed.actor, self.case, self.side);
        (own && offered && evidence.struck.is_none())
            .then(|| self.address(Act::Strike, Some(evidence.item.number)))
    }

    /// The mediation, for those who may know of it.
    pub fn mediation(&self) -> SafeHtml {
        if !mediation::sight::knows(&self.signed.actor, self.case) {
            return SafeHtml::default();
        }
        let body = match &self.case.mediation {
            Some(talks) => self.talks(talks),
            None => SafeHtml::default(),
        };
        let acts = self.buttons(&[Act::Session, Act::Agree, Act::Check, Act::End, Act::Open]);
        if body.is_empty() && acts.is_empty() {
            return SafeHtml::default();
        }
        let secret = Text::meta(self.t("mediation-secret"));
        let body = SafeHtml::from_safe(secret).and(body).and(acts);
        SafeHtml::trusted(r#"<div id="mediation">"#)
            .and(Panel::new(self.t("mediation-title"), body))
            .and(SafeHtml::trusted("</div>"))
    }

    fn talks(&self, talks: &Mediation) -> SafeHtml {
        let names = self.names;
        let mut list = CheckAnswers::new(names.lang())
            .row(names.t("mediation-mediator"), names.unit(talks.mediator))
            .row(names.t("mediation-parties"), talks.counterparties.join(names.t("money-and")))
            .row(names.t("mediation-known"), day(names, talks.known));
        for session in &talks.sessions {
            let event = mediation::Fact::Session(session.clone());
            let place = match session.place.as_str() {
                "" => names.t("mediation-by-phone"),
                place => place,
            };
            let minutes = names.tf("mediation-minutes-n", &[("n", session.minutes.into())]);
            let said =
                format!("{} · {place} · {minutes} {}", said::event(names, &event), session.note);
            list = list.row(names.when(session.at), said);
        }
        if let Some(agreement) = &talks.agreement {
            list = list.row(names.t("mediation-agreement"), &agreement.text);
        }
        for check in &talks.checks {
            let kept = mediation::Fact::Checked { kept: check.kept, note: String::new() };
            let said = format!("{} {}", said::event(names, &kept), check.note);
            list = list.row(names.when(check.at), said);
        }
        if let Some(end) = &talks.end {
            let fact = match end.to.clone() {
                Some(to) => mediation::Fact::HandedOver { to, reason: String::new() },
                None => mediation::Fact::Ended { reason: String::new() },
            };
            let said = format!("{} {}", said::event(names, &fact), end.reason);
            list = list.row(names.when(end.at), said);
        }
        let list = SafeHtml::from_safe(list);
        if claim::is_about_money(names.desk, self.case) { list } else { list.and(self.limit()) }
    }

    fn address(&self, act: Act, number: Option<u32>) -> String {
        let path = format!("{}/{}", case_path(self.side, self.id), act.path());
        number.map_or(path.clone(), |number| format!("{path}?number={number}"))
    }

    /// A button for each act that would be admitted now.
    fn buttons(&self, acts: &[Act]) -> SafeHtml {
        let offered = acts.iter().filter(|act| {
            let of_side = self.side == Side::Unit || act.is_of_worker();
            of_side && act.is_offered(self.names.desk, &self.signed.actor, self.case, self.side)
        });
        offered.fold(SafeHtml::default(), |all, act| {
            all.and(Button::new(self.t(act.title()), self.address(*act, None)).outline())
        })
    }
}

/// A file with its name, and the beginning of its link in the chain.
#[derive(askama::Template)]
#[template(
    source = r#"<a href="{{ href }}">{{ label }}</a> <span class="meta">{{ made }} <code>{{ hash }}</code></span>"#,
    ext = "html"
)]
struct Item<'a> {
    href: String,
    label: &'a str,
    made: String,
    hash: &'a str,
}

/// What does not count any more, and why.
fn struck(text: &str, reason: &str) -> SafeHtml {
    #[derive(askama::Template)]
    #[template(
        source = r#"<s>{{ text }}</s> <span class="meta">{{ reason }}</span>"#,
        ext = "html"
    )]
    struct Struck<'a> {
        text: &'a str,
        reason: &'a str,
    }
    SafeHtml::of(&Struck { text, reason })
}
