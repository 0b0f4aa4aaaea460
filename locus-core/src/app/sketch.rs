//! The other use of reading a request: each key that is read is noted, and the notes make the schema.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Value, json};
use std::cell::RefCell;

/// What was read so far, of an object and the objects in it.
#[derive(Debug, Default)]
pub(super) struct Notes(RefCell<Vec<Note>>);

#[derive(Debug)]
struct Note {
    /// JSON pointer to the schema of the object.
    place: String,
    what: Noted,
}

#[derive(Debug)]
enum Noted {
    Key {
        name: &'static str,
        required: bool,
        schema: fn(&mut SchemaGenerator) -> Schema,
        limits: Value,
    },
    /// All keys that may be there were read.
    End,
}

/// The object that is being read.
#[derive(Debug, Clone)]
pub(super) struct Sketch<'a> {
    notes: &'a Notes,
    place: String,
}

fn object(_: &mut SchemaGenerator) -> Schema {
    schemars::json_schema!({ "type": "object" })
}

fn objects(_: &mut SchemaGenerator) -> Schema {
    schemars::json_schema!({ "type": "array", "items": { "type": "object" } })
}

impl<'a> Sketch<'a> {
    pub(super) fn new(notes: &'a Notes) -> Self {
        Self { notes, place: String::new() }
    }

    fn note(&self, what: Noted) {
        self.notes.0.borrow_mut().push(Note { place: self.place.clone(), what });
    }

    /// A key of this type; `limits` are keywords that its type doesn't say.
    pub(super) fn key<T: JsonSchema>(&self, name: &'static str, required: bool, limits: Value) {
        self.note(Noted::Key { name, required, schema: SchemaGenerator::subschema_for::<T>, limits });
    }

    /// A key that holds an object.
    pub(super) fn object(&self, name: &'static str, required: bool) -> Self {
        self.note(Noted::Key { name, required, schema: object, limits: json!({}) });
        Self { notes: self.notes, place: format!("{}/properties/{name}", self.place) }
    }

    /// A key that holds a list of objects and must be there.
    pub(super) fn objects(&self, name: &'static str) -> Self {
        self.note(Noted::Key { name, required: true, schema: objects, limits: json!({}) });
        Self { notes: self.notes, place: format!("{}/properties/{name}/items", self.place) }
    }

    pub(super) fn end(&self) {
        self.note(Noted::End);
    }
}

impl Notes {
    /// The schema of the object.
    pub(super) fn draw(self, generator: &mut SchemaGenerator) -> Schema {
        let mut root = object(generator);
        for note in self.0.into_inner() {
            let Some(object) = root.pointer_mut(&note.place) else { continue };
            match note.what {
                Noted::End => object["additionalProperties"] = json!(false),
                Noted::Key { name, required, schema, limits } => {
                    let mut schema = schema(generator).to_value();
                    if let (Value::Object(schema), Value::Object(limits)) = (&mut schema, limits) {
                        schema.extend(limits);
                    }
                    object["properties"][name] = schema;
                    if required {
                        require(object, name);
                    }
                }
            }
        }
        root
    }
}

fn require(object: &mut Value, name: &str) {
    match &mut object["required"] {
        Value::Array(names) => names.push(name.into()),
        none => *none = json!([name]),
    }
}
