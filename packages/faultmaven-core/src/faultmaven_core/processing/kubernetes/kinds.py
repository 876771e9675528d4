"""The names that kubectl accepts for kinds of objects."""

from __future__ import annotations

_SHORT = {
    "po": "pod",
    "deploy": "deployment",
    "sts": "statefulset",
    "ds": "daemonset",
    "rs": "replicaset",
    "svc": "service",
    "ep": "endpoints",
    "no": "node",
    "pv": "persistentvolume",
    "pvc": "persistentvolumeclaim",
    "sc": "storageclass",
    "sa": "serviceaccount",
    "ns": "namespace",
    "cm": "configmap",
    "ev": "event",
    "quota": "resourcequota",
    "netpol": "networkpolicy",
    "ing": "ingress",
    "cj": "cronjob",
    "hpa": "horizontalpodautoscaler",
    "storageclasses": "storageclass",
    "endpoint": "endpoints",
    "endpoints": "endpoints",
    "networkpolicies": "networkpolicy",
    "ingresses": "ingress",
}


def singular(name: str) -> str:
    """The lower-case singular of a kind, a plural or a short name, without its API group."""
    word = name.lower().partition(".")[0]
    if word in _SHORT:
        return _SHORT[word]
    return word.removesuffix("s") if not word.endswith("ss") else word
