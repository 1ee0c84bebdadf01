//! The command line, as users run it: a real process in a folder of its own.
