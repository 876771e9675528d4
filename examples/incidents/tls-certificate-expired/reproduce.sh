#!/usr/bin/env bash
# A certificate expires under traffic: it was made by hand, and the renewal job does not know it.
#
# A private authority signs three certificates. nginx serves them as payments-gateway, and a Python worker charges
# orders there. payments.internal ends 75 s after the start; from then on charges fail and orders pile up,
# while ledger.internal on the same nginx works on. No clock is touched: the certificate really expires.
# Takes about 2.5 minutes.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../stage.sh
source "$(dirname "$0")/../stage.sh"

require_root
need 'command -v nginx' nginx
need 'command -v openssl' openssl
need 'command -v curl' curl
enter_stage pay-01

add_host 10.50.0.10 payments.internal
add_host 10.50.0.11 ledger.internal
add_host 10.50.0.12 reports.internal
add_host 10.50.0.20 provider.internal
add_user shop 990

say "making the authority and the certificates"
mkdir -p /srv/tls/live /srv/tls/ca /srv/shop /var/log/nginx /var/log/shop /var/log/renew /var/log/probe
chown shop /var/log/shop /var/log/probe
cp ca.cnf issue.sh renew-certs.sh /srv/tls/
cp checkout_worker.py /srv/shop/
touch /srv/tls/ca/index.txt
echo 1000 >/srv/tls/ca/serial
openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/CN=Shop Internal CA" \
  -keyout /srv/tls/ca/ca.key -out /srv/tls/ca/ca.crt 2>/dev/null
bash /srv/tls/issue.sh ledger.internal "30 days ago" "60 days"
bash /srv/tls/issue.sh reports.internal "80 days ago" "10 days"
bash /srv/tls/issue.sh payments.internal "365 days ago" "75 seconds"
printf '%s\n' ledger.internal reports.internal >/srv/tls/managed.list

say "starting payments-gateway (nginx)"
cat >/etc/nginx/nginx.conf <<'CONF'
# payments-gateway on pay-01
user www-data;
worker_processes 2;
pid /run/nginx.pid;
error_log /var/log/nginx/error.log info;
events { worker_connections 512; }
http {
    log_format timed '$remote_addr [$time_iso8601] $host "$request" $status $body_bytes_sent '
                     '$ssl_protocol rt=$request_time "$http_user_agent"';
    access_log /var/log/nginx/access.log timed;
    limit_req_zone $server_name zone=charges:1m rate=3r/s;
    ssl_stapling on;
    server {
        listen 10.50.0.10:8443 ssl;
        server_name payments.internal;
        ssl_certificate     /srv/tls/live/payments.internal.crt;
        ssl_certificate_key /srv/tls/live/payments.internal.key;
        location /charge { limit_req zone=charges burst=20; proxy_pass http://provider.internal:8090; }
        location /health { return 200 "ok\n"; }
    }
    server {
        listen 10.50.0.11:8443 ssl;
        server_name ledger.internal;
        ssl_certificate     /srv/tls/live/ledger.internal.crt;
        ssl_certificate_key /srv/tls/live/ledger.internal.key;
        location / { return 200 "booked\n"; }
    }
    server {
        listen 10.50.0.12:8443 ssl;
        server_name reports.internal;
        ssl_certificate     /srv/tls/live/reports.internal.crt;
        ssl_certificate_key /srv/tls/live/reports.internal.key;
        location / { return 200 "report\n"; }
    }
    server {
        # the payment provider's own network ends here
        listen 10.50.0.20:8090;
        access_log off;
        location / { return 200 "charged\n"; }
    }
}
CONF
nginx 2>/dev/null
cat >/srv/shop/checkout-worker.ini <<'CONF'
[checkout]
gateway_url = https://payments.internal:8443/charge
ledger_url = https://ledger.internal:8443/bookings
ca_file = /srv/tls/ca/ca.crt
log = /var/log/shop/checkout-worker.log
CONF
as shop /usr/bin/env python3 /srv/shop/checkout_worker.py /srv/shop/checkout-worker.ini &
probe() { # what monitoring sees, every 10 s
  while sleep 10; do
    for name in payments ledger reports; do
      if reason=$(curl -sS -o /dev/null -m 3 --cacert /srv/tls/ca/ca.crt "https://$name.internal:8443/health" 2>&1); then
        printf '%(%FT%TZ)T %s.internal up\n' -1 "$name"
      else
        printf '%(%FT%TZ)T %s.internal DOWN: %s\n' -1 "$name" "$(head -n 1 <<<"$reason")"
      fi
    done
  done
}
probe >>/var/log/probe/probe.log &
say "60 s of ordinary traffic"
sleep 60
# The red herring: a renewal and a reload of nginx, seconds before the trouble starts.
say "the renewal job runs"
bash /srv/tls/renew-certs.sh 2>/dev/null
say "payments.internal expires in a moment; 75 s more"
sleep 75

say "capturing"
record host/now.txt "date -u +%FT%TZ"
record host/now.txt "ps -o pid,ppid,user,stat,etimes,rss,args -u shop,www-data"
record host/now.txt "nginx -t"
record host/now.txt "curl -sS -i --cacert /srv/tls/ca/ca.crt https://payments.internal:8443/health"
record host/now.txt "curl -sS -i --cacert /srv/tls/ca/ca.crt https://ledger.internal:8443/health"
for name in payments.internal ledger.internal reports.internal; do
  record host/certificates.txt "openssl x509 -in /srv/tls/live/$name.crt -noout -subject -issuer -dates"
done
record host/certificates.txt "openssl x509 -in /srv/tls/ca/ca.crt -noout -subject -issuer -dates"
record host/s_client_payments.txt \
  "openssl s_client -connect payments.internal:8443 -servername payments.internal -CAfile /srv/tls/ca/ca.crt </dev/null"
record host/versions.txt "nginx -v"
record host/versions.txt "openssl version"
record host/versions.txt "curl --version | head -n 1"
record host/versions.txt "python3 --version"
keep payments-gateway /var/log/nginx/access.log /var/log/nginx/error.log /etc/nginx/nginx.conf
keep checkout-worker /var/log/shop/checkout-worker.log /srv/shop/checkout-worker.ini
keep renewal /var/log/renew/renew.log /srv/tls/renew-certs.sh /srv/tls/managed.list
keep monitoring /var/log/probe/probe.log
ask "Card payments have started to fail and orders pile up. nginx was reloaded just before. Did the reload break the payments gateway?"
finish_capture
