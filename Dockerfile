# docker build -t ood-lab . && docker run -p 8501:8501 -v ood-lab:/lab/runs ood-lab
FROM python:3.12-slim

ENV PIP_NO_CACHE_DIR=1 \
    PYTHONUNBUFFERED=1 \
    OODLAB_BENCHMARKS=/lab/runs/benchmarks \
    OODLAB_FEATURES=/lab/runs/features

WORKDIR /lab
RUN useradd --create-home --uid 1000 lab \
    && mkdir runs \
    && chown lab:lab runs

# torch without CUDA: of two equal versions pip takes the one that names its build, "+cpu"
# several app servers: --build-arg CLUSTER=-cluster
ARG CLUSTER
COPY requirements.txt requirements-cluster.txt ./
RUN pip install --requirement requirements.txt --requirement requirements${CLUSTER}.txt \
        --extra-index-url https://download.pytorch.org/whl/cpu

COPY .streamlit .streamlit
COPY pretrained pretrained
COPY ood_core ood_core
COPY app app
RUN python -m compileall -q app ood_core

USER 1000
EXPOSE 8501
VOLUME /lab/runs
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD python -c "import os, urllib.request as web; \
        path = os.environ.get('STREAMLIT_SERVER_BASE_URL_PATH', '').strip('/'); \
        port = os.environ.get('STREAMLIT_SERVER_PORT', '8501'); \
        web.urlopen(f'http://127.0.0.1:{port}/' + (path and path + '/') + '_stcore/health', timeout=4)"
CMD ["python", "-m", "streamlit", "run", "app/main.py", "--server.headless=true", "--server.address=0.0.0.0"]
