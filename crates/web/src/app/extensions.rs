//! State of a domain that hangs on the app, so that this crate need not know it.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
};

/// One value per type.
#[derive(Default)]
pub(super) struct Extensions(HashMap<TypeId, Box<dyn Any + Send + Sync>>);

impl Extensions {
    pub fn put<T: Any + Send + Sync>(&mut self, value: T) {
        self.0.insert(TypeId::of::<T>(), Box::new(value));
    }
    pub fn get<T: Any + Send + Sync>(&self) -> Option<&T> {
        self.0.get(&TypeId::of::<T>())?.downcast_ref()
    }
}
