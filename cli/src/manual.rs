//! Manual pages and shell completions.

use std::io::Write;

use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::Failure;

/// Print a manual page for the tool, or for one of its commands.
///
/// To install it: notafter man > ~/.local/share/man/man1/notafter.1
#[derive(Debug, clap::Args)]
pub(crate) struct ManArguments {
    /// The command, such as preflight [default: the tool].
    command: Option<String>,
}

/// Print completions for a shell.
#[derive(Debug, clap::Args)]
pub(crate) struct CompletionsArguments {
    /// The shell.
    shell: Shell,
}

pub(crate) fn man(arguments: &ManArguments, out: &mut dyn Write) -> Result<u8, Failure> {
    let mut tool = crate::Arguments::command();
    tool.build();
    let page = match &arguments.command {
        None => tool,
        Some(name) => {
            let command = tool.find_subcommand(name).cloned();
            command.ok_or_else(|| Failure::Unusable(format!("there is no command {name:?}")))?
        }
    };
    clap_mangen::Man::new(page).render(out)?;
    Ok(0)
}

pub(crate) fn completions(arguments: &CompletionsArguments, out: &mut dyn Write) -> Result<u8, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut crate::Arguments::command(), "notafter", &mut script);
    out.write_all(&script)?;
    Ok(0)
}
