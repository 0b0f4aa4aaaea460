//! The query that arguments and settings make together.

use crate::args::Filters;
use crate::error::CliError;
use crate::session::Session;
use crate::wire;
use locus_core::app::ops::FilterParams;
use locus_core::domain::query::Expression;

/// A filter that these words, `--where` and `--view` narrow down: each is a query, and all must fit.
pub(crate) fn narrow(
    session: &Session<'_>,
    filter: FilterParams,
    options: &Filters,
    words: &[String],
) -> Result<FilterParams, CliError> {
    let words = (!words.is_empty()).then(|| words.join(" "));
    let mut parts = Vec::new();
    for (argument, text) in [("QUERY", words.as_ref()), ("--where", options.condition.as_ref())] {
        parts.extend(text.map(|text| read(argument, text)).transpose()?);
    }
    parts.extend(options.view.as_deref().map(|name| view(session, name)).transpose()?);
    Ok(if parts.is_empty() { filter } else { filter.with_query(Expression::all(parts), wire::now()?) })
}

fn read(argument: &'static str, query: &str) -> Result<Expression, CliError> {
    query.parse().map_err(|error| CliError::Query { argument, query: query.to_owned(), error })
}

fn view(session: &Session<'_>, name: &str) -> Result<Expression, CliError> {
    let mut views = session.project()?.config.views;
    match views.remove(name) {
        Some(view) => Ok(view.0),
        None => {
            let hint = if views.is_empty() {
                "a line `NAME = \"QUERY\"` under [views] in .locus/config.toml names a query".into()
            } else {
                format!("there are {}", views.into_keys().collect::<Vec<_>>().join(", "))
            };
            Err(CliError::Typed { sentence: format!("--view: no view is called {name:?}"), hint })
        }
    }
}
