//! The events and small ports by which domains meet.
