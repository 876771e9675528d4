#!/bin/bash
# issue.sh NAME FROM TO: a new key and a certificate signed by the private authority, valid between two dates
# in the words of date(1). `openssl ca` takes both, so a certificate may begin in the past and end in a minute.
set -euo pipefail
name=$1
from=$(date -u -d "$2" +%Y%m%d%H%M%SZ)
to=$(date -u -d "$3" +%Y%m%d%H%M%SZ)
openssl req -new -newkey rsa:2048 -nodes -subj "/CN=$name" -addext "subjectAltName=DNS:$name" \
  -keyout "/srv/tls/live/$name.key" -out "/srv/tls/ca/$name.csr" 2>/dev/null
openssl ca -batch -notext -config /srv/tls/ca.cnf -startdate "$from" -enddate "$to" \
  -in "/srv/tls/ca/$name.csr" -out "/srv/tls/live/$name.crt" 2>/dev/null
