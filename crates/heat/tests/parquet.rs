//! Parquet files count as the same rows in a text do, whatever types and pages they come in.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{fmt::Write as _, fs::File, path::Path, sync::Arc};

use heat::{Columns, Fold, Plan, Reason, collect, exact};
use kernel::{Rng as _, SeededRng, count};
use parquet::{
    column::writer::ColumnWriter,
    data_type::ByteArray,
    errors::ParquetError,
    file::{
        properties::{EnabledStatistics, WriterProperties},
        writer::{SerializedFileWriter, SerializedRowGroupWriter},
    },
    schema::parser::parse_message_type,
};

/// A position, or what is missing of it. Degrees are multiples of 2^-13, which a float of 32 bits
/// holds exactly; seconds of 2026-11-16 in Asia/Shanghai.
#[derive(Clone, Copy)]
struct Row {
    worker: Option<i64>,
    seconds: i64,
    lon: Option<f64>,
    lat: f64,
    occupation: Option<&'static str>,
}

/// Midnight of 2026-11-16 as civil seconds since 1970-01-01.
const MONDAY: i64 = 20_773 * 86_400;
const AHEAD: i64 = 8 * 3_600;

/// Groups of rows: one occupation, another one, several, one or none.
fn groups() -> Vec<Vec<Row>> {
    let mut rng = SeededRng::new(7);
    let mut below = |limit: u64| rng.below(limit).cast_signed();
    let kinds: [&[Option<&str>]; 4] = [
        &[Some("骑手")],
        &[Some("courier")],
        &[Some("骑手"), Some("courier"), Some("trucker")],
        &[Some("courier"), None],
    ];
    let mut group = |kinds: &[Option<&'static str>]| {
        let mut row = || {
            let kind = usize::try_from(below(3)).unwrap() % kinds.len();
            Row {
                worker: Some(below(40)).filter(|worker| *worker > 0),
                seconds: below(86_400),
                lon: Some(120.25 + count::to_f64(below(200)) / 8_192.0).filter(|_| below(50) > 0),
                lat: 31.5 + count::to_f64(below(200)) / 8_192.0,
                occupation: kinds[kind],
            }
        };
        (0..3_000).map(|_| row()).collect()
    };
    kinds.into_iter().map(&mut group).collect()
}

/// How workers, times and degrees are held.
#[derive(Clone, Copy, Debug)]
struct Kind {
    worker: &'static str,
    time: &'static str,
    degrees: &'static str,
    statistics: EnabledStatistics,
}

fn write(path: &Path, kind: Kind, groups: &[Vec<Row>]) {
    let Kind { worker, time, degrees, .. } = kind;
    let schema = format!(
        "message positions {{ optional {worker}; required {time}; optional {degrees} lon; \
         required {degrees} lat; optional binary occupation (UTF8); }}"
    );
    let schema = Arc::new(parse_message_type(&schema).unwrap());
    let properties = WriterProperties::builder().set_statistics_enabled(kind.statistics).build();
    let file = File::create(path).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema, Arc::new(properties)).unwrap();
    for rows in groups {
        let mut group = writer.next_row_group().unwrap();
        let workers: Vec<Option<i64>> = rows.iter().map(|row| row.worker).collect();
        numbers(&mut group, &workers, |worker| format!("w{worker}"));
        // As the type says it: civil microseconds, milliseconds of UTC, or text.
        let times = rows.iter().map(|row| {
            Some(match time {
                time if time.contains("MICROS") => (MONDAY + row.seconds) * 1_000_000,
                time if time.contains("MILLIS") => (MONDAY + row.seconds - AHEAD) * 1_000,
                _ => row.seconds,
            })
        });
        numbers(&mut group, &times.collect::<Vec<_>>(), clock);
        let longitudes: Vec<Option<f64>> = rows.iter().map(|row| row.lon).collect();
        figures(&mut group, &longitudes);
        figures(&mut group, &rows.iter().map(|row| Some(row.lat)).collect::<Vec<_>>());
        let names: Vec<Option<&str>> = rows.iter().map(|row| row.occupation).collect();
        texts(&mut group, &names);
        group.close().unwrap();
    }
    writer.close().unwrap();
}

fn clock(seconds: i64) -> String {
    let [hour, minute, second] = [seconds / 3_600, seconds / 60 % 60, seconds % 60];
    format!("2026-11-16 {hour:02}:{minute:02}:{second:02}")
}

/// Writes the next column: the values that are there, and levels that say which rows have one.
fn column<V: Copy>(
    group: &mut SerializedRowGroupWriter<'_, File>,
    values: &[Option<V>],
    put: impl FnOnce(&mut ColumnWriter<'_>, &[V], Option<&[i16]>) -> Result<usize, ParquetError>,
) {
    let there: Vec<V> = values.iter().flatten().copied().collect();
    let levels: Vec<i16> = values.iter().map(|value| i16::from(value.is_some())).collect();
    let mut column = group.next_column().unwrap().unwrap();
    put(column.untyped(), &there, Some(&levels)).unwrap();
    column.close().unwrap();
}

/// Whole numbers, or texts made of them, by the column's type.
fn numbers(
    group: &mut SerializedRowGroupWriter<'_, File>,
    values: &[Option<i64>],
    text: impl Fn(i64) -> String,
) {
    column(group, values, |column, there, levels| match column {
        ColumnWriter::Int64ColumnWriter(writer) => writer.write_batch(there, levels, None),
        ColumnWriter::Int32ColumnWriter(writer) => {
            let short: Vec<i32> = there.iter().map(|one| i32::try_from(*one).unwrap()).collect();
            writer.write_batch(&short, levels, None)
        }
        ColumnWriter::ByteArrayColumnWriter(writer) => {
            let bytes = there.iter().map(|one| ByteArray::from(text(*one).into_bytes()));
            writer.write_batch(&bytes.collect::<Vec<_>>(), levels, None)
        }
        _ => unreachable!(),
    });
}

#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "exact, see `Row`")]
fn figures(group: &mut SerializedRowGroupWriter<'_, File>, values: &[Option<f64>]) {
    column(group, values, |column, there, levels| match column {
        ColumnWriter::DoubleColumnWriter(writer) => writer.write_batch(there, levels, None),
        ColumnWriter::FloatColumnWriter(writer) => {
            let short: Vec<f32> = there.iter().map(|one| *one as f32).collect();
            writer.write_batch(&short, levels, None)
        }
        _ => unreachable!(),
    });
}

fn texts(group: &mut SerializedRowGroupWriter<'_, File>, values: &[Option<&str>]) {
    column(group, values, |column, there, levels| {
        let ColumnWriter::ByteArrayColumnWriter(writer) = column else { unreachable!() };
        let bytes: Vec<ByteArray> = there.iter().map(|text| ByteArray::from(*text)).collect();
        writer.write_batch(&bytes, levels, None)
    });
}

fn csv(groups: &[Vec<Row>]) -> String {
    let mut text = String::from("worker,time,lon,lat,occupation\n");
    for row in groups.iter().flatten() {
        let worker = row.worker.map_or(String::new(), |worker| format!("w{worker}"));
        let lon = row.lon.map_or(String::new(), |lon| lon.to_string());
        let (time, name) = (clock(row.seconds), row.occupation.unwrap_or_default());
        writeln!(text, "{worker},{time},{lon},{},{name}", row.lat).unwrap();
    }
    text
}

/// The release as a text, and how many rows were refused for which reason.
fn counted(file: &Path, threads: usize) -> (String, Vec<(Reason, u64)>) {
    let folder = tempfile::tempdir().unwrap();
    let plan = Plan {
        resolution: h3o::Resolution::Nine,
        fold: Fold::Week,
        period: None,
        bound: None,
        threads,
        memory: 0,
        scratch: folder.path().to_owned(),
    };
    let source = heat::open(file, &Columns::default(), &|_, _| {}).unwrap();
    let collected = collect(source.as_ref(), &plan, &mut SeededRng::new(1)).unwrap();
    let reasons = collected.tally.reasons().collect();
    let out = folder.path().join("cells.csv");
    exact(collected).stage(&out).unwrap().publish().unwrap();
    (std::fs::read_to_string(out).unwrap(), reasons)
}

#[test]
fn all_types_that_are_taken_count_as_in_a_text() {
    let folder = tempfile::tempdir().unwrap();
    let groups = groups();
    let text = folder.path().join("positions.csv");
    std::fs::write(&text, csv(&groups)).unwrap();
    let expected = counted(&text, 1);
    let refused = expected.1.iter().map(|(reason, _)| *reason).collect::<Vec<_>>();
    assert!(refused.contains(&Reason::Worker) && refused.contains(&Reason::Occupation));
    assert!(refused.contains(&Reason::Lon) && expected.0.contains("骑手"));
    let workers = ["binary worker (UTF8)", "int64 worker", "int32 worker"];
    let times = [
        "int64 time (TIMESTAMP(MICROS, false))",
        "int64 time (TIMESTAMP(MILLIS, true))",
        "binary time (UTF8)",
    ];
    let degrees = ["double", "float", "double"];
    let statistics = [EnabledStatistics::Chunk, EnabledStatistics::None, EnabledStatistics::Page];
    for number in 0..9 {
        let (one, other) = (number % 3, number / 3);
        let kind = Kind {
            worker: workers[one],
            time: times[other],
            degrees: degrees[(one + other) % 3],
            statistics: statistics[(one + 2 * other) % 3],
        };
        let file = folder.path().join("positions.parquet");
        write(&file, kind, &groups);
        for threads in [1, 2] {
            assert!(counted(&file, threads) == expected, "{kind:?}, {threads} threads");
        }
    }
}
