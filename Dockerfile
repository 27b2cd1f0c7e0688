# The web client
FROM node:22-bookworm-slim AS web
WORKDIR /build/web
COPY web/package.json web/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY web/ ./
RUN npm run build

# The wheel: Python packages, the relay, the built client
FROM rust:1-bookworm AS wheel
RUN apt-get update && apt-get install -y --no-install-recommends python3-venv && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY requirements.lock ./
RUN python3 -m venv /venv && /venv/bin/pip install --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY media/ media/
COPY signaling/ signaling/
COPY server/ server/
COPY --from=web /build/server/static/ server/static/
RUN /venv/bin/maturin build --release --locked --out dist \
    && /venv/bin/pip install --no-deps --no-index dist/*.whl

# What runs. Debian's Python in both stages, so that the environment moves as it is.
FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends python3 && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /data goround \
    && install -d -o goround -g goround -m 0700 /data
COPY --from=wheel /venv /venv
USER goround
ENV GOROUND_HOST=0.0.0.0 GOROUND_DATA_DIR=/data GOROUND_LOG_FORMAT=json
VOLUME /data
EXPOSE 8080/tcp 10000/udp
HEALTHCHECK --interval=10s --timeout=3s CMD ["/venv/bin/python", "-c", \
    "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/healthz', timeout=2)"]
ENTRYPOINT ["/venv/bin/goround"]
CMD ["serve"]
