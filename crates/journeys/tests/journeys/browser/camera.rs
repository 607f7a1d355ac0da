//! A photo as a phone takes it: large, and telling where it was taken.

use image::{ImageEncoder as _, Rgb, RgbImage, codecs::jpeg::JpegEncoder};

/// Stands in the photo's EXIF part and nowhere else in the world.
pub const MAKER: &[u8] = b"Journey Camera 7\0";

/// A row of bicycles before a wall, 12 megapixels less nine tenths, with EXIF and a position.
pub fn photo() -> Vec<u8> {
    let picture = RgbImage::from_fn(1280, 960, |x, y| match (x, y) {
        (_, ..=420) => Rgb([176, 196, 214]),
        (_, 421..=640) if (x / 150) % 2 == 0 => Rgb([205, 188, 160]),
        (_, 421..=640) => Rgb([188, 168, 140]),
        _ if (x % 160 < 26) && y < 800 => Rgb([235, 170, 40]),
        _ => Rgb([96, 98, 102]),
    });
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 85);
    encoder.set_exif_metadata(exif()).unwrap();
    encoder.write_image(&picture, 1280, 960, image::ExtendedColorType::Rgb8).unwrap();
    assert!(super::contains(&bytes, MAKER), "the sample has what must go");
    bytes
}

/// TIFF: maker, then a directory with 30.2533 N, 120.1620 E.
fn exif() -> Vec<u8> {
    const MAKER_AT: u32 = 38;
    let maker_length = u32::try_from(MAKER.len()).unwrap();
    let place_at = MAKER_AT + maker_length;
    let degrees_at = place_at + 2 + 4 * 12 + 4;
    let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        [&tag.to_le_bytes()[..], &kind.to_le_bytes(), &count.to_le_bytes(), &value].concat()
    };
    let mut tiff: Vec<u8> = b"II*\0\x08\0\0\0".to_vec();
    tiff.extend(2_u16.to_le_bytes());
    tiff.extend(entry(0x010f, 2, maker_length, MAKER_AT.to_le_bytes()));
    tiff.extend(entry(0x8825, 4, 1, place_at.to_le_bytes()));
    tiff.extend(0_u32.to_le_bytes());
    tiff.extend(MAKER);
    tiff.extend(4_u16.to_le_bytes());
    tiff.extend(entry(0x0001, 2, 2, *b"N\0\0\0"));
    tiff.extend(entry(0x0002, 5, 3, degrees_at.to_le_bytes()));
    tiff.extend(entry(0x0003, 2, 2, *b"E\0\0\0"));
    tiff.extend(entry(0x0004, 5, 3, (degrees_at + 24).to_le_bytes()));
    tiff.extend(0_u32.to_le_bytes());
    for (number, of) in [(30, 1), (15, 1), (1_188, 100), (120, 1), (9, 1), (4_320, 100)] {
        tiff.extend(u32::to_le_bytes(number));
        tiff.extend(u32::to_le_bytes(of));
    }
    tiff
}
