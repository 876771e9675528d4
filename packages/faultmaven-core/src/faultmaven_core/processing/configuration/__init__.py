"""Configuration files as trees of typed settings with line numbers, and what differs between two of them."""
