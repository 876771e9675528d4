"""The providers: one that speaks to models through litellm, and two that answer from a script."""
