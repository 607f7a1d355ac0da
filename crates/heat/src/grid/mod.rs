//! Which H3 cell a point lies in: h3o's answer for every point, at a fraction of its price.
//!
//! H3 projects a point gnomonically on the nearest of twenty planes (the faces of an icosahedron)
//! and takes the nearest point of a hexagonal lattice there; the cell is a function of the face and
//! that lattice point alone. [`faces`] computes the same lattice coordinates without trigonometry,
//! to about 1e-10 of a lattice step. Where a point lies further than [`tile::MARGIN`] (a thousandth
//! of a step, a million times that error) inside its hexagon, and further than that inside its
//! face, h3o must round to the same lattice point, so whatever h3o said of one such point holds for
//! all of the hexagon and is looked up. All other points are asked of h3o itself.

mod faces;
mod hexagon;
mod locate;
mod tile;

pub use hexagon::{Hexagon, hexagon};
pub use locate::{Locator, h3_cell};
