#!/usr/bin/env python3
"""Tells every story of the database half of the central server on a PostgreSQL of its own, each in
a database of its own. Prints one line a story.

    sql.py [PART OF A NAME]

It must never be run against a database that anybody needs: it makes and drops its own.
"""

import sys
import time
import traceback

import feed_stories
import fold_stories
import ingest_stories
import load_stories
from cluster import Cluster
from evening import Venue

PARTS = (feed_stories, ingest_stories, fold_stories, load_stories)


class Stage:
    """What a story gets: a database with the migrations, and connections to it."""

    def __init__(self, cluster, name):
        self.cluster = cluster
        self.name = name
        self.opened = []
        self.db = self.connect(autocommit=True)
        self.venue = Venue(self.db)

    def connect(self, **options):
        connection = self.cluster.connect(self.name, **options)
        self.opened.append(connection)
        return connection

    def close(self):
        for connection in self.opened:
            connection.close()
        self.cluster.drop(self.name)


def stories(wanted):
    for part in PARTS:
        for name, told in vars(part).items():
            if callable(told) and told.__module__ == part.__name__ and name[0] != "_" \
                    and told.__code__.co_varnames[:1] == ("stage",) and wanted in name:
                yield name, told


def main():
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    cluster = Cluster()
    failed = told = 0
    try:
        cluster.make("pattern")
        for name, story in stories(wanted):
            with cluster.connect("postgres", autocommit=True) as server:
                server.execute("CREATE DATABASE story TEMPLATE pattern")
            stage = Stage(cluster, "story")
            told += 1
            begun = time.monotonic()
            try:
                story(stage)
                print(f"ok      {name} ({time.monotonic() - begun:.1f} s)", flush=True)
            except Exception:  # A story that fails must not keep the others from being told.
                failed += 1
                print(f"BROKEN  {name}\n{traceback.format_exc()}", flush=True)
            finally:
                stage.close()
    finally:
        cluster.close()
    print(f"{told - failed} of {told} stories hold")
    sys.exit(1 if failed or not told else 0)


if __name__ == "__main__":
    main()
