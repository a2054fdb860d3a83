"""Where a visitor's requests come from: all of one address share what it may take."""

import os

import streamlit as st


def address() -> str:
    """Of the visitor for whom the page runs; "" where it is not known.

    Behind a proxy that is the last entry of the header that it writes, which OODLAB_PROXY_HEADER
    names; what stands before, a visitor may have written.
    """
    if header := os.environ.get("OODLAB_PROXY_HEADER"):
        return (st.context.headers.get(header) or "").rpartition(",")[2].strip()
    return st.context.ip_address or ""
