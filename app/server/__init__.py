"""What the server keeps, and what touches Streamlit's insides."""
