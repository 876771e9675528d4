"""Where cases and files are kept."""
