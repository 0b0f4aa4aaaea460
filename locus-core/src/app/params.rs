//! Strict reading of JSON objects: every key is known and typed, and a refusal names the key by its path. The
//! reading is also the definition of what may be read: the schema of a job is drawn from it.

use crate::app::Error;
use crate::app::sketch::{Notes, Sketch};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::ops::RangeInclusive;

/// An object being read. Each key is taken once; [`finish`](Fields::finish) refuses what is left.
#[derive(Debug)]
pub struct Fields<'a> {
    map: &'a Map<String, Value>,
    prefix: String,
    taken: Vec<&'static str>,
    sketch: Option<Sketch<'a>>,
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

/// The schema of what `read` reads. It reads an example, and whatever it asks for is noted; so the example must hold
/// what is required, and every object that has keys of its own.
///
/// # Errors
/// If the example is refused.
pub(crate) fn describe<T>(
    example: &Map<String, Value>,
    generator: &mut SchemaGenerator,
    read: impl FnOnce(&mut Fields<'_>) -> Result<T, Error>,
) -> Result<Schema, Error> {
    let notes = Notes::default();
    read(&mut Fields { sketch: Some(Sketch::new(&notes)), ..Fields::new(example) })?;
    Ok(notes.draw(generator))
}

impl<'a> Fields<'a> {
    /// The keys of an object.
    #[must_use]
    pub const fn new(map: &'a Map<String, Value>) -> Self {
        Self { map, prefix: String::new(), taken: Vec::new(), sketch: None }
    }

    /// The object itself.
    #[must_use]
    pub const fn map(&self) -> &'a Map<String, Value> {
        self.map
    }

    /// The path of a key, as a refusal names it.
    #[must_use]
    pub fn path_of(&self, key: &str) -> String {
        [&self.prefix, key].concat()
    }

    fn take(&mut self, key: &'static str) -> Option<&'a Value> {
        self.taken.push(key);
        self.map.get(key)
    }

    fn note<T: JsonSchema>(&self, key: &'static str, required: bool) {
        self.note_with::<T>(key, required, || json!({}));
    }

    fn note_with<T: JsonSchema>(&self, key: &'static str, required: bool, limits: impl FnOnce() -> Value) {
        if let Some(sketch) = &self.sketch {
            sketch.key::<T>(key, required, limits());
        }
    }

    fn read<T: Deserialize<'a>>(&self, key: &str, value: &'a Value) -> Result<T, Error> {
        T::deserialize(value).map_err(|refusal| Error::invalid(self.path_of(key), refusal))
    }

    fn read_if_there<T: Deserialize<'a>>(&mut self, key: &'static str) -> Result<Option<T>, Error> {
        self.take(key).map(|value| self.read(key, value)).transpose()
    }

    fn there<T>(&self, key: &str, value: Option<T>) -> Result<T, Error> {
        value.ok_or_else(|| Error::invalid(self.path_of(key), "missing"))
    }

    /// Whether a key is there.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.map.contains_key(key)
    }

    /// A key that must be there.
    ///
    /// # Errors
    /// If it is missing, null or no valid value.
    pub fn required<T: Deserialize<'a> + JsonSchema>(&mut self, key: &'static str) -> Result<T, Error> {
        self.note::<T>(key, true);
        let value = self.read_if_there(key)?;
        self.there(key, value)
    }

    /// A key that may be left out, but not be null.
    ///
    /// # Errors
    /// If it is there and no valid value.
    pub fn optional<T: Deserialize<'a> + JsonSchema>(
        &mut self,
        key: &'static str,
    ) -> Result<Option<T>, Error> {
        self.note::<T>(key, false);
        self.read_if_there(key)
    }

    /// A key that may be left out, or be null to say "none".
    ///
    /// # Errors
    /// If it is there and no valid value.
    pub fn nullable<T: Deserialize<'a> + JsonSchema>(
        &mut self,
        key: &'static str,
    ) -> Result<Option<Option<T>>, Error> {
        self.optional(key)
    }

    /// A key that may be left out, or be null to say "empty".
    ///
    /// # Errors
    /// If it is there and no valid value.
    pub fn clearable<T: Deserialize<'a> + JsonSchema + Default>(
        &mut self,
        key: &'static str,
    ) -> Result<Option<T>, Error> {
        Ok(self.nullable(key)?.map(Option::unwrap_or_default))
    }

    /// A number from this range that must be there.
    ///
    /// # Errors
    /// If it is missing or no number of the range.
    pub fn required_number(&mut self, key: &'static str, range: RangeInclusive<u64>) -> Result<u64, Error> {
        let number = self.number_in(key, range, true)?;
        self.there(key, number)
    }

    /// A number from this range that may be left out.
    ///
    /// # Errors
    /// If it is there and no number of the range.
    pub fn number(&mut self, key: &'static str, range: RangeInclusive<u64>) -> Result<Option<u64>, Error> {
        self.number_in(key, range, false)
    }

    fn number_in(
        &mut self,
        key: &'static str,
        range: RangeInclusive<u64>,
        required: bool,
    ) -> Result<Option<u64>, Error> {
        self.note_with::<u64>(key, required, || json!({ "minimum": range.start(), "maximum": range.end() }));
        let number: Option<u64> = self.read_if_there(key)?;
        if number.is_some_and(|number| !range.contains(&number)) {
            let reason = format!("not from {} to {}", range.start(), range.end());
            return Err(Error::invalid(self.path_of(key), reason));
        }
        Ok(number)
    }

    /// A list of at most so many; empty if left out.
    ///
    /// # Errors
    /// If it is there and no valid list.
    pub fn list<T: Deserialize<'a> + JsonSchema>(
        &mut self,
        key: &'static str,
        max: usize,
    ) -> Result<Vec<T>, Error> {
        self.note_with::<Vec<T>>(key, false, || json!({ "maxItems": max }));
        let items: Vec<T> = self.read_if_there(key)?.unwrap_or_default();
        if items.len() > max {
            let reason = format!("{} given; at most {max} are allowed", items.len());
            return Err(Error::invalid(self.path_of(key), reason));
        }
        Ok(items)
    }

    /// A key that holds one value or a list of them; empty if left out.
    ///
    /// # Errors
    /// If it is there and no valid value.
    pub fn one_or_many<T: Deserialize<'a> + JsonSchema>(
        &mut self,
        key: &'static str,
    ) -> Result<Vec<T>, Error> {
        self.note::<OneOrMany<T>>(key, false);
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
        self.nested_in(key, false)
    }

    /// A key that holds an object and must be there.
    ///
    /// # Errors
    /// If it is missing or no object.
    pub fn required_nested(&mut self, key: &'static str) -> Result<Self, Error> {
        let nested = self.nested_in(key, true)?;
        self.there(key, nested)
    }

    fn nested_in(&mut self, key: &'static str, required: bool) -> Result<Option<Self>, Error> {
        let sketch = self.sketch.as_ref().map(|sketch| sketch.object(key, required));
        self.take(key).map(|value| self.object(key, value, sketch)).transpose()
    }

    /// A key that holds a list of objects and must be there.
    ///
    /// # Errors
    /// If it is missing or no list of objects.
    pub fn nested_list(&mut self, key: &'static str) -> Result<Vec<Self>, Error> {
        let sketch = self.sketch.as_ref().map(|sketch| sketch.objects(key));
        let value = self.take(key);
        let value = self.there(key, value)?;
        let items = value.as_array().ok_or_else(|| Error::invalid(self.path_of(key), "not a list"))?;
        let object = |(index, item)| self.object(&format!("{key}[{index}]"), item, sketch.clone());
        items.iter().enumerate().map(object).collect()
    }

    fn object(&self, key: &str, value: &'a Value, sketch: Option<Sketch<'a>>) -> Result<Self, Error> {
        match value {
            Value::Object(map) => {
                let prefix = [&self.prefix, key, "."].concat();
                Ok(Self { map, prefix, taken: Vec::new(), sketch })
            }
            _ => Err(Error::invalid(self.path_of(key), "not an object")),
        }
    }

    /// A copy of what has been taken so far.
    #[must_use]
    pub fn taken(&self) -> Map<String, Value> {
        let known = self.map.iter().filter(|(key, _)| self.taken.contains(&key.as_str()));
        known.map(|(key, value)| (key.clone(), value.clone())).collect()
    }

    /// Refuses the first key that was not taken.
    ///
    /// # Errors
    /// If there is one.
    pub fn finish(&self) -> Result<(), Error> {
        if let Some(sketch) = &self.sketch {
            sketch.end();
        }
        match self.map.keys().find(|key| !self.taken.contains(&key.as_str())) {
            Some(unknown) => {
                Err(Error::unknown_key(self.path_of(unknown), self.taken.iter().copied().collect()))
            }
            None => Ok(()),
        }
    }
}

/// How [`Fields::one_or_many`] may be spelled.
#[derive(JsonSchema)]
#[schemars(untagged, inline)]
#[expect(dead_code, reason = "only its schema is needed")]
enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}
