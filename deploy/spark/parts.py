"""A table in partitions of whole rows, each through a process of `ptce` of its own: what `convert.py` and
`link.py` share. A process gets the rows as CSV on its standard input; its lines of output come back as
("T", line), what it says on standard error as ("F", line)."""

import csv
import io
import subprocess
import threading
from pathlib import Path


def options(parser):
    """What both programs are told about the table."""
    parser.add_argument("--input", required=True, help="the table: a file, a folder or a glob that Spark reads")
    parser.add_argument("--output", required=True, help="a folder that is not there yet")
    parser.add_argument("--partitions", type=int, default=0, help="parts of the table; 0 for Spark's own")
    parser.add_argument("--delimiter", default=",")
    parser.add_argument("--program", default="ptce")


def rows(spark, arguments):
    """The table as Spark reads it, its header, and its rows in the partitions that were asked for."""
    spark.sparkContext.addPyFile(str(Path(__file__).resolve()))
    table = spark.read.csv(
        arguments.input, header=True, sep=arguments.delimiter, multiLine=True, quote='"', escape='"',
        inferSchema=False, ignoreLeadingWhiteSpace=False, ignoreTrailingWhiteSpace=False, enforceSchema=False,
    )
    found = table.rdd.map(lambda row: row.asDict())
    if arguments.partitions:
        found = found.repartition(arguments.partitions)
    return table, table.columns, found


def head(header, delimiter):
    """The header as a line of CSV, without its end."""
    text = io.StringIO()
    csv.writer(text, lineterminator="", delimiter=delimiter).writerow(header)
    return text.getvalue()


def lines(part, header, delimiter):
    """Rows as the lines of a CSV table, without its header."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n", delimiter=delimiter)
    for row in part:
        writer.writerow(["" if row[name] is None else row[name] for name in header])
        yield text.getvalue()
        text.seek(0)
        text.truncate()


def piped(command, table, statuses):
    """One partition through one process. Raises when the process ends with another status than `statuses`,
    with the last of what it said: Spark then tries the task again, or ends the job with that message."""
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    said = []

    def feed():
        try:
            for line in table:
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
    if status not in statuses:
        raise RuntimeError(f"{' '.join(command[:3])} ended with status {status}:\n" + "\n".join(said[-20:]))
    for line in said:
        if line.strip():
            yield "F", line
