//! Noise whose distribution is exact: integers and fair bits, no floating point between the chance
//! that is handed in and the count that goes out (Mironov, CCS 2012, shows what leaks otherwise).
//!
//! After Canonne, Kamath and Steinke, "The Discrete Gaussian for Differential Privacy" (NeurIPS
//! 2020), algorithms 1 to 3.

mod bits;
mod sample;
#[cfg(test)]
mod tests;

pub use bits::Bits;
pub use sample::Noise;
