//! taskboard
