//! The settings as a table for the manual, from the same definitions as the command line.

use std::fmt::Write;

use clap::{Arg, Args, Command};

use super::Config;

/// A Markdown table of every setting under the headings of `--help`: flag, environment variable,
/// default and meaning.
#[must_use]
pub fn markdown_table() -> String {
    let command = Config::augment_args(Command::new("serve"));
    let mut out = String::new();
    let mut heading = None;
    for argument in command.get_arguments() {
        let this = argument.get_help_heading().unwrap_or("Settings");
        if heading != Some(this) {
            heading = Some(this);
            let _ = write!(out, "\n### {this}\n\n| Flag | Environment | Default | Meaning |\n");
            out.push_str("|---|---|---|---|\n");
        }
        write_row(&mut out, argument);
    }
    out.trim_start().to_owned()
}

fn write_row(out: &mut String, argument: &Arg) {
    let flag = argument.get_long().unwrap_or_default();
    let value = argument.get_value_names().and_then(|names| names.first());
    let value = value.map(|name| format!(" {name}")).unwrap_or_default();
    let environment = argument.get_env().and_then(|name| name.to_str()).unwrap_or_default();
    let defaults: Vec<_> = argument
        .get_default_values()
        .iter()
        .map(|value| format!("`{}`", value.display()))
        .collect();
    let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
    let choices: Vec<_> = argument
        .get_possible_values()
        .iter()
        .filter(|_| value.is_empty() || !value.contains("BOOL"))
        .map(|choice| format!("`{}`", choice.get_name()))
        .collect();
    let choices =
        if choices.is_empty() { String::new() } else { format!(": {}", choices.join(" or ")) };
    let _ = writeln!(
        out,
        "| `--{flag}{value}` | `{environment}` | {} | {}{choices} |",
        defaults.join(", "),
        help.replace('|', "\\|"),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANUAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/configuration.md");

    /// Run with `UPDATE_DOCS=1` in the environment to write the table anew.
    #[test]
    fn the_manual_holds_the_table() {
        let manual = std::fs::read_to_string(MANUAL).unwrap();
        let (before, rest) = manual.split_once("<!-- settings -->\n").unwrap();
        let (_, after) = rest.split_once("<!-- /settings -->").unwrap();
        let current =
            format!("{before}<!-- settings -->\n{}<!-- /settings -->{after}", markdown_table());
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(MANUAL, &current).unwrap();
        } else {
            assert!(manual == current, "docs/configuration.md is stale: UPDATE_DOCS=1 cargo test");
        }
    }

    #[test]
    fn every_setting_has_flag_variable_and_help() {
        for argument in Config::augment_args(Command::new("serve")).get_arguments() {
            let id = argument.get_id().as_str();
            assert_eq!(argument.get_long().unwrap(), id.replace('_', "-"));
            let variable = format!("PULLQUOTE_{}", id.to_uppercase());
            assert_eq!(argument.get_env().unwrap().to_str().unwrap(), variable);
            assert!(argument.get_help().is_some(), "{id} has no help");
        }
    }
}
