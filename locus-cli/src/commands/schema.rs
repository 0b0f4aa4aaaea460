//! `locus schema`: the registry of who may do what, and what events, jobs and a sync's answer look like.

use crate::args::{self, SchemaName};
use crate::error::CliError;
use crate::exit::Exit;
use crate::render::{Cell, Column, Style, Table};
use crate::session::{Effect, JsonAnswer, Session};
use locus_core::app::OperationName;
use locus_core::app::workflows::SyncReport;
use locus_core::domain::{CapabilityAxis, Role};
use locus_core::schema::{document, of_what_is_written};
use schemars::JsonSchema as _;
use serde_json::{Map, Value, json};

pub(super) fn run(session: &mut Session<'_>, args: &args::Schema) -> Result<Exit, CliError> {
    let schema = match args.name {
        SchemaName::Capabilities => {
            session.deliver(&capabilities(), Effect::default(), text)?;
            return Ok(Exit::Done);
        }
        SchemaName::Events => locus_fr::schema(),
        SchemaName::Job => locus_core::job::schema()?,
        SchemaName::Board => board(),
    };
    session.deliver(&schema, Effect::default(), |_| format!("{schema:#}\n"))?;
    Ok(Exit::Done)
}

fn board() -> Value {
    let mut generator = of_what_is_written().into_generator();
    let mut answer = JsonAnswer::<SyncReport>::json_schema(&mut generator);
    answer.insert("title".into(), "The answer of locus board sync --json".into());
    document(answer, generator)
}

fn capabilities() -> Value {
    let ids = CapabilityAxis::ALL.iter().map(|axis| json!({ "id": axis, "takes_scope": axis.takes_scope() }));
    let roles = Role::ALL
        .iter()
        .map(|role| (role.to_string(), role.grants().axes().map(CapabilityAxis::as_str).collect::<Value>()));
    let operations = OperationName::ALL
        .iter()
        .map(|name| (name.to_string(), name.needs().iter().map(|need| need.as_str()).collect::<Value>()));
    json!({
        "capabilities": ids.collect::<Vec<_>>(),
        "roles": roles.collect::<Map<_, _>>(),
        "operations": operations.collect::<Map<_, _>>(),
    })
}

fn names(axes: impl IntoIterator<Item = CapabilityAxis>) -> Cell {
    Cell::new(axes.into_iter().map(CapabilityAxis::as_str).collect::<Vec<_>>().join(" "))
}

fn text(style: Style) -> String {
    let mut roles = Table::new([Column::whole("ROLE"), Column::whole("GRANTS")]);
    for role in Role::ALL {
        roles.row([Cell::new(role), names(role.grants().axes())]);
    }
    let mut operations = Table::new([Column::whole("OPERATION"), Column::whole("NEEDS")]);
    for name in OperationName::ALL {
        operations.row([Cell::new(name), names(name.needs().iter().copied())]);
    }
    let scoped: Vec<_> =
        CapabilityAxis::ALL.iter().filter(|axis| axis.takes_scope()).map(|a| a.as_str()).collect();
    let note = format!("{} may be narrowed by a path, as in fs.read:docs", scoped.join(" and "));
    format!("{}\n{}\n{}\n", roles.text(style), operations.text(style), style.faint(&note))
}
