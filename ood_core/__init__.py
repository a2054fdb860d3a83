"""OOD Lab's core: benchmarks, methods, evidence, scores and runs. It never imports Streamlit."""

__version__ = "0.1.0"
