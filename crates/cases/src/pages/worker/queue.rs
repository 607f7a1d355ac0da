//! What waits on this device for the network: a line on every worker's page, filled by a script.

use askama::Template;
use ui::SafeHtml;
use web::Visit;

#[derive(Template)]
#[template(path = "queue.html")]
struct Queue<'a> {
    /// Whose reports they are, so that nobody else sends them from a shared phone.
    who: String,
    waiting: String,
    sending: &'a str,
    sent: &'a str,
    fault: &'a str,
    later: &'a str,
    sign: &'a str,
    kept: &'a str,
    full: &'a str,
    nameless: &'a str,
}

/// Empty for whoever is not signed in.
pub(super) fn queue(visit: &Visit) -> SafeHtml {
    let Some(actor) = &visit.actor else { return SafeHtml::default() };
    let who = visit.app.vault().pseudonym("queue", &actor.person.to_string());
    let who = who.iter().take(8).fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
    SafeHtml::of(&Queue {
        who: format!("{who:016x}"),
        // The script puts the number in.
        waiting: visit.tf("queue-waiting", &[("n", "{n}".into())]),
        sending: visit.t("queue-sending"),
        sent: visit.t("queue-sent"),
        fault: visit.t("queue-fault"),
        later: visit.t("queue-later"),
        sign: visit.t("queue-sign"),
        kept: visit.t("queue-kept"),
        full: visit.t("queue-full"),
        nameless: visit.t("queue-nameless"),
    })
}
