//! Small painted pictures, so that reports have photos: a gate, a hole in the road, a row of
//! parked bicycles, a swap cabinet, a rest station. Nobody and no place is on them.

use std::{collections::BTreeMap, io::Cursor};

use bytes::Bytes;
use cases::entry::Photo;
use image::{Rgb, RgbImage, codecs::jpeg::JpegEncoder};
use storage::Store;

use crate::{dice::Dice, error::Error};

const WIDTH: u32 = 480;
const HEIGHT: u32 = 360;
const QUALITY: u8 = 62;
/// Pictures of each motif.
const EACH: usize = 7;
const MOTIFS: [&str; 5] = ["gate", "parking", "cabinet", "station", "pothole"];

/// The pictures of each motif, as they are kept.
pub type Photos = BTreeMap<&'static str, Vec<Photo>>;

/// Paints every picture and keeps it in the store.
pub async fn paint(store: &Store, seed: u64) -> Result<Photos, Error> {
    let mut photos = Photos::new();
    for motif in MOTIFS {
        for number in 0..EACH {
            let mut dice = Dice::of(seed, motif, u64::try_from(number).unwrap_or(0));
            let bytes = jpeg(&picture(motif, &mut dice))?;
            let file = store.files().put(bytes).await?;
            photos.entry(motif).or_default().push(Photo { file, width: WIDTH, height: HEIGHT });
        }
    }
    Ok(photos)
}

/// Paints an invoice on which nothing can be read, and keeps it; answers its name.
pub async fn invoice(store: &Store, dice: &mut Dice) -> Result<String, Error> {
    Ok(store.files().put(jpeg(&picture("invoice", dice))?).await?)
}

fn jpeg(picture: &RgbImage) -> Result<Bytes, Error> {
    let mut out = Cursor::new(Vec::new());
    JpegEncoder::new_with_quality(&mut out, QUALITY)
        .encode_image(picture)
        .map_err(|error| Error::Photo(error.to_string()))?;
    Ok(out.into_inner().into())
}

/// A canvas: everything is rectangles and discs, in pixels from the top left.
struct Canvas<'d> {
    picture: RgbImage,
    dice: &'d mut Dice,
}

type Colour = [u8; 3];
const WALLS: [Colour; 4] = [[196, 164, 132], [170, 176, 182], [214, 204, 184], [158, 128, 112]];
const FRAMES: [Colour; 4] = [[28, 92, 166], [232, 168, 24], [196, 58, 42], [34, 128, 76]];
const ASPHALT: Colour = [92, 94, 98];

fn picture(motif: &str, dice: &mut Dice) -> RgbImage {
    let sky = [150 + low(dice, 60), 180 + low(dice, 40), 215 + low(dice, 30)];
    let mut canvas = Canvas { picture: RgbImage::from_pixel(WIDTH, HEIGHT, Rgb(sky)), dice };
    match motif {
        "gate" => canvas.gate(),
        "parking" => canvas.parking(),
        "cabinet" => canvas.cabinet(),
        "station" => canvas.station(),
        "invoice" => canvas.invoice(),
        _ => canvas.pothole(),
    }
    canvas.grain();
    canvas.picture
}

fn low(dice: &mut Dice, bound: usize) -> u8 {
    u8::try_from(dice.below(bound)).unwrap_or(0)
}

impl Canvas<'_> {
    fn invoice(&mut self) {
        self.rect(60, 30, 360, 300, [250, 249, 244]);
        self.rect(150, 50, 180, 14, [176, 58, 46]);
        for line in 0..7 {
            let length = self.between(120, 300);
            self.rect(90, 92 + line * 26, length, 8, [120, 124, 130]);
        }
        self.rect(300, 270, 90, 34, [206, 120, 112]);
    }

    fn gate(&mut self) {
        let wall = self.one_of(&WALLS);
        let left = self.between(110, 180);
        self.ground(250);
        self.rect(0, 120, WIDTH, 140, wall);
        self.rect(left, 90, 170, 170, [60, 62, 66]);
        for bar in 0..9 {
            self.rect(left + 8 + bar * 18, 100, 5, 160, [176, 180, 184]);
        }
        let frame = self.one_of(&FRAMES);
        self.rect(left - 14, 78, 198, 18, frame);
        self.rect(left + 190, 150, 56, 110, [226, 222, 214]);
        self.rect(left + 200, 168, 36, 34, [120, 160, 190]);
        self.rect(left + 40, 222, 150, 8, [212, 44, 40]);
    }

    fn parking(&mut self) {
        self.ground(190);
        let wall = self.one_of(&WALLS);
        self.rect(0, 60, WIDTH, 130, wall);
        let gap = self.between(46, 60);
        for bicycle in 0..8 {
            let x = 20 + bicycle * gap;
            let colour = self.one_of(&FRAMES);
            self.wheel(x + 8, 262);
            self.wheel(x + 40, 262);
            self.rect(x + 8, 238, 34, 7, colour);
            self.rect(x + 36, 216, 6, 30, colour);
            self.rect(x + 4, 222, 16, 14, [40, 42, 46]);
        }
        self.rect(0, 318, WIDTH, 8, [236, 232, 220]);
    }

    fn cabinet(&mut self) {
        self.ground(270);
        let wall = self.one_of(&WALLS);
        self.rect(0, 40, WIDTH, 230, wall);
        let left = self.between(90, 170);
        let body = self.one_of(&FRAMES);
        self.rect(left, 70, 210, 220, body);
        for slot in 0..12 {
            let (x, y) = (left + 14 + slot % 3 * 64, 86 + slot / 3 * 48);
            self.rect(x, y, 54, 38, [228, 230, 232]);
            let works = self.dice.chance(350);
            self.disc(x + 44, y + 10, 4, if works { [40, 190, 90] } else { [214, 50, 40] });
        }
    }

    fn station(&mut self) {
        self.ground(280);
        let wall = self.one_of(&WALLS);
        self.rect(60, 90, 360, 200, wall);
        let sign = self.one_of(&FRAMES);
        self.rect(60, 90, 360, 42, sign);
        let door = self.between(200, 250);
        self.rect(door, 160, 70, 130, [96, 72, 54]);
        self.rect(90, 160, 90, 70, [110, 150, 180]);
        self.rect(330, 160, 70, 70, [110, 150, 180]);
        self.disc(door + 58, 228, 5, [232, 200, 90]);
    }

    fn pothole(&mut self) {
        self.ground(110);
        self.rect(0, 110, WIDTH, 250, ASPHALT);
        for dash in 0..5 {
            self.rect(dash * 110 + 12, 150, 60, 7, [224, 220, 208]);
        }
        let (x, y) = (self.between(170, 300), self.between(220, 280));
        for ring in 0..6 {
            let shade = 74_u8.saturating_sub(ring * 9);
            let off = u32::from(ring) * 3;
            self.disc(x + off, y + off / 2, 62 - u32::from(ring) * 9, [shade, shade, shade + 2]);
        }
        let cone = x + 96;
        self.rect(cone, y - 40, 26, 60, [232, 98, 32]);
        self.rect(cone, y - 18, 26, 10, [240, 238, 230]);
    }

    fn ground(&mut self, from: u32) {
        self.rect(0, from, WIDTH, HEIGHT - from, [128, 126, 122]);
    }
    fn wheel(&mut self, x: u32, y: u32) {
        self.disc(x, y, 17, [36, 36, 38]);
        self.disc(x, y, 12, [150, 150, 150]);
    }
    fn rect(&mut self, x: u32, y: u32, width: u32, height: u32, colour: Colour) {
        for row in y..(y + height).min(HEIGHT) {
            for column in x..(x + width).min(WIDTH) {
                self.picture.put_pixel(column, row, Rgb(colour));
            }
        }
    }
    fn disc(&mut self, x: u32, y: u32, radius: u32, colour: Colour) {
        for row in y.saturating_sub(radius)..(y + radius).min(HEIGHT) {
            for column in x.saturating_sub(radius)..(x + radius).min(WIDTH) {
                if column.abs_diff(x).pow(2) + row.abs_diff(y).pow(2) <= radius.pow(2) {
                    self.picture.put_pixel(column, row, Rgb(colour));
                }
            }
        }
    }
    /// A little unevenness, as every camera has; coarse, so that the files stay small.
    fn grain(&mut self) {
        for _ in 0..900 {
            let (x, y) = (self.between(0, 477), self.between(0, 357));
            let lighter = self.dice.chance(500);
            for pixel in [(x, y), (x + 1, y), (x, y + 1), (x + 1, y + 1)] {
                let Rgb(colour) = *self.picture.get_pixel(pixel.0, pixel.1);
                let change = |part: u8| {
                    if lighter { part.saturating_add(9) } else { part.saturating_sub(9) }
                };
                self.picture.put_pixel(pixel.0, pixel.1, Rgb(colour.map(change)));
            }
        }
    }
    fn between(&mut self, low: i64, high: i64) -> u32 {
        u32::try_from(self.dice.between(low, high)).unwrap_or(0)
    }
    fn one_of(&mut self, colours: &[Colour]) -> Colour {
        self.dice.pick(colours).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_small_and_differ() {
        let mut seen = std::collections::HashSet::new();
        for motif in MOTIFS {
            for number in 0..7 {
                let bytes = jpeg(&picture(motif, &mut Dice::of(1, motif, number))).unwrap();
                assert!(bytes.len() <= 20_000, "{motif} {number}: {} bytes", bytes.len());
                assert!(seen.insert(bytes));
            }
        }
    }
}
