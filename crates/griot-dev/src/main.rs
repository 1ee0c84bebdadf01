//! The `griot-dev` command: training, imports, evaluation, checks.
fn main() {}
