"""A register of any size through `ptce convert` on Apache Spark.

    spark-submit convert.py --mapping m.ttl --part registre.csv --input "hdfs:///registre/*.csv" \
        --output hdfs:///triples --partitions 64 --program /opt/ptce

The table is split into partitions of whole rows; each goes, as CSV, through a process `ptce convert --part`
of its own. OUTPUT gets `triples/` (N-Triples, each triple once over all partitions) and `failures/` (one
line for each triple that a cell did not give, with its place in the part); the counts are printed as one line of JSON. The files of
a partition are committed by Spark when its task ends, so that a task that is tried again, since its
executor was lost, leaves nothing twice. Exit status: 0 done, 1 rows were passed over, 2 could not run.

The program, the mapping and the tables that the mapping joins have to be at the same path on every
executor (`--files`, or an image).
"""

import argparse
import csv
import io
import json
import subprocess
import sys
import threading

from pyspark import StorageLevel
from pyspark.sql import SparkSession


def written(rows, header, dialect):
    """Rows as the lines of a CSV table, without its header."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n", **dialect)
    for row in rows:
        writer.writerow(["" if row[name] is None else row[name] for name in header])
        yield text.getvalue()
        text.seek(0)
        text.truncate()


def head(header, dialect):
    text = io.StringIO()
    csv.writer(text, lineterminator="", **dialect).writerow(header)
    return text.getvalue()


def convert(rows, arguments, header, dialect):
    """One partition through one process: ("T", triple) and ("F", failure)."""
    command = [
        arguments.program, "convert", "--quiet", "--threads", "1", "--on-error", "skip",
        "--format", "nt", "--format", "short",
        "--mapping", arguments.mapping, "--part", arguments.part, "--header", head(header, dialect),
    ]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    said = []

    def feed():
        try:
            for line in written(rows, header, dialect):
                process.stdin.write(line.encode("utf-8"))
            process.stdin.close()
        except BrokenPipeError:
            pass  # the process says why on standard error

    def listen():
        said.extend(process.stderr.read().decode("utf-8", "replace").splitlines())

    threads = [threading.Thread(target=feed, daemon=True), threading.Thread(target=listen, daemon=True)]
    for thread in threads:
        thread.start()
    for line in process.stdout:
        yield "T", line.decode("utf-8").rstrip("\n")
    status = process.wait()
    for thread in threads:
        thread.join()
    if status not in (0, 1):
        raise RuntimeError(f"ptce convert ended with status {status}:\n" + "\n".join(said[-20:]))
    for line in said:
        if line.strip():
            yield "F", line


def main():
    parser = argparse.ArgumentParser(description="A register of any size through ptce convert")
    parser.add_argument("--mapping", required=True, help="the RML or YARRRML mapping")
    parser.add_argument("--part", required=True, help="the source, as the mapping names it")
    parser.add_argument("--input", required=True, help="the table: a file, a folder or a glob that Spark reads")
    parser.add_argument("--output", required=True, help="a folder that is not there yet")
    parser.add_argument("--partitions", type=int, default=0, help="parts of the table; 0 for Spark's own")
    parser.add_argument("--delimiter", default=",")
    parser.add_argument("--program", default="ptce")
    arguments = parser.parse_args()
    spark = SparkSession.builder.appName("ptce convert").getOrCreate()
    table = spark.read.csv(
        arguments.input, header=True, sep=arguments.delimiter, multiLine=True, quote='"', escape='"',
        inferSchema=False, ignoreLeadingWhiteSpace=False, ignoreTrailingWhiteSpace=False, enforceSchema=False,
    )
    header = table.columns
    dialect = {"delimiter": arguments.delimiter}
    rows = table.rdd.map(lambda row: row.asDict())
    if arguments.partitions:
        rows = rows.repartition(arguments.partitions)
    made = rows.mapPartitions(lambda part: convert(part, arguments, header, dialect))
    made = made.persist(StorageLevel.DISK_ONLY)
    triples = made.filter(lambda pair: pair[0] == "T").map(lambda pair: pair[1]).distinct()
    failures = made.filter(lambda pair: pair[0] == "F").map(lambda pair: pair[1])
    triples.saveAsTextFile(arguments.output + "/triples")
    failures.saveAsTextFile(arguments.output + "/failures")
    counts = {
        "rows": table.count(),
        "partitions": rows.getNumPartitions(),
        "triples": spark.sparkContext.textFile(arguments.output + "/triples").count(),
        "failures": failures.count(),
    }
    print(json.dumps(counts))
    spark.stop()
    return 1 if counts["failures"] else 0


if __name__ == "__main__":
    sys.exit(main())
