//! Strict reading of JSON objects: every key is known and typed, and a refusal names the key by its path.

use crate::app::Error;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// An object being read. Each key is taken once; [`finish`](Fields::finish) refuses what is left.
#[derive(Debug)]
pub struct Fields<'a> {
    map: &'a Map<String, Value>,
    prefix: String,
    taken: BTreeSet<&'static str>,
}

/// A request that can be read from a job's params.
pub trait FromParams: Sized {
    /// Reads the request's keys.
    ///
    /// # Errors
    /// `LOCUS-INVALID` with the key's path.
    fn from_params(params: &mut Fields<'_>) -> Result<Self, Error>;
}

/// Reads a request and refuses keys it doesn't know.
///
/// # Errors
/// `LOCUS-INVALID` with the key's path.
pub fn decode<T: FromParams>(params: &Map<String, Value>) -> Result<T, Error> {
    let mut fields = Fields::new(params);
    let request = T::from_params(&mut fields)?;
    fields.finish()?;
    Ok(request)
}

impl<'a> Fields<'a> {
    /// The keys of an object.
    #[must_use]
    pub const fn new(map: &'a Map<String, Value>) -> Self {
        Self { map, prefix: String::new(), taken: BTreeSet::new() }
    }

    /// The path of a key, as a refusal names it.
    #[must_use]
    pub fn path_of(&self, key: &str) -> String {
        format!("{}{key}", self.prefix)
    }

    fn take(&mut self, key: &'static str) -> Option<&'a Value> {
        self.taken.insert(key);
        self.map.get(key)
    }

    fn read<T: Deserialize<'a>>(&self, key: &str, value: &'a Value) -> Result<T, Error> {
        T::deserialize(value).map_err(|refusal| Error::invalid(self.path_of(key), refusal))
    }

    /// A key that must be there.
    ///
    /// # Errors
    /// If it is missing, null or no valid value.
    pub fn required<T: Deserialize<'a>>(&mut self, key: &'static str) -> Result<T, Error> {
        match self.take(key) {
            Some(value) => self.read(key, value),
            None => Err(Error::invalid(self.path_of(key), "missing")),
        }
    }

    /// A key that may be left out, but not be null.
    ///
    /// # Errors
    /// If it is there and no valid value.
    pub fn optional<T: Deserialize<'a>>(&mut self, key: &'static str) -> Result<Option<T>, Error> {
        self.take(key).map(|value| self.read(key, value)).transpose()
    }

    /// A key that may be left out, or be null to say "none".
    ///
    /// # Errors
    /// If it is there and no valid value.
    pub fn nullable<T: Deserialize<'a>>(&mut self, key: &'static str) -> Result<Option<Option<T>>, Error> {
        self.optional(key)
    }

    /// A key that may be left out, or be null to say "empty".
    ///
    /// # Errors
    /// If it is there and no valid value.
    pub fn clearable<T: Deserialize<'a> + Default>(&mut self, key: &'static str) -> Result<Option<T>, Error> {
        Ok(self.nullable(key)?.map(Option::unwrap_or_default))
    }

    /// A key that holds one value or a list of them; empty if left out.
    ///
    /// # Errors
    /// If it is there and no valid value.
    pub fn one_or_many<T: Deserialize<'a>>(&mut self, key: &'static str) -> Result<Vec<T>, Error> {
        match self.take(key) {
            None => Ok(Vec::new()),
            Some(Value::Array(items)) => items.iter().map(|item| self.read(key, item)).collect(),
            Some(value) => Ok(vec![self.read(key, value)?]),
        }
    }

    /// A key that holds an object.
    ///
    /// # Errors
    /// If it is there and no object.
    pub fn nested(&mut self, key: &'static str) -> Result<Option<Self>, Error> {
        self.take(key).map(|value| self.object(key, value)).transpose()
    }

    /// A key that holds a list of objects and must be there.
    ///
    /// # Errors
    /// If it is missing or no list of objects.
    pub fn nested_list(&mut self, key: &'static str) -> Result<Vec<Self>, Error> {
        let Some(value) = self.take(key) else { return Err(Error::invalid(self.path_of(key), "missing")) };
        let items = value.as_array().ok_or_else(|| Error::invalid(self.path_of(key), "not a list"))?;
        items.iter().enumerate().map(|(index, item)| self.object(&format!("{key}[{index}]"), item)).collect()
    }

    fn object(&self, key: &str, value: &'a Value) -> Result<Self, Error> {
        let path = self.path_of(key);
        match value {
            Value::Object(map) => Ok(Self { map, prefix: format!("{path}."), taken: BTreeSet::new() }),
            _ => Err(Error::invalid(path, "not an object")),
        }
    }

    /// A copy of what has been taken so far.
    #[must_use]
    pub fn taken(&self) -> Map<String, Value> {
        let known = self.map.iter().filter(|(key, _)| self.taken.contains(key.as_str()));
        known.map(|(key, value)| (key.clone(), value.clone())).collect()
    }

    /// Refuses the first key that was not taken.
    ///
    /// # Errors
    /// If there is one.
    pub fn finish(&self) -> Result<(), Error> {
        match self.map.keys().find(|key| !self.taken.contains(key.as_str())) {
            Some(unknown) => {
                let known: Vec<_> = self.taken.iter().copied().collect();
                let reason = format!("unknown key; known are {}", known.join(", "));
                Err(Error::invalid(self.path_of(unknown), reason))
            }
            None => Ok(()),
        }
    }
}
