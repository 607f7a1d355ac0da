//! The worker's word on a case: solved, not solved, open again, never mind, look again.

use access::{Action, Actor};
use axum::response::{IntoResponse as _, Response};
use contracts::CaseId;
use kernel::Timestamp;
use serde::Deserialize;
use storage::Tx;
use ui::{Field, Tone, panel::Text};
use web::{Answer, Form, PathId, Signed};

use super::{own, shell, to_case};
use crate::{
    Desk,
    act::ActError,
    case::Case,
    chain::climb,
    contact,
    handle::REASON_MAX,
    merge,
    pages::shared::{Names, desk},
    rules::Refusal,
    scope, verdict,
};

/// What a worker can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    Confirm,
    Dispute,
    Withdraw,
    Reopen,
    Appeal,
    /// Past the contact member and the branch, to the street.
    Bypass,
    /// Let the firm that has it see name and phone.
    Share,
    /// No firm may see them any more.
    Hide,
}

impl Act {
    pub const ALL: [Self; 8] = [
        Self::Confirm,
        Self::Dispute,
        Self::Bypass,
        Self::Share,
        Self::Hide,
        Self::Withdraw,
        Self::Reopen,
        Self::Appeal,
    ];

    /// The last part of the address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Dispute => "dispute",
            Self::Withdraw => "withdraw",
            Self::Reopen => "reopen",
            Self::Appeal => "appeal",
            Self::Bypass => "bypass",
            Self::Share => "share-contact",
            Self::Hide => "hide-contact",
        }
    }
    /// The words on the button.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Confirm => "act-confirm",
            Self::Dispute => "act-dispute",
            Self::Withdraw => "act-withdraw",
            Self::Reopen => "act-reopen",
            Self::Appeal => "act-appeal",
            Self::Bypass => "act-bypass",
            Self::Share => "act-share",
            Self::Hide => "act-hide",
        }
    }
    const fn explained(self) -> &'static str {
        match self {
            Self::Confirm => "act-confirm-explained",
            Self::Dispute => "act-dispute-explained",
            Self::Withdraw => "act-withdraw-explained",
            Self::Reopen => "act-reopen-explained",
            Self::Appeal => "act-appeal-explained",
            Self::Bypass => "act-bypass-explained",
            Self::Share => "act-share-explained",
            Self::Hide => "act-hide-explained",
        }
    }
    const fn question(self) -> &'static str {
        match self {
            Self::Confirm => "act-confirm-question",
            Self::Dispute => "act-dispute-question",
            Self::Withdraw => "act-withdraw-question",
            Self::Reopen => "act-reopen-question",
            Self::Appeal => "act-appeal-question",
            // Said with one tap: nothing is asked.
            Self::Bypass | Self::Share | Self::Hide => "",
        }
    }
    const fn done(self) -> &'static str {
        match self {
            Self::Confirm => "act-confirm-done",
            Self::Dispute => "act-dispute-done",
            Self::Withdraw => "act-withdraw-done",
            Self::Reopen => "act-reopen-done",
            Self::Appeal => "act-appeal-done",
            Self::Bypass => "act-bypass-done",
            Self::Share => "act-share-done",
            Self::Hide => "act-hide-done",
        }
    }
    /// Takes no words: a button does it.
    pub(super) const fn is_wordless(self) -> bool {
        matches!(self, Self::Bypass | Self::Share | Self::Hide)
    }
    const fn may_be_silent(self) -> bool {
        matches!(self, Self::Confirm | Self::Withdraw)
    }
}

/// What is said, and about which answer: a verdict must not fall on an answer that its speaker
/// has not seen.
#[derive(Debug, Clone, Default)]
pub(crate) struct Said {
    pub words: String,
    /// When the answer that was on the page had been given.
    pub answered_at: Option<Timestamp>,
}

/// Does it, inside the caller's transaction.
pub(crate) fn run(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: CaseId,
    act: Act,
    said: &Said,
) -> Result<Case, ActError> {
    if let (Act::Confirm | Act::Dispute, Some(seen)) = (act, said.answered_at)
        && let Some(case) = merge::act::lock(tx, id)?
        && case.answer.as_ref().is_some_and(|answer| answer.at != seen)
    {
        return Err(ActError::Stale { now: case.length });
    }
    match act {
        Act::Confirm => verdict::confirm(tx, desk, actor, id, &said.words),
        Act::Dispute => verdict::dispute(tx, desk, actor, id, &said.words),
        Act::Withdraw => verdict::withdraw(tx, actor, id, &said.words),
        Act::Reopen => verdict::reopen(tx, desk, actor, id, Action::CaseFollow, &said.words),
        Act::Appeal => scope::appeal(tx, desk, actor, id, &said.words),
        Act::Bypass => climb::bypass(tx, desk, actor, id),
        Act::Share => contact::share(tx, desk, actor, id),
        Act::Hide => contact::take_back(tx, actor, id),
    }
}

/// `GET /cases/{id}/ACT`: what it means, and the reason.
pub(super) async fn ask(act: Act, signed: Signed, PathId(id): PathId<CaseId>) -> Answer {
    let desk = desk(&signed.app)?;
    let (case, _) = own::load(&signed, id).await?;
    if !own::offered(&desk, &case, signed.moment.now()).contains(&act) {
        return Ok(to_case(id).flash(Tone::Warn, "act-not-now").into_response());
    }
    Ok(page(&signed, &desk, id, &case, act, &Typed::default(), &ui::Errors::new()))
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    words: String,
    /// Microseconds; empty when there was no answer on the page.
    #[serde(default)]
    answered_at: String,
}

/// `POST /cases/{id}/ACT`
pub(super) async fn perform(
    act: Act,
    signed: Signed,
    PathId(id): PathId<CaseId>,
    typed: Form<Typed>,
) -> Answer {
    let desk = desk(&signed.app)?;
    let said = Said {
        words: typed.words.clone(),
        answered_at: typed.answered_at.parse().ok().map(Timestamp::from_micros),
    };
    let (actor, working) = (signed.actor.clone(), desk.clone());
    let stamp = signed.actor.stamp(signed.moment.clone(), act.as_str());
    let work = move |tx: &mut Tx<'_>| run(tx, &working, &actor, id, act, &said);
    let key = match signed.app.store().write(stamp, work).await {
        Ok(_) => return Ok(to_case(id).flash(Tone::Good, act.done()).into_response()),
        Err(ActError::Invalid { code, .. }) => {
            let (case, _) = own::load(&signed, id).await?;
            let mut errors = ui::Errors::new();
            errors.add("words", signed.t(code));
            return Ok(page(&signed, &desk, id, &case, act, &typed.value, &errors));
        }
        Err(ActError::Stale { .. }) => "act-stale",
        Err(ActError::Refused(Refusal::TooLate)) => "problem-case-too-late-detail",
        Err(ActError::Refused(Refusal::AppealedBefore)) => "problem-case-appealed-before-detail",
        Err(ActError::Refused(_)) => "act-not-now",
        Err(error) => return Err(error.into()),
    };
    Ok(to_case(id).flash(Tone::Warn, key).into_response())
}

fn page(
    signed: &Signed,
    desk: &Desk,
    id: CaseId,
    case: &Case,
    act: Act,
    typed: &Typed,
    errors: &ui::Errors,
) -> Response {
    let names = Names::new(signed, desk);
    let length = u32::try_from(REASON_MAX).unwrap_or(u32::MAX);
    let words = || {
        let words = Field::long_text("words", names.t(act.question())).max_length(length);
        if act.may_be_silent() { words.optional() } else { words }
    };
    let mut form = ui::Form::post(names.lang(), format!("/cases/{id}/{}", act.as_str()))
        .fields((!act.is_wordless()).then(words))
        .fields(answer_seen(case))
        .submit(names.t(act.label()))
        .cancel(names.t("act-cancel"), format!("/cases/{id}"))
        .keep(&[("words", typed.words.as_str())])
        .errors(errors);
    if act == Act::Withdraw {
        form = form.dangerous();
    }
    let shell = shell(signed, names.t(act.label()))
        .back(format!("/cases/{id}"))
        .body(Text::meta(format!("{} {}", case.number, case.title)))
        .body(Text::new(names.t(act.explained())))
        .form(&form);
    if errors.is_empty() { signed.page(&shell) } else { signed.page_again(&shell) }
}

/// The hidden field that says which answer was on the page.
pub(super) fn answer_seen(case: &Case) -> Option<Field> {
    let answer = case.answer.as_ref()?;
    Some(Field::hidden("answered_at", answer.at.micros().to_string()))
}
