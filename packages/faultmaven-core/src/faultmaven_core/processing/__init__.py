"""What is in the artifacts: log headers and signatures, command output, snapshots, timelines, changes."""
