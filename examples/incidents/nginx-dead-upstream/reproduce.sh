#!/usr/bin/env bash
# nginx answers 502 because the Java service behind it dies of its own memory.
#
# pricing runs with a heap of 96 MB and keeps a price table for every customer it ever saw. A minute of
# ordinary traffic fills half of it; a campaign brings new customers, the heap is full, the JVM ends
# (ExitOnOutOfMemoryError). The supervisor starts it once more, the campaign fills the heap again, and then
# nginx has nobody to connect to. Takes about 3 minutes.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../stage.sh
source "$(dirname "$0")/../stage.sh"

require_root
need 'command -v nginx' nginx
need 'command -v javac' default-jdk-headless
enter_stage web-01

add_host 10.40.0.10 shop.internal
add_host 10.40.0.20 pricing.internal
add_host 10.40.0.99 rates.internal
add_user pricing 991

say "starting pricing and nginx"
mkdir -p /srv/pricing /srv/www/static /var/log/pricing /var/log/nginx
javac -d /srv/pricing Pricing.java
cp run-pricing.sh /srv/pricing/run-pricing.sh
cat >/srv/pricing/pricing.env <<'CONF'
# reviewed 2023: 96 MB is plenty
MAX_RESTARTS=1
JAVA_OPTS="-Xms32m -Xmx96m -XX:+UseG1GC -XX:+ExitOnOutOfMemoryError -XX:+HeapDumpOnOutOfMemoryError -XX:HeapDumpPath=/var/log/pricing -Xlog:gc:file=/var/log/pricing/gc-%p.log:time,level,tags"
CONF
chown -R pricing /srv/pricing /var/log/pricing
echo '<html><body><h1>Shop</h1><a href="/quote/1">Your quote</a></body></html>' >/srv/www/index.html
head -c 20000 /dev/zero | tr '\0' '/' >/srv/www/static/shop.js
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
    upstream pricing { server pricing.internal:8080; }
    client_max_body_size 2k;
    proxy_connect_timeout 1s;
    proxy_read_timeout 5s;
    server {
        listen 10.40.0.10:80;
        server_name shop.internal;
        root /srv/www;
        location /quote/ { proxy_pass http://pricing; }
        location /health/pricing { proxy_pass http://pricing/health; }
    }
}
CONF
as pricing bash /srv/pricing/run-pricing.sh &
wait_for 20 port_open pricing.internal 8080
nginx

customers() { # SECONDS RATE
  python3 ../traffic.py --seconds "$1" --rate "$2" \
    "GET http://shop.internal/" "GET http://shop.internal/static/shop.js" \
    "GET http://shop.internal/quote/{n}" "GET http://shop.internal/quote/{n}" "GET http://shop.internal/quote/{n}"
}
health_checks() {
  while sleep 5; do curl -s -o /dev/null -A health-check http://shop.internal/health/pricing || true; done
}
# The red herring: a partner posts documents that are too large, before and during the fault alike.
partner() {
  head -c 5000 /dev/zero | tr '\0' 'x' >/srv/partner-document
  while sleep 17; do
    curl -s -o /dev/null -A partner-import --data-binary @/srv/partner-document http://shop.internal/quote/import || true
  done
}
health_checks &
partner &
say "60 s of ordinary traffic"
customers 60 3.5
# What somebody looked at when all was well.
record host/before.txt "date -u +%FT%TZ"
record host/before.txt "ps -o pid,ppid,user,stat,etimes,rss,args -u pricing,www-data"
record host/before.txt "curl -s -i http://shop.internal/health/pricing"

say "a campaign starts: more customers, the heap fills"
customers 110 11

say "capturing"
record host/now.txt "date -u +%FT%TZ"
record host/now.txt "ps -o pid,ppid,user,stat,etimes,rss,args -u pricing,www-data"
record host/now.txt "curl -s -i http://shop.internal/health/pricing"
record host/now.txt "curl -sS http://pricing.internal:8080/health"
record host/now.txt "ss -ltn"
record host/now.txt "nginx -t"
record host/now.txt "free -m"
record host/now.txt "ls -l /var/log/pricing"
record host/versions.txt "nginx -v"
record host/versions.txt "java -version"
keep pricing /var/log/pricing/pricing.log /var/log/pricing/supervisor.log /var/log/pricing/gc-*.log
keep pricing /srv/pricing/pricing.env /srv/pricing/run-pricing.sh
keep nginx /var/log/nginx/access.log /var/log/nginx/error.log /etc/nginx/nginx.conf
ask "Customers get 502 Bad Gateway on the quote page, the start page still works. Nothing was deployed today. What is wrong with nginx?"
finish_capture
