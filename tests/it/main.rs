//! The real binary, end to end: what people type and what they get.

#![cfg(test)]

#[macro_use]
mod support;

mod backup;
mod bad_input;
mod board_add;
mod board_merge;
mod board_plain;
mod board_render;
mod board_storm;
mod board_sync;
mod board_watch;
mod catalogue;
mod claim;
mod completions;
mod corpus;
#[cfg(unix)]
mod crash;
mod demo;
mod dep;
mod diagnostics;
mod doctor;
mod doctor_faults;
mod editor;
mod events;
mod events_tail;
mod examples;
mod explain;
mod export;
mod fsyncs;
mod home;
#[cfg(unix)]
mod hook;
mod hostile_config;
mod hostile_disk;
mod hostile_jobs;
mod hostile_paths;
mod hostile_terminal;
mod import;
mod import_gov;
mod init;
mod job;
mod job_units;
mod layering;
mod man;
mod mt;
mod near;
mod output;
mod queries;
mod query_language;
mod races;
mod replicas;
mod roles;
mod schema;
mod schema_fixtures;
mod status;
mod stories;
mod tidy;
#[cfg(unix)]
mod told;
#[cfg(all(unix, feature = "tui"))]
mod tui;
mod undo;
mod wp_close;
mod wp_create;
mod wp_delete;
mod wp_gate;
mod wp_history;
mod wp_list;
mod wp_note;
mod wp_reopen;
mod wp_show;
mod wp_update;
