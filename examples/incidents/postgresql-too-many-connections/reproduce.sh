#!/usr/bin/env bash
# PostgreSQL runs out of connections: a setting switched on at noon makes a service leak them.
#
# A private cluster with max_connections = 40 serves two services behind nginx. After a minute of ordinary
# traffic orders-api is restarted with coupon checks on; every order with an expired coupon then keeps its
# connection ("idle in transaction"). A minute later nobody gets one: not orders-api, not the innocent
# catalog-api, not the nightly report. Takes about 3 minutes.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../stage.sh
source "$(dirname "$0")/../stage.sh"

require_root
need 'ls /usr/lib/postgresql/*/bin/initdb' postgresql
need 'command -v nginx' nginx
need '/usr/bin/python3 -c "import psycopg2"' python3-psycopg2
enter_stage shop-01

pg_bin=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
export PATH=$pg_bin:$PATH
data=/var/lib/postgresql/main
add_host 10.20.0.10 shop.internal
add_host 10.20.0.21 orders-api.internal
add_host 10.20.0.22 catalog-api.internal
add_host 10.20.0.30 postgres.internal
add_user shop 990

say "starting PostgreSQL"
mkdir -p /var/log/postgresql /var/log/shop /var/log/nginx /srv/shop /run/postgresql
chown postgres /var/lib/postgresql /var/log/postgresql /run/postgresql
chown shop /var/log/shop
as postgres initdb -D "$data" --auth=trust --encoding=UTF8 --no-locale >/dev/null
cat >>"$data/postgresql.conf" <<'CONF'
include 'shop.conf'
CONF
cat >"$data/shop.conf" <<'CONF'
# shop-01: kept small on purpose, the machine is shared
listen_addresses = '10.20.0.30'
max_connections = 40
superuser_reserved_connections = 3
shared_buffers = 64MB
checkpoint_timeout = 30s
log_checkpoints = on
log_min_duration_statement = 100ms
log_lock_waits = on
log_line_prefix = '%m [%p] %q%u@%d %a '
CONF
echo 'host all all 10.20.0.0/24 trust' >>"$data/pg_hba.conf"
as postgres pg_ctl -D "$data" -l /var/log/postgresql/postgresql.log -w start >/dev/null
as postgres psql -q -v ON_ERROR_STOP=1 <<'SQL'
create role orders_api login;
create role catalog_api login;
create role report login;
create database shop;
\c shop
create table item (id int primary key, name text not null, price numeric not null);
insert into item select n, 'item ' || n, n % 90 + 9.99 from generate_series(1, 9999) n;
create table coupon (code text primary key, percent_off int not null, valid_until timestamptz not null);
insert into coupon values ('AUTUMN26', 10, 'infinity'), ('SUMMER26', 15, now() - interval '3 weeks');
create table orders (id bigserial primary key, item int not null, coupon text not null, at timestamptz default now());
insert into orders (item, coupon) select n % 9999 + 1, 'NONE' from generate_series(1, 400000) n;
grant select on all tables in schema public to orders_api, catalog_api, report;
grant insert on orders to orders_api;
grant usage on all sequences in schema public to orders_api;
SQL

say "starting the services and nginx"
cp service.py /srv/shop/service.py
cat >/srv/shop/orders-api.ini <<'CONF'
[service]
name = orders-api 2.4.1
listen = orders-api.internal:8081
workers = 3
dsn = host=postgres.internal dbname=shop user=orders_api application_name=orders-api
pool_min = 2
pool_max = 20
connect_retries = 3
check_coupons = false
log = /var/log/shop/orders-api.log
CONF
cat >/srv/shop/catalog-api.ini <<'CONF'
[service]
name = catalog-api 1.9.0
listen = catalog-api.internal:8082
workers = 2
dsn = host=postgres.internal dbname=shop user=catalog_api application_name=catalog-api
pool_min = 0
pool_max = 5
connect_retries = 1
log = /var/log/shop/catalog-api.log
CONF
cat >/etc/nginx/nginx.conf <<'CONF'
user www-data;
worker_processes 2;
pid /run/nginx.pid;
error_log /var/log/nginx/error.log warn;
events { worker_connections 512; }
http {
    log_format timed '$remote_addr [$time_iso8601] "$request" $status $body_bytes_sent '
                     'upstream=$upstream_addr rt=$request_time';
    access_log /var/log/nginx/access.log timed;
    client_body_buffer_size 1k;
    proxy_connect_timeout 1s;
    proxy_read_timeout 2s;
    server {
        listen 10.20.0.10:80;
        server_name shop.internal;
        location /orders { proxy_pass http://orders-api.internal:8081; }
        location /items/ { proxy_pass http://catalog-api.internal:8082; }
        location /health/orders { proxy_pass http://orders-api.internal:8081/health; }
        location /health/catalog { proxy_pass http://catalog-api.internal:8082/health; }
    }
}
CONF
start_orders_api() {
  as shop /usr/bin/python3 /srv/shop/service.py /srv/shop/orders-api.ini &
  orders_api=$!
  wait_for 20 port_open orders-api.internal 8081
}
start_orders_api
as shop /usr/bin/python3 /srv/shop/service.py /srv/shop/catalog-api.ini &
wait_for 20 port_open catalog-api.internal 8082
nginx

# The report is the red herring: slow every time, with a harmless WARNING (its script commits twice), and
# it was both long before the fault.
cat >/srv/shop/report.sql <<'SQL'
\set QUIET on
begin;
select now()::timestamptz(0) as at, count(*) as orders, sum(i.price) as turnover
  from orders o join item i on i.id = o.item
  join (select item, max(md5(coupon || at)) from orders group by 1) latest on latest.item = o.item;
commit;
commit;
SQL
report_job() {
  while sleep 20; do
    as shop psql -X -At -h postgres.internal -U report -d shop -f /srv/shop/report.sql >>/var/log/shop/report.log 2>&1 ||
      printf '%(%FT%TZ)T report failed, exit code %s\n' -1 $? >>/var/log/shop/report.log
  done
}
report_job &

# Every fifth order carries a long note: nginx writes those to a temporary file and warns, harmlessly.
note=$(printf 'please-leave-it-with-the-neighbour-%.0s' {1..40})
customers() {
  python3 ../traffic.py --seconds "$1" --rate 3.6 \
    "GET http://shop.internal/items/{n}" "GET http://shop.internal/items/{n}" "GET http://shop.internal/items/{n}" \
    "POST http://shop.internal/orders  item={n}&coupon={NONE|AUTUMN26|SUMMER26|SUMMER26}" \
    "POST http://shop.internal/orders  item={n}&coupon={NONE|SUMMER26}" \
    "POST http://shop.internal/orders  item={n}&coupon={NONE|SUMMER26}&note={$note|-|-|-|-}"
}
health_checks() {
  while sleep 10; do
    for service in orders catalog; do curl -s -o /dev/null -A health-check "http://shop.internal/health/$service" || true; done
  done
}
health_checks &
say "60 s of ordinary traffic"
customers 60

say "switching coupon checks on; connections start to leak"
sed -i 's/^check_coupons = false/check_coupons = true/' /srv/shop/orders-api.ini
printf '%(%FT%TZ)T orders-api.ini: check_coupons false -> true (change 4711), orders-api restarted\n' -1 >>/var/log/shop/deploy.log
kill "$orders_api"
sleep 1
start_orders_api
customers 96

say "capturing"
as_admin='psql -X -h /run/postgresql -U postgres -d shop -c'
record postgresql/max_connections.txt "$as_admin 'show max_connections'"
record postgresql/max_connections.txt "$as_admin 'show superuser_reserved_connections'"
record postgresql/pg_stat_activity.txt "$as_admin \"select usename, application_name, state, count(*), max(now() - state_change)::interval(0) as longest from pg_stat_activity where backend_type = 'client backend' group by 1, 2, 3 order by 4 desc\""
record postgresql/pg_stat_activity.txt "$as_admin \"select pid, usename, state, (now() - state_change)::interval(0) as since, wait_event, left(query, 70) as query from pg_stat_activity where usename in ('orders_api', 'catalog_api', 'report') order by state_change\""
record postgresql/pg_stat_activity.txt "$as_admin \"select relation::regclass, mode, granted, count(*) from pg_locks where relation is not null and not granted group by 1, 2, 3\""
record host/psql_as_orders_api.txt "psql -X -h postgres.internal -U orders_api -d shop -c 'select 1'"
record host/curl_health.txt "curl -s -i http://shop.internal/health/orders"
record host/curl_health.txt "curl -s -i http://shop.internal/health/catalog"
record host/ps.txt "ps -o pid,ppid,user,stat,etimes,rss,args -u postgres,shop"
record host/memory_and_disk.txt "free -m"
record host/memory_and_disk.txt "df -h /var/lib/postgresql /var/log"
record host/versions.txt "postgres --version"
record host/versions.txt "nginx -v"
record host/versions.txt "/usr/bin/python3 -c 'import sys, psycopg2; print(sys.version.split()[0], psycopg2.__version__)'"
keep postgresql /var/log/postgresql/postgresql.log "$data/shop.conf"
keep app /var/log/shop/orders-api.log /var/log/shop/catalog-api.log /var/log/shop/report.log /var/log/shop/deploy.log
keep app /srv/shop/orders-api.ini /srv/shop/catalog-api.ini
keep nginx /var/log/nginx/access.log /var/log/nginx/error.log /etc/nginx/nginx.conf
ask "Checkouts have started to fail with 503 and 504, and even product pages break now and then. The report query has been slow for weeks, is that it? What is going on?"
finish_capture
