"""A table in partitions of whole rows, each through a process of `ptce` of its own: what `convert.py` and
`link.py` share. A process gets the rows as CSV on its standard input; its lines of output come back as
("T", lines), many at once, what it says on standard error as ("F", lines)."""

import csv
import io
import subprocess
import threading
from pathlib import Path

from pyspark.sql.functions import struct, to_csv

# Bytes of output that are handed on at once.
BLOCK = 1 << 18


def options(parser):
    """What both programs are told about the table."""
    parser.add_argument("--input", required=True, help="the table: a file, a folder or a glob that Spark reads")
    parser.add_argument("--output", required=True, help="a folder that is not there yet")
    parser.add_argument("--partitions", type=int, default=0, help="parts of the table; 0 for Spark's own")
    parser.add_argument("--delimiter", default=",")
    parser.add_argument("--program", default="ptce")


def rows(spark, arguments):
    """The table as Spark reads it, its header, and its rows as lines of CSV in the partitions that were asked
    for. Rows become lines within Spark: in Python that would take longer than what is done with them."""
    spark.sparkContext.addPyFile(str(Path(__file__).resolve()))
    dialect = dict(sep=arguments.delimiter, quote='"', escape='"')
    dialect.update(ignoreLeadingWhiteSpace="false", ignoreTrailingWhiteSpace="false")
    table = spark.read.csv(
        arguments.input, header=True, multiLine=True, inferSchema=False, enforceSchema=False, **dialect
    )
    header = table.columns
    # Headers may hold what means something to Spark.
    found = table.toDF(*(f"c{number}" for number in range(len(header))))
    if arguments.partitions:
        found = found.repartition(arguments.partitions)
    line = to_csv(struct(*found.columns), dict(dialect, nullValue="", emptyValue=""))
    return table, header, found.select(line).rdd.map(lambda row: row[0])


def head(header, delimiter):
    """The header as a line of CSV, without its end."""
    text = io.StringIO()
    csv.writer(text, lineterminator="", delimiter=delimiter).writerow(header)
    return text.getvalue()


def piped(command, table, statuses):
    """One partition through one process. Raises when the process ends with another status than `statuses`,
    with the last of what it said: Spark then tries the task again, or ends the job with that message."""
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    said, broken = [], []

    def feed():
        try:
            with process.stdin as out:
                for line in table:
                    out.write(line.encode("utf-8") + b"\n")
        except BrokenPipeError:
            pass  # the process says why on standard error
        except Exception as error:
            # What was read of the table is not all of it: nothing of this task may count.
            broken.append(error)
            process.kill()

    def listen():
        said.extend(process.stderr.read().decode("utf-8", "replace").splitlines())

    threads = [threading.Thread(target=feed, daemon=True), threading.Thread(target=listen, daemon=True)]
    for thread in threads:
        thread.start()
    rest = b""
    while block := process.stdout.read1(BLOCK):
        whole, end, after = block.rpartition(b"\n")
        if end:
            yield "T", (rest + whole).decode("utf-8")
            rest = b""
        rest += after
    if rest:
        yield "T", rest.decode("utf-8")
    status = process.wait()
    for thread in threads:
        thread.join()
    if broken:
        raise broken[0]
    if status not in statuses:
        raise RuntimeError(f"{' '.join(command[:3])} ended with status {status}:\n" + "\n".join(said[-20:]))
    failures = [line for line in said if line.strip()]
    if failures:
        yield "F", "\n".join(failures)
