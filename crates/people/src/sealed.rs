//! What a form carries to its next step without anybody being able to read or change it.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Serialize, de::DeserializeOwned};
use web::{Answer, Problem, Visit};

/// Seconds for which the next step may take.
const LIFE_SECONDS: i64 = 600;

/// Seals a value for a hidden field; `purpose` keeps one form's from being used in another.
pub(crate) fn seal(visit: &Visit, purpose: &str, value: &impl Serialize) -> Answer<String> {
    let until = visit.moment.now().plus_seconds(LIFE_SECONDS);
    let text = serde_json::to_string(&(until, value)).map_err(Problem::internal)?;
    let sealed = visit.app.vault().seal_for_store(&visit.moment, purpose, &text);
    Ok(URL_SAFE_NO_PAD.encode(sealed.map_err(Problem::internal)?))
}

/// Opens it again; `None` when it is too old or was not sealed for this.
pub(crate) fn open<T: DeserializeOwned>(visit: &Visit, purpose: &str, text: &str) -> Option<T> {
    let sealed = URL_SAFE_NO_PAD.decode(text).ok()?;
    let text = visit.app.vault().open_for_store(purpose, &sealed).ok()?;
    let (until, value): (kernel::Timestamp, T) = serde_json::from_str(&text).ok()?;
    (visit.moment.now() < until).then_some(value)
}
