"""A register of any size through `ptce convert` on Apache Spark.

    spark-submit convert.py --mapping m.ttl --part registre.csv --input "hdfs:///registre/*.csv" \
        --output hdfs:///triples --partitions 64 --program /opt/ptce

The table is split into partitions of whole rows; each goes, as CSV, through a process `ptce convert --part`
of its own. OUTPUT gets `triples/` (N-Triples, each triple once over all partitions) and `failures/` (one
line for each triple that a cell did not give, with its place in the part); the counts are printed as one line of JSON. The files of
a partition are committed by Spark when its task ends, so that a task that is tried again, since its
executor was lost, leaves nothing twice. Exit status: 0 done, 1 rows were passed over, 2 could not run.

The program, the mapping and the tables that the mapping joins have to be at the same path on every
executor (`--files`, or an image). `parts.py` has to stand beside this file.
"""

import argparse
import json
import sys

import parts
from pyspark import StorageLevel
from pyspark.sql import SparkSession
from pyspark.sql.functions import explode, split


def convert(part, arguments, header):
    """One partition: triples, and what cells did not give."""
    delimiter = arguments.delimiter
    command = [
        arguments.program, "convert", "--quiet", "--threads", "1", "--on-error", "skip", "--faults", str(sys.maxsize),
        "--format", "nt", "--format", "short",
        "--mapping", arguments.mapping, "--part", arguments.part, "--header", parts.head(header, delimiter),
    ]
    # 1: rows were passed over, and told.
    return parts.piped(command, part, (0, 1))


def main():
    parser = argparse.ArgumentParser(description="A register of any size through ptce convert")
    parser.add_argument("--mapping", required=True, help="the RML or YARRRML mapping")
    parser.add_argument("--part", required=True, help="the source, as the mapping names it")
    parts.options(parser)
    arguments = parser.parse_args()
    spark = SparkSession.builder.appName("ptce convert").getOrCreate()
    table, header, rows = parts.rows(spark, arguments)
    made = rows.mapPartitions(lambda part: convert(part, arguments, header))
    made = spark.createDataFrame(made, "kind string, lines string", verifySchema=False)
    made = made.persist(StorageLevel.DISK_ONLY)
    lines = made.select("kind", explode(split("lines", "\n")).alias("line"))
    triples = lines.where("kind = 'T'").select("line").distinct()
    failures = lines.where("kind = 'F'").select("line")
    triples.write.text(arguments.output + "/triples")
    failures.write.text(arguments.output + "/failures")
    counts = {
        "rows": table.count(),
        "partitions": rows.getNumPartitions(),
        "triples": spark.read.text(arguments.output + "/triples").count(),
        "failures": failures.count(),
    }
    print(json.dumps(counts))
    spark.stop()
    return 1 if counts["failures"] else 0


if __name__ == "__main__":
    sys.exit(main())
