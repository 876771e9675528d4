"""The rule reasoner: failure-mode catalogue, detectors, findings, ranked causes."""
