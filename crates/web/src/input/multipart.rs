//! A form with files.

use axum::{
    body::Bytes,
    extract::{
        DefaultBodyLimit, FromRequest, Multipart, Request,
        multipart::{Field, MultipartError},
    },
    http::StatusCode,
};
use serde::de::DeserializeOwned;

use super::{Typed, is_kind, wrong::from_pairs};
use crate::{
    app::{App, Settings},
    problem::{Answer, Message, Problem, megabytes},
};

/// Bytes of one text field.
const TEXT_BYTES_MAX: usize = 64_000;

/// A file as it was sent. `name` and `kind` are the client's claims.
#[derive(Debug, Clone)]
pub struct Upload {
    pub field: String,
    pub name: String,
    pub kind: String,
    pub bytes: Bytes,
}

/// `multipart/form-data`. A single file that is too large, or one too many, does not lose what was
/// typed: it is left out, and [`MultipartForm::check`] names field and limit. Only a body too large
/// as a whole is refused (413).
#[derive(Debug, Clone, Default)]
pub struct MultipartForm {
    /// For [`ui::Form::keep`].
    pub raw: Typed,
    pub files: Vec<Upload>,
    refused: Vec<(String, Message)>,
}

impl MultipartForm {
    /// Reads the text fields into a `T`; see [`super::Form`].
    ///
    /// # Errors
    /// 422 with the field's name.
    pub fn read<T: DeserializeOwned>(&self) -> Answer<T> {
        from_pairs(&self.raw)
    }
    /// The first value of a text field.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.raw.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
    /// The files of one field.
    pub fn files_of<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a Upload> {
        self.files.iter().filter(move |file| file.field == field)
    }
    /// # Errors
    /// 422 that names each field of which something was left out, and its limit. A page shows it
    /// with [`Problem::errors`]; programs get it as it is.
    pub fn check(&self) -> Answer<()> {
        if self.refused.is_empty() {
            return Ok(());
        }
        let refused = self.refused.iter().cloned();
        Err(refused.fold(Problem::invalid(), |problem, (field, why)| problem.field(field, why)))
    }

    async fn take(&mut self, field: Field<'_>, settings: &Settings) -> Answer<()> {
        let name = field.name().unwrap_or_default().to_owned();
        match field.file_name().map(ToOwned::to_owned) {
            // A file field that was left empty arrives without a name.
            Some(file) if file.is_empty() => drain(field, settings).await,
            Some(file) => self.take_file(name, file, field, settings).await,
            None => self.take_text(name, field, settings).await,
        }
    }

    async fn take_text(
        &mut self,
        name: String,
        field: Field<'_>,
        settings: &Settings,
    ) -> Answer<()> {
        if let Some(bytes) = read_up_to(field, TEXT_BYTES_MAX, settings).await? {
            self.raw.push((name, String::from_utf8_lossy(&bytes).into_owned()));
        } else {
            let limit = megabytes(TEXT_BYTES_MAX);
            self.refused.push((name, Message::key("field-too-long").arg("limit", limit)));
        }
        Ok(())
    }

    async fn take_file(
        &mut self,
        field_name: String,
        file: String,
        field: Field<'_>,
        settings: &Settings,
    ) -> Answer<()> {
        if self.files.len() >= settings.file_count_max {
            let why = Message::key("field-too-many-files").arg("limit", settings.file_count_max);
            if !self.refused.contains(&(field_name.clone(), why.clone())) {
                self.refused.push((field_name, why));
            }
            return drain(field, settings).await;
        }
        let kind = field.content_type().unwrap_or_default().to_owned();
        if let Some(bytes) = read_up_to(field, settings.file_bytes_max, settings).await? {
            self.files.push(Upload { field: field_name, name: file, kind, bytes });
        } else {
            let limit = megabytes(settings.file_bytes_max);
            let why = Message::key("field-file-too-large").arg("name", file).arg("limit", limit);
            self.refused.push((field_name, why));
        }
        Ok(())
    }
}

impl FromRequest<App> for MultipartForm {
    type Rejection = Problem;
    async fn from_request(mut request: Request, app: &App) -> Answer<Self> {
        if !is_kind(&request, |kind| kind == "multipart/form-data") {
            return Err(Problem::unsupported());
        }
        let settings = app.settings();
        DefaultBodyLimit::max(settings.upload_bytes_max()).apply(&mut request);
        let mut parts = Multipart::from_request(request, app)
            .await
            .map_err(|error| Problem::bad_request("invalid").cause(error))?;
        let mut form = Self::default();
        while let Some(field) = parts.next_field().await.map_err(|error| broken(error, settings))? {
            form.take(field, settings).await?;
        }
        Ok(form)
    }
}

/// The field's bytes; `None` when there are more than `limit`, the rest of which is read and
/// dropped so that the fields behind it are still heard.
async fn read_up_to(
    mut field: Field<'_>,
    limit: usize,
    settings: &Settings,
) -> Answer<Option<Bytes>> {
    let mut kept = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|error| broken(error, settings))? {
        if kept.len() + chunk.len() > limit {
            drain(field, settings).await?;
            return Ok(None);
        }
        kept.extend_from_slice(&chunk);
    }
    Ok(Some(kept.into()))
}

async fn drain(mut field: Field<'_>, settings: &Settings) -> Answer<()> {
    while field.chunk().await.map_err(|error| broken(error, settings))?.is_some() {}
    Ok(())
}

fn broken(error: MultipartError, settings: &Settings) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Problem::too_large(settings.upload_bytes_max())
    } else {
        Problem::bad_request("invalid").cause(error)
    }
}
