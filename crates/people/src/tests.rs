//! Flows over a whole server.

mod accounts;
mod erase;
mod erasures;
mod mine;
mod staff;
mod stored;
mod worker;

use std::sync::{Arc, Mutex};

use access::{
    NewPerson,
    code::CodeRules,
    password::Hasher,
    people::create_person,
    sms::{self, SmsError, SmsGateway},
};
use contracts::{PersonId, UnitCard, UnitId, Units};
use kernel::{AreaCode, Id, Level, Phone};
use storage::{Stamp, Tx, outbox};
use web::{
    Problem, Settings,
    app::AppBuilder,
    testing::{Answered, Client, TestApp, TestOptions},
};

use crate::{MIGRATIONS, SignInRules, WORDS, routes};

const PHONE: &str = "13800002231";

/// One street, numbered 2.
struct OneStreet;

fn street() -> UnitCard {
    UnitCard {
        id: Id::from_bytes([2; 16]),
        kind: "street".into(),
        name_zh: "清波街道".into(),
        name_en: "Qingbo".into(),
        area: "330102001".parse().unwrap(),
    }
}

impl Units for OneStreet {
    fn unit(&self, id: UnitId) -> Option<UnitCard> {
        Some(street()).filter(|card| card.id == id)
    }
    fn serving(&self, _: &str, _: &AreaCode) -> Option<UnitId> {
        None
    }
    fn in_charge(&self, _: Level, _: &AreaCode) -> Option<UnitId> {
        None
    }
    fn operator(&self) -> UnitId {
        street().id
    }
    fn candidates(&self, _: &AreaCode) -> Vec<UnitCard> {
        vec![street()]
    }
}

fn server() -> TestApp {
    server_with(Settings::default())
}

fn server_with(settings: Settings) -> TestApp {
    server_hung(settings, |builder| builder)
}

/// With what other domains would hang on the app.
fn server_with_ports(hang: impl FnOnce(AppBuilder) -> AppBuilder) -> TestApp {
    server_hung(Settings::default(), hang)
}

fn server_hung(settings: Settings, hang: impl FnOnce(AppBuilder) -> AppBuilder) -> TestApp {
    let mut options = TestOptions { words: vec![WORDS], settings, ..TestOptions::default() };
    options.migrations.extend_from_slice(MIGRATIONS);
    TestApp::with(routes(), options, |builder| {
        let units: Arc<dyn Units> = Arc::new(OneStreet);
        let hasher = Hasher::new(8, 1, 1).unwrap();
        hang(builder.with(units).with(SignInRules { codes: CodeRules::default(), hasher }))
    })
}

async fn write<T: Send + 'static>(
    app: &TestApp,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, Problem> + Send + 'static,
) -> T {
    app.app.store().write(Stamp::system(app.moment(), "test"), work).await.unwrap()
}

async fn person(app: &TestApp, name: &str, phone: &str) -> PersonId {
    let vault = app.app.vault().clone();
    let (name, phone) = (Some(name.to_owned()), Some(phone.parse().unwrap()));
    let new = NewPerson { name, phone, ..NewPerson::default() };
    write(app, move |tx| create_person(tx, &vault, &new).map_err(Problem::from)).await
}

#[derive(Default)]
struct Caught(Mutex<Vec<String>>);

impl SmsGateway for Caught {
    fn send(&self, _: &Phone, text: &str) -> Result<(), SmsError> {
        self.0.lock().unwrap().push(text.into());
        Ok(())
    }
}

/// The code in the newest message.
async fn delivered(app: &TestApp) -> String {
    let text = delivered_text(app).await;
    text.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect()
}

/// The newest message.
async fn delivered_text(app: &TestApp) -> String {
    let now = app.moment().now();
    let waiting = app.app.store().read(move |db| outbox::due(db, now, 100)).await.unwrap();
    let gateway = Caught::default();
    sms::deliver(app.app.vault(), &gateway, &waiting.last().unwrap().payload, now).unwrap();
    gateway.0.into_inner().unwrap().pop().unwrap()
}

/// Asks for a code and answers it.
async fn code_for(app: &TestApp, client: &Client, phone: &str) -> String {
    client.post_form("/sign-in/code", &[("phone", phone)]).await.assert_status(200);
    delivered(app).await
}

async fn give_code(client: &Client, code: &str) -> Answered {
    client.post_form("/sign-in", &[("phone", PHONE), ("code", code), ("next", "/me")]).await
}

/// Another code than this one.
fn wrong(code: &str) -> &'static str {
    if code == "000000" { "000001" } else { "000000" }
}

/// What stands in the page's first `<pre>`.
fn preformatted(page: &Answered) -> String {
    let text = page.text();
    let (_, rest) = text.split_once("<pre>").unwrap();
    rest.split_once("</pre>").unwrap().0.to_owned()
}

/// The value of a hidden field.
fn hidden(page: &Answered, name: &str) -> String {
    let text = page.text();
    let (_, rest) = text.split_once(&format!("name=\"{name}\" value=\"")).unwrap();
    rest.split_once('"').unwrap().0.to_owned()
}

#[test]
fn words_are_complete() {
    assert_eq!(web::words::gather(&[WORDS]).check(), Ok(()));
}
