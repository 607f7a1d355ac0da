"""usage: python -m linkage.with_splink people FILE.csv CLUSTERS.csv | febrl A.csv B.csv LINKS.csv

The same rules and comparisons as Yilu's examples, in Splink's words, on DuckDB with all cores. The
clock begins after everything is imported and ends before the result is written."""

import json
import logging
import sys
import time

import duckdb
import splink.comparison_library as compare
from splink import DuckDBAPI, Linker, SettingsCreator, block_on


def begin(con, name, file):
    con.execute(f"create table {name} as select * from read_csv('{file}', all_varchar=true)")


def people(file, out):
    con = duckdb.connect()
    begun = time.monotonic()
    begin(con, "people", file)
    near = compare.LevenshteinAtThresholds
    settings = SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[
            block_on("phone"),
            block_on("id6", "dob"),
            block_on("plate"),
            block_on("surname", "given", "dob"),
            block_on("dob", "area"),
            block_on("given", "surname", "area"),
        ],
        comparisons=[
            compare.ExactMatch("surname").configure(term_frequency_adjustments=True),
            near("given", 1).configure(term_frequency_adjustments=True),
            compare.ExactMatch("sex"),
            near("dob", [1, 2]),
            near("phone", 1),
            near("id6", 1),
            compare.ExactMatch("plate"),
            compare.ExactMatch("area"),
        ],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )
    linker = Linker("people", settings, db_api=DuckDBAPI(connection=con))
    learn = linker.training
    learn.estimate_probability_two_random_records_match(
        [block_on("id6", "dob"), block_on("phone", "surname")], recall=0.75
    )
    learn.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    learn.estimate_parameters_using_expectation_maximisation(block_on("phone"))
    learn.estimate_parameters_using_expectation_maximisation(block_on("surname", "given", "dob"))
    found = linker.inference.predict(threshold_match_probability=0.1)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
        found, threshold_match_probability=0.95
    )
    seconds = time.monotonic() - begun
    query = f"select unique_id, cluster_id from {clusters.physical_name}"
    con.execute(f"copy ({query}) to '{out}' (header)")
    return seconds


def febrl(one, other, out):
    con = duckdb.connect()
    begun = time.monotonic()
    for name, file in (("a", one), ("b", other)):
        con.execute(
            f"create table {name} as select rec_id as unique_id, * exclude (rec_id)"
            f" from read_csv('{file}', all_varchar=true)"
        )
    name, near = compare.JaroWinklerAtThresholds, compare.DamerauLevenshteinAtThresholds
    settings = SettingsCreator(
        link_type="link_only",
        blocking_rules_to_generate_predictions=[
            block_on("given_name", "surname"),
            block_on("soc_sec_id"),
            block_on("date_of_birth"),
            block_on("postcode", "surname"),
            block_on("postcode", "given_name"),
            block_on("suburb", "street_number"),
            block_on("address_1"),
        ],
        comparisons=[
            name("given_name", [0.9, 0.7]),
            name("surname", [0.9, 0.7]),
            near("date_of_birth", [1, 2]),
            near("soc_sec_id", [1, 2]),
            compare.ExactMatch("street_number"),
            near("postcode", [1, 2]),
            name("address_1", [0.9, 0.7]),
        ],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )
    linker = Linker(["a", "b"], settings, db_api=DuckDBAPI(connection=con))
    learn = linker.training
    learn.estimate_probability_two_random_records_match(
        [block_on("given_name", "surname", "date_of_birth"), block_on("soc_sec_id")], recall=0.9
    )
    learn.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    learn.estimate_parameters_using_expectation_maximisation(block_on("date_of_birth"))
    learn.estimate_parameters_using_expectation_maximisation(block_on("given_name", "surname"))
    found = linker.inference.predict(threshold_match_probability=0.01)
    seconds = time.monotonic() - begun
    query = (
        "select unique_id_l as id_a, unique_id_r as id_b, match_probability as probability"
        f" from {found.physical_name}"
    )
    con.execute(f"copy ({query}) to '{out}' (header)")
    return seconds


logging.disable(logging.WARNING)
seconds = {"people": people, "febrl": febrl}[sys.argv[1]](*sys.argv[2:])
print(json.dumps({"seconds": round(seconds, 3)}))
