"""A PostgreSQL of our own, on a Unix socket in a folder that goes away with it.

It exists so that tests see the real database and no other. It must never listen on a network, and
never touch a cluster it did not make. PostgreSQL refuses to run as root; then it runs as the user
`postgres`.
"""

import os
import pathlib
import pwd
import shutil
import subprocess
import tempfile

import psycopg

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SERVER = ROOT / "Sources" / "CentralServer"
MIGRATIONS = SERVER / "Migrations"
PLATFORM = SERVER / "Trial" / "platform.sql"
BIN = pathlib.Path(os.environ.get("PGBIN", "/usr/lib/postgresql/15/bin"))


def unprivileged():
    """What subprocess needs to run something as who may run PostgreSQL."""
    if os.geteuid() != 0:
        return {}
    who = pwd.getpwnam("postgres")
    return {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": [], "env": {
        "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": "/tmp"}}


class Cluster:
    def __init__(self, settings=()):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="checkind-central-"))
        self.who = unprivileged()
        if "user" in self.who:
            os.chown(self.folder, self.who["user"], self.who["group"])
        self.data = self.folder / "data"
        self.run("initdb", "-D", self.data, "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8",
                 "-A", "trust")
        options = ["listen_addresses=''", f"unix_socket_directories='{self.folder}'",
                   "max_connections=60", "shared_buffers=256MB", *settings]
        with open(self.data / "postgresql.conf", "a", encoding="utf-8") as file:
            file.write("\n".join(options) + "\n")
        self.run("pg_ctl", "-D", self.data, "-l", self.folder / "log", "-w", "start")

    def restart(self, mode):
        """As pg_ctl means it: `immediate` is what a crash leaves behind."""
        self.run("pg_ctl", "-D", self.data, "-l", self.folder / "log", "-m", mode, "-w", "restart")

    def run(self, program, *arguments):
        subprocess.run([BIN / program, *map(str, arguments)], check=True, cwd=self.folder,
                       stdout=subprocess.DEVNULL, **self.who)

    def start(self, program, *arguments, **options):
        """A client program of PostgreSQL that goes on by itself."""
        return subprocess.Popen([BIN / program, "-h", self.folder, *map(str, arguments)],
                                cwd=self.folder, **self.who, **options)

    def connect(self, database="central", **options):
        return psycopg.connect(host=str(self.folder), dbname=database,
                               user=options.pop("user", "postgres"), **options)

    def make(self, database="central", migrate=True):
        with self.connect("postgres", autocommit=True) as server:
            server.execute(f'CREATE DATABASE "{database}"')
        with self.connect(database) as db:
            db.execute(PLATFORM.read_text("utf-8"))
        if migrate:
            migrated(self.connect(database, autocommit=True))

    def drop(self, database="central"):
        with self.connect("postgres", autocommit=True) as server:
            server.execute(f'DROP DATABASE "{database}" WITH (FORCE)')

    def close(self):
        try:
            self.run("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")
        finally:
            shutil.rmtree(self.folder)


def migrated(db):
    """Applies what is new, each step in a transaction of its own. Returns the names of the steps.
    """
    db.execute("CREATE TABLE IF NOT EXISTS door_migration"
               " (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())")
    known = {name for (name,) in db.execute("SELECT name FROM door_migration")}
    applied = []
    for path in sorted(MIGRATIONS.glob("*.sql")):
        if path.stem in known:
            continue
        with db.transaction():
            db.execute(path.read_text("utf-8"))
            db.execute("INSERT INTO door_migration (name) VALUES (%s)", [path.stem])
        applied.append(path.stem)
    return applied
