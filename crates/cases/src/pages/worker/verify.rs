//! Anybody checks a receipt: the server with the log's public key, and the browser on its own.

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use credential::{Receipt, ReceiptError, Verified};
use ui::{
    Field, Form, SafeHtml, Tone,
    form::CheckAnswers,
    panel::{Notice, Panel, Text},
};
use web::{Answer, MultipartForm, Visit};

use super::shell;

const SCRIPT: &str = include_str!("../../../../../web-assets/verify.js");

/// What the browser's own check needs, and what it then says.
#[derive(askama::Template)]
#[template(path = "verify.html")]
struct Browser<'a> {
    receipt: String,
    key: String,
    yes: &'a str,
    no: &'a str,
    cannot: &'a str,
}

/// `GET /verify`
pub(super) async fn show(visit: Visit) -> Answer {
    Ok(visit.page(&page(&visit, SafeHtml::default(), &ui::Errors::new(), "")))
}

/// `POST /verify`: pasted, or as a file.
pub(super) async fn check(visit: Visit, sent: MultipartForm) -> Answer {
    sent.check()?;
    let file = sent.files_of("file").next();
    let text = match file {
        Some(file) => String::from_utf8_lossy(&file.bytes).into_owned(),
        None => sent.get("receipt").unwrap_or_default().trim().to_owned(),
    };
    let Some(key) = visit.app.settings().log_key.as_ref().map(credential::LogKey::public) else {
        return Ok(result(&visit, Tone::Warn, "receipt-none", SafeHtml::default(), &text));
    };
    let Ok(receipt) = serde_json::from_str::<Receipt>(text.trim_start_matches('\u{feff}')) else {
        let mut errors = ui::Errors::new();
        errors.add("receipt", visit.t("verify-unreadable"));
        return Ok(visit.page_again(&page(&visit, SafeHtml::default(), &errors, &text)));
    };
    let browser = Browser {
        receipt: serde_json::to_string(&receipt).unwrap_or_default(),
        key: key.to_string(),
        yes: visit.t("verify-browser-yes"),
        no: visit.t("verify-browser-no"),
        cannot: visit.t("verify-browser-cannot"),
    };
    let browser = SafeHtml::of(&browser);
    Ok(match receipt.verify(key) {
        Ok(verified) => {
            result(&visit, Tone::Good, "verify-yes", facts(&visit, &verified).and(browser), &text)
        }
        Err(error) => result(&visit, Tone::Bad, told(&error), browser, &text),
    })
}

/// Why it does not hold, in words.
const fn told(error: &ReceiptError) -> &'static str {
    match error {
        ReceiptError::Checkpoint(_) => "verify-no-checkpoint",
        ReceiptError::Size { .. } => "verify-no-size",
        ReceiptError::Leaf(_) | ReceiptError::Proof(_) => "verify-no-proof",
    }
}

fn facts(visit: &Visit, verified: &Verified) -> SafeHtml {
    let facts = CheckAnswers::new(visit.lang)
        .row(visit.t("receipt-at"), verified.at.display_minute())
        .row(visit.t("receipt-sealed-at"), verified.sealed_at.display_minute())
        .row(visit.t("receipt-place"), (verified.index + 1).to_string())
        .row(visit.t("verify-action"), &verified.leaf.action);
    SafeHtml::from_safe(facts)
}

fn result(visit: &Visit, tone: Tone, key: &'static str, more: SafeHtml, text: &str) -> Response {
    let said = SafeHtml::from_safe(Notice::new(tone, visit.t(key))).and(more);
    visit.page(&page(visit, said, &ui::Errors::new(), text))
}

fn page(visit: &Visit, said: SafeHtml, errors: &ui::Errors, typed: &str) -> ui::Shell {
    let form = Form::post(visit.lang, "/verify")
        .field(Field::file("file", visit.t("verify-file"), ".json,application/json").optional())
        .field(Field::long_text("receipt", visit.t("verify-paste")).optional())
        .submit(visit.t("verify-go"))
        .keep(&[("receipt", typed)])
        .errors(errors);
    let key = visit.app.settings().log_key.as_ref().map(|key| key.public().to_string());
    let about = SafeHtml::from_safe(Text::new(visit.t("verify-about")))
        .and(Text::meta(visit.tf("verify-key", &[("key", key.unwrap_or_default().into())])));
    shell(visit, visit.t("verify-title"))
        .body(said)
        .form(&form)
        .body(Panel::new(visit.t("verify-how"), about))
}

/// `GET /verify/verify.js`
pub(super) async fn script() -> Response {
    let mut response =
        ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], SCRIPT).into_response();
    let cache = HeaderValue::from_static("public, max-age=3600");
    response.headers_mut().insert(header::CACHE_CONTROL, cache);
    response
}
