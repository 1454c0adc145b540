# One image for web, worker and beat. PostgreSQL and Redis are services beside it; secrets come from the environment.
FROM python:3.13-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /srv/bleibe
COPY requirements/base.txt requirements/base.txt
RUN python -m venv .venv && .venv/bin/python -m pip install --require-hashes --requirement requirements/base.txt
COPY . .
# Collecting static files asks for settings, not for the real secrets: these are forgotten with the line that makes them.
RUN .venv/bin/python -m portal.translations compile \
 && SECRET_KEY=$(.venv/bin/python -c "import secrets; print(secrets.token_urlsafe(64))") \
    FIELD_ENCRYPTION_KEYS=$(.venv/bin/python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())") \
    DATABASE_URL=postgres://build@localhost/build REDIS_URL=redis://localhost ALLOWED_HOSTS=localhost TRUSTED_PROXIES=none \
    DJANGO_SETTINGS_MODULE=portal.settings.production .venv/bin/python manage.py collectstatic --noinput

FROM python:3.13-slim
# Typefaces for names in scripts that typst's own lack: docs/decisions/0052
RUN apt-get update && apt-get install -y --no-install-recommends fonts-noto-core fonts-noto-cjk && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --create-home bleibe && install --directory --owner bleibe --mode 700 /var/lib/bleibe
COPY --from=build /srv/bleibe /srv/bleibe
WORKDIR /srv/bleibe
ENV PATH=/srv/bleibe/.venv/bin:$PATH PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=portal.settings.production BLEIBE_VAR=/var/lib/bleibe DATABASE_POOL_SIZE=8
USER bleibe
VOLUME /var/lib/bleibe
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD \
    python -c "import os, urllib.request as web; \
host = os.environ['ALLOWED_HOSTS'].split(',')[0].strip().lstrip('.'); \
web.urlopen(web.Request('http://127.0.0.1:8000/healthz', headers={'Host': host}), timeout=4)"
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--no-ws", "--workers", "2", \
     "--blocking-threads", "64", "--respawn-failed-workers", "portal.wsgi:application"]
