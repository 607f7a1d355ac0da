//! The twenty planes of the H3 grid and the lattices on them, worked out from the twelve pentagons
//! that h3o tells: they are the corners of the icosahedron.

use h3o::{CellIndex, LatLng, Resolution};

pub(super) type Vector = [f64; 3];

/// A plane: `along` and `across` give a point's lattice coordinates as
/// `(p · along, p · across) / (p · centre)`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Face {
    pub centre: Vector,
    pub along: Vector,
    pub across: Vector,
}

/// Cosine between two corners of an icosahedron that share an edge: 1 / √5.
const EDGE_COSINE: f64 = 0.447_213_595_499_958;

/// The faces with their lattices at a resolution; a lattice that h3o does not confirm is left out,
/// and with it all faces, so that nobody looks up what cannot be trusted.
pub(super) fn faces(resolution: Resolution) -> Vec<Face> {
    let corners: Vec<Vector> =
        CellIndex::base_cells().filter(|cell| cell.is_pentagon()).map(middle).collect();
    let near = |a: &Vector, b: &Vector| (dot(a, b) - EDGE_COSINE).abs() < 1e-6;
    let mut found = Vec::new();
    for (i, a) in corners.iter().enumerate() {
        for (j, b) in corners.iter().enumerate().skip(i + 1).filter(|(_, b)| near(a, b)) {
            for c in corners.iter().skip(j + 1).filter(|c| near(a, c) && near(b, c)) {
                found.push(face(resolution, a, b, c));
            }
        }
    }
    let sound = found.len() == 20 && found.iter().all(|face| confirmed(face, resolution));
    if sound { found } else { Vec::new() }
}

/// The face between three corners. At resolution 0 a corner is two steps from the middle along an
/// axis; each finer lattice has steps shorter by √7, turned to one side and back in turn.
fn face(resolution: Resolution, a: &Vector, b: &Vector, c: &Vector) -> Face {
    let centre = unit(sum(sum(*a, *b), *c));
    let flat = |v: &Vector| sum(scaled(v, 1.0 / dot(v, &centre)), scaled(&centre, -1.0));
    let (mut first, mut second) = (flat(a), flat(b));
    if dot(&cross(&first, &second), &centre) < 0.0 {
        std::mem::swap(&mut first, &mut second);
    }
    let dual = |of: &Vector, other: &Vector| {
        let normal = cross(other, &centre);
        scaled(&normal, 2.0 / dot(&normal, of))
    };
    let (mut along, mut across) = (dual(&first, &second), dual(&second, &first));
    for step in 1..=u8::from(resolution) {
        (along, across) = if step % 2 == 1 {
            (mixed(&along, 2.0, &across, 1.0), mixed(&along, -1.0, &across, 3.0))
        } else {
            (mixed(&along, 3.0, &across, -1.0), mixed(&along, 1.0, &across, 2.0))
        };
    }
    Face { centre, along, across }
}

/// Whether the middles of cells well inside the face lie on its lattice.
fn confirmed(face: &Face, resolution: Resolution) -> bool {
    let nudges = [[0.1, 0.03, -0.05], [-0.07, 0.11, 0.02], [0.02, -0.09, 0.13]];
    nudges.iter().all(|nudge| {
        let [x, y, z] = unit(sum(face.centre, *nudge));
        let Ok(point) = LatLng::from_radians(z.asin(), y.atan2(x)) else { return false };
        let p = middle(point.to_cell(resolution));
        let depth = dot(&p, &face.centre);
        [&face.along, &face.across].iter().all(|axis| {
            let coordinate = dot(&p, axis) / depth;
            (coordinate - coordinate.round()).abs() < 1e-6
        })
    })
}

/// A point of the unit sphere from degrees.
pub(super) fn point(lon: f64, lat: f64) -> Vector {
    let (lat, lon) = (lat.to_radians(), lon.to_radians());
    [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
}

fn middle(cell: CellIndex) -> Vector {
    let at = LatLng::from(cell);
    point(at.lng(), at.lat())
}

pub(super) fn dot(a: &Vector, b: &Vector) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn cross(a: &Vector, b: &Vector) -> Vector {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

fn sum(a: Vector, b: Vector) -> Vector {
    [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}

fn scaled(a: &Vector, by: f64) -> Vector {
    a.map(|part| part * by)
}

fn mixed(a: &Vector, x: f64, b: &Vector, y: f64) -> Vector {
    sum(scaled(a, x), scaled(b, y))
}

fn unit(a: Vector) -> Vector {
    scaled(&a, 1.0 / dot(&a, &a).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h3o_confirms_the_lattice_of_every_face_at_every_resolution() {
        for resolution in Resolution::range(Resolution::Zero, Resolution::Twelve).skip(2) {
            assert_eq!(faces(resolution).len(), 20, "resolution {resolution}");
        }
    }

    #[test]
    fn a_lattice_turned_to_the_wrong_side_is_not_confirmed() {
        let mut face = faces(Resolution::Nine)[0];
        std::mem::swap(&mut face.along, &mut face.across);
        face.along = scaled(&face.along, 1.001);
        assert!(!confirmed(&face, Resolution::Nine));
    }
}
