//! A form sent after the session had ended: the words are kept for whoever signs in next on that
//! phone. Photos are not taken from strangers; the page says so.

use axum::response::IntoResponse as _;
use ui::{Tone, query::encode};
use web::{Answer, MultipartForm, Problem, Visit, see_other};

use crate::store::drafts::{self, Draft};

/// What one field, and one form, may hold.
const VALUE_MAX: usize = 4_000;
const FIELDS_MAX: usize = 40;
/// Forms an hour from one address.
const LIMIT: i64 = 20;
const WINDOW_SECONDS: i64 = 3_600;

/// Keeps the words under an id that only this browser learns, then leads to sign in.
///
/// # Errors
/// 429 when too many come from one address.
pub(super) async fn keep(visit: &Visit, sent: &MultipartForm) -> Answer {
    // The id must not be the form's: somebody else could know that one.
    let mut draft = Draft::new(visit.moment.id(), None);
    draft.matter = cut(sent.get("matter").unwrap_or_default(), 100);
    let fields = sent.raw.iter().filter(|(name, _)| {
        matches!(name.as_str(), "text" | "title" | "area" | "address" | "lat" | "lon")
            || name.starts_with("field-")
    });
    draft.typed = fields
        .take(FIELDS_MAX)
        .map(|(name, value)| (cut(name, 100), cut(value, VALUE_MAX)))
        .collect();
    let next = format!("/report/{}", draft.id);
    let address = visit.client_ip.0.map(|address| address.to_string()).unwrap_or_default();
    let key = visit.app.vault().pseudonym("draft", &address);
    let stamp = storage::Stamp::system(visit.moment.clone(), "draft");
    let work =
        move |tx: &mut storage::Tx<'_>| match access::rate::hit(tx, key, LIMIT, WINDOW_SECONDS)? {
            access::rate::Rate::Allowed => drafts::save(tx, &draft).map(|_| None),
            access::rate::Rate::RetryAfter(seconds) => Ok::<_, storage::Error>(Some(seconds)),
        };
    if let Some(seconds) = visit.app.store().write(stamp, work).await? {
        return Err(Problem::too_many(u64::try_from(seconds).unwrap_or(1)));
    }
    let key = if sent.files.is_empty() { "draft-kept" } else { "draft-kept-without-photos" };
    let sign_in = format!("/sign-in?next={}", encode(&next));
    Ok(see_other(sign_in).flash(Tone::Warn, key).into_response())
}

fn cut(text: &str, max: usize) -> String {
    text.chars().take(max).collect()
}
