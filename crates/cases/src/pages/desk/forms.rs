//! The form of each act. A form carries how much of the case its reader had seen, so that an act
//! on what has changed since is refused and keeps what was typed.

mod assign;
mod resort;
mod scope;

use ui::{
    Errors, Field, Form, SafeHtml,
    form::{CheckAnswers, Pick},
    panel::{Panel, Text},
};
use web::Signed;

use super::{
    act::Act,
    case::{self, Tried},
    path,
    sight::Sight,
};
use crate::{answer::ANSWER_MAX, handle::REASON_MAX, pages::shared::Names, report::TITLE_MAX};

pub use assign::gather;
pub use scope::courtesy;

/// One form in the making: what it is about, and what was typed into it before.
struct Sheet<'a> {
    names: Names<'a>,
    sight: &'a Sight,
    act: Act,
    tried: Option<&'a Tried>,
    form: Form,
}

/// The form of `act`, with what was tried with it.
pub fn form(
    signed: &Signed,
    names: Names<'_>,
    sight: &Sight,
    act: Act,
    tried: Option<&Tried>,
) -> SafeHtml {
    let then = if case::goes_on(signed) { "&then=next" } else { "" };
    let (page, code) = (path(sight.id), act.code());
    let action = format!("{page}/{code}?seen={}{then}", sight.case.length);
    let form = Form::post(names.lang(), action).submit(names.t(act.title()));
    let tried = tried.filter(|tried| tried.act == act);
    let sheet = Sheet { names, sight, act, tried, form };
    SafeHtml::from_safe(match act {
        Act::Accept => sheet.accept(),
        Act::Answer => sheet.answer(signed),
        Act::Assign => assign::sheet(sheet),
        Act::PassUp => {
            let note = sheet.long("note", "desk-pass-up-note");
            sheet.field(note).form
        }
        Act::Note => sheet.note(),
        Act::Resort => resort::sheet(sheet, signed),
        Act::Scope => scope::sheet(sheet),
        Act::Decide => sheet.decide(),
        Act::Reopen => {
            let reason = sheet.long("reason", "desk-reopen-reason");
            sheet.field(reason).form
        }
        Act::Release => sheet.release(),
    })
}

/// What was typed into a form that is not there any more.
pub fn rescued(names: Names<'_>, tried: &Tried) -> SafeHtml {
    let typed = tried.typed.iter().filter(|(_, value)| !value.trim().is_empty());
    let mut list = CheckAnswers::new(names.lang());
    for (_, value) in typed {
        list = list.row(names.t("desk-typed"), value);
    }
    let body = SafeHtml::from_safe(Text::meta(names.t("desk-rescued-text"))).and(list);
    SafeHtml::from_safe(Panel::new(names.t("desk-rescued"), body))
}

impl Sheet<'_> {
    /// The full name of one of this form's fields: no two forms of a page share one.
    fn name(&self, field: &str) -> String {
        format!("{}-{field}", self.act.code())
    }
    fn long(&self, field: &str, label: &str) -> Field {
        let max = u32::try_from(REASON_MAX).unwrap_or(u32::MAX);
        Field::long_text(self.name(field), self.names.visit.t(label)).max_length(max)
    }
    fn typed(&self, field: &str) -> Option<&str> {
        let name = self.name(field);
        let typed = self.tried?.typed.iter().find(|(key, _)| *key == name);
        typed.map(|(_, value)| value.as_str())
    }
    fn error(&self, field: &str) -> Option<String> {
        self.tried?.errors.of(&self.name(field)).map(ToOwned::to_owned)
    }
    /// Appends a field, filled in as it was tried.
    fn field(mut self, mut field: Field) -> Self {
        if let Some(tried) = self.tried {
            let sent: Vec<String> = tried
                .typed
                .iter()
                .filter(|(name, _)| *name == field.name)
                .map(|(_, value)| value.clone())
                .collect();
            field.values = sent;
            field.error = tried.errors.of(&field.name).map(ToOwned::to_owned);
        }
        // Through `extra`, so that own components may stand between fields.
        self.form = self.form.extra(field.lang(self.names.lang()));
        self
    }
    fn extra(mut self, part: impl askama::filters::HtmlSafe) -> Self {
        self.form = self.form.extra(part);
        self
    }

    fn accept(self) -> Form {
        let hint = self.names.t("desk-accept-hint");
        self.extra(Text::meta(hint)).form
    }

    /// Photos make the browser send it in parts, which the form must know of: fields of its own.
    fn answer(self, signed: &Signed) -> Form {
        let names = self.names;
        let outcomes = [
            ("solved", "outcome-solved"),
            ("partly", "outcome-partly"),
            ("explained", "outcome-explained"),
        ];
        let picks = outcomes.map(|(value, label)| Pick::new(value, names.t(label)));
        let max = u32::try_from(ANSWER_MAX).unwrap_or(u32::MAX);
        let photos = signed.app.catalogue().city().photo.count_max;
        let text = Field::long_text(self.name("text"), names.t("desk-answer-text"));
        let outcome =
            Field::choice(self.name("outcome"), names.t("desk-answer-outcome"), picks.into());
        let pictures = Field::photos(
            self.name("photos"),
            names.t("desk-answer-photos"),
            u8::try_from(photos).unwrap_or(u8::MAX),
        );
        let form = self
            .form
            .field(outcome)
            .field(text.hint(names.t("desk-answer-hint")).max_length(max))
            .field(pictures.optional());
        match self.tried {
            Some(tried) => form.keep(&tried.typed).errors(&tried.errors),
            None => form,
        }
    }

    fn note(self) -> Form {
        let names = self.names;
        let text = self.long("text", "desk-note-text");
        let public = Field::agree(self.name("public"), names.t("desk-note-public")).optional();
        self.field(text).field(public).form
    }

    fn decide(self) -> Form {
        let names = self.names;
        let picks = [("overturn", "desk-decide-overturn"), ("uphold", "desk-decide-uphold")];
        let picks = picks.map(|(value, label)| Pick::new(value, names.t(label)));
        let verdict =
            Field::choice(self.name("verdict"), names.t("desk-decide-verdict"), picks.into());
        let text = self.long("text", "desk-decide-text");
        self.field(verdict).field(text).form
    }

    /// First a preview of what the public would read, then the release of just that.
    fn release(self) -> Form {
        let names = self.names;
        let case = &self.sight.case;
        let (title, text) =
            case.released.clone().unwrap_or((case.title.clone(), case.text.clone()));
        let title = Field::text(self.name("title"), names.t("desk-release-title"))
            .value(title)
            .max_length(u32::try_from(TITLE_MAX).unwrap_or(u32::MAX));
        let text =
            self.long("text", "desk-release-text").hint(names.t("desk-release-hint")).value(text);
        let preview = self.tried.and_then(|tried| tried.preview.clone());
        let photos = super::veil::choices(names, self.sight.id, case);
        let mut sheet = self.field(title).field(text).extra(photos);
        sheet.form = sheet.form.submit(names.t("desk-release-preview"));
        let Some((title, text)) = preview else { return sheet.form };
        let seen = Field::hidden(sheet.name("seen"), super::release::seal(&title, &text));
        let shown = super::release::preview(names, &title, &text);
        sheet.form = sheet.form.submit(names.t("desk-act-release"));
        sheet.extra(shown).extra(seen).form
    }
}

/// Names a field of `act` in words of its form.
pub fn errors(names: Names<'_>, act: Act, field: &str, code: &str) -> Errors {
    let mut errors = Errors::new();
    errors.add(format!("{}-{field}", act.code()), names.visit.t(code));
    errors
}
