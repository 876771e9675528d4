#!/bin/bash
# Renew the certificates that managed.list names when they have less than 30 days left.
set -u
note() { printf '%(%FT%TZ)T renew-certs: %s\n' -1 "$*" >>/var/log/renew/renew.log; }
for file in /srv/tls/live/*.crt; do
  name=$(basename "$file" .crt)
  if openssl x509 -in "$file" -noout -checkend 2592000 >/dev/null; then
    note "$name: more than 30 days left, nothing to do"
  elif ! grep -qx "$name" /srv/tls/managed.list; then
    note "$name: not in managed.list, skipped"
  elif bash /srv/tls/issue.sh "$name" now "90 days" && nginx -s reload; then
    note "$name: renewed for 90 days, nginx reloaded"
  else
    note "$name: renewal failed"
  fi
done
