//! Counts the records and pages of a web archive, and reads none of them.
//!
//! `bench/warc.sh` measures with it how fast archives are read, apart from what is done with pages.
#![allow(clippy::print_stdout)]

use std::fs::File;
use std::io::{self, BufReader};

use griot_intake::unpack::Stream;
use griot_intake::warc::WarcReader;

fn main() -> io::Result<()> {
    for path in std::env::args_os().skip(1) {
        let file = BufReader::with_capacity(128 << 10, File::open(path)?);
        let (mut n_records, mut n_pages, mut n_faults, mut n_bytes) = (0_u64, 0_u64, 0_u64, 0_u64);
        for record in WarcReader::new(Stream::open(file)?) {
            let Ok(record) = record else {
                n_faults += 1;
                continue;
            };
            n_records += 1;
            n_bytes += record.block.len() as u64;
            n_pages += u64::from(record.page(String::new()).is_ok());
        }
        println!("{n_records} records, {n_bytes} bytes, {n_pages} pages, {n_faults} faults");
    }
    Ok(())
}
