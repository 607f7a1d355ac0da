//! The parts of a matter's page: what is proposed, what is tried, what the vote says, what was
//! decided, what both sides say.

use kernel::Day;
use ui::{
    SafeHtml, Tone,
    form::CheckAnswers,
    list::{Card, Tag},
    panel::{Notice, Panel, Text},
    when,
};

use super::super::Names;
use crate::collective::{
    Answer, Collective, Decision, Figure, Measure, Outcome, Round, Side, Stage, Trial,
    fold::Vote,
    link,
    store::Kept,
    view::{Comment, Shown},
};

/// A deadline this near is amber.
const SOON_HOURS: i64 = 48;

/// Where it stands, in a word.
pub fn stage_tag(names: Names<'_>, matter: &Collective) -> Tag {
    let (tone, key) = match matter.stage {
        Stage::Raised | Stage::Decide if matter.overdue.is_some() => {
            (Tone::Bad, "collective-stage-overdue")
        }
        Stage::Raised => (Tone::Plain, "collective-stage-raised"),
        Stage::Trial => (Tone::Warn, "collective-stage-trial"),
        Stage::Review => (Tone::Warn, "collective-stage-review"),
        Stage::Vote => (Tone::Warn, "collective-stage-vote"),
        Stage::Decide => (Tone::Plain, "collective-stage-decide"),
        Stage::Withdrawn => (Tone::Plain, "collective-stage-withdrawn"),
        Stage::Declined => (Tone::Bad, "collective-answer-declined"),
        Stage::Decided => decision_tag(matter.decided().map(|decided| decided.decision)),
    };
    Tag::new(tone, names.t(key))
}

const fn decision_tag(decision: Option<Decision>) -> (Tone, &'static str) {
    match decision {
        Some(Decision::Adopted) => (Tone::Good, "collective-decision-adopted"),
        Some(Decision::Adjusted) => (Tone::Good, "collective-decision-adjusted"),
        Some(Decision::Dropped) | None => (Tone::Bad, "collective-decision-dropped"),
    }
}

/// A matter in a list.
pub fn card(names: Names<'_>, kept: &Kept, href: String) -> Card {
    let matter = &kept.matter;
    let card = Card::new(matter.title.clone(), href).tag(stage_tag(names, matter)).meta(format!(
        "{} · {}",
        kind(names, matter),
        names.unit(matter.owner)
    ));
    match next(names, matter) {
        Some(told) => card.body(Text::meta(told)),
        None => card,
    }
}

fn kind(names: Names<'_>, matter: &Collective) -> String {
    let declared = names.desk.catalogue.collective_kind(&matter.kind);
    declared.map_or_else(|| matter.kind.clone(), |kind| names.of(&kind.name).to_owned())
}

/// What comes next, and when.
fn next(names: Names<'_>, matter: &Collective) -> Option<String> {
    let day = |key: &str, day: Day| {
        let day = when::day(names.lang(), day, names.now().day());
        names.tf(key, &[("day", day.into())])
    };
    let by = |key: &str, at| names.tf(key, &[("when", names.when(at).into())]);
    match matter.stage {
        Stage::Raised => Some(by("collective-next-answer", matter.due?.by)),
        Stage::Trial => Some(day("collective-next-trial", matter.trial()?.until)),
        Stage::Review => Some(day("collective-next-review", matter.trial()?.review)),
        Stage::Vote => Some(by("collective-next-vote", matter.vote()?.closes_at)),
        Stage::Decide => Some(by("collective-next-decide", matter.due?.by)),
        Stage::Declined | Stage::Decided | Stage::Withdrawn => None,
    }
}

/// Where it stands, how long still, and whether the unit is late.
pub fn head(names: Names<'_>, shown: &Shown) -> SafeHtml {
    let matter = &shown.matter;
    let mut head = SafeHtml::from_safe(stage_tag(names, matter));
    if let Some(due) = matter.due {
        head = head.and(when::due(names.lang(), due.by, names.now(), SOON_HOURS));
    }
    if let Some(told) = next(names, matter) {
        head = head.and(Text::new(told));
    }
    if let Some(late) = matter.overdue {
        let owner = names.unit(matter.owner);
        let told = match late.above {
            Some(above) => names.tf(
                "collective-overdue-above",
                &[("unit", owner.into()), ("above", names.unit(above).into())],
            ),
            None => names.tf("collective-overdue-told", &[("unit", owner.into())]),
        };
        head = head.and(Notice::new(Tone::Bad, told));
    }
    if let Some(reason) = &matter.withdrawn {
        head = head.and(Text::new(reason.clone()));
    }
    head
}

/// What should change, for whom, and how one would see whether it helps.
pub fn proposal(names: Names<'_>, shown: &Shown) -> CheckAnswers {
    let matter = &shown.matter;
    let people = match shown.people {
        Some(count) => names.tf("collective-people", &[("n", count.into())]),
        None => names.t("collective-people-few").to_owned(),
    };
    CheckAnswers::new(names.lang())
        .row(names.t("collective-change"), &matter.change)
        .row(names.t("collective-whom"), &matter.whom)
        .row(names.t("collective-judged"), &matter.judged)
        .row(names.t("collective-owner"), names.unit(matter.owner))
        .row(names.t("collective-area"), names.area(&matter.area))
        .row(names.t("collective-kind"), kind(names, matter))
        .row(names.t("collective-opener"), names.unit(matter.opener))
        .row(names.t("collective-joined"), people)
        .row(names.t("fact-number"), &matter.number)
}

/// The answer of each round, with what is tried and measured; nothing before the first.
pub fn trial(names: Names<'_>, matter: &Collective) -> SafeHtml {
    let rounds = matter.rounds.iter().rev();
    rounds.fold(SafeHtml::default(), |list, round| {
        let told = answered(names, round);
        if told.is_empty() {
            return list;
        }
        list.and(Panel::new(names.t("collective-answer"), told))
    })
}

fn answered(names: Names<'_>, round: &Round) -> SafeHtml {
    let facts = round.facts.as_ref().map(|facts| {
        let told = names.tf("collective-facts", &[("facts", facts.as_str().into())]);
        SafeHtml::from_safe(Text::new(told))
    });
    let list = facts.unwrap_or_default();
    let Some(answer) = &round.answer else { return list };
    let tone = if answer.answer == Answer::Declined { Tone::Bad } else { Tone::Good };
    let list = list
        .and(Tag::new(tone, names.t(link::answer_key(answer.answer))))
        .and(Text::new(answer.reason.clone()));
    let Some(plan) = &answer.trial else { return list };
    let list = list.and(plan_facts(names, plan));
    let list = match &round.extended {
        Some(extended) => {
            let why = extended.reason.as_str();
            list.and(Text::meta(names.tf("collective-extended-why", &[("reason", why.into())])))
        }
        None => list,
    };
    list.and(Text::meta(names.t("collective-measures"))).and(measures(names, plan, round))
}

fn plan_facts(names: Names<'_>, plan: &Trial) -> CheckAnswers {
    let day = |day| when::day(names.lang(), day, names.now().day());
    CheckAnswers::new(names.lang())
        .row(names.t("collective-trial-change"), &plan.change)
        .row(names.t("collective-trial-area"), names.area(&plan.area))
        .row(names.t("collective-trial-term"), format!("{} – {}", day(plan.from), day(plan.until)))
        .row(names.t("collective-trial-review"), day(plan.review))
}

/// Each measure, before and after.
fn measures(names: Names<'_>, plan: &Trial, round: &Round) -> SafeHtml {
    let after = round.measured.as_ref().map(|measured| measured.after.as_slice());
    let list = plan.measures.iter().enumerate().fold(
        CheckAnswers::new(names.lang()),
        |list, (at, one)| {
            let found = after.and_then(|after| after.get(at)).copied();
            list.row(one.name.clone(), measured(names, one, found))
        },
    );
    let list = SafeHtml::from_safe(list);
    match round.measured.as_ref().filter(|measured| !measured.note.is_empty()) {
        Some(measured) => list.and(Text::new(measured.note.clone())),
        None => list,
    }
}

fn measured(names: Names<'_>, one: &Measure, after: Option<Figure>) -> String {
    let value = |figure: Figure| format!("{figure} {}", one.unit);
    let Some(after) = after else {
        return names.tf("collective-before-only", &[("before", value(one.before).into())]);
    };
    let verdict = match one.improved(after) {
        Some(true) => "collective-better",
        Some(false) => "collective-worse",
        None => "collective-same",
    };
    names.tf(
        "collective-before-after",
        &[
            ("before", value(one.before).into()),
            ("after", value(after).into()),
            ("verdict", names.t(verdict).into()),
        ],
    )
}

/// What the vote says and what the unit decided beside it; nothing before the vote.
pub fn outcome(names: Names<'_>, shown: &Shown) -> SafeHtml {
    let matter = &shown.matter;
    let mut list = SafeHtml::default();
    if let Some(vote) = matter.vote() {
        let told = SafeHtml::from_safe(rules(names, vote)).and(counted(names, shown, vote));
        list = list.and(Panel::new(names.t("collective-vote"), told));
    } else if matter.stage == Stage::Decide
        || (matter.stage == Stage::Decided && matter.trial().is_some())
    {
        let told = Text::new(names.t("collective-vote-skipped"));
        list = list.and(Panel::new(names.t("collective-vote"), told));
    }
    let Some(decided) = matter.decided() else { return list };
    let (tone, key) = decision_tag(Some(decided.decision));
    let mut told =
        SafeHtml::from_safe(Tag::new(tone, names.t(key))).and(Text::new(decided.reason.clone()));
    let outcome = matter.vote().and_then(|vote| vote.outcome);
    if outcome.is_some_and(|outcome| decided.is_against(outcome)) {
        told = told.and(Notice::new(Tone::Warn, names.t("collective-against")));
    }
    list.and(Panel::new(names.t("collective-decision"), told))
}

fn rules(names: Names<'_>, vote: &Vote) -> Text {
    Text::meta(names.tf(
        "collective-vote-rules",
        &[
            ("eligible", vote.eligible.into()),
            ("needed", vote.needed.into()),
            ("majority", vote.majority.into()),
        ],
    ))
}

fn counted(names: Names<'_>, shown: &Shown, vote: &Vote) -> SafeHtml {
    let Some(outcome) = vote.outcome else {
        let told = match shown.turnout {
            Some(count) => names.tf("collective-turnout", &[("n", count.into())]),
            None => names.t("collective-turnout-few").to_owned(),
        };
        return SafeHtml::from_safe(Text::new(told));
    };
    let (tone, key) = match outcome {
        Outcome::Keep => (Tone::Good, "collective-outcome-keep"),
        Outcome::Drop => (Tone::Bad, "collective-outcome-drop"),
        Outcome::NoQuorum => (Tone::Plain, "collective-outcome-no-quorum"),
    };
    let list = SafeHtml::from_safe(Tag::new(tone, names.t(key)));
    let Some(tally) = vote.tally else {
        return list.and(Text::new(names.t("collective-counts-few")));
    };
    let counts = CheckAnswers::new(names.lang())
        .row(names.t("collective-cast"), tally.cast().to_string())
        .row(names.t("collective-choice-keep"), tally.keep.to_string())
        .row(names.t("collective-choice-drop"), tally.drop.to_string())
        .row(names.t("collective-choice-abstain"), tally.abstain.to_string());
    list.and(counts)
}

/// What both sides say; `more` adds to each what the reader may do with it.
pub fn comments(
    names: Names<'_>,
    list: &[Comment],
    more: impl Fn(&Comment) -> SafeHtml,
) -> SafeHtml {
    let none = || SafeHtml::from_safe(Text::meta(names.t("collective-comments-none")));
    let count = |side| list.iter().filter(|one| one.side == side && one.struck.is_none()).count();
    if list.is_empty() {
        return SafeHtml::from_safe(Panel::new(names.t("collective-comments"), none()));
    }
    let sides = Side::ALL.iter().fold(CheckAnswers::new(names.lang()), |answers, side| {
        answers.row(names.t(side_key(*side)), count(*side).to_string())
    });
    let told = list.iter().fold(SafeHtml::from_safe(sides), |told, one| {
        let who = format!("{} · {}", names.t(side_key(one.side)), names.when(one.at));
        let text = match &one.struck {
            Some(reason) => names.tf("collective-struck", &[("reason", reason.as_str().into())]),
            None => one.text.clone(),
        };
        told.and(Text::meta(who)).and(Text::new(text)).and(more(one))
    });
    SafeHtml::from_safe(Panel::new(names.t("collective-comments"), told))
}

/// The words for a side.
pub const fn side_key(side: Side) -> &'static str {
    match side {
        Side::Worker => "collective-side-worker",
        Side::Resident => "collective-side-resident",
        Side::Merchant => "collective-side-merchant",
    }
}
