#![doc = include_str!("../README.md")]

mod calibrate;
mod cross_validation;
mod evaluate;
mod example;
mod features;
mod folds;
mod linear;
mod model;
mod num;
mod read;
mod stored;
mod svm;
mod terms;
mod train;
mod words;

pub use cross_validation::{CrossValidation, Spread, cross_validate};
pub use evaluate::{Evaluation, LabelScore, evaluate};
pub use example::{Example, seed_examples};
pub use model::{Model, Proposal};
pub use read::{ReadError, read_labelled};
pub use stored::StoredError;
pub use train::{TrainError, TrainOptions};
