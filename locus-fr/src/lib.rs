//! fr
