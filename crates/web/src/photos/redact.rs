//! A picture of a picture with parts of it gone: what is hidden is painted over before the file is
//! written, so nothing of it is in the file.

use image::{DynamicImage, Rgb};

use super::{Photo, PhotoError, decode, encode};

/// How many cells the longer side has, and the shorter.
const LONG: u32 = 8;
const SHORT: u32 = 6;
/// Cells of any picture.
pub const CELLS: usize = 48;
/// One grey, whatever was there: an average would still tell of it.
const HIDDEN: Rgb<u8> = Rgb([122, 128, 136]);

/// The cells of a picture, row by row from the top left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grid {
    pub columns: u32,
    pub rows: u32,
    width: u32,
    height: u32,
}

impl Grid {
    pub const fn of(width: u32, height: u32) -> Self {
        let (columns, rows) = if width >= height { (LONG, SHORT) } else { (SHORT, LONG) };
        Self { columns, rows, width, height }
    }

    /// The cell that a pixel lies in.
    fn cell(self, x: u32, y: u32) -> usize {
        let part = |at: u32, count: u32, side: u32| (at * count / side.max(1)).min(count - 1);
        let (column, row) = (part(x, self.columns, self.width), part(y, self.rows, self.height));
        usize::try_from(row * self.columns + column).unwrap_or_default()
    }
}

/// Paints the picture anew with only the `shown` cells. Takes some time: call it off the async
/// threads, or use [`super::keep_shown`].
///
/// # Errors
/// [`PhotoError`].
pub fn redact(bytes: &[u8], shown: &[bool; CELLS]) -> Result<Photo, PhotoError> {
    let mut picture = decode(bytes, image::ImageFormat::Jpeg)?.to_rgb8();
    let grid = Grid::of(picture.width(), picture.height());
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        if !shown.get(grid.cell(x, y)).copied().unwrap_or(false) {
            *pixel = HIDDEN;
        }
    }
    encode(&DynamicImage::ImageRgb8(picture))
}

#[cfg(test)]
mod tests {
    use image::RgbImage;

    use super::*;

    /// Kept photos of the same scene, one of which has something else in one corner.
    fn kept(other: bool) -> Vec<u8> {
        let picture = RgbImage::from_fn(333, 250, |x, y| {
            let corner = other && x < 41 && y < 41;
            let byte = |value: u32| u8::try_from(value % 251).unwrap();
            if corner { Rgb([byte(x * y), 7, 9]) } else { Rgb([byte(x), byte(y), 90]) }
        });
        encode(&DynamicImage::ImageRgb8(picture)).unwrap().bytes.to_vec()
    }

    #[test]
    fn nothing_of_a_hidden_cell_is_in_the_file() {
        let mut shown = [true; CELLS];
        shown[0] = false;
        shown[1] = false;
        shown[8] = false;
        shown[9] = false;
        assert_ne!(kept(false), kept(true));
        let [one, two] = [false, true].map(|other| redact(&kept(other), &shown).unwrap());
        let decoded = |photo: &Photo| image::load_from_memory(&photo.bytes).unwrap().to_rgb8();
        let (one, two) = (decoded(&one), decoded(&two));
        assert_eq!((one.width(), one.height()), (333, 250));
        // Whatever was in the corner, the files are alike in it, and it is grey but for its rim.
        for (x, y) in [(0, 0), (20, 20), (40, 40), (60, 60)] {
            assert_eq!(one.get_pixel(x, y), two.get_pixel(x, y));
            for (is, grey) in one.get_pixel(x, y).0.iter().zip(HIDDEN.0) {
                assert!(is.abs_diff(grey) <= 4, "{x},{y}: {is}");
            }
        }
        let original = image::load_from_memory(&kept(false)).unwrap().to_rgb8();
        let (is, was) = (one.get_pixel(200, 150).0, original.get_pixel(200, 150).0);
        assert!(is.iter().zip(was).all(|(is, was)| is.abs_diff(was) < 12), "{is:?} {was:?}");
    }

    #[test]
    fn every_pixel_has_a_cell_and_upright_pictures_a_grid_of_their_own() {
        let wide = Grid::of(333, 250);
        assert_eq!((wide.columns, wide.rows), (8, 6));
        assert_eq!((wide.cell(0, 0), wide.cell(332, 249)), (0, CELLS - 1));
        let tall = Grid::of(7, 1_600);
        assert_eq!((tall.columns, tall.rows), (6, 8));
        assert_eq!((tall.cell(0, 0), tall.cell(6, 1_599)), (0, CELLS - 1));
        assert!(redact(&kept(true), &[false; CELLS]).is_ok());
    }
}
