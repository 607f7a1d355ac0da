//! A city behind a server, with the offices that answer.

use std::{io::Cursor, sync::Arc};

use access::Actor;
use cases::suggest::{Suggest, Suggested, Suggester};
use contracts::{CaseId, UnitId, Units};
use credential::LogKey;
use image::{DynamicImage, ImageFormat};
use serde_json::{Value, json};
use web::{
    Settings,
    testing::{Answered, Client, TestApp, TestOptions},
};

use crate::{STREET, units::Offices};

pub struct Town {
    pub app: TestApp,
    pub offices: Offices,
}

/// Proposes parking for whatever speaks of it.
struct Words;

impl Suggest for Words {
    fn suggest(&self, _: &str, text: &str) -> Vec<Suggested> {
        let words = vec!["停车".to_owned(), "贴条".to_owned()];
        let found = text.contains("停车");
        found
            .then(|| Suggested { matter: "parking".into(), confidence: 0.9, words })
            .into_iter()
            .chain([Suggested { matter: "gone".into(), confidence: 0.1, words: Vec::new() }])
            .collect()
    }
}

impl Town {
    pub fn new() -> Self {
        Self::with(Settings::default())
    }

    pub fn with(settings: Settings) -> Self {
        let mut options = TestOptions { settings, ..TestOptions::default() };
        options.settings.log_key = Some(LogKey::from_seed("test.example/yilu", [3; 32]).unwrap());
        options.migrations.extend_from_slice(cases::MIGRATIONS);
        options.words.push(cases::WORDS);
        let offices = Offices::new();
        let units: Arc<dyn Units> = Arc::new(offices.clone());
        let suggester: Suggester = Arc::new(Words);
        let app =
            TestApp::with(cases::routes(), options, |builder| builder.with(units).with(suggester));
        Self { app, offices }
    }

    /// Somebody with a post in one of the offices.
    pub fn staff(&self, role: &str, kind: &str, area: &str, unit: UnitId) -> Client {
        let mut post = self.app.post(role, kind, area);
        post.unit = unit;
        self.app.signed_in(&self.app.actor(vec![post]))
    }
    /// Whoever owns parking here.
    pub fn owner(&self) -> Client {
        self.staff("clerk", "street", STREET, self.offices.street)
    }

    /// Reports parking through the pages; answers the case's id.
    pub async fn report(&self, worker: &Client) -> CaseId {
        let id = self.fill(worker, "parking", "医院门口没地方停车，取餐三分钟就被贴条。").await;
        worker.post_form(&format!("/report/{id}/send"), &[]).await.assert_status(303);
        id
    }

    /// Fills the form in up to the check.
    pub async fn fill(&self, worker: &Client, matter: &str, text: &str) -> CaseId {
        let form = worker.get(&format!("/report/new?matter={matter}")).await;
        let id = hidden(&form, "id");
        let pairs = [("id", id.as_str()), ("matter", matter), ("text", text), ("area", STREET)];
        let saved = worker.post_files("/report/details", &pairs, &[]).await;
        saved.assert_status(303);
        assert_eq!(saved.location(), format!("/report/{id}/check"));
        id.parse().unwrap()
    }

    /// Accepts and answers as the owner does.
    pub async fn answer(&self, id: CaseId, text: &str) -> Value {
        let clerk = self.owner();
        let path = |act: &str| format!("/api/v1/cases/{id}/{act}");
        // Accepted before, on a second round.
        clerk.post_json(&path("accept"), &json!({})).await;
        let answer = json!({ "text": text, "outcome": "solved" });
        let answered = clerk.post_json(&path("answer"), &answer).await;
        answered.assert_status(200);
        answered.json()
    }

    pub fn moment(&self) -> kernel::Moment {
        self.app.moment()
    }
}

/// The value of a hidden field.
pub fn hidden(page: &Answered, name: &str) -> String {
    let text = page.text();
    let mark = format!("name=\"{name}\" value=\"");
    let start = text.find(&mark).unwrap();
    let rest = &text[start + mark.len()..];
    rest[..rest.find('"').unwrap()].to_owned()
}

/// A picture in which every pixel differs, as cameras make them.
pub fn picture(side: u32, seed: u8) -> Vec<u8> {
    let pixels = image::RgbImage::from_fn(side, side, |x, y| {
        let byte = |value: u32| u8::try_from(value % 256).unwrap();
        image::Rgb([byte(x * 7 + u32::from(seed)), byte(y * 5), byte(x * y)])
    });
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(pixels).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// Keeps a page for looking at, in the folder that `YILU_TEST_PAGES` names.
pub fn keep(name: &str, page: &Answered) {
    if let Ok(folder) = std::env::var("YILU_TEST_PAGES") {
        std::fs::write(format!("{folder}/{name}.html"), page.text()).unwrap();
    }
}

/// A worker of a firm.
pub fn rider(town: &Town) -> Actor {
    let mut post = town.app.post("worker", "platform-firm", "3301");
    post.unit = town.offices.firm;
    town.app.actor(vec![post])
}
