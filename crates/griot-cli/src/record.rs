//! `griot init`, `griot check`, `griot backup`: the folder of a record.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use griot_record::{Checked, Record, Writer};

use crate::args::{BackupArgs, CheckArgs, InitArgs};
use crate::coder::Coder;
use crate::out;
use crate::report::tell;
use crate::show::layout::clean;

pub(crate) fn init(args: &InitArgs) -> Result<ExitCode> {
    let of_folder = || {
        let dir = std::path::absolute(&args.dir).unwrap_or_else(|_| args.dir.clone());
        dir.file_name()
            .map_or_else(|| "record".to_owned(), |name| name.to_string_lossy().into_owned())
    };
    let name = args.name.clone().unwrap_or_else(of_folder);
    Record::init(&args.dir, &name)?;
    let dir = args.dir.display();
    out::line(clean(&format!("`{dir}` is a record; `griot add {dir} PAGES` fills it")))?;
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn check(args: &CheckArgs) -> Result<ExitCode> {
    if args.repair {
        let coder = Coder::new(None)?.signature();
        let mut writer = Writer::open_signed(
            &args.dir,
            "check --repair",
            &coder,
            jiff::Timestamp::now(),
            &crate::settings::analyst().unwrap_or_default(),
        )?;
        writer.rebuild_index()?;
        writer.forget_layer()?;
        writer.finish()?;
    }
    let checked = Record::open(&args.dir)?.check(|_, _| {})?;
    told(&args.dir, &checked)
}

pub(crate) fn backup(args: &BackupArgs) -> Result<ExitCode> {
    let copy = Record::open(&args.dir)?.backup(&args.to)?;
    let checked = copy.check(|_, _| {})?;
    told(&args.to, &checked)
}

fn told(dir: &Path, checked: &Checked) -> Result<ExitCode> {
    for text in &checked.unfinished {
        tell(text);
    }
    for key in &checked.unplaced {
        tell(&format!(
            "decision {key}: what it is about is not there any more; it is kept, and `griot history` shows it"
        ));
    }
    for fault in &checked.faults {
        tell(&format!("{}: {}", fault.part, fault.what));
    }
    let Checked { pages, articles, claims, events, decisions, faults, .. } = checked;
    let verdict = match faults.len() {
        0 => "whole".to_owned(),
        1 => "not whole: 1 fault".to_owned(),
        n => format!("not whole: {n} faults"),
    };
    let dir = clean(&dir.display().to_string());
    out::line(format_args!(
        "`{dir}` is {verdict} ({pages} pages, {articles} articles, {claims} claims, {events} events, \
         {decisions} decisions looked at)"
    ))?;
    if let Some(head) = &checked.head {
        let n = checked.entries;
        let head = clean(head);
        out::line(format_args!("its log has {n} entries; the hash of the last one is {head}"))?;
    }
    Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(2) })
}
