//! Photos as they are kept: upright, at most 1,600 pixels, JPEG, and nothing of what the camera
//! wrote into them. Position, time and device are personal data; they go because the picture is
//! painted anew from its pixels alone.

pub mod redact;
pub mod veil;

use std::io::Cursor;

use axum::{
    http::{HeaderValue, header},
    response::IntoResponse as _,
};
use bytes::Bytes;
use image::{
    DynamicImage, ImageDecoder as _, ImageError, ImageFormat, ImageReader, Limits, RgbImage,
    codecs::jpeg::JpegEncoder, imageops::FilterType,
};

use crate::{
    app::App,
    problem::{Answer, Message, Problem},
};

/// The longer side of a kept photo, in pixels.
pub const SIDE_MAX: u32 = 1_600;
/// Quality of a kept photo, 1 to 100.
const QUALITY: u8 = 75;
/// Width times height of what is decoded at all: more is a bomb or a printer's scan.
const PIXELS_MAX: u64 = 64_000_000;
/// Memory one decoder may use.
const DECODER_BYTES_MAX: u64 = 300_000_000;

/// Why a file is not kept. Each names its remedy in the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhotoError {
    #[error("not a picture that can be read: send JPEG, PNG or WebP")]
    NotAnImage,
    #[error("HEIC and AVIF are not supported: choose \"most compatible\" in the camera's settings")]
    Heic,
    #[error("the picture has more than 64 million pixels: send a smaller one")]
    TooManyPixels,
    #[error("the picture is incomplete: choose it again")]
    Broken,
}

impl PhotoError {
    /// What to tell beside the field.
    pub const fn message(self) -> Message {
        Message::key(match self {
            Self::NotAnImage => "photo-not-an-image",
            Self::Heic => "photo-heic",
            Self::TooManyPixels => "photo-too-many-pixels",
            Self::Broken => "photo-broken",
        })
    }
}

/// A photo ready to be kept.
#[derive(Debug, Clone)]
pub struct Photo {
    /// JPEG.
    pub bytes: Bytes,
    pub width: u32,
    pub height: u32,
}

/// A photo in the store's files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPhoto {
    /// The name under which [`serve`] finds it.
    pub name: String,
    pub width: u32,
    pub height: u32,
}

/// Paints the picture anew. Takes up to a second of computing: call it off the async threads, or
/// use [`keep`].
///
/// # Errors
/// [`PhotoError`].
pub fn prepare(bytes: &[u8]) -> Result<Photo, PhotoError> {
    let format = image::guess_format(bytes).ok();
    let known = matches!(format, Some(ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP));
    let Some(format) = format.filter(|_| known) else {
        return Err(if is_heif(bytes) { PhotoError::Heic } else { PhotoError::NotAnImage });
    };
    let upright = decode(bytes, format)?;
    let (width, height) = (upright.width(), upright.height());
    let fitting = if width.max(height) > SIDE_MAX {
        upright.resize(SIDE_MAX, SIDE_MAX, FilterType::CatmullRom)
    } else {
        upright
    };
    encode(&on_white(&fitting))
}

/// A JPEG of these pixels, and of nothing else.
fn encode(picture: &DynamicImage) -> Result<Photo, PhotoError> {
    let mut jpeg = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut jpeg, QUALITY);
    picture.write_with_encoder(encoder).map_err(|_| PhotoError::Broken)?;
    Ok(Photo { bytes: jpeg.into(), width: picture.width(), height: picture.height() })
}

/// [`prepare`] on a blocking thread, then into the store's files. `field` is named when the file
/// is refused.
///
/// # Errors
/// 422 at `field` with the remedy; 503 when the disk is full.
pub async fn keep(app: &App, field: &str, bytes: Bytes) -> Answer<StoredPhoto> {
    let turn = app.photos_at_once().acquire().await.map_err(Problem::internal)?;
    let work = tokio::task::spawn_blocking(move || prepare(&bytes));
    let prepared = work.await.map_err(Problem::internal)?;
    drop(turn);
    let photo = prepared.map_err(|error| Problem::invalid().field(field, error.message()))?;
    let name = app.store().files().put(photo.bytes).await?;
    Ok(StoredPhoto { name, width: photo.width, height: photo.height })
}

/// A kept photo with all but the `shown` cells painted over.
///
/// # Errors
/// 404 when there is none of this name.
pub async fn veiled(app: &App, name: &str, shown: [bool; redact::CELLS]) -> Answer<Photo> {
    let bytes = app.store().files().get(name).await?.ok_or_else(Problem::not_found)?;
    let turn = app.photos_at_once().acquire().await.map_err(Problem::internal)?;
    let work = tokio::task::spawn_blocking(move || redact::redact(&bytes, &shown));
    let painted = work.await.map_err(Problem::internal)?;
    drop(turn);
    painted.map_err(Problem::internal)
}

/// [`veiled`], kept as a file of its own.
///
/// # Errors
/// 404 when there is none of this name; 503 when the disk is full.
pub async fn keep_veiled(
    app: &App,
    name: &str,
    shown: [bool; redact::CELLS],
) -> Answer<StoredPhoto> {
    let photo = veiled(app, name, shown).await?;
    let name = app.store().files().put(photo.bytes).await?;
    Ok(StoredPhoto { name, width: photo.width, height: photo.height })
}

/// Answers a kept photo to somebody who was permitted to see it. It may stay in that browser's
/// cache for an hour, since its name changes with its content.
///
/// # Errors
/// 404 when there is none of this name.
pub async fn serve(app: &App, name: &str) -> Answer {
    let bytes = app.store().files().get(name).await?.ok_or_else(Problem::not_found)?;
    let mut response = ([(header::CONTENT_TYPE, "image/jpeg")], bytes).into_response();
    let cache = HeaderValue::from_static("private, max-age=3600");
    response.headers_mut().insert(header::CACHE_CONTROL, cache);
    Ok(response)
}

/// [`serve`] for readers who may keep it: a file's name is made from its content.
///
/// # Errors
/// 404 when there is none of this name.
pub async fn serve_for_ever(app: &App, name: &str) -> Answer {
    serve_for(app, name, "private, max-age=31536000, immutable").await
}

/// [`serve`] for anybody. It may be taken back, so nobody keeps it for long.
///
/// # Errors
/// 404 when there is none of this name.
pub async fn serve_public(app: &App, name: &str) -> Answer {
    serve_for(app, name, "public, max-age=60").await
}

async fn serve_for(app: &App, name: &str, how_long: &'static str) -> Answer {
    let mut response = serve(app, name).await?;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(how_long));
    Ok(response)
}

fn decode(bytes: &[u8], format: ImageFormat) -> Result<DynamicImage, PhotoError> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODER_BYTES_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| failed(&error))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS_MAX {
        return Err(PhotoError::TooManyPixels);
    }
    // Phones store what the sensor saw and say in EXIF how to turn it.
    let orientation = decoder.orientation().ok();
    let mut image = DynamicImage::from_decoder(decoder).map_err(|error| failed(&error))?;
    if let Some(orientation) = orientation {
        image.apply_orientation(orientation);
    }
    Ok(image)
}

fn failed(error: &ImageError) -> PhotoError {
    match error {
        ImageError::Limits(_) => PhotoError::TooManyPixels,
        ImageError::Unsupported(_) => PhotoError::NotAnImage,
        _ => PhotoError::Broken,
    }
}

/// JPEG knows no transparency: what shines through is white, not black.
fn on_white(image: &DynamicImage) -> DynamicImage {
    if !image.color().has_alpha() {
        return DynamicImage::ImageRgb8(image.to_rgb8());
    }
    let seen = image.to_rgba8();
    let mut flat = RgbImage::new(seen.width(), seen.height());
    for (to, from) in flat.pixels_mut().zip(seen.pixels()) {
        let [red, green, blue, alpha] = from.0;
        to.0 = [red, green, blue].map(|colour| {
            let mixed = u32::from(colour) * u32::from(alpha) + 255 * (255 - u32::from(alpha));
            u8::try_from(mixed / 255).unwrap_or(u8::MAX)
        });
    }
    DynamicImage::ImageRgb8(flat)
}

/// ISO base media files say `ftyp` and a brand (ISO/IEC 23008-12).
fn is_heif(bytes: &[u8]) -> bool {
    const BRANDS: [&[u8]; 8] =
        [b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif"];
    bytes.get(4..8) == Some(b"ftyp")
        && bytes.get(8..12).is_some_and(|brand| BRANDS.contains(&brand))
}

#[cfg(test)]
mod tests;
