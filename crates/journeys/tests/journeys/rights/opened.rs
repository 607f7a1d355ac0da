//! Requests about what is opened to the public: photos on their way there, and what programs ask
//! through Open311.

use serde_json::json;

use super::{Body, Things, form, json_of};
use crate::{harness::inside::Sent, rights::city::Stage};

impl Things<'_> {
    /// Photos on their way to the public. One that is to be seen or taken back is released first.
    pub(super) fn photo(&self, path: &str, is_get: bool) -> (String, Body) {
        let made = self.made(Stage::InHand);
        let file = self.city.photo.file.clone();
        if path.ends_with("/withdraw") || path.starts_with("/progress") {
            let (id, clerk, day) = (made.id, self.city.people["clerk"], self.city.day());
            let (original, photo) = (file.clone(), self.city.photo.clone());
            self.city.inside.write(move |tx| {
                let posts = access::membership::memberships_of(tx, clerk, day).unwrap();
                let clerk = access::Actor::new(clerk, None, posts, day);
                cases::photos::release(tx, &clerk, id, None, &original, photo)
            });
        }
        let cells = "1".repeat(48);
        let body = match path.rsplit('/').next() {
            _ if is_get => Body::None,
            Some("release") => json_of(json!({ "show": [0, 1] })),
            Some("withdraw") if path.contains("/api/") => json_of(json!({})),
            Some("withdraw") => form([]),
            _ => form([("cells", &cells)]),
        };
        let query = match path.rsplit('/').next() {
            Some("preview") => format!("?cells={cells}"),
            Some("{file}") if !is_get => format!("?seen={}", made.length),
            _ => String::new(),
        };
        let path = path.replace("{id}", &made.id.to_string()).replace("{number}", &made.number);
        (format!("{}{query}", path.replace("{file}", &file)), body)
    }

    /// What programs ask, with a key of their own.
    pub(super) fn open311(&self, path: &str, is_get: bool) -> (String, Body) {
        let unit = self.city.own.centre;
        let name = format!("club-{}", self.city.phone());
        let named = name.clone();
        let issue = || {
            let named = named.clone();
            self.city.inside.write(move |tx| cases::open311::keys::issue(tx, &named, unit))
        };
        let number = || self.made(Stage::InHand).number;
        let file = || match path.split('/').nth(3) {
            Some("services") => "parking.json".to_owned(),
            _ => format!("{}.json", number()),
        };
        let body = if is_get {
            Body::None
        } else if path.contains("/revoke") {
            form([])
        } else if path.contains("/admin/") {
            form([("name", &name)])
        } else if path.contains("requests.") {
            let place = self.city.own.community.to_string();
            let words = ("description", "步行街东口没有停车位");
            let service = ("service_code", "parking");
            form([("api_key", &issue()), service, words, ("address_id", &place)])
        } else {
            let (key, number) = self.handed_in(&name);
            let words = ("description", "还是没有停车位");
            form([("api_key", &key), ("service_request_id", &number), words])
        };
        let mut path = path.replace("{file}", &file());
        if path.contains("{id}") {
            issue();
            path = path.replace("{id}", &self.key_id(&name));
        }
        if is_get && path.contains("servicerequestupdates") {
            path = format!("{path}?api_key={}", issue());
        }
        (path, body)
    }

    /// A fresh key under this name, and the number of a case sent with it.
    fn handed_in(&self, name: &str) -> (String, String) {
        let (named, unit) = (name.to_owned(), self.city.own.centre);
        let key = self.city.inside.write(move |tx| cases::open311::keys::issue(tx, &named, unit));
        let place = self.city.own.community.to_string();
        let sent = Sent::form(
            "/open311/v2/requests.json",
            &[
                ("api_key", &key),
                ("service_code", "parking"),
                ("description", "步行街东口没有停车位"),
                ("address_id", &place),
            ],
        );
        let said = self.city.inside.send(&sent).json();
        (key, said[0]["service_request_id"].as_str().unwrap().to_owned())
    }

    fn key_id(&self, name: &str) -> String {
        let read = self.city.inside.deployment.store().read_blocking(cases::open311::keys::list);
        let found = read.unwrap().into_iter().find(|key| key.name == name);
        found.unwrap().id.to_string()
    }
}
