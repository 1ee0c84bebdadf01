//! The colours of everything that is shown.
//!
//! Gives styles by what they mark. Whether a terminal sees them is decided where output is opened.

use anstyle::{AnsiColor, Style};

/// An article's headline.
pub(crate) const TITLE: Style = Style::new().bold();
/// What stands around the content: labels, outlets, rules.
pub(crate) const DIM: Style = Style::new().dimmed();
/// What happened.
pub(crate) const TYPE: Style = AnsiColor::Yellow.on_default().bold();
/// Where.
pub(crate) const PLACE: Style = AnsiColor::Cyan.on_default();
/// A figure.
pub(crate) const FIGURE: Style = AnsiColor::Red.on_default().bold();
/// Who says so.
pub(crate) const SOURCE: Style = AnsiColor::Green.on_default();
/// What is uncertain.
pub(crate) const DOUBT: Style = AnsiColor::Magenta.on_default();
/// The underlining of words.
pub(crate) const MARK: Style = AnsiColor::Blue.on_default().bold();
