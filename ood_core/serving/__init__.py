"""Processes that answer pages while they wait: one decodes pictures, one holds the networks."""
