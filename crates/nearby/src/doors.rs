//! Twenty thousand doors.
