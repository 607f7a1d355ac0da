//! The limit of PostgreSQL: a connection per client, prepared statements, one transaction for a
//! report; the server groups the commits.

use std::{thread, time::Instant};

use bytes::BytesMut;
use postgres::{
    Client, NoTls, Statement,
    types::{IsNull, ToSql, Type, to_sql_checked},
};

use crate::{
    Outcome,
    bare::Bare,
    rows::{Reports, STATEMENTS, Value},
    schema,
    tally::{Result, Tally, Window},
};

pub fn run(bare: Bare) -> Outcome<Result> {
    let mut admin = Client::connect(&bare.store, NoTls)?;
    admin.batch_execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")?;
    admin.batch_execute(&schema::postgres())?;
    admin.batch_execute("CHECKPOINT")?;
    let mut connections = Vec::new();
    for _ in 0..bare.clients {
        connections.push(connect(&bare.store)?);
    }
    let window = Window::after(bare.warm_seconds, bare.seconds);
    let clients: Vec<_> = (1_u64..)
        .zip(connections)
        .map(|(seed, connection)| {
            let reports = Reports::new(seed, bare.texts.clone());
            thread::spawn(move || client(&window, connection, reports))
        })
        .collect();
    let mut tally = Tally::default();
    for client in clients {
        tally = tally.merge(client.join().map_err(|_| "a client broke")??);
    }
    let result = tally.result(bare.clients, &window);
    let rows: i64 = admin.query_one("SELECT count(*) FROM cases_cases", &[])?.get(0);
    if usize::try_from(rows)? != result.acknowledged {
        return Err(format!("{rows} rows for {} acknowledged", result.acknowledged).into());
    }
    Ok(result)
}

fn connect(url: &str) -> Outcome<(Client, Vec<Statement>)> {
    let mut client = Client::connect(url, NoTls)?;
    client.batch_execute("SET synchronous_commit = on")?;
    let mut statements = Vec::new();
    for sql in STATEMENTS {
        statements.push(client.prepare(sql)?);
    }
    Ok((client, statements))
}

fn client(
    window: &Window,
    (mut client, statements): (Client, Vec<Statement>),
    mut reports: Reports,
) -> Outcome<Tally> {
    let mut tally = Tally::default();
    while Instant::now() < window.ends {
        let report = reports.next();
        let began = Instant::now();
        client.batch_execute("BEGIN")?;
        for (statement, values) in statements.iter().zip(&report) {
            let values: Vec<&(dyn ToSql + Sync)> =
                values.iter().map(|value| -> &(dyn ToSql + Sync) { value }).collect();
            client.execute(statement, &values)?;
        }
        client.batch_execute("COMMIT")?;
        tally.done(window, began);
    }
    Ok(tally)
}

impl ToSql for Value {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(int) => int.to_sql(ty, out),
            Self::Text(text) => text.to_sql(ty, out),
            Self::Blob(bytes) => bytes.to_sql(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}
