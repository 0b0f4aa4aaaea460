//! Values from a fixed list, however their case and dashes are typed.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, Command, Error};
use std::ffi::OsStr;

/// Accepts one of these names in any case, with `-` for `_` and the other way round; the value is the name itself.
pub(super) fn any_case(names: impl IntoIterator<Item = &'static str>) -> AnyCase {
    AnyCase { names: names.into_iter().collect() }
}

/// See [`any_case`].
#[derive(Debug, Clone)]
pub(super) struct AnyCase {
    names: Vec<&'static str>,
}

fn folded(text: &str) -> String {
    text.to_ascii_lowercase().replace('-', "_")
}

impl TypedValueParser for AnyCase {
    type Value = String;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<String, Error> {
        let typed = value.to_str().map(folded);
        let name = self.names.iter().find(|name| typed.as_ref().is_some_and(|typed| folded(name) == *typed));
        let value = name.map_or(value, OsStr::new);
        PossibleValuesParser::new(&self.names).parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.names.iter().map(PossibleValue::new)))
    }
}
