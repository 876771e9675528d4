#!/usr/bin/env bash
# The disk of a database server fills up: exports are written beside the database and nobody deletes them.
#
# A real file system of 400 MB (ext4 in a file, mounted through a loop device) holds a private PostgreSQL cluster.
# ingest stores sensor readings, a job exports the whole table every few seconds to the same disk. After about two
# minutes the kernel answers ENOSPC: the export, the inserts, checkpoints and WAL fail. Takes about 3 minutes.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../stage.sh
source "$(dirname "$0")/../stage.sh"

require_root
need 'ls /usr/lib/postgresql/*/bin/initdb' postgresql
need '/usr/bin/python3 -c "import psycopg2"' python3-psycopg2
need 'command -v mkfs.ext4' e2fsprogs
enter_stage db-01

pg_bin=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
export PATH=$pg_bin:$PATH
data=/var/lib/postgresql/main
add_host 10.60.0.10 postgres.internal
add_user ingest 992

say "making a disk of 400 MB"
truncate -s 400M /srv/.stage/disk
mkfs.ext4 -q -m 1 /srv/.stage/disk
# Where loop devices are not allowed (some containers), a tmpfs fills up just as well.
mount -o loop /srv/.stage/disk /var/lib/postgresql 2>/dev/null ||
  mount -t tmpfs -o size=400m tmpfs /var/lib/postgresql

say "starting PostgreSQL"
mkdir -p /var/log/postgresql /var/log/ingest /var/log/jobs /srv/ingest /run/postgresql /var/lib/postgresql/exports
chown postgres /var/lib/postgresql /var/lib/postgresql/exports /var/log/postgresql /var/log/jobs /run/postgresql
chown ingest /var/log/ingest
# Small WAL segments, or the write-ahead log alone would be a sixth of this disk.
as postgres initdb -D "$data" --auth=trust --encoding=UTF8 --no-locale --wal-segsize=4 >/dev/null
echo "include 'telemetry.conf'" >>"$data/postgresql.conf"
cat >"$data/telemetry.conf" <<'CONF'
# db-01
listen_addresses = '10.60.0.10'
shared_buffers = 32MB
min_wal_size = 8MB
max_wal_size = 16MB
log_checkpoints = on
log_min_duration_statement = 200ms
log_line_prefix = '%m [%p] %q%u@%d %a '
CONF
echo 'host all all 10.60.0.0/24 trust' >>"$data/pg_hba.conf"
# The log lies on another file system, so it survives to tell.
as postgres pg_ctl -D "$data" -l /var/log/postgresql/postgresql.log -w start >/dev/null
as postgres psql -q -v ON_ERROR_STOP=1 <<'SQL'
create role ingest login;
create database telemetry;
\c telemetry
create table reading (
  id bigserial primary key, at timestamptz not null default clock_timestamp(),
  sensor int not null, value float not null, telegram text not null
);
grant all on reading, reading_id_seq to ingest;
SQL

say "starting ingest and the export job"
cp ingest.py export.sh /srv/ingest/
cat >/srv/ingest/ingest.ini <<'CONF'
[ingest]
dsn = host=postgres.internal dbname=telemetry user=ingest application_name=ingest
batch = 450
log = /var/log/ingest/ingest.log
CONF
as ingest /usr/bin/python3 /srv/ingest/ingest.py /srv/ingest/ingest.ini &
exports() { while sleep 12; do as postgres bash /srv/ingest/export.sh >>/var/log/jobs/export.log 2>&1; done; }
exports &
disk_log() { # the minute-by-minute view of monitoring, at a faster pace
  while true; do
    printf '%(%FT%TZ)T %s\n' -1 "$(df --output=target,size,used,avail,pcent -m /var/lib/postgresql | tail -n 1)"
    sleep 3
  done
}
disk_log >>/var/log/jobs/disk-usage.log &
record host/before.txt "date -u +%FT%TZ"
record host/before.txt "df -h /var/lib/postgresql /var/log"

say "the disk fills; this takes about two minutes"
disk_is_full() { grep -q 'No space left on device' /var/log/postgresql/postgresql.log; }
wait_for 240 disk_is_full
say "full; 45 s more"
sleep 45

say "capturing"
record host/now.txt "date -u +%FT%TZ"
record host/now.txt "hostname"
record host/now.txt "df -h /var/lib/postgresql /var/log"
record host/now.txt "df -i /var/lib/postgresql"
record host/now.txt "du -xsm /var/lib/postgresql/main/base /var/lib/postgresql/main/pg_wal /var/lib/postgresql/exports"
record host/now.txt "ls -l /var/lib/postgresql/exports"
record host/now.txt "free -m"
record host/now.txt "ps -o pid,ppid,user,stat,etimes,rss,args -u postgres,ingest"
record host/now.txt "psql -X -h /run/postgresql -U postgres -d telemetry -c 'select count(*), max(at) from reading'"
record host/now.txt "psql -X -h /run/postgresql -U postgres -d telemetry -c 'select slot_name, active, restart_lsn from pg_replication_slots'"
record host/versions.txt "postgres --version"
record host/versions.txt "/usr/bin/python3 -c 'import sys, psycopg2; print(sys.version.split()[0], psycopg2.__version__)'"
keep postgresql /var/log/postgresql/postgresql.log "$data/telemetry.conf"
keep ingest /var/log/ingest/ingest.log /srv/ingest/ingest.ini
keep jobs /var/log/jobs/export.log /var/log/jobs/disk-usage.log /srv/ingest/export.sh
ask "ingest cannot store readings any more and the spool grows. PostgreSQL complains about checkpoints all the time. Is the database overloaded, or what is wrong?"
finish_capture
