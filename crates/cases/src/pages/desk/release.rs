//! Releasing a wording to the public page: shown first as the public would read it, released only
//! when just that was seen.

use askama::Template;
use axum::http::StatusCode;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use contracts::CaseId;
use sha2::{Digest as _, Sha256};
use ui::{Errors, SafeHtml, Tone, panel::Notice};
use web::{Answer, Form, PathId, Signed};

use super::{
    act::Act,
    case::{Tried, With, page},
    sight,
    submit::{Any, get, perform},
};
use crate::{
    handle,
    pages::shared::{self, Names},
};

/// So many figures in a row may be a telephone, an identity or a plate number.
const FIGURES_SUSPECT: usize = 5;

#[derive(Template)]
#[template(
    source = r#"<div class="f"><p class="what">{{ heading }}</p><blockquote><h3>{{ title }}</h3><p class="note">{{ text }}</p></blockquote></div>"#,
    ext = "html"
)]
struct Preview<'a> {
    heading: &'a str,
    title: &'a str,
    text: &'a str,
}

/// `POST /desk/cases/{id}/release`
pub async fn release(signed: Signed, PathId(id): PathId<CaseId>, form: Form<Any>) -> Answer {
    let title = get(&form.raw, "release-title").trim().to_owned();
    let text = get(&form.raw, "release-text").replace("\r\n", "\n").trim().to_owned();
    if get(&form.raw, "release-seen") == seal(&title, &text) {
        return perform(signed, id, Act::Release, form.raw, move |tx, _, actor, seen| {
            handle::release(tx, actor, id, seen, &title, &text)
        })
        .await;
    }
    let desk = shared::desk(&signed.app)?;
    let sight = sight::look(&signed, &desk, id).await?;
    let tried = Tried {
        act: Act::Release,
        typed: form.raw,
        errors: Errors::new(),
        why: String::new(),
        status: StatusCode::OK,
        preview: Some((title, text)),
    };
    Ok(page(&signed, &desk, &sight, &With { tried: Some(&tried), ..With::default() }))
}

/// What the public would read, with a warning where it may say too much.
pub fn preview(names: Names<'_>, title: &str, text: &str) -> SafeHtml {
    let heading = names.t("desk-release-shown");
    let shown = SafeHtml::of(&Preview { heading, title, text });
    if suspect(title) || suspect(text) {
        let warning = Notice::new(Tone::Warn, names.t("desk-release-suspect"));
        return SafeHtml::from_safe(warning).and(shown);
    }
    shown
}

/// Proves that just this wording was shown before. It guards against haste, not against malice.
pub fn seal(title: &str, text: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(format!("{title}\n{text}")))
}

fn suspect(text: &str) -> bool {
    let mut run = 0;
    text.chars().any(|one| {
        run = if kernel::text::fold_width(one).is_ascii_digit() { run + 1 } else { 0 };
        run >= FIGURES_SUSPECT
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_figures_are_noticed() {
        for (text, noticed) in [
            ("电话13800001234", true),
            ("车牌号１２３４５", true),
            ("2026年11月20日等了1小时", false),
        ] {
            assert_eq!(suspect(text), noticed, "{text}");
        }
        assert_ne!(seal("甲", "乙丙"), seal("甲乙", "丙"));
    }
}
