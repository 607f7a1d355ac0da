use image::{ImageBuffer, ImageEncoder as _, Rgb, Rgba, codecs::png::PngEncoder};

use super::*;

/// A picture whose left half is red and whose right half is blue.
fn two_halves(width: u32, height: u32) -> RgbImage {
    ImageBuffer::from_fn(width, height, |x, _| {
        if x < width / 2 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) }
    })
}

fn jpeg(image: &RgbImage, exif: Option<&[u8]>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
    if let Some(exif) = exif {
        encoder.set_exif_metadata(exif.to_vec()).unwrap();
    }
    encoder.encode_image(image).unwrap();
    bytes
}

/// EXIF of a phone: orientation 6 (turn right by 90 degrees), and a GPS directory whose latitude
/// reference and date stamp are recognisable text.
fn exif() -> Vec<u8> {
    let mut tiff: Vec<u8> = b"II*\0\x08\0\0\0".to_vec();
    let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        [&tag.to_le_bytes()[..], &kind.to_le_bytes(), &count.to_le_bytes(), &value].concat()
    };
    tiff.extend(2_u16.to_le_bytes());
    tiff.extend(entry(0x0112, 3, 1, [6, 0, 0, 0]));
    tiff.extend(entry(0x8825, 4, 1, 38_u32.to_le_bytes()));
    tiff.extend(0_u32.to_le_bytes());
    tiff.extend(2_u16.to_le_bytes());
    tiff.extend(entry(0x0001, 2, 2, *b"N\0\0\0"));
    tiff.extend(entry(0x001d, 2, 11, 68_u32.to_le_bytes()));
    tiff.extend(0_u32.to_le_bytes());
    tiff.extend(b"2026:11:21\0");
    tiff
}

fn holds(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}

#[test]
fn what_the_camera_wrote_is_gone_and_the_picture_stands_upright() {
    let sent = jpeg(&two_halves(64, 32), Some(&exif()));
    assert!(holds(&sent, b"Exif") && holds(&sent, b"2026:11:21"), "the sample has what must go");
    let photo = prepare(&sent).unwrap();
    assert!(!holds(&photo.bytes, b"Exif") && !holds(&photo.bytes, b"2026:11:21"));
    assert_eq!((photo.width, photo.height), (32, 64));
    let kept = image::load_from_memory(&photo.bytes).unwrap().to_rgb8();
    let (top, bottom) = (kept.get_pixel(16, 8), kept.get_pixel(16, 56));
    assert!(top.0[0] > 180 && bottom.0[2] > 180, "turned right, left is up: {top:?} {bottom:?}");
}

#[test]
fn large_photos_shrink_and_small_ones_stay() {
    let photo = prepare(&jpeg(&two_halves(3_200, 1_200), None)).unwrap();
    assert_eq!((photo.width, photo.height), (SIDE_MAX, 600));
    let photo = prepare(&jpeg(&two_halves(40, 30), None)).unwrap();
    assert_eq!((photo.width, photo.height), (40, 30));
}

#[test]
fn transparent_pictures_lie_on_white() {
    let clear: ImageBuffer<Rgba<u8>, Vec<u8>> = ImageBuffer::from_pixel(8, 8, Rgba([0, 0, 0, 0]));
    let mut png = Vec::new();
    PngEncoder::new(&mut png).write_image(&clear, 8, 8, image::ColorType::Rgba8.into()).unwrap();
    let photo = prepare(&png).unwrap();
    let kept = image::load_from_memory(&photo.bytes).unwrap().to_rgb8();
    assert!(kept.get_pixel(4, 4).0.iter().all(|channel| *channel > 250));
}

#[test]
fn what_is_no_picture_is_refused_by_name() {
    let whole = jpeg(&two_halves(64, 64), None);
    for (bytes, error) in [
        (&b"MZ\x90\0 this is a program"[..], PhotoError::NotAnImage),
        (b"", PhotoError::NotAnImage),
        (b"<svg onload=alert(1)>", PhotoError::NotAnImage),
        (b"GIF89a\x01\0\x01\0\0\0\0;", PhotoError::NotAnImage),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", PhotoError::Heic),
        (&whole[..20], PhotoError::Broken),
    ] {
        assert_eq!(prepare(bytes).unwrap_err(), error, "{:?}", bytes.get(..8));
    }
}

/// A PNG of a few bytes may claim a wall-sized picture: it must not be given the memory.
#[test]
fn a_bomb_is_refused_before_it_is_decoded() {
    let mut png = Vec::new();
    let image = two_halves(4, 4);
    PngEncoder::new(&mut png).write_image(&image, 4, 4, image::ColorType::Rgb8.into()).unwrap();
    png[16..24].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
    let header_crc = crc(&png[12..29]);
    png[29..33].copy_from_slice(&header_crc.to_be_bytes());
    assert_eq!(prepare(&png).unwrap_err(), PhotoError::TooManyPixels);
}

/// CRC-32 of PNG chunks (ISO 3309).
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum: u32, _| {
            if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 }
        })
    })
}
