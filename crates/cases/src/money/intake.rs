//! Files as evidence. Photos come in through the one door for photos, which keeps nothing of what
//! the camera wrote; a PDF is kept byte for byte, for its hash is its worth.

use bytes::Bytes;
use web::{Answer, App, Message, Problem, photos};

use super::{evidence::Piece, fact::Media};

/// Bytes of one PDF.
pub const PDF_BYTES_MAX: usize = 8_000_000;

/// What may stand in a PDF and has no place in evidence: it would act on whoever opens it.
const ACTIVE: [&[u8]; 4] = [b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia"];

/// Keeps an uploaded file, whatever it calls itself; `field` is named when it is refused.
///
/// # Errors
/// 422 at `field` with the remedy; 503 when the disk is full.
pub async fn keep(app: &App, field: &str, bytes: Bytes) -> Answer<Piece> {
    if !bytes.starts_with(b"%PDF-") {
        let photo = photos::keep(app, field, bytes).await?;
        let kept = app.store().files().get(&photo.name).await?.ok_or_else(Problem::not_found)?;
        return Ok(piece(photo.name, Media::Jpeg, &kept));
    }
    if let Err(code) = check_pdf(&bytes) {
        return Err(Problem::invalid().field(field, Message::key(code)));
    }
    let name = app.store().files().put(bytes.clone()).await?;
    Ok(piece(name, Media::Pdf, &bytes))
}

/// A file that was sent before, by its name.
///
/// # Errors
/// 422 at `field` when there is none, or it is no evidence.
pub async fn kept(app: &App, field: &str, name: &str) -> Answer<Piece> {
    let unknown = || Problem::invalid().field(field, Message::key("money-file-unknown"));
    let bytes = app.store().files().get(name).await?.ok_or_else(unknown)?;
    if bytes.starts_with(b"%PDF-") && check_pdf(&bytes).is_ok() {
        return Ok(piece(name.to_owned(), Media::Pdf, &bytes));
    }
    if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        return Ok(piece(name.to_owned(), Media::Jpeg, &bytes));
    }
    Err(unknown())
}

fn piece(name: String, media: Media, bytes: &Bytes) -> Piece {
    Piece::File { name, media, bytes: i64::try_from(bytes.len()).unwrap_or(i64::MAX) }
}

/// Whether it is a whole PDF that only shows something; otherwise the key of the words.
pub fn check_pdf(bytes: &[u8]) -> Result<(), &'static str> {
    if bytes.len() > PDF_BYTES_MAX {
        return Err("money-pdf-too-large");
    }
    let tail = bytes.get(bytes.len().saturating_sub(1_024)..).unwrap_or(bytes);
    let has = |hay: &[u8], needle: &[u8]| hay.windows(needle.len()).any(|part| part == needle);
    if !bytes.starts_with(b"%PDF-") || !has(tail, b"%%EOF") {
        return Err("money-pdf-broken");
    }
    if ACTIVE.iter().any(|name| has(bytes, name)) {
        return Err("money-pdf-active");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pdf_is_whole_and_still() {
        let sound = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\n%%EOF\n";
        assert_eq!(check_pdf(sound), Ok(()));
        assert_eq!(check_pdf(&sound[..30]), Err("money-pdf-broken"));
        assert_eq!(check_pdf(b"MZ"), Err("money-pdf-broken"));
        let active = b"%PDF-1.7\n<< /S /JavaScript /JS (app.alert\\(1\\)) >>\n%%EOF";
        assert_eq!(check_pdf(active), Err("money-pdf-active"));
        let large = [sound.as_slice(), &vec![b' '; PDF_BYTES_MAX], b"%%EOF"].concat();
        assert_eq!(check_pdf(&large), Err("money-pdf-too-large"));
    }
}
