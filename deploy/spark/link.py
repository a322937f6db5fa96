"""A register of any size through `ptce link` on Apache Spark.

    spark-submit link.py --kind sirene --source associations.csv --input "hdfs:///sirene/*.csv" \
        --output hdfs:///candidates --review review.sssom.tsv --partitions 64 --program /opt/ptce

The register is split into partitions of whole rows; each goes, as CSV, through a process
`ptce link run --candidates -` of its own. OUTPUT gets the candidates (lines of JSON, a few for each thing that
is looked for, whatever the length of the register); here `ptce link merge` decides over all of them and writes
the review, the bytes of one run over the whole. The files of a partition are committed by Spark when its task
ends, so that an executor that is lost leaves nothing twice. The counts are printed as one line of JSON. Exit
status: 0 done, 2 could not run.

The program, the publication (--publication; the bundled one if none is named) and the table of sources have to
be at the same path on every executor and here. `parts.py` has to stand beside this file.
"""

import argparse
import itertools
import json
import subprocess
import sys

import parts
from pyspark.sql import SparkSession


def command(arguments, verb, *more):
    """A verb of `ptce link` with what all of them are told."""
    said = [arguments.program, "link", verb, "--kind", arguments.kind, *more]
    for name in ("source", "publication", "object_prefix"):
        if value := getattr(arguments, name):
            said += ["--" + name.replace("_", "-"), value]
    return said


def link(part, arguments, header):
    """The candidates that one partition has."""
    delimiter = arguments.delimiter
    columns = [word for column in arguments.column for word in ("--column", column)]
    run = command(arguments, "run", "--quiet", "--threads", "1", "--target", "-", "--candidates", "-", *columns)

    table = itertools.chain([parts.head(header, delimiter)], part)
    return (lines for kind, lines in parts.piped(run, table, (0,)) if kind == "T")


def merge(candidates, arguments):
    """Decides over the candidates of all partitions, as they come."""
    counted = 0
    process = subprocess.Popen(command(arguments, "merge", "-", "--out", arguments.review), stdin=subprocess.PIPE)
    for line in candidates:
        process.stdin.write(line.encode("utf-8") + b"\n")
        counted += 1
    process.stdin.close()
    if status := process.wait():
        raise RuntimeError(f"ptce link merge ended with status {status}")
    return counted


def main():
    parser = argparse.ArgumentParser(description="A register of any size through ptce link")
    parser.add_argument("--kind", required=True, help="which register it is, as `ptce link run` names it")
    parser.add_argument("--column", action="append", default=[], metavar="ROLE=HEADER")
    parser.add_argument("--source", help="a table of things to link instead of the organisations of the publication")
    parser.add_argument("--publication", help="the folder of the publication")
    parser.add_argument("--object-prefix", help="what identifiers of the register become IRIs with")
    parser.add_argument("--review", required=True, help="the review that is written (SSSOM TSV)")
    parts.options(parser)
    arguments = parser.parse_args()
    spark = SparkSession.builder.appName("ptce link").getOrCreate()
    table, header, rows = parts.rows(spark, arguments)
    rows.mapPartitions(lambda part: link(part, arguments, header)).saveAsTextFile(arguments.output)
    written = spark.sparkContext.textFile(arguments.output)
    counts = {
        "rows": table.count(),
        "partitions": rows.getNumPartitions(),
        "candidates": merge(written.toLocalIterator(), arguments),
    }
    print(json.dumps(counts))
    spark.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
