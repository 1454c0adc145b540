# The two commands of the house and what they are made of. Needs Python 3.11 or newer and make, nothing else.
PYTHON ?= python3
BIN := .venv/bin
MESSAGES := $(BIN)/python -m portal.translations

.PHONY: help run test bench bench-quick search-quality coverage mutants tour check format messages requirements clean

help:
	@echo "make run           the whole portal with its demo on http://localhost:8000 (HOST and PORT are respected)"
	@echo "make test          every test, the browser's included"
	@echo "make bench         what pages and work cost in a whole region, beside a floor of each; writes docs/performance.md"
	@echo "make bench-quick   queries, plans and full answers in a tenth of it; judges no time"
	@echo "make search-quality  which share of a thousand queries finds what it means, and the worst of them"
	@echo "make coverage      which lines and branches of services, queries, workflows and the like no test has run"
	@echo "make mutants       small mistakes in the rules that no test notices"
	@echo "make tour          on release days: every address as everybody, every page in each language and look, and its HTML"
	@echo "make check         style, types, floors, templates, deployment settings, migrations, translations"
	@echo "make format        put code into the house's style"
	@echo "make messages      collect what is to be translated into portal/locale/"
	@echo "make requirements  pin anew what pyproject.toml asks for (needs uv)"
	@echo "make clean         remove what the other commands made, the demo's data included"

run:
	@$(PYTHON) portal/install.py base
	@exec $(BIN)/python -m portal.run

test:
	@$(PYTHON) portal/install.py test
	@$(BIN)/python -m tests.browser
	@$(MESSAGES) compile
	@exec $(BIN)/python -m pytest --numprocesses 2 --dist worksteal --durations 10 $(ARGS)

bench:
	@$(PYTHON) portal/install.py test
	@$(MESSAGES) compile
	@$(BIN)/python -m tests.benchmarks
	@exec $(BIN)/python -m pytest --quiet --capture no tests/benchmarks/doors.py tests/benchmarks/imports.py $(ARGS)

bench-quick:
	@$(PYTHON) portal/install.py test
	@$(MESSAGES) compile
	@exec $(BIN)/python -m pytest --quiet tests/benchmarks/quick.py $(ARGS)

search-quality:
	@$(PYTHON) portal/install.py test
	@$(MESSAGES) compile
	@exec $(BIN)/python -m pytest --quiet --capture no tests/search_quality/measure.py $(ARGS)

COVERAGE := $(BIN)/python -m coverage
coverage:
	@$(PYTHON) portal/install.py test
	@$(MESSAGES) compile
	@rm -rf var/coverage
	@$(COVERAGE) run -m pytest --numprocesses 2 --dist worksteal --ignore tests/journeys $(ARGS)
	@$(COVERAGE) combine --quiet
	@$(COVERAGE) report

mutants:
	@$(PYTHON) portal/install.py test
	@$(MESSAGES) compile
	@exec $(BIN)/python -m tests.mutation $(ARGS)

tour:
	@$(PYTHON) portal/install.py test
	@$(BIN)/python -m tests.browser
	@$(BIN)/python -m tests.html_checker
	@$(MESSAGES) compile
	@exec $(BIN)/python -m pytest --numprocesses 2 --dist load --maxschedchunk 1 tests/journeys/whole_tour.py $(ARGS)

check:
	@$(PYTHON) portal/install.py test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint templates
	@$(MESSAGES) compile
	SECRET_KEY=$$(openssl rand -base64 48) FIELD_ENCRYPTION_KEYS=$$(openssl rand -base64 32 | tr +/ -_) \
	  DATABASE_URL=postgres://nobody@localhost/none REDIS_URL=redis://localhost:1/0 ALLOWED_HOSTS=portal.example.org \
	  TRUSTED_PROXIES=127.0.0.1 DJANGO_SETTINGS_MODULE=portal.settings.production \
	  $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(MESSAGES) check

format:
	@$(PYTHON) portal/install.py test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages:
	@$(PYTHON) portal/install.py test
	$(MESSAGES) collect

PIN := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --quiet
requirements:
	$(PIN) --output-file requirements/base.txt
	uv pip compile --group redis --no-deps --generate-hashes --no-header --quiet --output-file requirements/redis.txt
	$(PIN) --group test --constraint requirements/base.txt --output-file requirements/test.txt

clean:
	rm -rf .venv var staticfiles .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name "*.mo" -not -path "./.git/*" -delete
