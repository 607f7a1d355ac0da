//! The forms of the whistle, each with what was tried with it.

use askama::{Template, filters::HtmlSafe};
use ui::{Field, Form, SafeHtml, form::Pick};
use web::Signed;

use super::{
    super::{
        grouped::{Group, Grouped},
        path,
        sight::Sight,
    },
    Tried,
    act::{self, Act},
    units::groups,
};
use crate::{
    answer::ANSWER_MAX,
    handle::REASON_MAX,
    joint::{Part, meeting::PLACE_MAX},
    pages::shared::Names,
};

/// What all forms of one page have in common.
#[derive(Clone, Copy)]
pub struct Sheets<'a> {
    pub signed: &'a Signed,
    pub names: Names<'a>,
    pub sight: &'a Sight,
    pub tried: Option<&'a Tried>,
}

/// The name of a field: no two forms of a page share one.
pub fn name(act: Act, part: i64, field: &str) -> String {
    match part {
        0 => format!("{}-{field}", act.code()),
        part => format!("part{part}-{}-{field}", act.code()),
    }
}

impl Sheets<'_> {
    /// What can be done with a part now.
    pub fn of_part(self, part: &Part) -> SafeHtml {
        let may = |act: &Act| act::may(&self.signed.actor, &self.sight.case, *act, part.number);
        let acts = Act::OF_PARTS.into_iter().filter(may);
        acts.fold(SafeHtml::default(), |body, act| {
            let sheet =
                Sheet { of: self, act, part: part.number, form: self.form(act, part.number) };
            body.and(self.folded(act, part.number, sheet.filled()))
        })
    }

    /// The forms about all parts.
    pub fn of_whole(self, act: Act) -> SafeHtml {
        let sheet = Sheet { of: self, act, part: 0, form: self.form(act, 0) };
        self.folded(act, 0, sheet.filled())
    }

    /// The form that calls, folded away; a street does not whistle every day.
    pub fn whistle(self) -> SafeHtml {
        let sheet =
            Sheet { of: self, act: Act::Whistle, part: 0, form: self.form(Act::Whistle, 0) };
        let body = Folded {
            id: "act-whistle".to_owned(),
            title: self.names.t(Act::Whistle.title()),
            open: self.tried.is_some_and(|tried| tried.act == Act::Whistle),
            card: true,
            body: SafeHtml::from_safe(sheet.whistle()),
        };
        SafeHtml::of(&body)
    }

    fn form(self, act: Act, part: i64) -> Form {
        let (page, code) = (path(self.sight.id), act.code());
        let base = if part == 0 { page } else { format!("{page}/parts/{part}") };
        let action = format!("{base}/{code}?seen={}", self.sight.case.length);
        Form::post(self.names.lang(), action).submit(self.names.t(act.title()))
    }

    fn folded(self, act: Act, part: i64, form: Form) -> SafeHtml {
        if !act.is_rare() {
            return SafeHtml::from_safe(form);
        }
        let open = self.tried.is_some_and(|tried| (tried.act, tried.part) == (act, part));
        let id = name(act, part, "form");
        let title = self.names.t(act.title());
        SafeHtml::of(&Folded { id, title, open, card: false, body: SafeHtml::from_safe(form) })
    }
}

#[derive(Template)]
#[template(
    source = r#"<details id="{{ id }}"{% if card %} class="card noprint"{% endif %}{% if open %} open{% endif %}><summary><b>{{ title }}</b></summary>{{ body }}</details>"#,
    ext = "html"
)]
struct Folded<'a> {
    id: String,
    title: &'a str,
    open: bool,
    card: bool,
    body: SafeHtml,
}

/// One form in the making.
struct Sheet<'a> {
    of: Sheets<'a>,
    act: Act,
    part: i64,
    form: Form,
}

#[derive(Template)]
#[template(path = "desk/whistle.html")]
struct Units<'a> {
    names: Names<'a>,
    name: String,
    error: Option<String>,
    groups: Vec<Group>,
    ticked: Vec<String>,
    tasks: Vec<(String, String)>,
}
impl HtmlSafe for Units<'_> {}

impl Units<'_> {
    fn is_ticked(&self, unit: &str) -> bool {
        self.ticked.iter().any(|ticked| ticked == unit)
    }
    fn task(&self, unit: &str) -> &str {
        let mut tasks = self.tasks.iter();
        tasks.find(|(of, _)| of == unit).map_or("", |(_, task)| task.as_str())
    }
}

impl Sheet<'_> {
    fn name(&self, field: &str) -> String {
        name(self.act, self.part, field)
    }
    fn tried(&self) -> Option<&Tried> {
        self.of.tried.filter(|tried| (tried.act, tried.part) == (self.act, self.part))
    }
    fn sent(&self, field: &str) -> Vec<String> {
        let name = self.name(field);
        let typed = self.tried().into_iter().flat_map(|tried| &tried.typed);
        typed.filter(|(key, _)| *key == name).map(|(_, value)| value.clone()).collect()
    }
    fn error(&self, field: &str) -> Option<String> {
        self.tried()?.errors.of(&self.name(field)).map(ToOwned::to_owned)
    }
    fn with(mut self, name: &str, make: impl FnOnce(String) -> Field) -> Self {
        let mut field = make(self.name(name));
        if self.tried().is_some() {
            field.values = self.sent(name);
            field.error = self.error(name);
        }
        self.form = self.form.extra(field.lang(self.of.names.lang()));
        self
    }
    fn long(self, name: &str, label: &str, max: usize) -> Self {
        let max = u32::try_from(max).unwrap_or(u32::MAX);
        let label = self.of.names.visit.t(label).to_owned();
        self.with(name, |name| Field::long_text(name, label).max_length(max))
    }
    fn select(mut self, field: &str, label: &str, first: &str) -> Self {
        let names = self.of.names;
        let select = Grouped {
            name: self.name(field),
            label: names.visit.t(label),
            first: names.visit.t(first),
            groups: groups(names, &self.of.sight.case),
            chosen: self.sent(field).pop().unwrap_or_default(),
            error: self.error(field),
        };
        self.form = self.form.extra(select);
        self
    }

    fn filled(self) -> Form {
        let names = self.of.names;
        let sheet = match self.act {
            Act::Answer => self.long("text", "joint-answer-text", ANSWER_MAX),
            Act::Return => self.long("reason", "joint-return-reason", REASON_MAX),
            Act::HandBack => self.long("reason", "joint-hand-back-reason", REASON_MAX),
            Act::Give => self.select("unit", "joint-give-unit", "desk-choose").long(
                "reason",
                "joint-give-reason",
                REASON_MAX,
            ),
            Act::Convene => {
                let place = u32::try_from(PLACE_MAX).unwrap_or(u32::MAX);
                let t = |key| names.visit.t(key).to_owned();
                self.with("day", |name| Field::date(name, t("joint-meeting-day")))
                    .with("time", |name| {
                        Field::text(name, t("joint-meeting-time")).placeholder("14:30")
                    })
                    .with("place", |name| {
                        Field::text(name, t("joint-meeting-place")).max_length(place)
                    })
                    .with("note", |name| Field::text(name, t("joint-meeting-note")).optional())
            }
            Act::Meet => {
                let joint = self.of.sight.case.joint.as_ref();
                let units = joint.map(crate::joint::Joint::units).unwrap_or_default();
                let picks =
                    units.into_iter().map(|unit| Pick::new(unit.to_string(), names.unit(unit)));
                let (picks, label) = (picks.collect(), names.t("joint-minutes-units"));
                self.with("units", |name| Field::checks(name, label, picks)).long(
                    "minutes",
                    "joint-minutes-text",
                    ANSWER_MAX,
                )
            }
            Act::Acknowledge | Act::Close | Act::Whistle => self,
        };
        sheet.form
    }

    /// A row for each unit: a box to tick and its task; below, what is alike for all.
    fn whistle(mut self) -> Form {
        let names = self.of.names;
        let prefix = self.name("task-");
        let typed = self.tried().into_iter().flat_map(|tried| &tried.typed);
        let tasks = typed.filter_map(|(key, value)| {
            Some((key.strip_prefix(&prefix)?.to_owned(), value.clone()))
        });
        let rows = Units {
            names,
            name: self.name("units"),
            error: self.error("parts"),
            groups: groups(names, &self.of.sight.case),
            ticked: self.sent("units"),
            tasks: tasks.collect(),
        };
        self.form = self.form.extra(rows);
        self.long("task", "joint-task-common", REASON_MAX)
            .select("lead", "joint-lead-unit", "joint-lead-own")
            .form
    }
}
