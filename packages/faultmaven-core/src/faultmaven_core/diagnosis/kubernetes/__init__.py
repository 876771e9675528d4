"""What the Kubernetes detectors share: known messages, an index over the cluster, and how findings are worded."""
