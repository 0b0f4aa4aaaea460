//! Makes cargo notice new migration files: the macro that embeds them can't.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
}
