//! The fields of step 2.

use askama::Template;
use catalogue::{Matter, PhotoRule};
use kernel::{AreaCode, Level};
use ui::{Field, Form, SafeHtml, form::Pick, map::MapPicker};

use crate::{
    pages::shared::{Names, fields},
    report::{TEXT_MAX, TITLE_MAX},
    store::drafts::Draft,
};

/// A draft on its way back into a form.
pub(super) struct Filled<'a> {
    pub names: Names<'a>,
    pub matter: &'a Matter,
    pub draft: &'a Draft,
    /// What lies under the map; without it there is none.
    pub base: Option<&'a ui::map::Base>,
}

#[derive(Template)]
#[template(path = "kept_photos.html")]
struct KeptPhotos<'a> {
    title: &'a str,
    drop: &'a str,
    photos: Vec<(String, &'a str, String)>,
}

impl Filled<'_> {
    pub fn form(&self) -> Form {
        let (names, draft) = (self.names, self.draft);
        let mut form = Form::post(names.lang(), "/report/details")
            .field(Field::hidden("id", draft.id.to_string()))
            .field(Field::hidden("matter", draft.matter.clone()))
            .fields(self.photos())
            .field(self.text())
            .field(
                Field::select("area", names.t("field-area"), areas(names, draft.get("area")))
                    .hint(names.t("field-area-hint")),
            )
            .field(self.address())
            .fields(fields::fields(names, self.matter))
            .field(
                Field::text("title", names.t("field-title"))
                    .hint(names.t("field-title-hint"))
                    .max_length(characters(TITLE_MAX))
                    .autocomplete("off")
                    .optional(),
            );
        form = match self.base {
            Some(base) => form.extra(self.map(base)),
            None => form
                .field(Field::hidden("lat", draft.get("lat")))
                .field(Field::hidden("lon", draft.get("lon"))),
        };
        if draft.typed.iter().all(|(name, _)| name == "area") {
            form = form.draft(format!("report-{}", draft.matter));
        }
        form.extra(self.kept()).keep(&draft.typed)
    }

    /// The photo field, unless the matter takes none or there are enough.
    fn photos(&self) -> Option<Field> {
        let max = self.names.desk.catalogue.city().photo.count_max;
        let kept = u32::try_from(self.draft.photos.len()).unwrap_or(u32::MAX);
        let left = u8::try_from(max.saturating_sub(kept)).unwrap_or(u8::MAX);
        if self.matter.photo == PhotoRule::None || left == 0 {
            return None;
        }
        let label = self.names.tf("field-photos", &[("max", i64::from(left).into())]);
        let field = Field::photos("photos", label, left).hint(self.names.t("field-photos-hint"));
        let required = self.matter.photo == PhotoRule::Required && kept == 0;
        Some(if required { field } else { field.optional() })
    }

    fn text(&self) -> Field {
        let names = self.names;
        let field = Field::long_text("text", names.t("field-text"));
        field.hint(names.of(&self.matter.hint)).max_length(characters(TEXT_MAX))
    }

    fn address(&self) -> Field {
        Field::text("address", self.names.t("field-address"))
            .hint(self.names.t("field-address-hint"))
            .max_length(100)
            .autocomplete("off")
            .locate("lat", "lon")
            .optional()
    }

    fn map(&self, base: &ui::map::Base) -> MapPicker {
        MapPicker {
            lang: self.names.lang(),
            base: base.clone(),
            lat_name: "lat".to_owned(),
            lon_name: "lon".to_owned(),
            lat: self.draft.get("lat").to_owned(),
            lon: self.draft.get("lon").to_owned(),
        }
    }

    /// Photos that the draft holds already, each with a box that takes it off.
    fn kept(&self) -> SafeHtml {
        if self.draft.photos.is_empty() {
            return SafeHtml::default();
        }
        let names = self.names;
        let photos = self.draft.photos.iter().enumerate().map(|(at, photo)| {
            let href = format!("/report/{}/photos/{}", self.draft.id, photo.file);
            let alt = names.tf("photo-alt", &[("n", (at + 1).into())]);
            (href, photo.file.as_str(), alt)
        });
        SafeHtml::of(&KeptPhotos {
            title: names.t("kept-photos"),
            drop: names.t("kept-photos-drop"),
            photos: photos.collect(),
        })
    }
}

/// The communities of the street used last, then every street of the city.
pub(in crate::pages::worker) fn areas(names: Names<'_>, chosen: &str) -> Vec<Pick> {
    let book = &names.desk.areas;
    let mut picks = vec![Pick::new("", names.t("field-area-pick"))];
    let street = AreaCode::parse(chosen).ok().and_then(|code| book.street_of(&code));
    let name = |code: &AreaCode| book.name(code).unwrap_or_default();
    if let Some(street) = street {
        picks.push(Pick::new(street.to_string(), name(&street)));
        picks
            .extend(book.children(&street).map(|one| {
                Pick::new(one.to_string(), format!("{} {}", name(&street), name(&one)))
            }));
    }
    let city = names.desk.catalogue.city().area;
    let streets = book.iter().filter(|(code, _)| {
        code.level() == Level::Street && city.contains(code) && Some(*code) != street
    });
    picks.extend(streets.map(|(code, own)| {
        let county = code.parent().filter(|above| above.level() == Level::County);
        let county = county.as_ref().map_or("", |above| name(above));
        Pick::new(code.to_string(), format!("{county} {own}").trim().to_owned())
    }));
    picks
}

fn characters(max: usize) -> u32 {
    u32::try_from(max).unwrap_or(u32::MAX)
}
